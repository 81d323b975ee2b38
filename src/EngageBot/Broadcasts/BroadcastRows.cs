using System.Collections.Immutable;
using System.Data.Common;
using EngageBot.Dialogs.Model;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>Reads broadcasts and moves them; whoever decides by what was read holds <see cref="Lock"/> first.</summary>
internal static class BroadcastRows
{
    private const string Columns = """
        SELECT id, business_id, name, purpose, state, content, audience, holdout_percent, reward, start_at, start_local, lasts_hours, created_by, created_at,
          approval_asked_at, approved_by, approved_at, audience_id, audience_count, cursor, round_at, next_round_at, ends_at, started_at, paused_at, pause_reason,
          ended_at, written, settled, failed, blocked, opted_out, checked_at
        FROM broadcasts
        """;

    /// <summary>Keeps everybody else off one broadcast until the commit.</summary>
    public static void Lock(WriteScope scope, long id) => scope.Lock(Broadcast.SourceOf(id));

    public static Broadcast? Find(RowSource source, long id) =>
        source.Query(Columns + " WHERE id = @id", command => command.Set("@id", id), row => row.Read() ? Map(row) : null);

    /// <summary>One of a business's.</summary>
    public static Broadcast? Find(RowSource source, BusinessId business, long id) => Find(source, id) is { } found && found.BusinessId == business ? found : null;

    /// <summary>The newest first.</summary>
    /// <param name="before">Only those with a smaller id: the next page.</param>
    public static ImmutableArray<Broadcast> List(RowSource source, BusinessId business, long before, int limit) =>
        [.. source.Rows(Columns + " WHERE business_id = @business AND id < @before ORDER BY id DESC LIMIT @limit",
            command => command.Set("@business", business.ToString()).Set("@before", before).Set("@limit", (long)limit), Map)];

    /// <summary>What the worker has to look at: what is to begin, what runs, what was stopped and has messages waiting still. What somebody paused, and may
    /// have forgotten, keeps nothing else waiting.</summary>
    public static ImmutableArray<Broadcast> AtWork(RowSource source, DateTimeOffset now) =>
        [.. source.Rows(
            Columns + """
             b WHERE state = 'Scheduled' AND start_at <= @now OR state = 'Running'
              OR state IN ('Paused', 'Cancelled')
                AND EXISTS (SELECT 1 FROM broadcast_recipients r WHERE r.broadcast_id = b.id AND r.outcome = 'Queued')
            ORDER BY CASE WHEN state = 'Paused' THEN 1 ELSE 0 END, id LIMIT 100
            """,
            command => command.Set("@now", now), Map)];

    /// <summary>When a broadcast last wrote to anybody.</summary>
    public static DateTimeOffset? LastAtWork(RowSource source, DateTimeOffset now) =>
        source.Query("SELECT COALESCE(ended_at, @now) FROM broadcasts WHERE started_at IS NOT NULL ORDER BY id DESC LIMIT 20", command => command.Set("@now", now), row =>
        {
            DateTimeOffset? last = null;
            while (row.Read())
                if (!(row.InstantAt(0) <= last)) last = row.InstantAt(0);
            return last;
        });

    /// <summary>When the next one begins after an instant.</summary>
    public static DateTimeOffset? NextStart(RowSource source, DateTimeOffset after) =>
        source.Query("SELECT MIN(start_at) FROM broadcasts WHERE state = 'Scheduled' AND start_at > @after", command => command.Set("@after", after),
            row => row.Read() ? row.InstantOrNullAt(0) : null);

    public static long Insert(WriteScope scope, Broadcast draft) =>
        scope.InsertedId(Bind(scope.InsertCommand("""
            INSERT INTO broadcasts (business_id, name, purpose, state, content, audience, holdout_percent, reward, lasts_hours, created_by, created_at)
            VALUES (@business, @name, @purpose, 'Draft', @content, @audience, @holdout, @reward, @lasts, @by, @at)
            """), draft).Set("@business", draft.BusinessId.ToString()).Set("@by", draft.CreatedBy).Set("@at", draft.CreatedAt))
        ?? throw new InvalidOperationException("A new broadcast has no id.");

