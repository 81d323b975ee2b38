using System.Data.Common;
using System.Text;
using System.Text.Json;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.Telegram;

/// <summary>One update into the inbox; webhook and polling both come through here.</summary>
/// <remarks>Once only by <see cref="UpdateIdentity"/> and the inbox's unique index.</remarks>
internal sealed partial class TelegramArrivals(
    ChannelAccount account, TelegramSettings settings, TelegramBot bot, TelegramMemory memory, IStore store, Inbox inbox, WaitingTaps taps, TimeProvider clock,
    ILogger<TelegramArrivals> log)
{
    private readonly LateRepeats _repeats = new(clock);

    /// <summary>Kept of a payload that nobody could read.</summary>
    private const int RawBytesKept = 64 * 1024;

    /// <summary>Reads an update; never throws.</summary>
    public static Reading Read(ReadOnlySpan<byte> json)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, TelegramJson.Wire.Update) is not { } update) return Unreadable(json, "the update is null");
            var empty = update is { Message: null, EditedMessage: null, CallbackQuery: null, MyChatMember: null, MessageReaction: null };
            return empty && UpdateIdentity.UnknownKindIn(json) is { } kind
                ? Unreadable(json, $"an update of a kind that Bot API 10.3 does not have: {kind}")
                : new Reading.Understood(update);
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
    /// <param name="notAfter">When it happened at the latest, where that can be told.</param>
    public async Task AcceptAsync(Reading reading, CancellationToken cancellation, DateTimeOffset? notAfter = null)
    {
        await bot.StaffChatKnown.WaitAsync(cancellation);
        if (reading is not Reading.Understood { Update: var update })
        {
            await QuarantineAsync((Reading.Garbled)reading, cancellation);
            return;
        }
        try
        {
            TelegramMeters.Update(await TakeAsync(update, notAfter, cancellation));
        }
        catch (Exception e) when (e is not (DatabaseUnavailableException or DbException or OperationCanceledException or ObjectDisposedException))
        {
            // Ours to mend, and the same the next time: an update that is never taken would hold back its chat for a day.
            LogPoison(update.Id, e);
            await QuarantineAsync(
                new Reading.Garbled(ChatKeys.Of(update.Id), JsonSerializer.Serialize(update, TelegramJson.Wire.Update), e.GetType().Name), cancellation);
        }
    }

    private async Task<string> TakeAsync(Update update, DateTimeOffset? notAfter, CancellationToken cancellation)
    {
        switch (UpdateMapping.Map(update, bot.StaffChatId, bot.Name))
        {
            case Mapped.Content content:
                return await AcceptAsync(update, content, notAfter, cancellation);
            case Mapped.Edit edit:
                return await AmendAsync(update, edit, cancellation);
            case Mapped.GroupMoved moved when moved.OldChatId == bot.StaffChatId:
                await memory.RememberMoveAsync(moved.OldChatId, moved.NewChatId, cancellation);
                bot.MoveStaffChat(moved.NewChatId);
                LogStaffChatMoved(moved.NewChatId);
                break;
            case Mapped.InStaffChat { Member: false }:
                bot.LoseStaffChat("the bot was put out of the staff chat");
                LogPutOut();
                break;
            case Mapped.InStaffChat:
                bot.FindStaffChat();
                break;
            case Mapped.InOtherGroup { JustAdded: true } group:
                LogAddedToGroup(group.ChatId);
                break;
        }
        return "ignored";
    }

    private async Task<string> AcceptAsync(Update update, Mapped.Content content, DateTimeOffset? notAfter, CancellationToken cancellation)
    {
        if (content.What is InboundContent.StaffWrote { ReplyToMessageId: { } replied } wrote
            && await memory.LastPieceAsync(bot.StaffChatId ?? 0, replied, cancellation) is { } last)
            content = content with { What = wrote with { ReplyToMessageId = last } };
        if (content.What is InboundContent.StaffReacted sign && await memory.LastPieceAsync(bot.StaffChatId ?? 0, sign.MessageId, cancellation) is { } end)
            content = content with { What = sign with { MessageId = end } };
        if (content.What is InboundContent.StaffWrote) bot.FindStaffChat();
        var arrival = new Arrival(account.Id, UpdateIdentity.Of(settings.BotId, update), content.ChatKey, content.What);
        if (update.Message is { } message && _repeats.IsRepeat(content.ChatKey, content.What, SentAt(message), ChatKeys.Of(message.Id)))
        {
            await inbox.KeepHandledAsync(arrival, "Said before, and nothing was said between", cancellation);
            return "repeated";
        }
        if (content.What is not InboundContent.Tapped tapped) return await inbox.AcceptAsync(arrival, cancellation) ? "accepted" : "duplicate";
        if (!await inbox.AcceptAsync(arrival with { Content = tapped with { At = notAfter } }, cancellation)) return "duplicate";
        if (notAfter is null || notAfter > clock.GetUtcNow() - WaitingTaps.Answerable) taps.Arrived(tapped.TapId);
        return "accepted";
    }

    private static DateTimeOffset? SentAt(Message message) => message.Date > 0 ? DateTimeOffset.FromUnixTimeSeconds(Math.Min(message.Date, 4_000_000_000)) : null;

    /// <summary>The message gets its new words if its turn has not begun; the edit itself comes after it, and its turn sees which words were used.</summary>
    private async Task<string> AmendAsync(Update update, Mapped.Edit edit, CancellationToken cancellation)
    {
        var original = UpdateIdentity.OfMessage(settings.BotId, update.ChatId ?? 0, edit.MessageId);
        var content = new InboundContent.Edited(edit.From, edit.Words, ChatKeys.Of(edit.MessageId), original);
        var isNew = await store.WriteAsync(async scope =>
        {
            await inbox.AmendAsync(scope, account.Id, original, edit.Whole);
            return await inbox.AddAsync(scope, new Arrival(account.Id, UpdateIdentity.Of(settings.BotId, update), edit.ChatKey, content));
        }, cancellation);
        return isNew ? "accepted" : "duplicate";
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

    [LoggerMessage(Level = LogLevel.Critical, Message = "The bot was put out of the staff chat: words for staff wait for a day. Add it again, or set Channels:Telegram:StaffChatId to another group")]
    private partial void LogPutOut();

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
