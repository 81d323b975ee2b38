using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Plays;
using EngageBot.Storage;

namespace EngageBot.Rehearsals;

/// <summary>A play in a month.</summary>
/// <param name="Month"><c>2027-03</c>.</param>
/// <param name="NotBegun">Why others did not begin, with how many.</param>
internal sealed record RehearsedMonth(string Play, string Month, long Begun, long HeldOut, long Waiting, ImmutableSortedDictionary<string, long> NotBegun);

/// <summary>What was put off or given up, by its reason.</summary>
/// <param name="Sent">It came later.</param>
/// <param name="Dropped">It never came.</param>
internal sealed record RehearsedDelay(string Reason, long Sent, long Dropped, string Example);

/// <summary>What a rehearsal has shown, in numbers.</summary>
internal sealed record RehearsalReport(
    RehearsalWish Wish,
    string Business,
    int Members,
    int Purchases,
    int Stopped,
    int Messages,
    int ByTemplate,
    int Others,
    ImmutableArray<RehearsedMonth> Months,
    ImmutableArray<RehearsedDelay> Delays,
    ImmutableArray<(string Label, int Members)> MessagesPerMember,
    int MostInSevenDays,
    ImmutableSortedDictionary<string, long> CostPoints,
    ImmutableSortedDictionary<string, long> Vouchers,
    ImmutableArray<string> Halts)
{
    private static readonly (string Label, int To)[] Spans = [("none", 0), ("1-2", 2), ("3-5", 5), ("6-10", 10), ("11-20", 20), ("21-50", 50), ("more than 50", int.MaxValue)];

    public static async Task<RehearsalReport> ReadAsync(
        IStore store, BusinessDirectory directory, (RehearsalWish Wish, DateTimeOffset From, DateTimeOffset To) span, int members, RehearsedSends sends, RehearsedLives lives, CancellationToken cancellation)
    {
        var business = directory.Business;
        return await store.ReadAsync(connection =>
        {
            RowSource source = connection;
            return ValueTask.FromResult(new RehearsalReport(
                span.Wish, business.Name, members, lives.Purchases, lives.Stopped, sends.Count, sends.ByTemplate, sends.Others,
                MonthsOf(source, business.Id, directory.Zone, span.From), DelaysOf(source, business.Id, span.From), PerMember(members, sends), Most(sends),
                Sums(source, "SELECT play, CAST(SUM(cost_points) AS BIGINT) FROM play_runs WHERE business_id = @business AND started_at >= @from AND cost_points > 0 GROUP BY play", business.Id, span.From),
                Sums(source, "SELECT reward, COUNT(*) FROM vouchers WHERE business_id = @business AND issued_at >= @from GROUP BY reward", business.Id, span.From),
                [.. source.Rows("SELECT play, span, reason FROM play_halts WHERE business_id = @business AND halted_at >= @from ORDER BY halted_at, id",
                    command => command.Set("@business", business.Id.ToString()).Set("@from", span.From), row => $"{row.GetString(0)}: {row.GetString(2)} ({row.GetString(1)})")]));
        }, cancellation);
    }

    private static ImmutableArray<RehearsedMonth> MonthsOf(RowSource source, BusinessId business, TimeZoneInfo zone, DateTimeOffset from) =>
        [.. source.Rows("SELECT play, first_due_at, state, reason FROM play_runs WHERE business_id = @business AND arose_at >= @from",
                command => command.Set("@business", business.ToString()).Set("@from", from),
                row => (Play: row.GetString(0), Month: LocalDays.DayOf(row.InstantAt(1), zone).ToString("yyyy-MM", CultureInfo.InvariantCulture), State: Enum.Parse<PlayRunState>(row.GetString(2)), Reason: row.TextAt(3)))
            .GroupBy(run => (run.Play, run.Month)).OrderBy(g => g.Key.Play, StringComparer.Ordinal).ThenBy(g => g.Key.Month, StringComparer.Ordinal)
            .Select(g => new RehearsedMonth(g.Key.Play, g.Key.Month,
                g.LongCount(r => r.State is PlayRunState.Started or PlayRunState.Ended), g.LongCount(r => r.State == PlayRunState.HeldOut),
                g.LongCount(r => r.State is PlayRunState.New or PlayRunState.Waiting),
                g.Where(r => r.State is PlayRunState.LeftOut or PlayRunState.Stopped).GroupBy(r => SnakeCase.Of(r.Reason ?? "")).ToImmutableSortedDictionary(r => r.Key, r => r.LongCount(), StringComparer.Ordinal)))];

    /// <summary>The newest word on what was not sent at its hour; what has been sent since was only put off.</summary>
    private static ImmutableArray<RehearsedDelay> DelaysOf(RowSource source, BusinessId business, DateTimeOffset from) =>
        [.. source.Rows("""
            SELECT n.reason, COUNT(s.outbox_id), COUNT(*) - COUNT(s.outbox_id), MIN(n.why)
            FROM not_sent n LEFT JOIN proactive_sends s ON s.contact_id = n.contact_id AND s.source = n.source AND s.occasion = n.occasion AND s.sent_at >= n.at
            WHERE n.business_id = @business AND n.at >= @from GROUP BY n.reason ORDER BY COUNT(*) DESC, n.reason
            """,
            command => command.Set("@business", business.ToString()).Set("@from", from),
            row => new RehearsedDelay(SnakeCase.Of(row.GetString(0)), row.GetInt64(1), row.GetInt64(2), row.GetString(3)))];

    private static ImmutableArray<(string Label, int Members)> PerMember(int members, RehearsedSends sends)
    {
        var counts = sends.ByContact.Values.Select(s => s.Count).ToList();
        var from = 0;
        var spans = ImmutableArray.CreateBuilder<(string, int)>();
        foreach (var (label, to) in Spans)
        {
            var first = from;
            spans.Add((label, to == 0 ? Math.Max(0, members - counts.Count) : counts.Count(c => c > first && c <= to)));
            from = to;
        }
        return spans.DrainToImmutable();
    }

    /// <summary>The most messages that one member would have had within any seven times 24 hours.</summary>
    private static int Most(RehearsedSends sends)
    {
        var most = 0;
        foreach (var times in sends.ByContact.Values)
            for (int first = 0, last = 0; last < times.Count; last++)
            {
                while (times[last] - times[first] >= TimeSpan.FromDays(7)) first++;
                most = Math.Max(most, last - first + 1);
            }
        return most;
    }

    private static ImmutableSortedDictionary<string, long> Sums(RowSource source, string sql, BusinessId business, DateTimeOffset from) =>
        source.Rows(sql, command => command.Set("@business", business.ToString()).Set("@from", from), row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)))
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
}
