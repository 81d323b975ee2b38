using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>How a case stands among those that wait for a person.</summary>
/// <param name="Ahead">Cases that press more, or have waited longer.</param>
/// <param name="Usual">From the first word to a person's first answer, as it has been of late: the middle of all; absent where there were too few to tell.</param>
internal readonly record struct CaseQueue(long Ahead, TimeSpan? Usual);

/// <summary>What somebody who waits is told of the queue: from what really was, never from a wish.</summary>
internal sealed partial class CaseDesk
{
    /// <summary>Fewer first answers than these say nothing about the next.</summary>
    private const int LeastToTell = 5;

    private static readonly TimeSpan Lately = TimeSpan.FromDays(28);

    public static CaseQueue Queue(RowSource source, Case of, DateTimeOffset now)
    {
        if (of.WaitingSince is not { } since || of.FirstAnswerAt is not null) return default;
        var ahead = source.Query(
            """
            SELECT COUNT(*) FROM cases WHERE business_id = @business AND id <> @id AND waiting_since IS NOT NULL AND state NOT IN ('Resolved', 'Closed')
              AND (CASE priority WHEN 'Urgent' THEN 2 WHEN 'High' THEN 1 ELSE 0 END > @weight
                OR CASE priority WHEN 'Urgent' THEN 2 WHEN 'High' THEN 1 ELSE 0 END = @weight AND (waiting_since < @since OR waiting_since = @since AND number < @number))
            """,
            command => command.Set("@business", of.BusinessId.ToString()).Set("@id", of.Id.ToString()).Set("@weight", (long)of.Priority).Set("@since", since).Set("@number", (long)of.Number),
            row => row.Read() ? row.GetInt64(0) : 0);
        var lately = source.Rows("SELECT opened_at, first_answer_at FROM cases WHERE business_id = @business AND first_answer_at IS NOT NULL AND opened_at >= @from",
            command => command.Set("@business", of.BusinessId.ToString()).Set("@from", now - Lately), row => row.InstantAt(1) - row.InstantAt(0)).Order().ToArray();
        return new(ahead, lately.Length < LeastToTell ? null : lately[lately.Length / 2]);
    }
}
