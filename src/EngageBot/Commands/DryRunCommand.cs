using System.CommandLine;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Earning;

namespace EngageBot.Commands;

/// <summary><c>engagebot rules dry-run</c>: what a draft of a programme would have cost.</summary>
internal static class DryRunCommand
{
    private const int TellEvery = 10_000;

    public static Command Build()
    {
        var file = new Argument<string>("file") { Description = "The draft of a programme." };
        var since = new Option<string>("--since") { Description = "The first day.", Required = true };
        var until = new Option<string?>("--until") { Description = "The last day; default: today." };
        var data = CommandHost.DataOption();
        var run = new Command("dry-run", "Runs a draft over past receipts: points, members and cost by rule, beside what was given. Writes nothing.") { file, since, until, data };
        run.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data),
            provider => RunAsync(provider, parsed.GetRequiredValue(file), parsed.GetRequiredValue(since), parsed.GetValue(until), cancellation), cancellation));
        return run;
    }

    private static async Task<int> RunAsync(IServiceProvider provider, string file, string since, string? until, CancellationToken cancellation)
    {
        var bench = RuleCommands.Bench.Of(provider);
        if (!File.Exists(file)) return await Verb.FailAsync($"There is no file {file}.");
        var (read, findings) = RuleFile.Read(bench.Kinds, file, await File.ReadAllTextAsync(file, cancellation), bench.Zone);
        foreach (var finding in findings) await Console.Error.WriteLineAsync(finding.ToString());
        if (read is null) return 1;
        if (read.Kind.Name != ProgrammeRules.Kind.Name || read.Json is null) return await Verb.FailAsync("A dry run is for a programme.");
        if (Day(since) is not { } first) return await Verb.FailAsync("--since is a day such as 2026-01-01.");
        var last = until is null ? LocalDays.DayOf(bench.Now, bench.Zone) : Day(until);
        if (last is null || last < first) return await Verb.FailAsync("--until is a day such as 2026-03-31, not before --since.");
        var draft = ProgrammeRules.Kind.Parse(read.Json).Rules!;
        var report = await provider.GetRequiredService<DryRun>().RunAsync(
            bench.Business, read.Key, draft, (first, last.Value), DryRun.ReceiptsMax,
            done => { if (done % TellEvery == 0) Console.Error.WriteLine($"{done} receipts …"); }, cancellation);
        var currency = provider.GetRequiredService<BusinessDirectory>().Business.Currency;
        string Cost(long? minor) => minor is { } m ? $", {MinorUnits.Format(m, currency)} {currency}" : "";
        Console.WriteLine($"{report.Receipts} receipts of {report.Members} members{(report.Complete ? "" : ", the first of more")}.");
        Console.WriteLine($"The draft would have given {report.Points}{Cost(report.CostMinor)}; given were {report.GivenPoints}.");
        foreach (var rule in report.Rules) Console.WriteLine($"  {rule.Rule}: {rule.Points} to {rule.Members} members{Cost(rule.CostMinor)}");
        return 0;
    }

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
