using System.CommandLine;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Loyalty.Coalitions;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot coalition list|settle</c>: who shares a card, and who owes whom for it.</summary>
internal static class CoalitionCommands
{
    public static Command Build() => new("coalition", "Businesses that share one card.") { List(), Settle() };

    private static Command List()
    {
        var (business, data) = (BusinessCommands.Option(), CommandHost.DataOption());
        var command = new Command("list", "Shows a business's coalitions and their partners.") { business, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            if (await CoalitionsAsync(provider, parsed.GetValue(business), cancellation) is not { } coalitions) return 2;
            foreach (var coalition in coalitions)
                Console.WriteLine($"{coalition.Key}  {coalition.Rules.Name["en"]}: {string.Join(", ", coalition.Rules.Partners.Select(p => $"{p.Name} ({string.Join(", ", p.Categories)})"))}");
            return 0;
        }, cancellation));
        return command;
    }

    private static Command Settle()
    {
        var month = new Option<string>("--month") { Description = "Such as 2026-10.", Required = true };
        var key = new Option<string?>("--coalition") { Description = "Its key; may be left out where there is one." };
        var csv = new Option<string?>("--csv") { Description = "Writes the statement to that file as well." };
        var (business, data) = (BusinessCommands.Option(), CommandHost.DataOption());
        var command = new Command("settle", "Computes from the ledger who owes whom for points spent in a month.") { month, key, csv, business, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            if (!DateOnly.TryParseExact(parsed.GetRequiredValue(month), "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first))
                return await FailAsync("--month is a month such as 2026-10.");
            if (await CoalitionsAsync(provider, parsed.GetValue(business), cancellation) is not { } all) return 2;
            var wanted = parsed.GetValue(key);
            var found = all.Where(c => wanted is null || c.Key == wanted).ToList();
            if (found.Count != 1) return await FailAsync(all.Count == 0 ? "There is no coalition; docs/coalition.md says how one is made." : $"--coalition must be one of: {string.Join(", ", all.Select(c => c.Key))}.");
            var statement = await provider.GetRequiredService<IStore>().ReadAsync(connection => ValueTask.FromResult(Settlement.Of(connection, found[0], first)), cancellation);
            foreach (var line in Lines(statement)) Console.WriteLine(line);
            if (parsed.GetValue(csv) is { } path) await File.WriteAllTextAsync(path, statement.ToCsv(), cancellation);
            return 0;
        }, cancellation));
        return command;
    }

    private static IEnumerable<string> Lines(Settlement statement)
    {
        var rules = statement.Coalition.Rules;
        string Money(long minor) => $"{MinorUnits.Format(minor, rules.Currency)} {rules.Currency}";
        yield return string.Create(CultureInfo.InvariantCulture, $"{rules.Name["en"]}, {statement.Month:yyyy-MM}");
        foreach (var line in statement.Lines)
            yield return $"{rules.NameOf(line.Issuer)} gave {line.Points} points that {rules.NameOf(line.Redeemer)} took for {Money(line.Minor)}.";
        foreach (var (from, to, minor) in statement.Payments) yield return $"{rules.NameOf(from)} pays {rules.NameOf(to)} {Money(minor)}.";
        if (statement.Payments.IsEmpty) yield return "Nobody owes anybody.";
    }

    private static async Task<IReadOnlyList<Coalition>?> CoalitionsAsync(IServiceProvider provider, string? business, CancellationToken cancellation)
    {
        if (await BusinessCommands.FindAsync(provider.GetRequiredService<BusinessDirectory>(), business) is not { } page) return null;
        var now = provider.GetRequiredService<TimeProvider>().GetUtcNow();
        return await provider.GetRequiredService<IStore>().ReadAsync(connection => ValueTask.FromResult(Coalitions.Of(connection, page.Business.Id, now)), cancellation);
    }

    private static async Task<int> FailAsync(string line)
    {
        await Console.Error.WriteLineAsync(line);
        return 2;
    }
}
