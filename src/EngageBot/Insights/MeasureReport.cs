using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty;
using EngageBot.Storage;

namespace EngageBot.Insights;

/// <summary>What a measure brought, cost and is worth: its result page.</summary>
/// <param name="Waiting">People whose window is not over yet.</param>
/// <param name="Winner">The text that brought most buyers, if one has won.</param>
internal sealed record MeasureReport(
    Measure Measure, Effect Effect, ImmutableArray<EffectWeek> Weeks, ImmutableArray<Variant> Variants, string? Winner, long Waiting, long CostPoints, long DiscountMinor, bool WornOut)
{
    public static MeasureReport Read(RowSource source, BusinessId business, Measure measure, DateTimeOffset now)
    {
        var rules = RuleBook.At(source, business, MeasuringRules.Kind, MeasuringRules.Key, now)?.Rules ?? MeasuringRules.Unsaid;
        var (currency, zone) = RecordPurchase.Home(source, business);
        var rows = MeasureRows.Read(source, business, measure, zone, now);
        var (treated, held) = (rows.Weeks.Aggregate(default(Group), (g, w) => g.And(w.Treated)), rows.Weeks.Aggregate(default(Group), (g, w) => g.And(w.Held)));
        // A point costs what the business says, else what its programme says it is worth.
        var point = rules.PointValue is { } value ? (double?)((double)value * Math.Pow(10, MinorUnits.DigitsOf(currency))) : Programmes.At(source, business, now).Rules.Unit?.ValueMinor;
        // A gift with a price in points that took money off a receipt is one cost, not two: the larger of them.
        var cost = rows.CostPoints == 0 ? rows.DiscountMinor : point is { } worth ? Math.Max(rows.CostPoints * worth, rows.DiscountMinor) : (double?)null;
        var margin = rules.MarginPercent is { } percent && treated.Buyers > 0 ? treated.Spending.Sum / treated.Buyers * (double)percent / 100 : (double?)null;
        return new(
            measure, new(treated, held, cost, margin, rules.LeastPeople), rows.Weeks, rows.Variants, VariantContest.Winner(rows.Variants, rules.LeastPeople)?.Key, rows.Waiting,
            rows.CostPoints, rows.DiscountMinor, Wear.IsOut(rows.Weeks, rules.WornOutWeeks, rules.LeastPeople));
    }
}
