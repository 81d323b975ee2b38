using System.Globalization;
using EngageBot.Storage;

namespace EngageBot.Channels.WebChat;

/// <summary>A run of activities in one browser tab, or in several that share a token.</summary>
internal sealed record WebConversation(string Id, long AccountId, string UserId);

/// <summary>An activity that has its place in a conversation.</summary>
/// <param name="Fresh">Not stored before: <see langword="false"/> for the same thing posted again.</param>
internal sealed record StoredActivity(string Id, bool Fresh);

/// <summary>Some activities after a watermark, oldest first.</summary>
/// <param name="Activities">JSON as the client gets it.</param>
/// <param name="More">There is more after <paramref name="Watermark"/>.</param>
internal sealed record ActivityPage(IReadOnlyList<string> Activities, long Watermark, bool More);

/// <summary>Conversations and their activities in the database.</summary>
internal sealed class WebTranscript(IStore store, TimeProvider clock)
{
    /// <summary>Activities kept of one conversation; older ones make room. Far more than anybody scrolls back.</summary>
    public const int MostOfAConversation = 2000;

    private const int MostOfAPage = 100;
    private const int MostCharactersOfAPage = 1 << 20;

    /// <returns><see langword="false"/> if it was there already.</returns>
    public async ValueTask<bool> BeginAsync(WriteScope scope, WebConversation conversation) =>
        await scope.Command("""
            INSERT INTO web_conversations (id, account_id, user_id, used_at, created_at) VALUES (@id, @account, @user, @now, @now)
            ON CONFLICT DO NOTHING
            """)
            .Set("@id", conversation.Id).Set("@account", conversation.AccountId).Set("@user", conversation.UserId).Set("@now", Now)
            .ExecuteNonQueryAsync() == 1;

    public Task<WebConversation?> FindAsync(string id, CancellationToken cancellation) => store.ReadAsync(async connection =>
    {
        await using var query = connection.CreateCommand();
        query.CommandText = "SELECT account_id, user_id FROM web_conversations WHERE id = @id";
        await using var reader = await query.Set("@id", id).ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? new WebConversation(id, reader.GetInt64(0), reader.GetString(1)) : null;
    }, cancellation);

    /// <summary>The conversation its user used last: where the bot answers.</summary>
    public static async ValueTask<string?> NewestOfAsync(WriteScope scope, long accountId, string userId) =>
        await scope.Command("""
            SELECT id FROM web_conversations WHERE account_id = @account AND user_id = @user ORDER BY used_at DESC, created_at DESC, id DESC LIMIT 1
            """)
            .Set("@account", accountId).Set("@user", userId).ExecuteScalarAsync() as string;

    /// <summary>Where this user already has the activity of that key, in whichever conversation.</summary>
    public static async ValueTask<StoredActivity?> FindSentAsync(WriteScope scope, long accountId, string userId, string key)
    {
        await using var reader = await scope.Command("""
            SELECT a.conversation_id, a.sequence FROM web_conversations c JOIN web_activities a ON a.conversation_id = c.id AND a.dedup_key = @key
            WHERE c.account_id = @account AND c.user_id = @user
            """)
            .Set("@account", accountId).Set("@user", userId).Set("@key", key).ExecuteReaderAsync();
        return await reader.ReadAsync() ? new StoredActivity(IdOf(reader.GetString(0), reader.GetInt64(1)), Fresh: false) : null;
    }

    /// <summary>What the customer did last: what an answer answers.</summary>
    public static async ValueTask<string?> LastOfUserAsync(WriteScope scope, string conversationId) =>
        await scope.Command("""
            SELECT sequence FROM web_activities WHERE conversation_id = @id AND (dedup_key IS NULL OR dedup_key NOT LIKE 'b:%')
            ORDER BY sequence DESC LIMIT 1
            """)
            .Set("@id", conversationId).ExecuteScalarAsync() is long sequence ? IdOf(conversationId, sequence) : null;

