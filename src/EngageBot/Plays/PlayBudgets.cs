using EngageBot.Businesses;
using EngageBot.Dialogs.Plays;
using EngageBot.Loyalty.Rewards;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>What is left of a play's budget.</summary>
/// <param name="Messages">People it may begin with.</param>
/// <param name="Gifts">People who may be given something, besides those it has begun with and who may be yet.</param>
/// <param name="Spent">Which limit it has come to; absent while there is room.</param>
internal readonly record struct BudgetLeft(long Messages, long Gifts, string? Spent);

/// <summary>What a play may still cost: a budget stops it by itself until the next span, and the owner is told once.</summary>
internal static class PlayBudgets
{
    /// <summary>What it may still begin and give away now.</summary>
    public static BudgetLeft Left(RowSource source, PlayInForce play, DateTimeOffset now)
    {
        if (play.Play.Budget is not { } budget) return new(long.MaxValue, long.MaxValue, null);
        var (messages, points, open) = PlayRunRows.Spent(source, play.Business, play.Name, StartOf(source, play, now));
        var gift = GiftOf(source, play, now);
        var gifts = budget.Points == 0 || gift == 0 ? long.MaxValue : (budget.Points - points) / gift;
        return new(
            budget.Messages > 0 ? Math.Max(0, budget.Messages - messages) : long.MaxValue, gifts == long.MaxValue ? gifts : Math.Max(0, gifts - open),
            budget.Points > 0 && (points >= budget.Points || gifts <= 0) ? "points" : budget.Messages > 0 && messages >= budget.Messages ? "messages" : null);
    }

    /// <summary>What one person may be given at most: the dearest of the rewards that the business has set for the play.</summary>
    private static long GiftOf(RowSource source, PlayInForce play, DateTimeOffset now) => play.Play.Parameters.Values
        .Where(p => p.Of == RewardRules.Kind.Name && play.Rules.Parameters.ContainsKey(p.Name))
        .Select(p => RewardOffer.At(source, play.Business, play.Rules.Parameters[p.Name], now)?.Rules.Price?.Points ?? 0).DefaultIfEmpty(0).Max();

    /// <summary>Writes down that it has stopped.</summary>
    /// <returns><see langword="false"/> if that is known in this span.</returns>
    public static bool Halt(WriteScope scope, PlayInForce play, string what, DateTimeOffset now)
    {
        var span = $"{play.Play.Budget!.Per}:{PlayDays.Written(LocalDays.DayOf(StartOf(scope, play, now), DateOccasions.HomeOf(scope, play.Business)))}".ToLowerInvariant();
        return Note(scope, play, span, what, now);
    }

    /// <summary>Writes down, once in a span, what managers are told of a play.</summary>
    /// <returns><see langword="false"/> if that is known in this span.</returns>
    public static bool Note(WriteScope scope, PlayInForce play, string span, string what, DateTimeOffset now) =>
        scope.InsertedId(scope.InsertCommand("""
            INSERT INTO play_halts (business_id, play, span, reason, halted_at) VALUES (@business, @play, @span, @reason, @now) ON CONFLICT DO NOTHING
            """)
            .Set("@business", play.Business.ToString()).Set("@play", play.Name).Set("@span", span).Set("@reason", what).Set("@now", now)) is not null;

    /// <summary>The beginning of the span, in the business's zone.</summary>
    public static DateTimeOffset StartOf(RowSource source, PlayInForce play, DateTimeOffset now)
    {
        var zone = DateOccasions.HomeOf(source, play.Business);
        var today = LocalDays.DayOf(now, zone);
        return LocalDays.StartOf(play.Play.Budget!.Per switch
        {
            BudgetPeriod.Day => today,
            BudgetPeriod.Week => LocalDays.WeekOf(today),
            BudgetPeriod.Month => new(today.Year, today.Month, 1),
            _ => new(today.Year, 1, 1),
        }, zone);
    }
}
