using EngageBot.Dialogs.Engine;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>A run that the clock looks at.</summary>
internal sealed record DueRun(long Id, string Play, ContactId Contact, string Occasion, PlayRunState State, string Data, DateTimeOffset FirstDueAt, DateTimeOffset DueAt);

/// <summary>The statements of play runs; both engines run them as they stand.</summary>
internal static class PlayRunRows
{
    /// <summary>Takes somebody in on an occasion, or writes down why not.</summary>
    /// <returns>The row's id; <see langword="null"/> if the contact has had this occasion.</returns>
    public static long? Add(WriteScope scope, BusinessId business, string play, PlayOccasion occasion, PlayRunState state, string? reason, DateTimeOffset now) =>
        scope.InsertedId(scope.InsertCommand("""
            INSERT INTO play_runs (business_id, play, contact_id, occasion, state, data, first_due_at, due_at, arose_at, reason, ended_at, cost_points)
            VALUES (@business, @play, @contact, @occasion, @state, @data, @due, @due, @now, @reason, @ended, 0) ON CONFLICT DO NOTHING
            """)
            .Set("@business", business.ToString()).Set("@play", play).Set("@contact", occasion.Contact.ToString()).Set("@occasion", occasion.Key)
            .Set("@state", state.ToString()).Set("@data", RecordJson.Write(occasion.Data)).Set("@due", occasion.DueAt).Set("@now", now).Set("@reason", reason)
            .Set("@ended", state is PlayRunState.LeftOut or PlayRunState.HeldOut ? now : (DateTimeOffset?)null));

    /// <summary>Whether the contact was in the play on another occasion so shortly before.</summary>
    public static bool HadWithin(RowSource source, BusinessId business, string play, ContactId contact, string occasion, DateTimeOffset after) =>
        source.Query("""
            SELECT 1 FROM play_runs WHERE business_id = @business AND play = @play AND contact_id = @contact AND occasion <> @occasion
              AND state <> 'LeftOut' AND first_due_at > @after LIMIT 1
            """,
            command => command.Set("@business", business.ToString()).Set("@play", play).Set("@contact", contact.ToString()).Set("@occasion", occasion).Set("@after", after),
            row => row.Read());

    /// <summary>Whether the contact has had this very occasion.</summary>
    public static bool Has(RowSource source, BusinessId business, string play, ContactId contact, string occasion) =>
        source.Query("SELECT 1 FROM play_runs WHERE business_id = @business AND play = @play AND contact_id = @contact AND occasion = @occasion",
            command => command.Set("@business", business.ToString()).Set("@play", play).Set("@contact", contact.ToString()).Set("@occasion", occasion), row => row.Read());

    /// <summary>Runs nobody has looked at yet, and those whose time has come, the earliest first.</summary>
    public static List<DueRun> Due(RowSource source, BusinessId business, string play, DateTimeOffset now, int limit) =>
        source.Rows("""
            SELECT id, play, contact_id, occasion, state, data, first_due_at, due_at FROM play_runs
            WHERE business_id = @business AND play = @play AND (state = 'New' OR state = 'Waiting' AND due_at <= @now) AND state IN ('New', 'Waiting') ORDER BY due_at, id LIMIT @limit
            """,
            command => command.Set("@business", business.ToString()).Set("@play", play).Set("@now", now).Set("@limit", (long)limit),
            row => new DueRun(row.GetInt64(0), row.GetString(1), new(Guid.Parse(row.GetString(2))), row.GetString(3), Enum.Parse<PlayRunState>(row.GetString(4)), row.GetString(5),
                row.InstantAt(6), row.InstantAt(7)));

    /// <summary>A run somebody looked at is taken in.</summary>
    public static void TakeIn(WriteScope scope, long id) =>
        scope.Command("UPDATE play_runs SET state = 'Waiting' WHERE id = @id AND state = 'New'").Set("@id", id).ExecuteNonQuery();

    /// <summary>The occasion was nobody's: the play is not for this contact.</summary>
    public static void Forget(WriteScope scope, long id) =>
        scope.Command("DELETE FROM play_runs WHERE id = @id AND state = 'New'").Set("@id", id).ExecuteNonQuery();

    /// <summary>It does not begin now; it is looked at again.</summary>
    public static void PutOff(WriteScope scope, long id, DateTimeOffset until) =>
        scope.Command("UPDATE play_runs SET due_at = @until WHERE id = @id AND state = 'Waiting'").Set("@until", until).Set("@id", id).ExecuteNonQuery();

