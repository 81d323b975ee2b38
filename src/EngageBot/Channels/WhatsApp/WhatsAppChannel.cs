using System.Text.Json.Nodes;
using EngageBot.Channels.Telegram;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.WhatsApp;

/// <summary>Messages out by one number.</summary>
/// <remarks>
/// A long text takes several calls. What has gone is remembered, so that a retry goes on where the last attempt stopped, even after a crash.
/// Each call carries our row and piece, and its receipts bring them back: an answer that was lost is made up for by them.
/// </remarks>
internal sealed partial class WhatsAppChannel : IChannel
{
    private readonly WhatsAppNumber _number;
    private readonly GraphApi _api;
    private readonly WhatsAppMedia _media;
    private readonly Conclusions _conclusions;
    private readonly ReceiptTag _tags;
    private readonly WhatsAppState _state;
    private readonly ReadMarks _reads;
    private readonly Inbox _inbox;
    private readonly IStore _store;
    private readonly TimeProvider _clock;
    private readonly ILogger<WhatsAppChannel> _log;
    private readonly SendProgress _progress;
    private readonly PauseCounts _pauses = new();

    public WhatsAppChannel(
        WhatsAppNumber number, GraphApi api, WhatsAppMedia media, Conclusions conclusions, ReceiptTag tags, WhatsAppState state, ReadMarks reads, Inbox inbox, IStore store,
        Pieces pieces, TimeProvider clock, ILogger<WhatsAppChannel> log)
    {
        (_number, _api, _media, _conclusions, _tags, _state, _reads, _inbox, _store, _clock, _log) = (number, api, media, conclusions, tags, state, reads, inbox, store, clock, log);
        _progress = new SendProgress(pieces, clock, log);
    }

    public ChannelAccount Account => _number.Account;

    /// <summary>About one message in six seconds to one person (Meta's pair rate, read 2026-11); answers may come in a burst.</summary>
    public TimeSpan LeastBulkInterval => TimeSpan.FromSeconds(6);

    public async Task<SendResult> SendAsync(OutboundMessage message, CancellationToken cancellation)
    {
        if (message.Content is { Change: MessageChange.Thread, Thread: { } talk }) return new SendResult.Sent($"{talk.Key}/shown");
        if (message.Content.Change is not null and not MessageChange.Mark) return new SendResult.Refused("WhatsApp cannot change what was sent", false);
        var address = await AddressAsync(message.ChatKey, cancellation).ConfigureAwait(false);
        if (address is null) return new SendResult.Refused("nobody was ever seen in this chat", false);
        if (message.Content is { Change: MessageChange.Mark, Attachment: { Kind: MessagePlan.MarkKind } mark }) return await MarkAsync(message, address, mark, cancellation).ConfigureAwait(false);
        var plan = Plan(message);
        if (plan.Problem is not null) return new SendResult.Refused(plan.Problem, false);
        if (message.Kind is OutboundKind.Reply or OutboundKind.Case) _reads.Answering(_number, message.ChatKey);

        var several = plan.Steps.Count > 1;
        var sent = several ? await _progress.OfAsync(message, cancellation).ConfigureAwait(false) : [];
        while (sent.Count < plan.Steps.Count)
        {
            var result = await TakeAsync(message, address, plan, sent.Count, cancellation).ConfigureAwait(false);
            if (result is GraphResult<string>.Failed failed) return await JudgeAsync(message, failed.Failure, sent.Count, cancellation).ConfigureAwait(false);
            sent = [.. sent, (result as GraphResult<string>.Done)?.Value ?? ""];
            // Not after the last: what follows marks the whole message.
            if (sent.Count < plan.Steps.Count) await _progress.RememberAsync(message.Id, sent).ConfigureAwait(false);
        }
        if (several) await _progress.ForgetAsync(message.Id).ConfigureAwait(false);
        _pauses.Clear(message.ChatKey);
        _state.Worked(_number);
        return sent.LastOrDefault(id => id.Length > 0) is { } last
            ? new SendResult.Sent(last) : new SendResult.Refused("the file was refused, and there were no words", false);
    }

