using System.CommandLine;
using EngageBot.Loyalty;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot ledger …</c>: proves the points, goes back to any day, gives points longer to live.</summary>
internal static class LedgerCommands
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    public static Command Build()
    {
        var data = CommandHost.DataOption();
        var verify = new Command("verify", "Recomputes every balance, batch, hold and level from the transfers; exit code 1 if a sum is off.") { data };
        verify.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), provider => VerifyAsync(provider, cancellation), cancellation));
        return new Command("ledger", "The points ledger.") { verify, LedgerReportCommands.Liability(), LedgerReportCommands.Balance(), Extend() };
    }

    private static async Task<int> VerifyAsync(IServiceProvider provider, CancellationToken cancellation)
    {
        var clock = provider.GetRequiredService<TimeProvider>();
        var (started, told) = (clock.GetTimestamp(), TimeSpan.Zero);
        var report = await LedgerVerify.RunAsync(provider.GetRequiredService<IStore>(), (done, all) =>
        {
            var elapsed = clock.GetElapsedTime(started);
            if (elapsed < Quiet || elapsed - told < Pace) return;
            told = elapsed;
            Console.Error.WriteLine($"{100 * done / all} %: {done} of {all} rows");
        }, cancellation);
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
        var data = CommandHost.DataOption();
        var extend = new Command("extend", "Gives points that would expire earlier longer to live. What has run out stays so.") { until, note, member, wallet, data };
        extend.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var (business, store, now) = LedgerReportCommands.Parts(provider);
            ContactId? contact = null;
            if (parsed.GetValue(member) is { } text && (contact = await LedgerReportCommands.MemberAsync(store, business, text, cancellation)) is null) return 2;
            var zone = TimeZoneInfo.FindSystemTimeZoneById(business.Zone);
            var extension = new Extension(business.Id, contact, EarnRules.EndOf(parsed.GetRequiredValue(until), zone), parsed.GetRequiredValue(note)) { Wallet = parsed.GetRequiredValue(wallet) };
            var batches = 0;
            while (await store.WriteAsync(scope => ValueTask.FromResult(ExtendPoints.Run(scope, new Staff.Actor.System("cli"), extension, now)), cancellation) is > 0 and var slice) batches += slice;
            Console.WriteLine($"{batches} batches are good until the end of {parsed.GetRequiredValue(until):yyyy-MM-dd}.");
            return 0;
        }, cancellation));
        return extend;
    }
}
