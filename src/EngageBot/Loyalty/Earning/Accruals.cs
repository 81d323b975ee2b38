using System.Collections.Immutable;
using System.Numerics;

namespace EngageBot.Loyalty.Earning;

/// <summary>What a receipt earns and why. Pure: rules, receipt and member in, lines out.</summary>
/// <remarks>
/// Always in this order. 1: what was paid in money, less what is excluded, less delivery; below the minimum nothing is earned.
/// 2: the earning rules, from the top. 3: multipliers, each of what the earning rules gave (for items: of their share), then the level's.
/// 4: the sum is rounded down once. 5: bonuses. 6: limits and budgets, rule by rule, then those of the whole programme, which cut from the last line up.
/// </remarks>
internal static class Accruals
{
    /// <summary>The line of the programme's plain <c>earn</c>.</summary>
    public const string Base = "base";

    /// <summary>The line of the level's multiplier.</summary>
    public const string Level = "level";

    /// <param name="used">What a limit has counted already, in the period of the receipt; zero if nothing is limited.</param>
    public static ImmutableArray<AccrualLine> Of(ProgrammeRules rules, Receipt receipt, Standing standing, TimeZoneInfo zone, Func<LimitCount, long>? used = null)
    {
        if (rules.Mode is ProgrammeMode.Discount || receipt.PaidMinor + receipt.PointsPaidMinor < (rules.MinimumMinor ?? 0)) return [];
        var money = Money.Of(rules, receipt);
        var matched = Matching(rules, receipt, standing, money, zone);
        var sum = new Sum();
        if (rules.Earn is { } plain) sum.Add(Base, plain.Of(receipt, money.EligibleMinor, standing.CameToday));
        foreach (var rule in matched)
            if (rule.Earn is { } earn) sum.Add(rule.Key, earn.Of(receipt, money.Share(rule.When?.Items), standing.CameToday));
        var basis = sum.Total;
        foreach (var rule in matched)
            if (rule.MultiplyPercent is { } percent) sum.Add(rule.Key, basis.Times(percent - 100, 100).Times(money.Share(rule.When?.Items), Math.Max(1, money.EligibleMinor), whole: rule.When?.Items is null));
        if (standing.LevelPercent != 100) sum.Add(Level, basis.Times(standing.LevelPercent - 100, 100));
        var lines = sum.Lines.Concat(matched.Where(r => r.Bonus is not null).Select(r => new AccrualLine(r.Key, r.Bonus!.Value)));
        return [.. Cut(rules, lines, used ?? (_ => 0)).Where(line => line.Points != 0)];
    }

    /// <summary>What a discount programme takes off, in percent: the best of level, status and rules.</summary>
    public static decimal DiscountPercent(ProgrammeRules rules, Receipt receipt, Standing standing, TimeZoneInfo zone)
    {
        if (rules.Mode is not ProgrammeMode.Discount || receipt.PaidMinor < (rules.MinimumMinor ?? 0)) return 0;
        var money = Money.Of(rules, receipt);
        return rules.Tiers.Where(t => standing.Levels.Contains(t.Key)).Select(t => t.DiscountPercent ?? 0)
            .Concat((rules.Statuses ?? []).Where(s => standing.Levels.Contains(s.Key)).Select(s => s.DiscountPercent ?? 0))
            .Concat(Matching(rules, receipt, standing, money, zone).Select(r => r.DiscountPercent ?? 0)).DefaultIfEmpty(0).Max();
    }

    /// <summary>What that is in money, of what may be discounted, rounded down to the minor unit.</summary>
    public static long DiscountMinor(ProgrammeRules rules, Receipt receipt, decimal percent) =>
        (long)((BigInteger)Money.Of(rules, receipt).EligibleMinor * (BigInteger)(percent * 10_000) / 1_000_000);

    private static List<AccrualRule> Matching(ProgrammeRules rules, Receipt receipt, Standing standing, Money money, TimeZoneInfo zone)
    {
        var matched = new List<AccrualRule>();
        foreach (var rule in rules.Rules ?? [])
        {
            if (rule.When is { } when && !Conditions.Hold(when, receipt, standing, zone)) continue;
            if (rule.When?.Items is { } items && money.Share(items) == 0) continue;
            matched.Add(rule);
            if (rule.Stop) break;
        }
        return matched;
    }

