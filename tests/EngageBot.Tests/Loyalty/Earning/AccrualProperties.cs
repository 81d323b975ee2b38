using EngageBot.Loyalty;
using EngageBot.Loyalty.Earning;
using FsCheck;
using FsCheck.Fluent;

namespace EngageBot.Tests.Loyalty.Earning;

/// <summary>What holds for every receipt under every rule.</summary>
public sealed class AccrualProperties
{
    private static readonly TimeZoneInfo Tirana = TimeZoneInfo.FindSystemTimeZoneById("Europe/Tirane");

    /// <summary>A receipt with items, and how much of it points paid.</summary>
    private static readonly Arbitrary<(int Coffee, int Cake, int PointsPercent, int Level, int Double)> Receipts = Arb.From(
        from coffee in Gen.Choose(0, 100_00)
        from cake in Gen.Choose(1, 100_00)
        from points in Gen.Choose(0, 100)
        from level in Gen.Choose(100, 300)
        from twice in Gen.Choose(100, 400)
        select (coffee, cake, points, level, twice));

    [Fact]
    public void The_lines_add_up_to_the_exact_sum_rounded_down_once() => Check(r =>
    {
        var lines = Lines(r, out var receipt);
        // The same with decimals that are exact here: a point a euro, in proportion.
        var (paid, total) = (receipt.PaidMinor, receipt.PaidMinor + receipt.PointsPaidMinor);
        var coffee = (long)r.Coffee * paid / total;
        var exact = (100m * paid + (r.Double - 100m) * coffee + (r.Level - 100m) * paid) / 10_000m;
        return lines.Sum(l => l.Points) == (long)Math.Floor(exact);
    });

    [Fact]
    public void What_points_paid_never_earns_and_no_line_is_below_zero() => Check(r =>
    {
        var lines = Lines(r, out var receipt);
        return lines.All(l => l.Points >= 0) && lines.Where(l => l.Rule == Accruals.Base).Sum(l => l.Points) == receipt.PaidMinor / 100;
    });

    [Fact]
    public void Returns_in_any_pieces_take_back_no_more_than_was_given_and_everything_at_the_end() => Prop.ForAll(
        Arb.From(from earned in Gen.Choose(0, 10_000) from paid in Gen.Choose(1, 100_000) from a in Gen.Choose(0, 100_000) select (earned, paid, part: Math.Min(a, paid))),
        r => EarnRules.TakenBack(r.earned, r.paid, r.part) <= r.earned && EarnRules.TakenBack(r.earned, r.paid, r.paid) == r.earned
            && EarnRules.TakenBack(r.earned, r.paid, r.part) * r.paid <= (long)r.earned * r.part).QuickCheckThrowOnFailure();

    private static List<AccrualLine> Lines((int Coffee, int Cake, int PointsPercent, int Level, int Double) r, out Receipt receipt)
    {
        var rules = ProgrammeRules.Kind.Parse($$"""
            {"earn": {"per_minor": 100, "points": 1, "rounding": "whole_points"}, "rules": [
              {"key": "coffee", "multiply_percent": {{r.Double}}, "when": {"items": {"categories": ["coffee"] } } } ] }
            """).Rules!;
        var total = r.Coffee + r.Cake;
        var points = (long)total * r.PointsPercent / 100;
        receipt = new(total - points, new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), "square")
        {
            PointsPaidMinor = points, Items = [new(null, "coffee", r.Coffee), new(null, "cake", r.Cake)],
        };
        return [.. Accruals.Of(rules, receipt, new([], r.Level), Tirana)];
    }

    private static void Check(Func<(int Coffee, int Cake, int PointsPercent, int Level, int Double), bool> holds) =>
        Prop.ForAll(Receipts, holds).QuickCheckThrowOnFailure();
}
