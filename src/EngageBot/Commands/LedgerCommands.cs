using System.CommandLine;
using EngageBot.Loyalty;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot ledger verify</c>: recomputes every balance from the transfers.</summary>
internal static class LedgerCommands
{
    public static Command Build()
    {
        var data = CommandHost.DataOption();
        var verify = new Command("verify", "Recomputes every balance and batch from the transfers; exit code 1 if a sum is off.") { data };
        verify.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), provider => VerifyAsync(provider, cancellation), cancellation));
        return new Command("ledger", "The points ledger.") { verify };
    }

    private static async Task<int> VerifyAsync(IServiceProvider provider, CancellationToken cancellation)
    {
        var report = await provider.GetRequiredService<IStore>().ReadAsync(
            connection => ValueTask.FromResult(LedgerVerify.Run(connection)), cancellation);
        foreach (var finding in report.Findings) Console.WriteLine($"{finding.What} {finding.Id}: should be {finding.Expected}, is {finding.Found}");
        Console.WriteLine($"{report.Accounts} accounts, {report.Transfers} transfers, {report.Batches} batches: {(report.Sound ? "all sums are right" : "sums are off")}.");
        return report.Sound ? 0 : 1;
    }
}
