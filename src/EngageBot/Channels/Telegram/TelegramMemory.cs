using System.Globalization;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.Telegram;

/// <summary>What must outlive the process. Kept by bot, since another token is another bot with other update ids.</summary>
internal sealed class TelegramMemory(ChannelAccount account, TelegramSettings settings, IStore store)
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

    private async Task<string?> ReadAsync(string name, CancellationToken cancellation)
    {
        var rows = await store.ReadRowsAsync(
            "SELECT value FROM telegram_memory WHERE account_id = @account AND bot_id = @bot AND name = @name",
            command => command.Set("@account", account.Id).Set("@bot", settings.BotId).Set("@name", name),
            row => row.GetString(0), cancellation);
        return rows is [var value, ..] ? value : null;
    }

    private Task WriteAsync(string name, string value, CancellationToken cancellation) => store.WriteAsync(async scope =>
    {
        var command = scope.Command("""
            INSERT INTO telegram_memory (account_id, bot_id, name, value) VALUES (@account, @bot, @name, @value)
            ON CONFLICT (account_id, bot_id, name) DO UPDATE SET value = excluded.value
            """);
        command.Set("@account", account.Id).Set("@bot", settings.BotId).Set("@name", name).Set("@value", value);
        await command.ExecuteNonQueryAsync(cancellation);
    }, cancellation);
}
