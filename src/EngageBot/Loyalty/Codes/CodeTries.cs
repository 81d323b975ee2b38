using EngageBot.Storage;

namespace EngageBot.Loyalty.Codes;

/// <summary>Keeps a till from guessing: so many wrong digits a minute and an hour, counted in rows so that every node agrees.</summary>
/// <remarks>Of a hundred million numbers a business has perhaps a hundred in use at once: at 60 tries an hour a stolen key finds one in two years.</remarks>
internal static class CodeTries
{
    public const int PerMinute = 10;
    public const int PerHour = 60;

    /// <returns>Until when nothing is looked up any more; <see langword="null"/> to go ahead.</returns>
    public static DateTimeOffset? ClosedUntil(WriteScope scope, string by, DateTimeOffset now)
    {
        RowSource rows = scope;
        var wrong = rows.Rows(
            "SELECT tried_at FROM code_tries WHERE tried_by = @by AND tried_at > @since ORDER BY tried_at DESC LIMIT 60",
            command => command.Set("@by", by).Set("@since", now.AddHours(-1)), row => row.InstantAt(0));
        var hour = wrong.Count >= PerHour ? wrong[PerHour - 1].AddHours(1) : (DateTimeOffset?)null;
        return hour ?? (wrong.Count >= PerMinute && wrong[PerMinute - 1].AddMinutes(1) is var minute && minute > now ? minute : null);
    }

    public static void Count(WriteScope scope, string by, DateTimeOffset now) =>
        scope.Command("INSERT INTO code_tries (tried_by, tried_at) VALUES (@by, @now)").Set("@by", by).Set("@now", now).ExecuteNonQuery();
}