    /// <summary>It never begins.</summary>
    public static void End(WriteScope scope, long id, PlayRunState state, string? reason, DateTimeOffset now) =>
        scope.Command("UPDATE play_runs SET state = @state, reason = @reason, ended_at = @now WHERE id = @id AND state IN ('New', 'Waiting', 'Started')")
            .Set("@state", state.ToString()).Set("@reason", reason).Set("@now", now).Set("@id", id).ExecuteNonQuery();

    /// <summary>The dialog is on its way into a chat.</summary>
    /// <returns><see langword="false"/> if the run was stopped since it was read: a purchase on another node asks no clock.</returns>
    public static bool Start(WriteScope scope, long id, long chat, DateTimeOffset now) =>
        scope.Command("UPDATE play_runs SET state = 'Started', chat_id = @chat, started_at = @now WHERE id = @id AND state = 'Waiting'")
            .Set("@chat", chat).Set("@now", now).Set("@id", id).ExecuteNonQuery() == 1;

    /// <summary>The dialog did not begin after all.</summary>
    public static void NotBegun(WriteScope scope, long id, string reason, DateTimeOffset now) =>
        scope.Command("UPDATE play_runs SET state = 'LeftOut', reason = @reason, ended_at = @now, started_at = NULL WHERE id = @id AND state = 'Started'")
            .Set("@reason", reason).Set("@now", now).Set("@id", id).ExecuteNonQuery();

    /// <summary>The dialog began, under this number in its chat.</summary>
    public static void Began(WriteScope scope, long id, long chat, uint run) =>
        scope.Command("UPDATE play_runs SET chat_run = @run WHERE id = @id AND chat_id = @chat AND state = 'Started'")
            .Set("@run", (long)run).Set("@id", id).Set("@chat", chat).ExecuteNonQuery();

    /// <summary>A dialog of a chat has ended; if a play began it, the play's run has too.</summary>
    public static void Ended(WriteScope scope, long chat, uint run, string outcome, DateTimeOffset now) =>
        scope.Command("UPDATE play_runs SET state = 'Ended', outcome = @outcome, ended_at = @now WHERE chat_id = @chat AND chat_run = @run AND state = 'Started'")
            .Set("@outcome", outcome).Set("@now", now).Set("@chat", chat).Set("@run", (long)run).ExecuteNonQuery();

    /// <summary>What it gave away.</summary>
    public static void Cost(WriteScope scope, long id, long points) =>
        scope.Command("UPDATE play_runs SET cost_points = cost_points + @points WHERE id = @id").Set("@points", points).Set("@id", id).ExecuteNonQuery();

    /// <summary>What a play has begun and given away since a moment, and how many of those it began with may still be given something.</summary>
    public static (long Messages, long Points, long Open) Spent(RowSource source, BusinessId business, string play, DateTimeOffset since) =>
        source.Query(
            """
            SELECT COUNT(*), CAST(COALESCE(SUM(cost_points), 0) AS BIGINT), COUNT(CASE WHEN state = 'Started' AND cost_points = 0 THEN 1 END)
            FROM play_runs WHERE business_id = @business AND play = @play AND started_at IS NOT NULL AND started_at >= @since
            """,
            command => command.Set("@business", business.ToString()).Set("@play", play).Set("@since", since), row => row.Read() ? (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)) : (0, 0, 0));

    /// <summary>A run of a contact, for what its dialog does.</summary>
    public static (string Play, string Occasion)? Of(RowSource source, BusinessId business, ContactId contact, long id) =>
        source.Query("SELECT play, occasion FROM play_runs WHERE id = @id AND business_id = @business AND contact_id = @contact",
            command => command.Set("@id", id).Set("@business", business.ToString()).Set("@contact", contact.ToString()),
            row => row.Read() ? (row.GetString(0), row.GetString(1)) : ((string, string)?)null);

    /// <summary>A contact's runs that have not ended, of some plays.</summary>
    public static List<(long Id, string Play, PlayRunState State, long? Chat, string Data)> OpenOf(RowSource source, ContactId contact) =>
        source.Rows("SELECT id, play, state, chat_id, data FROM play_runs WHERE contact_id = @contact AND state IN ('New', 'Waiting', 'Started') ORDER BY id",
            command => command.Set("@contact", contact.ToString()),
            row => (row.GetInt64(0), row.GetString(1), Enum.Parse<PlayRunState>(row.GetString(2)), row.NumberAt(3), row.GetString(4)));
}
