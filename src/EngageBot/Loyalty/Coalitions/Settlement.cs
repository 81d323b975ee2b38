using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Coalitions;

/// <summary>Points of one partner that were spent at another's.</summary>
/// <param name="Issuer">Whose shops gave them: it owes.</param>
/// <param name="Redeemer">Whose shop took them instead of money.</param>
/// <param name="Minor">What they took off receipts; below zero where more was undone than spent.</param>
internal sealed record SettlementLine(BusinessId Issuer, BusinessId Redeemer, long Points, long Minor);

/// <summary>A month of a coalition: who owes whom. What all are owed and what all owe is the same, to the cent.</summary>
internal sealed record Settlement(Coalition Coalition, DateOnly Month, ImmutableArray<SettlementLine> Lines)
{
    /// <summary>What is paid: one amount for each two partners, from who owes more.</summary>
    public ImmutableArray<(BusinessId From, BusinessId To, long Minor)> Payments =>
        [.. Lines.Where(line => line.Issuer != line.Redeemer)
            .Select(line => line.Issuer.Value.CompareTo(line.Redeemer.Value) < 0 ? (A: line.Issuer, B: line.Redeemer, line.Minor) : (A: line.Redeemer, B: line.Issuer, Minor: -line.Minor))
            .GroupBy(pair => (pair.A, pair.B)).Select(pair => (pair.Key.A, pair.Key.B, Minor: pair.Sum(p => p.Minor))).Where(pair => pair.Minor != 0)
            .Select(pair => pair.Minor > 0 ? (pair.A, pair.B, pair.Minor) : (pair.B, pair.A, -pair.Minor))
            .OrderBy(p => Coalition.Rules.NameOf(p.Item1), StringComparer.Ordinal).ThenBy(p => Coalition.Rules.NameOf(p.Item2), StringComparer.Ordinal)];

    /// <summary>Computes a month from the ledger alone; the same month again gives the same.</summary>
    public static Settlement Of(RowSource source, Coalition coalition, DateOnly month)
    {
        var zone = RecordPurchase.Home(source, coalition.Operator).Zone;
        var first = new DateOnly(month.Year, month.Month, 1);
        var (from, to) = (LocalDays.StartOf(first, zone), LocalDays.StartOf(first.AddMonths(1), zone));
        var lines = new Dictionary<(BusinessId, BusinessId), (long Points, long Minor)>();
        foreach (var spent in Spendings(source, coalition, from, to).GroupBy(part => (part.Deed, part.Sign)))
            Attribute(source, coalition, [.. spent], lines);
        return new(coalition, first, [.. lines.Select(line => new SettlementLine(line.Key.Item1, line.Key.Item2, line.Value.Points, line.Value.Minor))
            .Where(line => line.Points != 0 || line.Minor != 0)
            .OrderBy(line => coalition.Rules.NameOf(line.Issuer), StringComparer.Ordinal).ThenBy(line => coalition.Rules.NameOf(line.Redeemer), StringComparer.Ordinal)]);
    }

    /// <summary>As a file for spreadsheets.</summary>
    public string ToCsv()
    {
        var csv = new StringBuilder("month,coalition,issuer,redeemer,points,amount,currency\n");
        foreach (var line in Lines)
            csv.Append(CultureInfo.InvariantCulture, $"{Month:yyyy-MM},{Coalition.Key},{Quoted(line.Issuer)},{Quoted(line.Redeemer)},{line.Points},{MinorUnits.Format(line.Minor, Coalition.Rules.Currency)},{Coalition.Rules.Currency}\n");
        return csv.ToString();
    }

    // A partner chooses its own name, and a spreadsheet may take it for a formula.
    private string Quoted(BusinessId business) => Coalition.Rules.NameOf(business) is var name && name.Length > 0 && "=+-@\t\r".Contains(name[0], StringComparison.Ordinal)
        ? $"\"'{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>One redemption's value goes to those who issued its points, in their order; the parts are the whole, to the cent.</summary>
    private static void Attribute(RowSource source, Coalition coalition, Part[] parts, Dictionary<(BusinessId, BusinessId), (long Points, long Minor)> lines)
    {
        var (total, value) = (parts.Sum(p => p.Points), parts[0].ValueMinor ?? ValueAt(source, coalition, parts[0].SpentAt, parts.Sum(p => p.Points)));
        var (points, given) = (0L, 0L);
        foreach (var part in parts)
        {
            points += part.Points;
            var share = (long)((Int128)value * points / total) - given;
            given += share;
            var key = (part.Issuer ?? coalition.Operator, part.Redeemer ?? coalition.Operator);
            var line = lines.GetValueOrDefault(key);
            lines[key] = (line.Points + part.Sign * part.Points, line.Minor + part.Sign * share);
        }
    }

    private static long ValueAt(RowSource source, Coalition coalition, DateTimeOffset at, long points) =>
        (RuleBook.At(source, coalition.Operator, CoalitionRules.Kind, coalition.Key, at)?.Rules ?? coalition.Rules).Spend.ValueMinor(points);

    // A redemption counts in its month; one that was undone later counts against the month of the undoing.
    private static List<Part> Spendings(RowSource source, Coalition coalition, DateTimeOffset from, DateTimeOffset to) =>
        source.Rows(
            """
            SELECT d.id, d.sign, a.points, es.business_id, rs.business_id, t.posted_at, r.value_minor
            FROM (SELECT id, id AS spent_id, 1 AS sign FROM transfers WHERE business_id = @operator AND reason = 'Redemption' AND posted_at >= @from AND posted_at < @to
              UNION ALL SELECT u.id, u.reverses_id, -1 FROM transfers u JOIN transfers o ON o.id = u.reverses_id AND o.reason = 'Redemption'
                WHERE u.business_id = @operator AND u.reason = 'Reversal' AND u.posted_at >= @from AND u.posted_at < @to) d
            JOIN transfers t ON t.id = d.spent_id
            JOIN point_accounts p ON p.id = t.debit_account_id AND p.wallet = @wallet
            JOIN batch_allocations a ON a.transfer_id = t.id JOIN batches b ON b.id = a.batch_id
            JOIN transfers e ON e.id = COALESCE(b.origin_id, b.transfer_id)
            LEFT JOIN shops es ON es.id = e.shop_id LEFT JOIN shops rs ON rs.id = t.shop_id
            LEFT JOIN redemptions r ON r.transfer_id = t.id AND r.ledger_business_id = @operator
            ORDER BY d.id, a.batch_id
            """,
            command => command.Set("@operator", coalition.Operator.ToString()).Set("@wallet", coalition.Key).Set("@from", from).Set("@to", to),
            row => new Part(row.GetInt64(0), (int)row.GetInt64(1), row.GetInt64(2), Business(row.TextAt(3)), Business(row.TextAt(4)), row.InstantAt(5), row.NumberAt(6)));

    private static BusinessId? Business(string? id) => id is null ? null : new BusinessId(Guid.Parse(id));

    private sealed record Part(long Deed, int Sign, long Points, BusinessId? Issuer, BusinessId? Redeemer, DateTimeOffset SpentAt, long? ValueMinor);
}