    /// <summary>Other words, another audience: whatever was counted or agreed to is void.</summary>
    public static void Rewrite(WriteScope scope, Broadcast draft) =>
        Bind(scope.Command("""
            UPDATE broadcasts SET name = @name, purpose = @purpose, content = @content, audience = @audience, holdout_percent = @holdout, reward = @reward,
              lasts_hours = @lasts, audience_count = NULL, start_at = NULL, start_local = NULL, approval_asked_at = NULL, approved_by = NULL, approved_at = NULL
            WHERE id = @id AND state = 'Draft'
            """), draft).Set("@id", draft.Id).ExecuteNonQuery();

    /// <param name="audience">As it was counted: another one was chosen meanwhile, and the count is of nobody's.</param>
    public static void SetCount(WriteScope scope, long id, string audience, long people) =>
        scope.Command("UPDATE broadcasts SET audience_count = @people WHERE id = @id AND audience = @audience AND state = 'Draft'")
            .Set("@people", people).Set("@id", id).Set("@audience", audience).ExecuteNonQuery();

    /// <summary>It will begin then.</summary>
    public static void Schedule(WriteScope scope, long id, DateTimeOffset at, string? local) =>
        scope.Command("UPDATE broadcasts SET state = 'Scheduled', start_at = @at, start_local = @local, approval_asked_at = NULL WHERE id = @id")
            .Set("@at", at).Set("@local", local).Set("@id", id).ExecuteNonQuery();

    /// <summary>It would begin then, once a second person agrees.</summary>
    public static void AskApproval(WriteScope scope, long id, DateTimeOffset at, string? local, long people, DateTimeOffset now) =>
        scope.Command("""
            UPDATE broadcasts SET state = 'Draft', start_at = @at, start_local = @local, audience_count = @people, approval_asked_at = @now, approved_by = NULL,
              approved_at = NULL WHERE id = @id
            """).Set("@at", at).Set("@local", local).Set("@people", people).Set("@now", now).Set("@id", id).ExecuteNonQuery();

    public static void Approve(WriteScope scope, long id, string by, DateTimeOffset now) =>
        scope.Command("UPDATE broadcasts SET approved_by = @by, approved_at = @now WHERE id = @id").Set("@by", by).Set("@now", now).Set("@id", id).ExecuteNonQuery();

    /// <summary>Nobody agrees for now.</summary>
    public static void ForgetApproval(WriteScope scope, long id) =>
        scope.Command("UPDATE broadcasts SET approval_asked_at = NULL, start_at = NULL, start_local = NULL WHERE id = @id").Set("@id", id).ExecuteNonQuery();

    /// <summary>Its audience is frozen, and it begins.</summary>
    public static void Begin(WriteScope scope, long id, long audience, long people, DateTimeOffset endsAt, DateTimeOffset now) =>
        scope.Command("""
            UPDATE broadcasts SET state = 'Running', audience_id = @audience, audience_count = @people, ends_at = @ends, started_at = @now, round_at = @now, cursor = NULL
            WHERE id = @id
            """).Set("@audience", audience).Set("@people", people).Set("@ends", endsAt).Set("@now", now).Set("@id", id).ExecuteNonQuery();

    public static void Pause(WriteScope scope, long id, string reason, DateTimeOffset now) =>
        scope.Command("UPDATE broadcasts SET state = 'Paused', pause_reason = @reason, paused_at = @now WHERE id = @id")
            .Set("@reason", reason).Set("@now", now).Set("@id", id).ExecuteNonQuery();