    private static List<AccrualLine> Cut(ProgrammeRules rules, IEnumerable<AccrualLine> lines, Func<LimitCount, long> used)
    {
        var cut = new List<AccrualLine>();
        foreach (var line in lines)
        {
            var rule = rules.Rules?.FirstOrDefault(r => r.Key == line.Rule);
            var left = Left(rule?.Limits, rule?.Budget, line.Rule, used);
            cut.Add(line.Points > left ? line with { Points = left } : line);
        }
        var over = cut.Sum(l => l.Points) - Left(rules.Limits, rules.Budget, "", used);
        for (var i = cut.Count - 1; i >= 0 && over > 0; i--)
        {
            if (cut[i].Points <= 0) continue;
            var part = Math.Min(over, cut[i].Points);
            cut[i] = cut[i] with { Points = cut[i].Points - part };
            over -= part;
        }
        return cut;
    }

    private static long Left(ImmutableArray<Limit>? limits, Limit? budget, string rule, Func<LimitCount, long> used)
    {
        var left = long.MaxValue;
        foreach (var limit in limits ?? []) left = Math.Min(left, limit.Points - (limit.Per is LimitPeriod.Receipt ? 0 : used(new(rule, limit.Per, OfMember: true))));
        if (budget is not null) left = Math.Min(left, budget.Points - used(new(rule, budget.Per, OfMember: false)));
        return Math.Max(0, left);
    }

    /// <summary>Which part of the receipt counts.</summary>
    private sealed class Money(Receipt receipt, ImmutableArray<ReceiptItem> counted, long eligible)
    {
        public long EligibleMinor => eligible;

        /// <summary>Paid in money for certain items; what was paid with points is spread over all of them alike.</summary>
        public long Share(ItemFilter? items) =>
            items is null ? eligible : InMoney(receipt, counted.Where(items.Has).Sum(i => i.AmountMinor));

        public static Money Of(ProgrammeRules rules, Receipt receipt)
        {
            var delivery = rules.DeliveryCounts ? 0 : receipt.DeliveryMinor;
            if (receipt.Items.IsEmpty) return new(receipt, [], InMoney(receipt, Math.Max(0, receipt.PaidMinor + receipt.PointsPaidMinor - delivery)));
            var counted = rules.Excluded is { } excluded ? receipt.Items.RemoveAll(excluded.Has) : receipt.Items;
            return new(receipt, counted, InMoney(receipt, counted.Sum(i => i.AmountMinor) + receipt.DeliveryMinor - delivery));
        }

        private static long InMoney(Receipt receipt, long minor)
        {
            var total = receipt.PaidMinor + receipt.PointsPaidMinor;
            return receipt.PointsPaidMinor == 0 || total == 0 ? Math.Min(minor, receipt.PaidMinor) : (long)((Int128)minor * receipt.PaidMinor / total);
        }
    }

    /// <summary>Adds exact parts and rounds down once: a line is what the sum grew by.</summary>
    private sealed class Sum
    {
        private readonly List<AccrualLine> _lines = [];
        private Exact _total = Exact.Zero;

        public Exact Total => _total;
        public IEnumerable<AccrualLine> Lines => _lines;

        public void Add(string rule, Exact part)
        {
            var before = _total.Floor();
            _total = _total.Plus(part);
            _lines.Add(new(rule, _total.Floor() - before));
        }
    }
}

/// <summary>A number of points before it is rounded.</summary>
internal readonly record struct Exact(BigInteger Parts, BigInteger Per)
{
    public static Exact Zero { get; } = new(0, 1);

    public static Exact Whole(Int128 points) => new(points, 1);

    public Exact Plus(Exact other) => new(Parts * other.Per + other.Parts * Per, Per * other.Per);

    /// <param name="whole">The second factor is one after all.</param>
    public Exact Times(long parts, long per, bool whole = false) => whole ? this : new(Parts * parts, Per * per);

    public long Floor()
    {
        var floor = BigInteger.DivRem(Parts, Per, out var rest);
        return (long)(rest.Sign < 0 ? floor - 1 : floor);
    }
}
