using System.CommandLine;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Loyalty.Deeds;
using EngageBot.Loyalty.Referrals;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot referral list|release|refuse</c>: what the guards held back, and a person's word on it.</summary>
internal static class ReferralCommands
{
    public static Command Build() => new("referral", "Friends that members brought and that wait for a person's look.") { List(), Release(), Refuse() };

    private static Command List()
    {
        var data = CommandHost.DataOption();
        var command = new Command("list", "Shows what is held, oldest first.") { data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var business = provider.GetRequiredService<BusinessDirectory>().Business.Id;
            var held = await provider.GetRequiredService<IStore>().ReadAsync(connection => ValueTask.FromResult(ReferralRows.Held(connection, business)), cancellation);
            foreach (var one in held)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{one.Id}  {one.Why}  held {one.HeldAt:yyyy-MM-dd HH:mm}  referrer {one.Referrer} ({one.SameWeek} in that week)  friend {one.Invited}  by {one.Source}"));
            Console.WriteLine(held.Length == 0 ? "Nothing waits." : "engagebot referral release|refuse ID --reason \"…\" decides.");
            return 0;
        }, cancellation));
        return command;
    }

    private static Command Release() => Decide("release", "Pays what is held.", (provider, scope, business, id, reason, now) =>
        provider.GetRequiredService<ReferralBook>().ReleaseAsync(scope, new Actor.System("cli"), business, id, reason, now));

    private static Command Refuse() => Decide("refuse", "Pays nothing, now or later.", (_, scope, business, id, reason, now) =>
        ValueTask.FromResult(ReferralBook.Refuse(scope, new Actor.System("cli"), business, id, reason, now)));

    private static Command Decide(
        string name, string what, Func<IServiceProvider, WriteScope, BusinessId, long, string, DateTimeOffset, ValueTask<DecisionOutcome>> decide)
    {
        var id = new Argument<long>("id") { Description = "As engagebot referral list shows it." };
        var reason = new Option<string>("--reason") { Description = $"Why, in 3 to {DecisionRequest.ReasonMax} characters; it is kept.", Required = true };
        var data = CommandHost.DataOption();
        var command = new Command(name, what) { id, reason, data };
        command.SetAction((parsed, cancellation) =>
        {
            var (number, because) = (parsed.GetRequiredValue(id), parsed.GetRequiredValue(reason));
            return CommandHost.RunAsync(parsed.GetValue(data), async provider =>
            {
                if (DecisionRequest.Errors(new(because)).Any())
                {
                    await Console.Error.WriteLineAsync($"--reason is text of 3 to {DecisionRequest.ReasonMax} characters.");
                    return 2;
                }
                var business = provider.GetRequiredService<BusinessDirectory>().Business.Id;
                var now = provider.GetRequiredService<TimeProvider>().GetUtcNow();
                var outcome = await provider.GetRequiredService<IStore>().WriteAsync(scope => decide(provider, scope, business, number, because, now), cancellation);
                return await SayAsync(number, outcome);
            }, cancellation);
        });
        return command;
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
                await Console.Error.WriteLineAsync($"{id} is {held.State.ToString().ToLowerInvariant()}: there is nothing to decide.");
                return 1;
            default:
                await Console.Error.WriteLineAsync($"There is no referral {id}; engagebot referral list shows what waits.");
                return 1;
        }
    }
}
