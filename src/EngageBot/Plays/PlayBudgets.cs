using EngageBot.Businesses;
using EngageBot.Dialogs.Plays;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>What a play may still cost: a budget stops it by itself until the next span, and the owner is told once.</summary>
internal static class PlayBudgets
{
    /// <summary>How many more people it may begin with now.</summary>
    /// <param name="spent">Which limit it has come to; absent while there is room.</param>
    public static long Left(RowSource source, PlayInForce play, DateTimeOffset now, out string? spent)
    {
        spent = null;
        if (play.Play.Budget is not { } budget) return long.MaxValue;
        var (messages, points) = PlayRunRows.Spent(source, play.Business, play.Name, StartOf(source, play, now));
        if (budget.Points > 0 && points >= budget.Points) spent = "points";
        else if (budget.Messages > 0 && messages >= budget.Messages) spent = "messages";
        return spent is not null ? 0 : budget.Messages > 0 ? budget.Messages - messages : long.MaxValue;
    }

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
