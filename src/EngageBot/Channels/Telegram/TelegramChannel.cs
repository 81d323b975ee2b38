using System.Collections.Concurrent;
using EngageBot.Messaging;

namespace EngageBot.Channels.Telegram;

/// <summary>Messages out to Telegram.</summary>
/// <remarks>
/// A long text takes several calls. What has gone is remembered in this process, so that a retry goes on where the last attempt
/// stopped; after a crash in between the message is sent from its beginning, and the customer sees its first pieces twice.
/// <para>The external id is that of the last call: the message that carries the buttons.</para>
/// </remarks>
internal sealed partial class TelegramChannel(
    ChannelAccount account, TelegramApi api, WaitingTaps taps, TimeProvider clock, ILogger<TelegramChannel> log) : IChannel
{
    private readonly SendProgress _progress = new(clock);
    private readonly FloodWatch _flood = new(clock);
    /// <summary>Chats in which our contact keyboard is open; forgotten by a restart, after which it stays folded until the customer opens it.</summary>
    private readonly ConcurrentDictionary<long, bool> _contactKeyboards = new();

    public ChannelAccount Account => account;

    public async Task<SendResult> SendAsync(OutboundMessage message, CancellationToken cancellation)
    {
        if (!ChatKeys.TryParse(message.ChatKey, out var chatId)) return new SendResult.Refused("the chat key is not a Telegram chat id", false);
        var plan = MessagePlan.Of(message.Content);
        if (plan.Problem is not null) return new SendResult.Refused(plan.Problem, false);
        if (await EditAsync(chatId, message, plan, cancellation).ConfigureAwait(false) is { } edited) return edited;

        var (done, messageId) = _progress.Of(message.Id);
        for (; done < plan.Steps.Count; done++)
        {
            var result = await TakeAsync(chatId, message.Id, plan.Steps[done], cancellation).ConfigureAwait(false);
            if (result is ApiResult<Message>.Failed failed) return Judge(chatId, message.Id, failed.Failure, done);
            if (result is ApiResult<Message>.Done sent) messageId = sent.Value.Id;
            if (plan.Steps.Count > 1) _progress.Remember(message.Id, done + 1, messageId);
        }
        if (plan.Steps.Count > 1) _progress.Forget(message.Id);
        return messageId == 0 ? new SendResult.Refused("the file was refused, and there were no words", false) : new SendResult.Sent(ChatKeys.Of(messageId));
    }

    public async Task AnswerTapAsync(string chatKey, string tapId, string text, string? removeButtonsOf, CancellationToken cancellation)
    {
        taps.Answered(tapId);
        var answer = api.AnswerCallbackQuery(
            new AnswerCallbackQueryRequest(tapId, text.Length == 0 ? null : TextSplitter.Shorten(text, 200)), cancellation);
        if (removeButtonsOf is not null && ChatKeys.TryParse(chatKey, out var chatId) && int.TryParse(removeButtonsOf, out var messageId))
        {
            var removed = await api.EditMessageReplyMarkup(new EditMessageReplyMarkupRequest(chatId, messageId, null), cancellation).ConfigureAwait(false);
            if (removed is ApiResult<System.Text.Json.JsonElement>.Failed { Failure: var failure } && !TelegramErrors.IsNotModified(failure))
                TelegramMeters.TapAnswerFailed();
        }
        if (await answer.ConfigureAwait(false) is ApiResult<bool>.Failed) TelegramMeters.TapAnswerFailed();
    }

    /// <returns>How the edit ended, or <see langword="null"/> if the message must be sent anew.</returns>
    private async Task<SendResult?> EditAsync(long chatId, OutboundMessage message, MessagePlan plan, CancellationToken cancellation)
    {
        if (message.ReplacesExternalId is not { } replaced || !int.TryParse(replaced, out var messageId)) return null;
        // Only words replace words, and a message edited in place cannot open the contact keyboard.
        if (plan.Steps is not [SendStep.Words { Markup: null or InlineKeyboardMarkup } words]) return null;
        var result = await api.EditMessageText(
            new EditMessageTextRequest(chatId, messageId, words.Text, words.Entities, words.Markup as InlineKeyboardMarkup), cancellation).ConfigureAwait(false);
        if (result is not ApiResult<System.Text.Json.JsonElement>.Failed { Failure: var failure }) return new SendResult.Sent(replaced);
        if (TelegramErrors.IsNotModified(failure)) return new SendResult.Sent(replaced);
        if (TelegramErrors.IsNotEditable(failure) || TelegramErrors.IsBadFormatting(failure)) return null;
        return Judge(chatId, message.Id, failure, 0);
    }

    /// <returns><see langword="null"/> if the step had nothing but a file that the platform refuses.</returns>
    private async Task<ApiResult<Message>?> TakeAsync(long chatId, long outboxId, SendStep step, CancellationToken cancellation)
    {
        var result = await CallAsync(chatId, step, cancellation).ConfigureAwait(false);
        if (result is not ApiResult<Message>.Failed { Failure: var failure }) return result;
        if (TelegramErrors.IsBadFormatting(failure)) return await CallAsync(chatId, Plain(step), cancellation).ConfigureAwait(false);
        if (!TelegramErrors.IsBadFile(failure)) return result;

        var caption = step switch { SendStep.Picture p => p.Caption, SendStep.Document d => d.Caption, _ => null };
        if (caption is null) return result;
        LogFileRefused(outboxId, failure);
        TelegramMeters.AttachmentDropped();
        return caption.Text.Length == 0 ? null : await CallAsync(chatId, caption, cancellation).ConfigureAwait(false);
    }

    private static SendStep Plain(SendStep step) => step switch
    {
        SendStep.Words w => w with { Entities = null },
        SendStep.Picture p => p with { Caption = p.Caption with { Entities = null } },
        SendStep.Document d => d with { Caption = d.Caption with { Entities = null } },
        _ => step,
    };

    private async Task<ApiResult<Message>> CallAsync(long chatId, SendStep step, CancellationToken cancellation)
    {
        var markup = step switch
        {
            SendStep.Words w => w.Markup,
            SendStep.Picture p => p.Caption.Markup,
            SendStep.Document d => d.Caption.Markup,
            SendStep.Place place => place.Markup,
            _ => null,
        };
        // Not on every message: one that carries it cannot be edited later.
        if (markup is null && _contactKeyboards.ContainsKey(chatId)) markup = new ReplyKeyboardRemove();
        var result = await (step switch
        {
            SendStep.Words w => api.SendMessage(new SendMessageRequest(chatId, w.Text, w.Entities, markup), cancellation),
            SendStep.Picture p => api.SendPhoto(
                new SendPhotoRequest(chatId, p.File, OrNothing(p.Caption.Text), p.Caption.Entities, markup), cancellation),
            SendStep.Document d => api.SendDocument(
                new SendDocumentRequest(chatId, d.File, OrNothing(d.Caption.Text), d.Caption.Entities, markup), cancellation),
            SendStep.Place place => api.SendLocation(new SendLocationRequest(chatId, place.Latitude, place.Longitude, markup), cancellation),
            _ => throw new System.Diagnostics.UnreachableException(),
        }).ConfigureAwait(false);
        if (result is ApiResult<Message>.Done)
        {
            if (markup is ReplyKeyboardMarkup) _contactKeyboards[chatId] = true;
            else if (markup is ReplyKeyboardRemove) _contactKeyboards.TryRemove(chatId, out _);
        }
        return result;
    }

    private static string? OrNothing(string text) => text.Length == 0 ? null : text;

    private SendResult Judge(long chatId, long outboxId, ApiFailure failure, int done)
    {
        var result = TelegramErrors.ToSendResult(failure);
        switch (result)
        {
            case SendResult.Throttled pause:
                return pause with { WholeAccount = _flood.Repeats(chatId, pause.RetryAfter) };
            case SendResult.AccountRejected:
                LogAccountRejected(failure);
                break;
            case SendResult.Refused:
                _progress.Forget(outboxId);
                _contactKeyboards.TryRemove(chatId, out _);
                if (TelegramErrors.IsMissingRight(failure)) LogMissingRight(chatId, failure);
                if (done > 0) LogCutShort(outboxId, done);
                break;
        }
        return result;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Telegram refused the file of outbox {OutboxId}; its words go without it: {Reason}")]
    private partial void LogFileRefused(long outboxId, ApiFailure reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Telegram rejects the bot's token; nothing can be sent until Channels:Telegram:Token is right: {Reason}")]
    private partial void LogAccountRejected(ApiFailure reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The bot may not write in chat {ChatId}; give it the right there: {Reason}")]
    private partial void LogMissingRight(long chatId, ApiFailure reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox {OutboxId} was refused after {Done} of its pieces had gone")]
    private partial void LogCutShort(long outboxId, int done);
}
