using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Earning;

/// <summary>What a purchase brought in one programme.</summary>
/// <param name="UsableFrom"><see langword="null"/> for at once.</param>
/// <param name="Lines">Which rule gave what.</param>
/// <param name="After">The member's level with this receipt.</param>
internal sealed record Earned(RuleInForce<ProgrammeRules> Programme, long Points, DateTimeOffset? UsableFrom, ImmutableArray<AccrualLine> Lines, Level Before, Level After);

/// <summary>Gives what every programme gives for a receipt and writes down why. Runs under <see cref="PointsLedger.Lock"/>: limits and budgets hold exactly.</summary>
internal static class EarnPurchase
{
    /// <param name="now">When it is recorded; the receipt may be older.</param>
    public static ImmutableArray<Earned> Post(WriteScope scope, PurchaseId id, NewPurchase purchase, TimeZoneInfo zone, DateTimeOffset now)
    {
        var receipt = new Lazy<Receipt>(() => purchase.ToReceipt(ShopCodes.Of(scope, purchase.Shop)));
        var earned = ImmutableArray.CreateBuilder<Earned>();
        // What another system gave are points of the first programme, and nothing else.
        var programmes = purchase.GivenPoints is null ? Programmes.All(scope, purchase.Business, purchase.BoughtAt) : [Programmes.At(scope, purchase.Business, purchase.BoughtAt)];
        foreach (var programme in programmes) earned.Add(Post(scope, id, purchase, programme, receipt, zone, now));
        return earned.ToImmutable();
    }

    private static Earned Post(
        WriteScope scope, PurchaseId id, NewPurchase purchase, RuleInForce<ProgrammeRules> programme, Lazy<Receipt> receipt, TimeZoneInfo zone, DateTimeOffset now)
    {
        var rules = programme.Rules;
        var merits = LevelQuery.Merits(scope, purchase.Contact, programme.Key, rules, purchase.BoughtAt, zone, id);
        var statuses = LevelQuery.Statuses(scope, purchase.Contact, programme.Key, rules, purchase.BoughtAt, zone);
        var before = LevelRules.Of(rules, merits, purchase.BoughtAt, zone) with { Statuses = statuses };
        var lines = purchase.GivenPoints is { } given
            ? [new AccrualLine("given", given)]
            : Accruals.Of(rules, receipt.Value, MemberStanding.Read(scope, purchase.Contact, rules, before, purchase.BoughtAt, zone, id), zone,
                count => Used(scope, purchase, programme.Key, count, zone));
        var points = Math.Max(0, lines.Sum(l => l.Points));
        var unlocksAt = EarnRules.UnlocksAt(rules, purchase.BoughtAt, zone) is { } at && at > now ? at : (DateTimeOffset?)null;
        if (points > 0) Post(scope, id, purchase, programme, points, lines, unlocksAt, zone);
        if (lines.Length > 1 || rules.Rules is not null || rules.Limits is not null || rules.Budget is not null) Write(scope, id, purchase, programme, lines, zone);
        var qualify = rules.Qualify ?? QualifyRule.Default;
        merits.Add(new(purchase.BoughtAt, qualify.By is QualifyBy.Points ? points : purchase.AmountMinor));
        var after = rules.Tiers.Length < 2 ? before : LevelRules.Of(rules, merits, purchase.BoughtAt, zone) with { Statuses = statuses };
        return new(programme, points, points == 0 ? null : unlocksAt, lines, before, after);
    }

    private static void Post(
        WriteScope scope, PurchaseId id, NewPurchase purchase, RuleInForce<ProgrammeRules> programme, long points, ImmutableArray<AccrualLine> lines, DateTimeOffset? unlocksAt,
        TimeZoneInfo zone)
    {
        var rules = programme.Rules;
        var usableFrom = unlocksAt ?? EarnRules.UnlocksAt(rules, purchase.BoughtAt, zone) ?? purchase.BoughtAt;
        var outcome = new PointsLedger(scope).Post(new(purchase.Business, purchase.Contact, points, TransferReason.Purchase, ReferenceOf(id, programme.Key), purchase.BoughtAt)
        {
            Wallet = programme.Key,
            UnlocksAt = unlocksAt,
            ExpiresAt = EarnRules.ExpiresAt(rules.Expiry, usableFrom, zone),
            Rule = Explain(lines),
            RuleVersion = programme.Version,
            PurchaseId = id,
        });
        if (outcome is not PostOutcome.Posted) throw new UnreachableException("A new purchase had points already.");
    }

    /// <summary>What makes a purchase's transfer once-only: the first programme's is the purchase's own.</summary>
    public static string ReferenceOf(PurchaseId id, string programme) => programme == Programmes.Points ? $"purchase:{id}" : $"purchase:{id}:{programme}";