    /// <summary>There is no spinner to stop; what a tap is answered with is said.</summary>
    public async Task AnswerTapAsync(string chatKey, string tapId, string text, string? removeButtonsOf, CancellationToken cancellation)
    {
        if (text.Length == 0) return;
        try
        {
            if (await AddressAsync(chatKey, cancellation).ConfigureAwait(false) is not { } address) return;
            _reads.Answering(_number, chatKey);
            var body = Envelope(address, WhatsAppReceipts.NoRow, "text");
            body["text"] = TextOf(TextSplitter.Shorten(text, TextSplitter.MessageLimit));
            await _api.SendAsync(_number, body, cancellation).ConfigureAwait(false);
        }
        catch (DatabaseUnavailableException)
        {
            // Best effort: the chat goes on without it.
        }
    }

    /// <summary>A sign below what the customer wrote, or none any more. It is a courtesy: a message that is older than the platform keeps is no trouble.</summary>
    private async Task<SendResult> MarkAsync(OutboundMessage message, WhatsAppAddress address, MessageAttachment mark, CancellationToken cancellation)
    {
        var sign = new JsonObject { ["message_id"] = mark.Value, ["emoji"] = mark.Label ?? "" };
        var sent = await SendAsync(address, _tags.Of(message.Id, 0, 1), "reaction", sign, cancellation).ConfigureAwait(false);
        if (sent is not GraphResult<string>.Failed { Failure: var failure }) return new SendResult.Sent(((GraphResult<string>.Done)sent).Value);
        return await JudgeAsync(message, failure, 0, cancellation).ConfigureAwait(false) is var result && result is SendResult.Refused
            ? new SendResult.Sent($"{mark.Value}/marked") : result;
    }

    private static WhatsAppPlan Plan(OutboundMessage message)
    {
        if (!message.ByTemplate) return WhatsAppPlan.Of(message.Content);
        return TemplateMessage.Of(message.Content) is { } template ? new([new WhatsAppStep.Template(template)], null) : new([], "the window is closed and the message has no template");
    }

    private async Task<WhatsAppAddress?> AddressAsync(string chatKey, CancellationToken cancellation) => await _store.ReadAsync(
        connection => ValueTask.FromResult(WhatsAppUsers.AddressOf(connection, Account.Id, chatKey)), cancellation).ConfigureAwait(false);