    /// <summary>Gives an activity its id and time and stores it. Times rise strictly within a conversation, because clients sort by them.</summary>
    /// <param name="key">The same key again stores nothing and returns the first id.</param>
    /// <param name="write">Makes the JSON from the id and the time.</param>
    /// <returns><see langword="null"/> if there is no such conversation.</returns>
    public async ValueTask<StoredActivity?> AppendAsync(WriteScope scope, string conversationId, string? key, Func<string, string, string> write)
    {
        // First, because on an engine with many writers this is also the lock that keeps sequences apart.
        // Later than the user's other conversations even if the clock was set back: here the bot answers.
        var known = await scope.Command("""
            UPDATE web_conversations SET used_at = (
              SELECT CASE WHEN COALESCE(MAX(other.used_at), 0) < @now THEN @now ELSE MAX(other.used_at) + 1 END FROM web_conversations other
              WHERE other.account_id = web_conversations.account_id AND other.user_id = web_conversations.user_id AND other.id <> @id)
            WHERE id = @id
            """)
            .Set("@now", Now).Set("@id", conversationId).ExecuteNonQueryAsync();
        if (known == 0) return null;
        if (key is not null && await FindKeyAsync(scope, conversationId, key) is { } before) return new(IdOf(conversationId, before), Fresh: false);

        var (sequence, at) = await NextAsync(scope, conversationId);
        var id = IdOf(conversationId, sequence);
        await scope.Command("""
            INSERT INTO web_activities (conversation_id, sequence, dedup_key, activity, created_at) VALUES (@id, @sequence, @key, @activity, @at)
            """)
            .Set("@id", conversationId).Set("@sequence", sequence).Set("@key", key).Set("@activity", write(id, Instant(at))).Set("@at", at)
            .ExecuteNonQueryAsync();
        if (sequence > MostOfAConversation)
            await scope.Command("DELETE FROM web_activities WHERE conversation_id = @id AND sequence <= @last")
                .Set("@id", conversationId).Set("@last", sequence - MostOfAConversation).ExecuteNonQueryAsync();
        return new(id, Fresh: true);
    }

    /// <summary>Writes a stored activity anew, in its place.</summary>
    /// <param name="write">Makes the JSON from the id, the conversation and the time.</param>
    /// <returns><see langword="false"/> if it is not kept any more.</returns>
    public static async ValueTask<bool> RewriteAsync(WriteScope scope, string? activityId, Func<string, string, string, string> write)
    {
        if (activityId?.Split('|') is not [var conversation, var number] || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return false;
        if (await scope.Command("SELECT created_at FROM web_activities WHERE conversation_id = @id AND sequence = @sequence")
                .Set("@id", conversation).Set("@sequence", sequence).ExecuteScalarAsync() is not long at) return false;
        return await scope.Command("UPDATE web_activities SET activity = @activity WHERE conversation_id = @id AND sequence = @sequence")
            .Set("@activity", write(activityId, conversation, Instant(at))).Set("@id", conversation).Set("@sequence", sequence).ExecuteNonQueryAsync() == 1;
    }

    public Task<ActivityPage> ReadAsync(string conversationId, long after, CancellationToken cancellation) => store.ReadAsync(async connection =>
    {
        await using var query = connection.CreateCommand();
        query.CommandText = """
            SELECT sequence, activity FROM web_activities WHERE conversation_id = @id AND sequence > @after ORDER BY sequence LIMIT @limit
            """;
        query.Set("@id", conversationId).Set("@after", after).Set("@limit", MostOfAPage + 1);
        var (activities, watermark, characters) = (new List<string>(), after, 0);
        await using var reader = await query.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (activities.Count == MostOfAPage || characters > MostCharactersOfAPage) return new ActivityPage(activities, watermark, More: true);
            watermark = reader.GetInt64(0);
            activities.Add(reader.GetString(1));
            characters += activities[^1].Length;
        }
        return new ActivityPage(activities, watermark, More: false);
    }, cancellation);

    /// <summary>A watermark is the sequence of the last activity seen; anything else means from the beginning, which loses nothing.</summary>
    public static long ReadWatermark(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : 0;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static string IdOf(string conversationId, long sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{conversationId}|{sequence:0000000}");

    private static string Instant(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static async ValueTask<long?> FindKeyAsync(WriteScope scope, string conversationId, string key) =>
        await scope.Command("SELECT sequence FROM web_activities WHERE conversation_id = @id AND dedup_key = @key")
            .Set("@id", conversationId).Set("@key", key).ExecuteScalarAsync() as long?;

    private async ValueTask<(long Sequence, long AtMs)> NextAsync(WriteScope scope, string conversationId)
    {
        await using var reader = await scope.Command("""
            SELECT sequence, created_at FROM web_activities WHERE conversation_id = @id ORDER BY sequence DESC LIMIT 1
            """)
            .Set("@id", conversationId).ExecuteReaderAsync();
        return await reader.ReadAsync() ? (reader.GetInt64(0) + 1, Math.Max(Now, reader.GetInt64(1) + 1)) : (1, Now);
    }
}