    /// <summary>As the transfer says it: <c>base 12; level 3</c>.</summary>
    private static string Explain(ImmutableArray<AccrualLine> lines)
    {
        var text = string.Join("; ", lines.Select(l => l.Rule == "given" ? l.Rule : $"{l.Rule} {l.Points}"));
        return WholeText.Cut(text, 400);
    }

    /// <summary>What each programme gave for a purchase and why, as its transfers say.</summary>
    public static List<(string Programme, long Points, ImmutableArray<AccrualLine> Lines)> Explained(RowSource source, PurchaseId purchase) => source.Rows(
        """
        SELECT a.wallet, t.amount_points, t.rule FROM transfers t JOIN point_accounts a ON a.id = t.credit_account_id
        WHERE t.purchase_id = @purchase AND t.reason = 'Purchase' ORDER BY t.id
        """,
        command => command.Set("@purchase", purchase.ToString()),
        row => (row.GetString(0), row.GetInt64(1), Lines(row.TextAt(2))));

    private static ImmutableArray<AccrualLine> Lines(string? explained) =>
        [.. (explained ?? "").Split("; ").Select(line => line.LastIndexOf(' ') is > 0 and var at && long.TryParse(line.AsSpan(at + 1), CultureInfo.InvariantCulture, out var points)
            ? new AccrualLine(line[..at], points) : null).OfType<AccrualLine>()];

    private static void Write(WriteScope scope, PurchaseId id, NewPurchase purchase, RuleInForce<ProgrammeRules> programme, ImmutableArray<AccrualLine> lines, TimeZoneInfo zone)
    {
        foreach (var line in lines)
        {
            scope.Command("""
                INSERT INTO accruals (purchase_id, programme, rule, business_id, contact_id, rule_version, points, accrued_at)
                VALUES (@purchase, @programme, @rule, @business, @contact, @version, @points, @at)
                """)
                .Set("@purchase", id.ToString()).Set("@programme", programme.Key).Set("@rule", line.Rule).Set("@business", purchase.Business.ToString())
                .Set("@contact", purchase.Contact.ToString()).Set("@version", (long)programme.Version).Set("@points", line.Points).Set("@at", purchase.BoughtAt).ExecuteNonQuery();
            if (programme.Rules.Rules?.FirstOrDefault(r => r.Key == line.Rule)?.Budget is { } budget) Count(scope, purchase, programme.Key, line.Rule, budget.Per, line.Points, zone);
        }
        if (programme.Rules.Budget is { } whole) Count(scope, purchase, programme.Key, "", whole.Per, lines.Sum(l => l.Points), zone);
    }

    private static void Count(WriteScope scope, NewPurchase purchase, string programme, string rule, LimitPeriod per, long points, TimeZoneInfo zone) =>
        scope.Command("""
            INSERT INTO rule_budgets (business_id, programme, rule, period, points) VALUES (@business, @programme, @rule, @period, @points)
            ON CONFLICT (business_id, programme, rule, period) DO UPDATE SET points = rule_budgets.points + excluded.points
            """)
            .Set("@business", purchase.Business.ToString()).Set("@programme", programme).Set("@rule", rule)
            .Set("@period", LimitPeriods.NameOf(per, purchase.BoughtAt, zone)).Set("@points", points).ExecuteNonQuery();

    /// <summary>What counts against a limit already. What came back stays counted, so that buying and returning does not fill it again.</summary>
    private static long Used(RowSource source, NewPurchase purchase, string programme, LimitCount count, TimeZoneInfo zone) => count.OfMember
        ? source.Query(
            """
            SELECT CAST(COALESCE(SUM(points), 0) AS BIGINT) FROM accruals
            WHERE contact_id = @contact AND programme = @programme AND accrued_at >= @since AND (@rule = '' OR rule = @rule)
            """,
            command => command.Set("@contact", purchase.Contact.ToString()).Set("@programme", programme).Set("@rule", count.Rule)
                .Set("@since", LimitPeriods.StartOf(count.Per, purchase.BoughtAt, zone)),
            row => row.Read() ? row.GetInt64(0) : 0)
        : source.Query(
            "SELECT points FROM rule_budgets WHERE business_id = @business AND programme = @programme AND rule = @rule AND period = @period",
            command => command.Set("@business", purchase.Business.ToString()).Set("@programme", programme).Set("@rule", count.Rule)
                .Set("@period", LimitPeriods.NameOf(count.Per, purchase.BoughtAt, zone)),
            row => row.Read() ? row.GetInt64(0) : 0);
}
