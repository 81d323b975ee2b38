using System.CommandLine;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Loyalty.Coalitions;

namespace EngageBot.Commands;

/// <summary><c>engagebot coalition list|settle</c>: who shares a card, and who owes whom for it.</summary>
internal static class CoalitionCommands
{
    public static Command Build() => new("coalition", "Businesses that share one card.") { List(), Settle() };

    private static Command List()
    {
        var business = BusinessCommands.Option();
        return Verb.Of("list", "Shows a business's coalitions and their partners.", [business], async verb =>
        {
            if (await CoalitionsAsync(verb, business) is not { } coalitions) return 2;
            foreach (var coalition in coalitions)
                Console.WriteLine($"{coalition.Key}  {coalition.Rules.Name["en"]}: {string.Join(", ", coalition.Rules.Partners.Select(p => $"{p.Name} ({string.Join(", ", p.Categories)})"))}");
            return 0;
        });
    }

    private static Command Settle()
    {
        var month = new Option<string>("--month") { Description = "Such as 2026-10.", Required = true };
        var key = new Option<string?>("--coalition") { Description = "Its key; may be left out where there is one." };
        var csv = new Option<string?>("--csv") { Description = "Writes the statement to that file as well." };
        var business = BusinessCommands.Option();
        return Verb.Of("settle", "Computes from the ledger who owes whom for points spent in a month.", [month, key, csv, business], async verb =>
        {
            if (!DateOnly.TryParseExact(verb.Required(month), "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first))
                return await Verb.FailAsync("--month is a month such as 2026-10.");
            if (await CoalitionsAsync(verb, business) is not { } all) return 2;
            var wanted = verb.Value(key);
            var found = all.Where(c => wanted is null || c.Key == wanted).ToList();
            if (found.Count != 1) return await Verb.FailAsync(all.Count == 0 ? "There is no coalition; docs/coalition.md says how one is made." : $"--coalition must be one of: {string.Join(", ", all.Select(c => c.Key))}.");
            var statement = await verb.ReadAsync(source => Settlement.Of(source, found[0], first));
            foreach (var line in Lines(statement)) Console.WriteLine(line);
            if (verb.Value(csv) is { } path) await File.WriteAllTextAsync(path, statement.ToCsv(), verb.Cancellation);
            return 0;
        });
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

    private static async Task<IReadOnlyList<Coalition>?> CoalitionsAsync(Verb verb, Option<string?> business) =>
        await BusinessCommands.FindAsync(verb, business) is { } page ? await verb.ReadAsync(source => Coalitions.Of(source, page.Business.Id, verb.Now)) : null;
}
