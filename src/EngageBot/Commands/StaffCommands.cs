using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Turns;

namespace EngageBot.Commands;

/// <summary><c>engagebot staff invite|list|role|shops|suspend|resume|revoke</c>: who works here.</summary>
internal static class StaffCommands
{
    public static Command Build() =>
        new("staff", "Who works here, in which role and shops.") { Invite(), List(), SetRole(), SetShops(), Suspend(), Resume(), Revoke(), RotaCommands.Shift(), RotaCommands.Absence() };

    private static string Words => string.Join(", ", Roles.OfPeople.Select(r => r.Word()));

    private static Command Invite()
    {
        var role = new Option<string?>("--role") { Description = $"One of {Words}; cashier if left out." };
        var name = new Option<string?>("--name") { Description = "What colleagues call them; the role if left out." };
        var shops = new Option<string[]>("--shop") { Description = "A shop's code; several times for several; left out for every shop.", AllowMultipleArgumentsPerToken = true };
        var days = new Option<int>("--days") { Description = "How long the link is good.", DefaultValueFactory = _ => (int)StaffInvitations.DefaultLife.TotalDays };
        var language = new Option<string?>("--language") { Description = "en, ru or sq; the business's if left out." };
        var again = new Option<Guid?>("--again") { Description = "The id of somebody on the list: a new link for them; the older ones end." };
        return Verb.Of("invite", "Makes a link that works once and shows it once.", [role, name, shops, days, language, again], async verb =>
        {
            var directory = verb.Directory;
            if (verb.Value(days) is < 1 or > 90) return await Verb.FailAsync("--days is between 1 and 90.");
            var life = TimeSpan.FromDays(verb.Value(days));
            if (verb.Value(again) is { } known)
                return await ShowAsync(verb, await verb.WriteAsync(scope =>
                    StaffInvitations.InviteAgain(scope, Verb.Operator, verb.Business.Id, new(known), life, verb.Now)));
            if (Roles.Parse(verb.Value(role) ?? Role.Cashier.Word()) is not { } found || !Roles.OfPeople.Contains(found)) return await Verb.FailAsync($"--role must be one of: {Words}.");
            if (ShopsOf(directory, verb.Value(shops)) is not { } places) return await Verb.FailAsync(ShopWords(directory));
            var called = verb.Value(name) ?? found.Word();
            if (!StaffInvitations.IsName(called)) return await Verb.FailAsync("--name is one line of 1 to 60 characters.");
            var spoken = verb.Value(language) ?? verb.Business.Language;
            if (!Languages.Spoken.Contains(spoken)) return await Verb.FailAsync($"--language must be one of: {string.Join(", ", Languages.Spoken)}.");
            return await ShowAsync(verb, await verb.WriteAsync(scope => StaffInvitations.Invite(
                scope, Verb.Operator, verb.Business.Id, new(called, found, places, spoken), life, verb.Now)));
        });
    }

    private static Command List() =>
        Verb.Of("list", "Shows everybody with role, shops and state.", [], async verb =>
        {
            var directory = verb.Directory;
            var codes = directory.Shops.ToDictionary(s => s.Id, s => s.Code);
            foreach (var (member, shops) in await verb.ReadAsync(source =>
                StaffRows.All(source, verb.Business.Id).Select(m => (m, StaffRows.ShopsOf(source, m.Id))).ToList()))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{member.Id}  {member.Name}  {member.Role.Word()}  {(shops.IsEmpty ? "every shop" : string.Join(", ", shops.Select(s => codes.GetValueOrDefault(s, "?"))))}  {member.State.ToString().ToLowerInvariant()}  since {member.JoinedAt ?? member.CreatedAt:yyyy-MM-dd}"));
            return 0;
        });