    /// <returns><see langword="null"/> if the step had nothing but a file that cannot be had.</returns>
    private async Task<GraphResult<string>?> TakeAsync(OutboundMessage message, WhatsAppAddress address, WhatsAppPlan plan, int piece, CancellationToken cancellation)
    {
        var tag = _tags.Of(message.Id, piece, plan.Steps.Count);
        switch (plan.Steps[piece])
        {
            case WhatsAppStep.Words words:
                return await TextAsync(address, tag, words.Body, cancellation).ConfigureAwait(false);
            case WhatsAppStep.Place place:
                var where = new JsonObject { ["latitude"] = place.Latitude, ["longitude"] = place.Longitude };
                if (place.Name is { Length: > 0 }) where["name"] = TextSplitter.Shorten(place.Name, 200);
                return await SendAsync(address, tag, "location", where, cancellation).ConfigureAwait(false);
            case WhatsAppStep.Template template:
                return await SendAsync(address, tag, "template", template.Value, cancellation).ConfigureAwait(false);
            case WhatsAppStep.Choice choice:
                return await ChoiceAsync(message, address, tag, choice, cancellation).ConfigureAwait(false);
            case WhatsAppStep.File file:
                return await FileAsync(message, address, tag, file, cancellation).ConfigureAwait(false);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<GraphResult<string>> ChoiceAsync(OutboundMessage message, WhatsAppAddress address, string tag, WhatsAppStep.Choice choice, CancellationToken cancellation)
    {
        var interactive = choice.Interactive;
        if (choice.Header is { } source)
        {
            var (media, failure) = await _media.PrepareAsync(_number, source, choice.IsDocument, cancellation).ConfigureAwait(false);
            if (failure is not null) return new GraphResult<string>.Failed(failure);
            if (media is not null)
            {
                var with = (JsonObject)interactive.DeepClone();
                with["header"] = new JsonObject { ["type"] = media.Kind, [media.Kind] = media.Reference };
                var shown = await SendAsync(address, tag, "interactive", with, cancellation).ConfigureAwait(false);
                if (shown is not GraphResult<string>.Failed { Failure: var why } || !WhatsAppErrors.IsBadFile(why)) return shown;
            }
            Drop(message.Id);
        }
        return await SendAsync(address, tag, "interactive", (JsonObject)interactive.DeepClone(), cancellation).ConfigureAwait(false);
    }

    private async Task<GraphResult<string>?> FileAsync(OutboundMessage message, WhatsAppAddress address, string tag, WhatsAppStep.File file, CancellationToken cancellation)
    {
        var (media, failure) = await _media.PrepareAsync(_number, file.Source, file.IsDocument, cancellation).ConfigureAwait(false);
        if (failure is not null) return new GraphResult<string>.Failed(failure);
        if (media is not null)
        {
            if (file.Caption is not null) media.Reference["caption"] = file.Caption;
            var shown = await SendAsync(address, tag, media.Kind, media.Reference, cancellation).ConfigureAwait(false);
            if (shown is not GraphResult<string>.Failed { Failure: var why } || !WhatsAppErrors.IsBadFile(why)) return shown;
        }
        // A file that cannot be had must not hold back what was said.
        Drop(message.Id);
        var words = string.Join('\n', new[] { file.Caption, file.Otherwise }.Where(w => !string.IsNullOrWhiteSpace(w)));
        return words.Length == 0 ? null : await TextAsync(address, tag, words, cancellation).ConfigureAwait(false);
    }

    private void Drop(long outboxId)
    {
        LogFileRefused(outboxId);
        WhatsAppMeters.AttachmentDropped();
    }

    private Task<GraphResult<string>> TextAsync(WhatsAppAddress address, string tag, string body, CancellationToken cancellation) => SendAsync(address, tag, "text", TextOf(body), cancellation);

    /// <summary>Whether the first address in a text is shown as a picture; never ours: a customer's address is not an advertisement.</summary>
    private static JsonObject TextOf(string body) => new() { ["body"] = body, ["preview_url"] = false };

    private Task<GraphResult<string>> SendAsync(WhatsAppAddress address, string tag, string type, JsonObject content, CancellationToken cancellation)
    {
        var body = Envelope(address, tag, type);
        body[type] = content.Parent is null ? content : content.DeepClone();
        return _api.SendAsync(_number, body, cancellation);
    }

    /// <remarks>The plus matters: without it Meta may put the business's own country before the number.</remarks>
    private static JsonObject Envelope(WhatsAppAddress address, string tag, string type)
    {
        var body = new JsonObject { ["messaging_product"] = "whatsapp", ["recipient_type"] = "individual" };
        if (address.WaId is { } number) body["to"] = $"+{number}";
        else body["recipient"] = address.UserId;
        body["type"] = type;
        body["biz_opaque_callback_data"] = tag;
        return body;
    }

    private async Task<SendResult> JudgeAsync(OutboundMessage message, GraphFailure failure, int done, CancellationToken cancellation)
    {
        _state.Hear(_number, failure);
        if (Conclusions.AreDrawn(failure))
        {
            try
            {
                await _store.WriteAsync(scope => _conclusions.DrawAsync(scope, arrival => _inbox.AddAsync(scope, arrival), _number, message, failure), cancellation).ConfigureAwait(false);
            }
            catch (DatabaseUnavailableException)
            {
                // The platform says it again to whoever asks.
            }
        }
        if (Conclusions.IsForTheGate(message, failure)) return new SendResult.Unavailable(failure.ToString());
        var result = WhatsAppErrors.ToSendResult(failure, message.Attempts, failure is GraphFailure.Refused { Code: var code } ? _pauses.Count(message.ChatKey, code, _clock.GetUtcNow()) : 0);
        if (result is SendResult.Unknown) _progress.Doubt(message.Id);
        if (result is SendResult.Refused)
        {
            await _progress.ForgetAsync(message.Id).ConfigureAwait(false);
            if (done > 0) LogCutShort(message.Id, done);
        }
        return result;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The file of outbox {OutboxId} cannot go by WhatsApp; its words go without it")]
    private partial void LogFileRefused(long outboxId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox {OutboxId} was refused after {Done} of its pieces had gone")]
    private partial void LogCutShort(long outboxId, int done);
}
