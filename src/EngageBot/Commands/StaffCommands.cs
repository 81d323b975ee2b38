using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Turns;

namespace EngageBot.Commands;

/// <summary><c>engagebot staff invite|list|role|shops|suspend|resume|revoke</c>: who works here.</summary>
internal static class StaffCommands
{
    private static readonly Actor _operator = new Actor.System("cli");

    public static Command Build() =>
        new("staff", "Who works here, in which role and shops.") { Invite(), List(), SetRole(), SetShops(), Suspend(), Resume(), Revoke() };

    private static string Words => string.Join(", ", Roles.OfPeople.Select(r => r.Word()));

    private static Command Invite()
    {
        var role = new Option<string?>("--role") { Description = $"One of {Words}; cashier if left out." };
        var name = new Option<string?>("--name") { Description = "What colleagues call them; the role if left out." };
        var shops = new Option<string[]>("--shop") { Description = "A shop's code; several times for several; left out for every shop.", AllowMultipleArgumentsPerToken = true };
        var days = new Option<int>("--days") { Description = "How long the link is good.", DefaultValueFactory = _ => (int)StaffInvitations.DefaultLife.TotalDays };
        var language = new Option<string?>("--language") { Description = "en, ru or sq; the business's if left out." };
        var again = new Option<Guid?>("--again") { Description = "The id of somebody on the list: a new link for them; the older ones end." };
        var data = CommandHost.DataOption();
        var command = new Command("invite", "Makes a link that works once and shows it once.") { role, name, shops, days, language, again, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var (store, directory, clock) = Parts(provider);
            if (parsed.GetValue(days) is < 1 or > 90) return await FailAsync("--days is between 1 and 90.", 2);
            var life = TimeSpan.FromDays(parsed.GetValue(days));
            if (parsed.GetValue(again) is { } known)
                return await ShowAsync(provider, await store.WriteAsync(scope => ValueTask.FromResult(
                    StaffInvitations.InviteAgain(scope, _operator, directory.Business.Id, new(known), life, clock.GetUtcNow())), cancellation));
            if (Roles.Parse(parsed.GetValue(role) ?? Role.Cashier.Word()) is not { } found || !Roles.OfPeople.Contains(found)) return await FailAsync($"--role must be one of: {Words}.", 2);
            if (ShopsOf(directory, parsed.GetValue(shops)) is not { } places) return await FailAsync(ShopWords(directory), 2);
            var called = parsed.GetValue(name) ?? found.Word();
            if (!StaffInvitations.IsName(called)) return await FailAsync("--name is one line of 1 to 60 characters.", 2);
            var spoken = parsed.GetValue(language) ?? directory.Business.Language;
            if (spoken is not ("en" or "ru" or "sq")) return await FailAsync("--language must be one of: en, ru, sq.", 2);
            return await ShowAsync(provider, await store.WriteAsync(scope => ValueTask.FromResult(StaffInvitations.Invite(
                scope, _operator, directory.Business.Id, new(called, found, places, spoken), life, clock.GetUtcNow())), cancellation));
        }, cancellation));
        return command;
    }

    private static Command List()
    {
        var data = CommandHost.DataOption();
        var command = new Command("list", "Shows everybody with role, shops and state.") { data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var (store, directory, _) = Parts(provider);
            var codes = directory.Shops.ToDictionary(s => s.Id, s => s.Code);
            foreach (var (member, shops) in await store.ReadAsync(connection => ValueTask.FromResult(
                StaffRows.All(connection, directory.Business.Id).Select(m => (m, StaffRows.ShopsOf(connection, m.Id))).ToList()), cancellation))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{member.Id}  {member.Name}  {member.Role.Word()}  {(shops.IsEmpty ? "every shop" : string.Join(", ", shops.Select(s => codes.GetValueOrDefault(s, "?"))))}  {member.State.ToString().ToLowerInvariant()}  since {member.JoinedAt ?? member.CreatedAt:yyyy-MM-dd}"));
            return 0;
        }, cancellation));
        return command;
    }

    private static Command SetRole()
    {
        var role = new Argument<string>("role") { Description = $"One of {Words}." };
        return Change("role", "Gives somebody another role.", [role], (parsed, _, business, id, reason, now) =>
            Roles.Parse(parsed.GetRequiredValue(role)) is { } found && Roles.OfPeople.Contains(found)
                ? (scope => StaffChanges.SetRole(scope, _operator, business, id, found, reason, now), null)
                : (null, $"The role must be one of: {Words}."));
    }

    private static Command SetShops()
    {
        var shops = new Argument<string[]>("shops") { Description = "Codes; none for every shop.", Arity = ArgumentArity.ZeroOrMore };
        return Change("shops", "Says where somebody works.", [shops], (parsed, directory, business, id, reason, now) =>
            ShopsOf(directory, parsed.GetValue(shops)) is { } found
                ? (scope => StaffChanges.SetShops(scope, _operator, business, id, found, reason, now), null)
                : (null, ShopWords(directory)));
    }

    private static Command Suspend() => Change("suspend", "Somebody may do nothing until they are resumed.", [],
        (_, _, business, id, reason, now) => (scope => StaffChanges.Suspend(scope, _operator, business, id, reason, now), null));

    private static Command Resume() => Change("resume", "Ends a suspension.", [],
        (_, _, business, id, reason, now) => (scope => StaffChanges.Resume(scope, _operator, business, id, reason, now), null));

    private static Command Revoke() => Change("revoke", "Takes back an invitation, or lets somebody go for good.", [],
        (_, _, business, id, reason, now) => (scope => StaffChanges.Remove(scope, _operator, business, id, reason, now), null));

    private delegate (Func<WriteScope, StaffOutcome>? Verb, string? Wrong) Reading(
        ParseResult parsed, BusinessDirectory directory, BusinessId business, StaffId id, string? reason, DateTimeOffset now);

    private static Command Change(string name, string description, Argument[] arguments, Reading read)
    {
        var id = new Argument<Guid>("id") { Description = "As engagebot staff list shows it." };
        var reason = new Option<string?>("--reason") { Description = "Why; kept in the audit." };
        var data = CommandHost.DataOption();
        var command = new Command(name, description) { id, reason, data };
        foreach (var argument in arguments) command.Arguments.Add(argument);
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var (store, directory, clock) = Parts(provider);
            var (verb, wrong) = read(parsed, directory, directory.Business.Id, new(parsed.GetRequiredValue(id)), parsed.GetValue(reason), clock.GetUtcNow());
            if (verb is null) return await FailAsync(wrong!, 2);
            return await store.WriteAsync(scope => ValueTask.FromResult(verb(scope)), cancellation) switch
            {
                StaffOutcome.Changed => 0,
                StaffOutcome.Unchanged => await SayAsync("It was so already."),
                StaffOutcome.LastOwner => await FailAsync("The last owner stays: invite another first, engagebot staff invite --role owner.", 1),
                StaffOutcome.WrongState wrongState => await FailAsync($"They are {wrongState.State.ToString().ToLowerInvariant()}; engagebot staff list shows everybody.", 1),
                StaffOutcome.Unknown => await FailAsync("Nobody has that id; engagebot staff list shows everybody.", 1),
                _ => throw new UnreachableException(),
            };
        }, cancellation));
        return command;
    }

    private static async Task<int> ShowAsync(IServiceProvider provider, InviteOutcome outcome)
    {
        if (outcome is not InviteOutcome.Invited invited) return await FailAsync("Nobody with that id can take a link; engagebot staff list shows everybody.", 1);
        foreach (var line in await provider.GetRequiredService<InvitationWords>().OfAsync(invited, CancellationToken.None)) Console.WriteLine(line);
        return 0;
    }

    private static (IStore Store, BusinessDirectory Directory, TimeProvider Clock) Parts(IServiceProvider provider) =>
        (provider.GetRequiredService<IStore>(), provider.GetRequiredService<BusinessDirectory>(), provider.GetRequiredService<TimeProvider>());

    private static ImmutableArray<ShopId>? ShopsOf(BusinessDirectory directory, string[]? codes)
    {
        var found = (codes ?? []).Select(code => directory.Shops.FirstOrDefault(s => s.Code == code)).ToList();
        return found.Contains(null) ? null : [.. found.Select(s => s!.Id)];
    }

    private static string ShopWords(BusinessDirectory directory) => $"Shops are: {string.Join(", ", directory.Shops.Select(s => s.Code))}.";

    private static async Task<int> FailAsync(string line, int code)
    {
        await Console.Error.WriteLineAsync(line);
        return code;
    }

    private static Task<int> SayAsync(string line)
    {
        Console.WriteLine(line);
        return Task.FromResult(0);
    }
}