    private static Command SetRole()
    {
        var role = new Argument<string>("role") { Description = $"One of {Words}." };
        return Change("role", "Gives somebody another role.", [role], (verb, id, reason) =>
            Roles.Parse(verb.Required(role)) is { } found && Roles.OfPeople.Contains(found)
                ? (scope => StaffChanges.SetRole(scope, Verb.Operator, verb.Business.Id, id, found, reason, verb.Now), null)
                : (null, $"The role must be one of: {Words}."));
    }

    private static Command SetShops()
    {
        var shops = new Argument<string[]>("shops") { Description = "Codes; none for every shop.", Arity = ArgumentArity.ZeroOrMore };
        return Change("shops", "Says where somebody works.", [shops], (verb, id, reason) =>
            ShopsOf(verb.Directory, verb.Value(shops)) is { } found
                ? (scope => StaffChanges.SetShops(scope, Verb.Operator, verb.Business.Id, id, found, reason, verb.Now), null)
                : (null, ShopWords(verb.Directory)));
    }

    private static Command Suspend() => Change("suspend", "Somebody may do nothing until they are resumed.", [],
        (verb, id, reason) => (scope => StaffChanges.Suspend(scope, Verb.Operator, verb.Business.Id, id, reason, verb.Now), null));

    private static Command Resume() => Change("resume", "Ends a suspension.", [],
        (verb, id, reason) => (scope => StaffChanges.Resume(scope, Verb.Operator, verb.Business.Id, id, reason, verb.Now), null));

    private static Command Revoke() => Change("revoke", "Takes back an invitation, or lets somebody go for good.", [],
        (verb, id, reason) => (scope => StaffChanges.Remove(scope, Verb.Operator, verb.Business.Id, id, reason, verb.Now), null));

    private delegate (Func<WriteScope, StaffOutcome>? Change, string? Wrong) Reading(Verb verb, StaffId id, string? reason);

    private static Command Change(string name, string description, Argument[] arguments, Reading read)
    {
        var id = new Argument<Guid>("id") { Description = "As engagebot staff list shows it." };
        var reason = new Option<string?>("--reason") { Description = "Why; kept in the audit." };
        return Verb.Of(name, description, [id, reason, .. arguments], async verb =>
        {
            var (change, wrong) = read(verb, new(verb.Required(id)), verb.Value(reason));
            if (change is null) return await Verb.FailAsync(wrong!);
            return await verb.WriteAsync(change) switch
            {
                StaffOutcome.Changed => 0,
                StaffOutcome.Unchanged => await SayAsync("It was so already."),
                StaffOutcome.LastOwner => await Verb.FailAsync("The last owner stays: invite another first, engagebot staff invite --role owner.", 1),
                StaffOutcome.WrongState wrongState => await Verb.FailAsync($"They are {wrongState.State.ToString().ToLowerInvariant()}; engagebot staff list shows everybody.", 1),
                StaffOutcome.Unknown => await Verb.FailAsync("Nobody has that id; engagebot staff list shows everybody.", 1),
                _ => throw new UnreachableException(),
            };
        });
    }

    private static async Task<int> ShowAsync(Verb verb, InviteOutcome outcome)
    {
        if (outcome is not InviteOutcome.Invited invited) return await Verb.FailAsync("Nobody with that id can take a link; engagebot staff list shows everybody.", 1);
        foreach (var line in await verb.Part<InvitationWords>().OfAsync(invited, CancellationToken.None)) Console.WriteLine(line);
        return 0;
    }

    private static ImmutableArray<ShopId>? ShopsOf(BusinessDirectory directory, string[]? codes)
    {
        var found = (codes ?? []).Select(code => directory.Shops.FirstOrDefault(s => s.Code == code)).ToList();
        return found.Contains(null) ? null : [.. found.Select(s => s!.Id)];
    }

    private static string ShopWords(BusinessDirectory directory) => $"Shops are: {string.Join(", ", directory.Shops.Select(s => s.Code))}.";

    private static Task<int> SayAsync(string line)
    {
        Console.WriteLine(line);
        return Task.FromResult(0);
    }
}
