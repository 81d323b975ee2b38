using System.Data.Common;
using System.Text;
using System.Text.Json;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.Telegram;

/// <summary>One update into the inbox; webhook and polling both come through here.</summary>
/// <remarks>Once only by the update's id and the inbox's unique index, never by "higher than the last one": after a silent week ids start anew.</remarks>
internal sealed partial class TelegramArrivals(
    ChannelAccount account, TelegramBot bot, TelegramMemory memory, Inbox inbox, WaitingTaps taps, ILogger<TelegramArrivals> log)
{
    /// <summary>Kept of a payload that nobody could read.</summary>
    private const int RawBytesKept = 64 * 1024;

    /// <summary>Reads an update; never throws.</summary>
    public static Reading Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TelegramJson.Wire.Update) is { } update
                ? new Reading.Understood(update)
                : Unreadable(json, "the update is null");
        }
        catch (JsonException e)
        {
            // Without the message's path: it may quote the payload.
            return Unreadable(json, $"not an update: line {e.LineNumber}, byte {e.BytePositionInLine}");
        }
    }

    /// <summary>A payload too large to be an update, by its first bytes.</summary>
    public static Reading Oversized(ReadOnlySpan<byte> beginning, int limit) => Unreadable(beginning, $"larger than {limit} bytes");

    /// <summary>Returns once what the update says is committed, or was before.</summary>
    /// <exception cref="DatabaseUnavailableException">Nothing was written; it must come again.</exception>
    public async Task AcceptAsync(Reading reading, CancellationToken cancellation)
    {
        if (reading is not Reading.Understood { Update: var update })
        {
            await QuarantineAsync((Reading.Garbled)reading, cancellation);
            return;
        }
        try
        {
            TelegramMeters.Update(await TakeAsync(update, cancellation));
        }
        catch (Exception e) when (e is not (DatabaseUnavailableException or DbException or OperationCanceledException or ObjectDisposedException))
        {
            // Ours to mend, and the same the next time: an update that is never taken would hold back its chat for a day.
            LogPoison(update.Id, e);
            await QuarantineAsync(
                new Reading.Garbled(ChatKeys.Of(update.Id), JsonSerializer.Serialize(update, TelegramJson.Wire.Update), e.GetType().Name), cancellation);
        }
    }

    private async Task<string> TakeAsync(Update update, CancellationToken cancellation)
    {
        switch (UpdateMapping.Map(update, bot.StaffChatId, bot.Name))
        {
            case Mapped.Content content:
                var isNew = await inbox.AcceptAsync(new Arrival(account.Id, ChatKeys.Of(update.Id), content.ChatKey, content.What), cancellation);
                if (isNew && content.What is InboundContent.Tapped tapped) taps.Arrived(tapped.TapId);
                return isNew ? "accepted" : "duplicate";
            case Mapped.GroupMoved moved when moved.OldChatId == bot.StaffChatId:
                await memory.RememberMoveAsync(moved.OldChatId, moved.NewChatId, cancellation);
                bot.MoveStaffChat(moved.NewChatId);
                LogStaffChatMoved(moved.NewChatId);
                break;
            case Mapped.InOtherGroup { JustAdded: true } group:
                LogAddedToGroup(group.ChatId);
                break;
        }
        return "ignored";
    }

    private async Task QuarantineAsync(Reading.Garbled garbled, CancellationToken cancellation)
    {
        await inbox.QuarantineAsync(account.Id, garbled.ExternalId, garbled.Raw, garbled.Error, cancellation);
        TelegramMeters.Update("quarantined");
    }

    private static Reading.Garbled Unreadable(ReadOnlySpan<byte> json, string error) => new(
        TryReadId(json) is { } id ? ChatKeys.Of(id) : null, Encoding.UTF8.GetString(json[..Math.Min(json.Length, RawBytesKept)]), error);

    /// <summary>The update's id as far as the payload can be read, so that it is recognised when it comes again.</summary>
    private static long? TryReadId(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.ValueTextEquals("update_id"u8))
                    return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var id) ? id : null;
        }
        catch (JsonException)
        {
            // What came before the fault held no id.
        }
        return null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Telegram update {UpdateId} cannot be taken and is put in quarantine")]
    private partial void LogPoison(long updateId, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The staff chat became a supergroup: set Channels:Telegram:StaffChatId to {ChatId}. Until then the move is remembered")]
    private partial void LogStaffChatMoved(long chatId);

    [LoggerMessage(Level = LogLevel.Information, Message = "The bot was added to group {ChatId}. To make it the staff chat, set Channels:Telegram:StaffChatId to that number")]
    private partial void LogAddedToGroup(long chatId);

    /// <summary>A payload as far as it could be read.</summary>
    internal abstract record Reading
    {
        private Reading() { }

        public sealed record Understood(Update Update) : Reading;
        /// <param name="ExternalId">If at least that could be read.</param>
        public sealed record Garbled(string? ExternalId, string Raw, string Error) : Reading;
    }
}
