using EngageBot.Storage;
using Microsoft.Extensions.Options;

namespace EngageBot.Channels.WebChat;

/// <summary>Deletes what of the web chat is too old to be asked for: activities, files, conversations nobody uses.</summary>
/// <remarks>The newest activity of a conversation in use stays however old it is: the next one takes its number from it, and a client's
/// watermark must never lie ahead of what comes.</remarks>
internal sealed partial class WebPruner(
    IStore store, WebUploads uploads, IOptions<WebChatSettings> settings, TimeProvider clock, ILogger<WebPruner> logger)
{
    /// <summary>Conversations looked at in one transaction, so that turns go between.</summary>
    private const int Slice = 50;

    /// <returns>How many rows went.</returns>
    public async Task<int> PassAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow().AddDays(-settings.Value.KeepDays);
        var (from, pruned) = ("", 0);
        while (true)
        {
            var last = from;
            var slice = await store.ReadRowsAsync(
                "SELECT id FROM web_conversations WHERE id > @from AND created_at < @before ORDER BY id LIMIT @slice",
                query => query.Set("@from", last).Set("@before", before).Set("@slice", Slice), row => row.GetString(0), cancellation);
            if (slice.Count == 0) break;
            pruned += await store.WriteAsync(scope => PruneAsync(scope, slice, before), cancellation);
            from = slice[^1];
        }
        var files = uploads.Prune(before);
        if (pruned + files > 0) LogPruned(pruned, files, settings.Value.KeepDays);
        return pruned;
    }

    private static async ValueTask<int> PruneAsync(WriteScope scope, List<string> conversations, DateTimeOffset before)
    {
        var pruned = 0;
        foreach (var id in conversations)
        {
            pruned += await RunAsync(scope, "DELETE FROM web_uploads WHERE conversation_id = @id AND created_at < @before", id, before);
            pruned += await RunAsync(scope, """
                DELETE FROM web_activities WHERE conversation_id = @id AND created_at < @before
                  AND sequence < (SELECT MAX(newest.sequence) FROM web_activities newest WHERE newest.conversation_id = @id)
                """, id, before);
            pruned += await RunAsync(scope, """
                DELETE FROM web_activities WHERE conversation_id = @id AND EXISTS (SELECT 1 FROM web_conversations WHERE id = @id AND used_at < @before)
                """, id, before);
            pruned += await RunAsync(scope, """
                DELETE FROM web_conversations WHERE id = @id AND used_at < @before
                  AND NOT EXISTS (SELECT 1 FROM web_uploads WHERE conversation_id = @id)
                """, id, before);
        }
        return pruned;
    }

#pragma warning disable CA2100 // Callers pass constants; values travel as parameters.
    private static Task<int> RunAsync(WriteScope scope, string sql, string id, DateTimeOffset before) =>
        scope.Command(sql).Set("@id", id).Set("@before", before).ExecuteNonQueryAsync();
#pragma warning restore CA2100

    [LoggerMessage(Level = LogLevel.Information, Message = "Pruned {Rows} rows and {Files} files of the web chat older than {Days} days")]
    private partial void LogPruned(int rows, int files, int days);
}
