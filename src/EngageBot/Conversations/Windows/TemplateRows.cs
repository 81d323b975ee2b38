using System.Data.Common;
using EngageBot.Storage;

namespace EngageBot.Conversations.Windows;

/// <summary>Reads and writes what is known of templates.</summary>
internal static class TemplateRows
{
    private const string Columns = "SELECT account_id, name, language, platform_id, category, status, quality, variables, buttons, body, reason, synced_at, told, status_since, missing_since FROM message_templates";

    public static MessageTemplate? Find(RowSource source, long accountId, string name, string language) => source.Query(
        $"{Columns} WHERE account_id = @account AND name = @name AND language = @language",
        command => command.Set("@account", accountId).Set("@name", name).Set("@language", language),
        row => row.Read() ? Read(row) : null);

    /// <summary>All of an account, by name and language.</summary>
    public static List<MessageTemplate> All(RowSource source, long accountId) => source.Rows(
        $"{Columns} WHERE account_id = @account ORDER BY name, language", command => command.Set("@account", accountId), Read);

    /// <summary>Those that stand otherwise than staff were told, the longest known first.</summary>
    public static List<MessageTemplate> Untold(RowSource source, int limit) => source.Rows(
        $"{Columns} WHERE told IS NULL OR told <> status ORDER BY synced_at, name, language LIMIT @limit", command => command.Set("@limit", (long)limit), Read);

    /// <summary>Staff have been told how it stands.</summary>
    public static void SaveTold(WriteScope scope, MessageTemplate of) =>
        scope.Command("UPDATE message_templates SET told = @status WHERE account_id = @account AND name = @name AND language = @language")
            .Set("@status", of.Status.ToString()).Set("@account", of.AccountId).Set("@name", of.Name).Set("@language", of.Language).ExecuteNonQuery();

    /// <summary>Only how it stands is known anew.</summary>
    /// <returns><see langword="false"/> if nothing is known of it.</returns>
    public static bool Stands(WriteScope scope, long accountId, string name, string language, TemplateStatus status, string? reason, DateTimeOffset at) =>
        scope.Command("""
            UPDATE message_templates SET status_since = CASE WHEN status = @status THEN status_since ELSE @at END, status = @status, reason = @reason, synced_at = @at
            WHERE account_id = @account AND name = @name AND language = @language
            """)
            .Set("@status", status.ToString()).Set("@reason", reason).Set("@at", at).Set("@account", accountId).Set("@name", name).Set("@language", language)
            .ExecuteNonQuery() == 1;

    /// <summary>What waited for a template is looked at again now.</summary>
    /// <returns>How many messages.</returns>
    public static int Release(WriteScope scope, MessageTemplate of, DateTimeOffset now) =>
        scope.Command("UPDATE outbox SET due_at = @now WHERE account_id = @account AND deferred = 1 AND state = 'Queued' AND error LIKE @why")
            .Set("@now", now).Set("@account", of.AccountId).Set("@why", $"The template {of.Name} ({of.Language}) is %").ExecuteNonQuery();

    /// <summary>Takes what the platform says of one language of a template.</summary>
    /// <returns>What was known of it before, if anything.</returns>
    public static MessageTemplate? Take(WriteScope scope, MessageTemplate told)
    {
        var known = Find(scope, told.AccountId, told.Name, told.Language);
        scope.Command("""
            INSERT INTO message_templates (account_id, name, language, platform_id, category, status, quality, variables, buttons, body, reason, synced_at, status_since)
            VALUES (@account, @name, @language, @id, @category, @status, @quality, @variables, @buttons, @body, @reason, @at, @at)
            ON CONFLICT (account_id, name, language) DO UPDATE SET platform_id = excluded.platform_id, category = excluded.category, status = excluded.status,
              quality = excluded.quality, variables = excluded.variables, buttons = excluded.buttons, body = excluded.body, reason = excluded.reason,
              synced_at = excluded.synced_at, missing_since = NULL,
              status_since = CASE WHEN message_templates.status = excluded.status THEN message_templates.status_since ELSE excluded.status_since END
            """)
            .Set("@account", told.AccountId).Set("@name", told.Name).Set("@language", told.Language).Set("@id", told.PlatformId)
            .Set("@category", told.Category.ToString()).Set("@status", told.Status.ToString()).Set("@quality", told.Quality)
            .Set("@variables", told.Variables).Set("@buttons", told.Buttons).Set("@body", told.Body).Set("@reason", told.Reason).Set("@at", told.SyncedAt)
            .ExecuteNonQuery();
        return known;
    }

    /// <summary>A whole list of the platform does not name it: once may be the platform's slip.</summary>
    /// <param name="length">So long it must be missing.</param>
    public static void Missing(WriteScope scope, MessageTemplate known, TimeSpan length, DateTimeOffset now)
    {
        if (known.Status == TemplateStatus.Deleted) return;
        if (known.MissingSince is { } since && now - since >= length) Stands(scope, known.AccountId, known.Name, known.Language, TemplateStatus.Deleted, null, now);
        if (known.MissingSince is not null) return;
        scope.Command("UPDATE message_templates SET missing_since = @now WHERE account_id = @account AND name = @name AND language = @language")
            .Set("@now", now).Set("@account", known.AccountId).Set("@name", known.Name).Set("@language", known.Language).ExecuteNonQuery();
    }