    /// <summary>It goes on; what passed a limit once is not counted against it again.</summary>
    public static void Resume(WriteScope scope, long id) =>
        scope.Command("UPDATE broadcasts SET state = 'Running', pause_reason = NULL, checked_at = settled WHERE id = @id").Set("@id", id).ExecuteNonQuery();

    public static void End(WriteScope scope, long id, BroadcastState state, DateTimeOffset now) =>
        scope.Command("UPDATE broadcasts SET state = @state, pause_reason = NULL, ended_at = @now WHERE id = @id")
            .Set("@state", state.ToString()).Set("@now", now).Set("@id", id).ExecuteNonQuery();

    /// <summary>How far the round has come.</summary>
    /// <param name="next">When somebody who was put off may be reached, if that is before all others known so far.</param>
    public static void MoveCursor(WriteScope scope, long id, string cursor, int written, DateTimeOffset? next) =>
        scope.Command("""
            UPDATE broadcasts SET cursor = @cursor, written = written + @written, next_round_at = CASE
              WHEN CAST(@next AS BIGINT) IS NULL THEN next_round_at WHEN next_round_at IS NULL OR next_round_at > @next THEN @next ELSE next_round_at END
            WHERE id = @id
            """).Set("@cursor", cursor).Set("@written", written).Set("@next", next).Set("@id", id).ExecuteNonQuery();

    /// <summary>The round is over: the next begins when somebody put off may be reached, or there is none.</summary>
    public static void EndRound(WriteScope scope, long id) =>
        scope.Command("UPDATE broadcasts SET round_at = next_round_at, next_round_at = NULL, cursor = NULL WHERE id = @id").Set("@id", id).ExecuteNonQuery();

    public static void Count(WriteScope scope, long id, SettledRows rows) =>
        scope.Command("UPDATE broadcasts SET settled = settled + @count, failed = failed + @failed, blocked = blocked + @blocked WHERE id = @id")
            .Set("@count", rows.Count).Set("@failed", rows.Failed).Set("@blocked", rows.Blocked).Set("@id", id).ExecuteNonQuery();

    private static DbCommand Bind(DbCommand command, Broadcast draft) => command
        .Set("@name", draft.Name).Set("@purpose", draft.Purpose.ToString()).Set("@content", draft.Content).Set("@audience", draft.Audience)
        .Set("@holdout", draft.HoldoutPercent).Set("@reward", draft.Reward).Set("@lasts", draft.LastsHours);

    private static Broadcast Map(DbDataReader row) => new()
    {
        Id = row.GetInt64(0), BusinessId = new(Guid.Parse(row.GetString(1))), Name = row.GetString(2), Purpose = Enum.Parse<Purpose>(row.GetString(3)),
        State = Enum.Parse<BroadcastState>(row.GetString(4)), Content = row.GetString(5), Audience = row.GetString(6), HoldoutPercent = row.GetInt32(7),
        Reward = row.TextAt(8), StartAt = row.InstantOrNullAt(9), StartLocal = row.TextAt(10), LastsHours = row.GetInt32(11), CreatedBy = row.GetString(12),
        CreatedAt = row.InstantAt(13), ApprovalAskedAt = row.InstantOrNullAt(14), ApprovedBy = row.TextAt(15), ApprovedAt = row.InstantOrNullAt(16),
        AudienceId = row.NumberAt(17), AudienceCount = row.NumberAt(18), Cursor = row.TextAt(19), RoundAt = row.InstantOrNullAt(20),
        NextRoundAt = row.InstantOrNullAt(21), EndsAt = row.InstantOrNullAt(22), StartedAt = row.InstantOrNullAt(23), PausedAt = row.InstantOrNullAt(24),
        PauseReason = row.TextAt(25), EndedAt = row.InstantOrNullAt(26), Written = row.GetInt32(27), Settled = row.GetInt32(28), Failed = row.GetInt32(29),
        Blocked = row.GetInt32(30), OptedOut = row.GetInt32(31), CheckedAt = row.GetInt32(32),
    };
}
