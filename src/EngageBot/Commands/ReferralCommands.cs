using System.CommandLine;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Insights;
using EngageBot.Loyalty.Deeds;
using EngageBot.Loyalty.Referrals;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot referral list|release|refuse|ranking</c>: what the guards held back, a person's word on it, and who brings new customers.</summary>
internal static class ReferralCommands
{
    public static Command Build() => new("referral", "Friends that members brought: who waits for a person's look, and who brings whom.") { List(), Release(), Refuse(), Ranking() };

    private static Command Ranking()
    {
        var days = new Option<int?>("--days") { Description = "Friends who came within so many days; all of them if absent." };
        var limit = new Option<int?>("--limit") { Description = "1 to 200; 50 if absent." };
        return Verb.Of("ranking", "Members by the friends they brought who bought: whom to thank.", [days, limit], async verb =>
        {
            var since = verb.Value(days) is { } span ? verb.Now.AddDays(-Math.Clamp(span, 1, Recommenders.DaysMax)) : DateTimeOffset.UnixEpoch;
            var ranked = await verb.ReadAsync(source => Recommenders.Ranked(source, verb.Business.Id, since, verb.Value(limit) ?? Recommenders.LimitUsual));
            foreach (var one in ranked)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{one.Contact}  bought {one.Bought,4}  joined {one.Joined,4}  came {one.Came,4}  spent {MinorUnits.Format(one.SpentMinor, verb.Business.Currency)} {verb.Business.Currency}  {one.Name}").TrimEnd());
            if (ranked.IsEmpty) Console.WriteLine("Nobody has brought anybody in that time; members find their link with /invite.");
            return 0;
        });
    }

    private static Command List() =>
        Verb.Of("list", "Shows what is held, oldest first.", [], async verb =>
        {
            var held = await verb.ReadAsync(source => ReferralRows.Held(source, verb.Business.Id));
            foreach (var one in held)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{one.Id}  {one.Why}  held {one.HeldAt:yyyy-MM-dd HH:mm}  referrer {one.Referrer} ({one.SameWeek} in that week)  friend {one.Invited}  by {one.Source}"));
            Console.WriteLine(held.Length == 0 ? "Nothing waits." : "engagebot referral release|refuse ID --reason \"…\" decides.");
            return 0;
        });

    private static Command Release() => Decide("release", "Pays what is held.", (verb, scope, id, reason) =>
        verb.Part<ReferralBook>().ReleaseAsync(scope, Verb.Operator, verb.Business.Id, id, reason, verb.Now));

    private static Command Refuse() => Decide("refuse", "Pays nothing, now or later.", (verb, scope, id, reason) =>
        ValueTask.FromResult(ReferralBook.Refuse(scope, Verb.Operator, verb.Business.Id, id, reason, verb.Now)));

    private static Command Decide(string name, string what, Func<Verb, WriteScope, long, string, ValueTask<DecisionOutcome>> decide)
    {
        var id = new Argument<long>("id") { Description = "As engagebot referral list shows it." };
        var reason = new Option<string>("--reason") { Description = $"Why, in 3 to {DecisionRequest.ReasonMax} characters; it is kept.", Required = true };
        return Verb.Of(name, what, [id, reason], async verb =>
        {
            var (number, because) = (verb.Required(id), verb.Required(reason));
            if (DecisionRequest.Errors(new(because)).Any()) return await Verb.FailAsync($"--reason is text of 3 to {DecisionRequest.ReasonMax} characters.");
            return await SayAsync(number, await verb.Part<IStore>().WriteAsync(scope => decide(verb, scope, number, because), verb.Cancellation));
        });
    }

    private static async Task<int> SayAsync(long id, DecisionOutcome outcome)
    {
        switch (outcome)
        {
            case DecisionOutcome.Released released:
                Console.WriteLine($"{id} is released: {released.Points} points were given.");
                return 0;
            case DecisionOutcome.Refused:
                Console.WriteLine($"{id} is refused.");
                return 0;
            case DecisionOutcome.NotHeld held:
                return await Verb.FailAsync($"{id} is {held.State.ToString().ToLowerInvariant()}: there is nothing to decide.", 1);
            default:
                return await Verb.FailAsync($"There is no referral {id}; engagebot referral list shows what waits.", 1);
        }
    }
}
