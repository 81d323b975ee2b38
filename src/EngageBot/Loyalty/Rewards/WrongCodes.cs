using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>Makes whoever shows wrong codes wait, so that nobody guesses one.</summary>
internal static class WrongCodes
{
    /// <summary>Wrong codes in <see cref="Within"/> after which no more is looked up: a cashier mistypes a few, never so many.</summary>
    public const int Most = 20;

    public static TimeSpan Within { get; } = TimeSpan.FromMinutes(10);

    public static bool TooMany(RowSource source, Actor actor, BusinessId business, DateTimeOffset now) =>
        source.Query(
            "SELECT COUNT(*) FROM refusals WHERE business_id = @business AND refused_at > @since AND actor = @actor AND code = 'unknown_code'",
            command => command.Set("@business", business.ToString()).Set("@since", now - Within).Set("@actor", actor.Name),
            row => row.Read() && row.GetInt64(0) >= Most);
}