    /// <summary>Those of a business that cannot be sent now.</summary>
    public static List<MessageTemplate> HeldUp(RowSource source, BusinessId business) => source.Rows(
        $"{Columns} WHERE account_id IN (SELECT id FROM channel_accounts WHERE business_id = @business) AND status <> 'Approved' ORDER BY name, language",
        command => command.Set("@business", business.ToString()), Read);

    /// <summary>Forgets whom was written to longer ago than the platform counts, and pauses that are over.</summary>
    /// <returns>How many rows went.</returns>
    public static Task<int> PruneAsync(IStore store, DateTimeOffset now, CancellationToken cancellation) => store.WriteAsync(scope => ValueTask.FromResult(
        scope.Command("DELETE FROM template_sends WHERE sent_at < @before").Set("@before", now - WindowSettings.Whole - WindowSettings.Whole).ExecuteNonQuery()
        + scope.Command("DELETE FROM offer_pauses WHERE until < @now").Set("@now", now).ExecuteNonQuery()), cancellation);

    /// <summary>Whom an account wrote to first, and that it does now.</summary>
    public static void Sent(WriteScope scope, long accountId, string chatKey, DateTimeOffset now) => scope.Command("""
        INSERT INTO template_sends (account_id, chat_key, sent_at) VALUES (@account, @chat, @now)
        ON CONFLICT (account_id, chat_key) DO UPDATE SET sent_at = excluded.sent_at
        """).Set("@account", accountId).Set("@chat", chatKey).Set("@now", now).ExecuteNonQuery();

    /// <summary>When there is room again for somebody whom nobody wrote to in the last 24 hours; <see langword="null"/>: now.</summary>
    /// <param name="most">So many different people in 24 hours.</param>
    public static DateTimeOffset? RoomAt(WriteScope scope, long accountId, string chatKey, long most, DateTimeOffset now)
    {
        var since = now - WindowSettings.Whole;
        if (((RowSource)scope).Query(
            "SELECT sent_at FROM template_sends WHERE account_id = @account AND chat_key = @chat",
            command => command.Set("@account", accountId).Set("@chat", chatKey), row => row.Read() && row.InstantAt(0) > since)) return null;
        // The so-manieth newest must be a day old before another one may begin.
        return ((RowSource)scope).Query(
            "SELECT sent_at FROM template_sends WHERE sent_at > @since ORDER BY sent_at DESC LIMIT 1 OFFSET @before",
            command => command.Set("@since", since).Set("@before", most - 1),
            row => row.Read() ? row.InstantAt(0) + WindowSettings.Whole : (DateTimeOffset?)null);
    }

    /// <summary>Until when the platform takes no offers from the account, or to the chat.</summary>
    public static (DateTimeOffset Until, string Why)? Pause(RowSource source, long accountId, string chatKey, DateTimeOffset now) => source.Query(
        "SELECT until, why FROM offer_pauses WHERE account_id = @account AND chat_key IN ('', @chat) AND until > @now ORDER BY until DESC LIMIT 1",
        command => command.Set("@account", accountId).Set("@chat", chatKey).Set("@now", now),
        row => row.Read() ? (row.InstantAt(0), row.GetString(1)) : ((DateTimeOffset, string)?)null);

    /// <summary>The platform takes no offers until then; an earlier end of a pause that is known changes nothing.</summary>
    /// <param name="chatKey">Empty: from the whole account.</param>
    public static void PauseOffers(WriteScope scope, long accountId, string chatKey, DateTimeOffset until, string why) => scope.Command("""
        INSERT INTO offer_pauses (account_id, chat_key, until, why) VALUES (@account, @chat, @until, @why)
        ON CONFLICT (account_id, chat_key) DO UPDATE SET until = excluded.until, why = excluded.why WHERE offer_pauses.until < excluded.until
        """).Set("@account", accountId).Set("@chat", chatKey).Set("@until", until).Set("@why", why).ExecuteNonQuery();

    private static MessageTemplate Read(DbDataReader row) => new()
    {
        AccountId = row.GetInt64(0), Name = row.GetString(1), Language = row.GetString(2), PlatformId = row.TextAt(3),
        Category = Enum.Parse<TemplateCategory>(row.GetString(4)), Status = Enum.Parse<TemplateStatus>(row.GetString(5)), Quality = row.TextAt(6),
        Variables = row.GetInt64(7), Buttons = row.GetInt64(8), Body = row.GetString(9), Reason = row.TextAt(10), SyncedAt = row.InstantAt(11), Told = row.TextAt(12),
        StatusSince = row.InstantOrNullAt(13), MissingSince = row.InstantOrNullAt(14),
    };
}
