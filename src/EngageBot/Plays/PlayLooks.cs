using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>A look that this node has claimed.</summary>
/// <param name="First">It is the first since the play was switched on.</param>
/// <param name="Until">Whatever was due up to then has been found.</param>
internal readonly record struct ClaimedLook(bool First, DateTimeOffset Until);

/// <summary>Who looks for a play's people, and how far they have come; one node at a time.</summary>
internal static class PlayLooks
{
    /// <summary>A node that dies keeps the others waiting so long.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(5);

    /// <summary>The look that is to be taken now; claims nothing and writes nothing.</summary>
    /// <param name="every">Looks are that far apart.</param>
    /// <returns><see langword="null"/> if it is too soon, or another node looks.</returns>
    public static ClaimedLook? Next(RowSource source, PlayInForce play, TimeSpan every, DateTimeOffset now)
    {
        var (since, until, claimed) = source.Query("SELECT since, until, claimed_until FROM play_looks WHERE business_id = @business AND play = @play",
            command => command.Set("@business", play.Business.ToString()).Set("@play", play.Name),
            row => row.Read() ? (row.InstantAt(0), row.InstantAt(1), row.InstantOrNullAt(2)) : default);
        var first = since.ToUnixTimeMilliseconds() != play.Since.ToUnixTimeMilliseconds();
        return claimed > now || !first && now - until < every ? null : new(first, first ? play.Since : until);
    }

    /// <summary>Claims a play's look.</summary>
    /// <param name="every">Looks are that far apart.</param>
    /// <returns><see langword="null"/> if it is too soon, or another node looks.</returns>
    public static ClaimedLook? TryClaim(WriteScope scope, PlayInForce play, TimeSpan every, DateTimeOffset now)
    {
        scope.Lock($"plays:{play.Business}");
        scope.Command("INSERT INTO play_looks (business_id, play, since, until) VALUES (@business, @play, 0, 0) ON CONFLICT DO NOTHING")
            .Set("@business", play.Business.ToString()).Set("@play", play.Name).ExecuteNonQuery();
        if (Next(scope, play, every, now) is not { } look) return null;
        scope.Command("UPDATE play_looks SET claimed_until = @until WHERE business_id = @business AND play = @play")
            .Set("@until", now + Claim).Set("@business", play.Business.ToString()).Set("@play", play.Name).ExecuteNonQuery();
        return look;
    }

    /// <summary>Everything due up to a moment was found.</summary>
    public static void Done(WriteScope scope, PlayInForce play, DateTimeOffset until) =>
        scope.Command("UPDATE play_looks SET since = @since, until = @until, claimed_until = NULL WHERE business_id = @business AND play = @play")
            .Set("@since", play.Since).Set("@until", until).Set("@business", play.Business.ToString()).Set("@play", play.Name).ExecuteNonQuery();
}
