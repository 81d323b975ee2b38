using System.Collections.Concurrent;
using EngageBot.Channels.WebChat;
using EngageBot.Channels.WhatsApp;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;

namespace EngageBot.Channels.Telegram;

/// <summary>Messages out to Telegram.</summary>
/// <remarks>
/// A long text takes several calls. What has gone is remembered, so that a retry goes on where the last attempt stopped, even after a crash;
/// only the piece that was on its way then may come twice.
/// <para>The external id is that of the last call: the message that carries the buttons.</para>
/// </remarks>
internal sealed partial class TelegramChannel(
    ChannelAccount account, TelegramApi api, TelegramBot bot, TelegramMemory memory, StaffRoom room, CaseTopics topics, WaitingTaps taps,
    TimeProvider clock, ILogger<TelegramChannel> log, WebUploads? uploads = null, WhatsAppFiles? whatsApp = null) : IChannel
{
    private readonly SendProgress _progress = new(memory, clock, log);
    private readonly FloodWatch _flood = new(clock);
    /// <summary>Chats in which our contact keyboard is open; forgotten by a restart, after which it stays folded until the customer opens it.</summary>
    private readonly ConcurrentDictionary<long, bool> _contactKeyboards = new();

    public ChannelAccount Account => account;

    public async Task<SendResult> SendAsync(OutboundMessage message, CancellationToken cancellation)
    {
        if (!ChatKeys.TryParse(message.ChatKey, out var chatId)) return new SendResult.Refused("the chat key is not a Telegram chat id", false);
        if (message.Content is { Change: MessageChange.Thread, Thread: { } talk }) return await ShowAsync(chatId, talk, cancellation).ConfigureAwait(false);
        if (message.Content is { Change: MessageChange.Mark, Attachment: { Kind: MessagePlan.MarkKind } mark }) return await MarkAsync(chatId, mark, cancellation).ConfigureAwait(false);
        if (message.Content.Change is { } change) return await ChangeAsync(chatId, message, change, cancellation).ConfigureAwait(false);
        var plan = MessagePlan.Of(message.Content);
        if (plan.Problem is not null) return new SendResult.Refused(plan.Problem, false);
        if (await EditAsync(chatId, message, plan, cancellation).ConfigureAwait(false) is { } edited) return edited;

        var topic = await topics.ForAsync(chatId, message.Content.Thread, cancellation).ConfigureAwait(false) ?? (chatId == bot.StaffChatId ? bot.StaffTopicId : null);
        var several = plan.Steps.Count > 1;
        var sent = several ? await _progress.OfAsync(message, cancellation).ConfigureAwait(false) : [];
        while (sent.Count < plan.Steps.Count)
        {
            var result = await TakeAsync(chatId, topic, message.Id, plan.Steps[sent.Count], cancellation).ConfigureAwait(false);
            if (message.Content.Thread is { } lost && topic is { } closed && topic != bot.StaffTopicId && result is ApiResult<Message>.Failed { Failure: var why } && TelegramErrors.IsTopicLost(why))
            {
                topic = await topics.RecoverAsync(chatId, lost, closed, why, cancellation).ConfigureAwait(false);
                result = await TakeAsync(chatId, topic, message.Id, plan.Steps[sent.Count], cancellation).ConfigureAwait(false);
            }
            if (result is ApiResult<Message>.Failed failed) return await JudgeAsync(chatId, message.Id, failed.Failure, sent.Count, cancellation).ConfigureAwait(false);
            sent = [.. sent, (result as ApiResult<Message>.Done)?.Value.Id is { } id ? ChatKeys.Of(id) : ""];
            // Not after the last: what follows marks the whole message.
            if (sent.Count < plan.Steps.Count) await _progress.RememberAsync(message.Id, sent).ConfigureAwait(false);
        }
        if (chatId == bot.StaffChatId) await room.WroteAsync([.. sent.Where(id => id.Length > 0).Select(int.Parse)]).ConfigureAwait(false);
        if (several) await _progress.ForgetAsync(message.Id).ConfigureAwait(false);
        if (message.Content.Thread is { } thread && topic is { } there) await topics.WroteAsync(chatId, thread, there, cancellation).ConfigureAwait(false);
        return sent.LastOrDefault(id => id.Length > 0) is { } last
            ? new SendResult.Sent(last) : new SendResult.Refused("the file was refused, and there were no words", false);
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

    /// <summary>Names a talk as it stands, and opens or closes it; where there are no talks there is nothing to do.</summary>
    private async Task<SendResult> ShowAsync(long chatId, MessageThread thread, CancellationToken cancellation)
    {
        if (await topics.ForAsync(chatId, thread, cancellation).ConfigureAwait(false) is not { } topic) return new SendResult.Sent($"{thread.Key}/shown");
        await topics.WroteAsync(chatId, thread, topic, cancellation).ConfigureAwait(false);
        return new SendResult.Sent($"{thread.Key}/shown");
    }

    /// <summary>A reaction to what somebody wrote. It is a courtesy: a chat without reactions, or a message that is gone, is no trouble.</summary>
    private async Task<SendResult> MarkAsync(long chatId, MessageAttachment mark, CancellationToken cancellation)
    {
        var done = new SendResult.Sent($"{mark.Value}/marked");
        if (!int.TryParse(mark.Value, out var messageId)) return done;
        var result = await api.SetMessageReaction(new(chatId, messageId, mark.Label is { Length: > 0 } sign ? [new(sign)] : []), cancellation).ConfigureAwait(false);
        return result is ApiResult<bool>.Failed { Failure: var failure } && TelegramErrors.ToSendResult(failure) is SendResult.Throttled or SendResult.Moved
            ? TelegramErrors.ToSendResult(failure) : done;
    }

    /// <summary>Changes what was sent and says nothing new.</summary>
    private async Task<SendResult> ChangeAsync(long chatId, OutboundMessage message, MessageChange change, CancellationToken cancellation)
    {
        if (message.ReplacesExternalId is not { } replaced || !int.TryParse(replaced, out var messageId)) return new SendResult.Refused("nobody knows which message it was", false);
        var plan = change is MessageChange.Delete ? null : MessagePlan.Of(message.Content);
        var call = plan?.Steps switch
        {
            null => api.DeleteMessage(new DeleteMessageRequest(chatId, messageId), cancellation),
            [SendStep.Words { Markup: null or InlineKeyboardMarkup } w] => api.EditMessageText(
                new EditMessageTextRequest(chatId, messageId, w.Text, w.Entities, w.Markup as InlineKeyboardMarkup, LinkPreviewOptions.Off), cancellation),
            [SendStep.Picture { Caption: { Markup: null or InlineKeyboardMarkup } c }] => EditCaptionAsync(chatId, messageId, c, cancellation),
            [SendStep.Document { Caption: { Markup: null or InlineKeyboardMarkup } c }] => EditCaptionAsync(chatId, messageId, c, cancellation),
            _ => null,
        };
        if (call is null) return new SendResult.Refused(plan?.Problem ?? "a message of several parts cannot be edited", false);
        // Not the message's own id: that stays with what was sent first.
        var done = new SendResult.Sent($"{replaced}/{(change is MessageChange.Delete ? "deleted" : "edited")}");
        if (await call.ConfigureAwait(false) is not ApiResult<System.Text.Json.JsonElement>.Failed { Failure: var failure } || TelegramErrors.IsNotModified(failure)) return done;
        return await JudgeAsync(chatId, message.Id, failure, 0, cancellation).ConfigureAwait(false);
    }

    private Task<ApiResult<System.Text.Json.JsonElement>> EditCaptionAsync(long chatId, int messageId, SendStep.Words caption, CancellationToken cancellation) =>
        api.EditMessageCaption(new EditMessageCaptionRequest(chatId, messageId, OrNothing(caption.Text), caption.Entities, caption.Markup as InlineKeyboardMarkup), cancellation);

    /// <returns>How the edit ended, or <see langword="null"/> if the message must be sent anew.</returns>
    private async Task<SendResult?> EditAsync(long chatId, OutboundMessage message, MessagePlan plan, CancellationToken cancellation)
    {
        if (message.ReplacesExternalId is not { } replaced || !int.TryParse(replaced, out var messageId)) return null;
        // Only words replace words, and a message edited in place cannot open the contact keyboard.
        if (plan.Steps is not [SendStep.Words { Markup: null or InlineKeyboardMarkup } words]) return null;
        var result = await api.EditMessageText(
            new EditMessageTextRequest(chatId, messageId, words.Text, words.Entities, words.Markup as InlineKeyboardMarkup, LinkPreviewOptions.Off),
            cancellation).ConfigureAwait(false);
        if (result is not ApiResult<System.Text.Json.JsonElement>.Failed { Failure: var failure }) return new SendResult.Sent(replaced);
        if (TelegramErrors.IsNotModified(failure)) return new SendResult.Sent(replaced);
        if (TelegramErrors.IsNotEditable(failure) || TelegramErrors.IsBadFormatting(failure)) return null;
        return await JudgeAsync(chatId, message.Id, failure, 0, cancellation).ConfigureAwait(false);
    }

    /// <returns><see langword="null"/> if the step had nothing but a file that the platform refuses.</returns>
    private async Task<ApiResult<Message>?> TakeAsync(long chatId, int? topic, long outboxId, SendStep step, CancellationToken cancellation)
    {
        var result = await CallAsync(chatId, topic, step, cancellation).ConfigureAwait(false);
        if (result is not ApiResult<Message>.Failed { Failure: var failure }) return result;
        if (TelegramErrors.IsTopicLost(failure) && chatId == bot.StaffChatId && bot.StaffTopicId is { } lost && lost == topic)
        {
            await room.LoseTopicAsync(lost, cancellation).ConfigureAwait(false);
            return await TakeAsync(chatId, null, outboxId, step, cancellation).ConfigureAwait(false);
        }
        if (TelegramErrors.IsBadFormatting(failure)) return await CallAsync(chatId, topic, Plain(step), cancellation).ConfigureAwait(false);
        var passedOn = step is SendStep.Copy or SendStep.Upload or SendStep.FromWhatsApp;
        if (!TelegramErrors.IsBadFile(failure) && !(passedOn && TelegramErrors.IsNotCopyable(failure))) return result;

        var caption = step switch { SendStep.Picture p => p.Caption, SendStep.Document d => d.Caption, _ => null };
        if (caption is null && !passedOn) return result;
        LogFileRefused(outboxId, failure);
        TelegramMeters.AttachmentDropped();
        return caption is null or { Text.Length: 0 } ? null : await CallAsync(chatId, topic, caption, cancellation).ConfigureAwait(false);
    }

    private static SendStep Plain(SendStep step) => step switch
    {
        SendStep.Words w => w with { Entities = null },
        SendStep.Picture p => p with { Caption = p.Caption with { Entities = null } },
        SendStep.Document d => d with { Caption = d.Caption with { Entities = null } },
        _ => step,
    };

    private async Task<ApiResult<Message>> CallAsync(long chatId, int? topic, SendStep step, CancellationToken cancellation)
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
            SendStep.Words w => api.SendMessage(new SendMessageRequest(chatId, topic, w.Text, w.Entities, markup, LinkPreviewOptions.Off), cancellation),
            SendStep.Picture p => api.SendPhoto(
                new SendPhotoRequest(chatId, topic, p.File, OrNothing(p.Caption.Text), p.Caption.Entities, markup), cancellation),
            SendStep.Document d => api.SendDocument(
                new SendDocumentRequest(chatId, topic, d.File, OrNothing(d.Caption.Text), d.Caption.Entities, markup), cancellation),
            SendStep.Upload u => UploadAsync(chatId, topic, u, markup, cancellation),
            SendStep.FromWhatsApp w => FetchAsync(chatId, topic, w, markup, cancellation),
            SendStep.Copy c => api.CopyMessage(new CopyMessageRequest(chatId, topic, c.FromChatId, c.MessageId, "", markup), cancellation),
            SendStep.Place place => api.SendLocation(new SendLocationRequest(chatId, topic, place.Latitude, place.Longitude, markup), cancellation),
            _ => throw new System.Diagnostics.UnreachableException(),
        }).ConfigureAwait(false);
        if (result is ApiResult<Message>.Done)
        {
            if (markup is ReplyKeyboardMarkup) _contactKeyboards[chatId] = true;
            else if (markup is ReplyKeyboardRemove) _contactKeyboards.TryRemove(chatId, out _);
        }
        return result;
    }

    private async Task<ApiResult<Message>> UploadAsync(
        long chatId, int? topic, SendStep.Upload upload, ReplyMarkup? markup, CancellationToken cancellation)
    {
        if (uploads?.FindPath(upload.FileId) is not { } path) return Gone;
        var file = new InputFile(upload.Name ?? Path.GetFileName(path), await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false));
        return await ShowAsync(chatId, topic, file, !path.EndsWith(".bin", StringComparison.Ordinal) && !path.EndsWith(".gif", StringComparison.Ordinal), markup, cancellation).ConfigureAwait(false);
    }

    private async Task<ApiResult<Message>> FetchAsync(long chatId, int? topic, SendStep.FromWhatsApp there, ReplyMarkup? markup, CancellationToken cancellation)
    {
        if (whatsApp is null || await whatsApp.FetchAsync(there.Value, cancellation).ConfigureAwait(false) is not { Length: > 0 } bytes) return Gone;
        var isPicture = bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) || bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P']);
        return await ShowAsync(chatId, topic, new InputFile(there.Name ?? (isPicture ? "picture.jpg" : "file"), bytes), isPicture, markup, cancellation).ConfigureAwait(false);
    }

    /// <summary>A picture as a picture; one that Telegram does not take as such, and any other file, as a document.</summary>
    private async Task<ApiResult<Message>> ShowAsync(long chatId, int? topic, InputFile file, bool isPicture, ReplyMarkup? markup, CancellationToken cancellation)
    {
        if (isPicture)
        {
            var shown = await api.SendPhoto(new SendPhotoRequest(chatId, topic, file, null, null, markup), cancellation).ConfigureAwait(false);
            if (shown is not ApiResult<Message>.Failed { Failure: var failure } || !TelegramErrors.IsBadFile(failure)) return shown;
        }
        return await api.SendDocument(new SendDocumentRequest(chatId, topic, file, null, null, markup), cancellation).ConfigureAwait(false);
    }

    private static ApiResult<Message> Gone => new ApiResult<Message>.Failed(new ApiFailure.Refused(400, "Bad Request: message to copy not found", null));

    private static string? OrNothing(string text) => text.Length == 0 ? null : text;

    private async Task<SendResult> JudgeAsync(long chatId, long outboxId, ApiFailure failure, int done, CancellationToken cancellation)
    {
        var result = TelegramErrors.ToSendResult(failure);
        switch (result)
        {
            case SendResult.Throttled pause:
                return pause with { WholeAccount = _flood.Repeats(chatId, pause.RetryAfter) };
            case SendResult.AccountRejected:
                LogAccountRejected(failure);
                bot.Note(TelegramTrouble.Token, "Telegram refuses the token: set Channels:Telegram:Token to a good one");
                break;
            case SendResult.Moved moved when chatId == bot.StaffChatId && ChatKeys.TryParse(moved.NewChatKey, out var newId):
                await room.MoveAsync(chatId, newId, cancellation).ConfigureAwait(false);
                break;
            case SendResult.Refused refused when chatId == bot.StaffChatId && IsShut(failure, refused):
                // Words for staff are somebody's wish: they wait until the bot is let in again, for as long as any message waits.
                room.Lost(failure);
                return new SendResult.Unavailable(refused.Reason);
            case SendResult.Refused:
                await _progress.ForgetAsync(outboxId).ConfigureAwait(false);
                _contactKeyboards.TryRemove(chatId, out _);
                if (TelegramErrors.IsMissingRight(failure)) LogMissingRight(chatId, failure);
                if (done > 0) LogCutShort(outboxId, done);
                break;
        }
        return result;
    }

    private static bool IsShut(ApiFailure failure, SendResult.Refused refused) => refused.ContactUnreachable || TelegramErrors.IsMissingRight(failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Telegram refused the file of outbox {OutboxId}; its words go without it: {Reason}")]
    private partial void LogFileRefused(long outboxId, ApiFailure reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Telegram rejects the bot's token; nothing can be sent until Channels:Telegram:Token is right: {Reason}")]
    private partial void LogAccountRejected(ApiFailure reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The bot may not write in chat {ChatId}; give it the right there: {Reason}")]
    private partial void LogMissingRight(long chatId, ApiFailure reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox {OutboxId} was refused after {Done} of its pieces had gone")]
    private partial void LogCutShort(long outboxId, int done);
}
