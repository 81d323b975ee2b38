using System.CommandLine;
using EngageBot.Loyalty;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot ledger …</c>: proves the points, goes back to any day, gives points longer to live.</summary>
internal static class LedgerCommands
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    public static Command Build() => new("ledger", "The points ledger.") { Verify(), LedgerReportCommands.Liability(), LedgerReportCommands.Balance(), Extend() };

    private static Command Verify() => Verb.Of("verify", "Recomputes every balance, batch, hold and level from the transfers; exit code 1 if a sum is off.", [], VerifyAsync);

    private static async Task<int> VerifyAsync(Verb verb)
    {
        var clock = verb.Part<TimeProvider>();
        var (started, told) = (clock.GetTimestamp(), TimeSpan.Zero);
        var report = await LedgerVerify.RunAsync(verb.Part<IStore>(), (done, all) =>
        {
            var elapsed = clock.GetElapsedTime(started);
            if (elapsed < Quiet || elapsed - told < Pace) return;
            told = elapsed;
            Console.Error.WriteLine($"{100 * done / all} %: {done} of {all} rows");
        }, verb.Cancellation);
        foreach (var finding in report.Findings) Console.WriteLine($"{finding.What} {finding.Id}: should be {finding.Expected}, is {finding.Found}");
        Console.WriteLine($"{report.Accounts} accounts, {report.Transfers} transfers, {report.Batches} batches: {(report.Sound ? "all sums are right" : "sums are off")}.");
        return report.Sound ? 0 : 1;
    }

    private static Command Extend()
    {
        var until = new Option<DateOnly>("--until") { Description = "Their last good day, such as 2027-01-31; what lives longer already is left alone.", Required = true };
        var note = new Option<string>("--note") { Description = "Why, for whoever asks later.", Required = true };
        var member = new Option<string?>("--member") { Description = "Phone or id of one member; default: everybody." };
        var wallet = LedgerReportCommands.WalletOption();
        return Verb.Of("extend", "Gives points that would expire earlier longer to live. What has run out stays so.", [until, note, member, wallet], async verb =>
        {
            ContactId? contact = null;
            if (verb.Value(member) is { } text && (contact = await LedgerReportCommands.MemberAsync(verb, text)) is null) return 2;
            var extension = new Extension(verb.Business.Id, contact, EarnRules.EndOf(verb.Required(until), verb.Directory.Zone), verb.Required(note)) { Wallet = verb.Required(wallet) };
            var (batches, now) = (0, verb.Now);
            while (await verb.WriteAsync(scope => ExtendPoints.Run(scope, Verb.Operator, extension, now)) is > 0 and var slice) batches += slice;
            Console.WriteLine($"{batches} batches are good until the end of {verb.Required(until):yyyy-MM-dd}.");
            return 0;
        });
    }
}
