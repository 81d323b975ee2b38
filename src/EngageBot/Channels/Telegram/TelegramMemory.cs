using System.Data.Common;
using System.Globalization;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.Telegram;

/// <summary>What must outlive the process. Kept by bot, since another token is another bot with other update ids.</summary>
internal sealed class TelegramMemory(ChannelAccount account, TelegramSettings settings, IStore store) : ISendMemory
{
    private const string Offset = "offset";

    /// <summary>Where polling goes on; <see langword="null"/> for the oldest update that nobody has confirmed.</summary>
    public async Task<long?> OffsetAsync(CancellationToken cancellation) =>
        await ReadAsync(Offset, cancellation) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    public Task RememberOffsetAsync(long next, CancellationToken cancellation) => WriteAsync(Offset, ChatKeys.Of(next), cancellation);

    /// <summary>Where a group has moved since the settings were written.</summary>
    public async Task<long?> NewIdOfAsync(long chatId, CancellationToken cancellation) =>
        await ReadAsync($"moved:{ChatKeys.Of(chatId)}", cancellation) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    public Task RememberMoveAsync(long oldChatId, long newChatId, CancellationToken cancellation) =>
        WriteAsync($"moved:{ChatKeys.Of(oldChatId)}", ChatKeys.Of(newChatId), cancellation);

    /// <summary>The fingerprint of the commands last set for a language.</summary>
    public Task<string?> CommandsAsync(string language, CancellationToken cancellation) => ReadAsync($"commands:{language}", cancellation);

    public Task RememberCommandsAsync(string language, string fingerprint, CancellationToken cancellation) =>
        WriteAsync($"commands:{language}", fingerprint, cancellation);

    /// <summary>The fingerprint of the webhook last set.</summary>
    public Task<string?> WebhookAsync(CancellationToken cancellation) => ReadAsync("webhook", cancellation);

    public Task RememberWebhookAsync(string fingerprint, CancellationToken cancellation) => WriteAsync("webhook", fingerprint, cancellation);

    /// <summary>The pieces of a message that have gone, as its sender wrote them.</summary>
    public Task<string?> ProgressAsync(long outboxId, CancellationToken cancellation) => ReadAsync($"sent:{ChatKeys.Of(outboxId)}", cancellation);

    public Task RememberProgressAsync(long outboxId, string pieces, CancellationToken cancellation) =>
        WriteAsync($"sent:{ChatKeys.Of(outboxId)}", pieces, cancellation);

    public Task ForgetProgressAsync(long outboxId, CancellationToken cancellation) => store.WriteAsync(async scope =>
    {
        await Own(scope.Command("DELETE FROM telegram_memory WHERE account_id = @account AND bot_id = @bot AND name = @name"))
            .Set("@name", $"sent:{ChatKeys.Of(outboxId)}").ExecuteNonQueryAsync(cancellation);
    }, cancellation);

    /// <summary>The last piece of the message of which this one is a piece, so that a reply to any piece finds it.</summary>
    public async Task<string?> LastPieceAsync(long chatId, string messageId, CancellationToken cancellation) =>
        await ReadAsync($"piece:{ChatKeys.Of(chatId)}:{messageId}", cancellation) is { } value ? value[(value.IndexOf(' ', StringComparison.Ordinal) + 1)..] : null;

    /// <param name="keep">Older pieces are forgotten at this opportunity.</param>
    public Task RememberPiecesAsync(long chatId, IReadOnlyList<int> pieces, int last, DateTimeOffset now, TimeSpan keep, CancellationToken cancellation) =>
        store.WriteAsync(async scope =>
        {
            // Days since 1970 in six digits, so that text compares like time on any engine.
            await Own(scope.Command("DELETE FROM telegram_memory WHERE account_id = @account AND bot_id = @bot AND name LIKE 'piece:%' AND value < @before"))
                .Set("@before", Day(now - keep)).ExecuteNonQueryAsync(cancellation);
            foreach (var piece in pieces)
                await UpsertAsync(scope, $"piece:{ChatKeys.Of(chatId)}:{ChatKeys.Of(piece)}", $"{Day(now)} {ChatKeys.Of(last)}", cancellation);
        }, cancellation);

    /// <summary>The topic of a talk in a group.</summary>
    public async Task<KnownTopic?> TopicAsync(long chatId, string key, CancellationToken cancellation) =>
        await ReadAsync($"topic:{ChatKeys.Of(chatId)}:{key}", cancellation) is { } value && value.Split(' ', 3) is [var id, var closed, var name]
            ? new(int.Parse(id, CultureInfo.InvariantCulture), closed == "closed", name)
            : null;

    /// <summary>Whatever is written in the topic belongs to that talk.</summary>
    public Task RememberTopicAsync(long chatId, string key, KnownTopic topic, CancellationToken cancellation) => store.WriteAsync(async scope =>
    {
        await UpsertAsync(scope, $"topic:{ChatKeys.Of(chatId)}:{key}", $"{ChatKeys.Of(topic.Id)} {(topic.Closed ? "closed" : "open")} {topic.Name}", cancellation);
        await UpsertAsync(scope, $"talk:{ChatKeys.Of(chatId)}:{ChatKeys.Of(topic.Id)}", key, cancellation);
    }, cancellation);

    /// <summary>The talk that a topic of a group is about; nothing for a topic that somebody else made.</summary>
    public static string? TalkOf(RowSource source, long accountId, string chatKey, string topic) =>
        source.Query("SELECT value FROM telegram_memory WHERE account_id = @account AND name = @name",
            command => command.Set("@account", accountId).Set("@name", $"talk:{chatKey}:{topic}"), row => row.Read() ? row.GetString(0) : null);

    private static string Day(DateTimeOffset at) => (at.ToUnixTimeSeconds() / 86400).ToString("000000", CultureInfo.InvariantCulture);

    private async Task<string?> ReadAsync(string name, CancellationToken cancellation)
    {
        var rows = await store.ReadRowsAsync(
            "SELECT value FROM telegram_memory WHERE account_id = @account AND bot_id = @bot AND name = @name",
            command => command.Set("@account", account.Id).Set("@bot", settings.BotId).Set("@name", name),
            row => row.GetString(0), cancellation);
        return rows is [var value, ..] ? value : null;
    }

    private Task WriteAsync(string name, string value, CancellationToken cancellation) =>
        store.WriteAsync(scope => UpsertAsync(scope, name, value, cancellation), cancellation);

    private async ValueTask UpsertAsync(WriteScope scope, string name, string value, CancellationToken cancellation)
    {
        var command = scope.Command("""
            INSERT INTO telegram_memory (account_id, bot_id, name, value) VALUES (@account, @bot, @name, @value)
            ON CONFLICT (account_id, bot_id, name) DO UPDATE SET value = excluded.value
            """);
        await Own(command).Set("@name", name).Set("@value", value).ExecuteNonQueryAsync(cancellation);
    }

    private DbCommand Own(DbCommand command) => command.Set("@account", account.Id).Set("@bot", settings.BotId);
}
