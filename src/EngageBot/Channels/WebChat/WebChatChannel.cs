using EngageBot.Channels.Telegram;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.WebChat;

/// <summary>What goes out: sending is storing an activity of the bot and waking the sockets that show it.</summary>
internal sealed class WebChatChannel(
    ChannelAccount account, WebTranscript transcript, WebChatStreams streams, IStore store, WebUploads? uploads = null, TelegramFiles? files = null) : IChannel
{
    /// <summary>A file on Telegram, by its id there: fetched once and kept among the uploads.</summary>
    public const string TelegramFile = "telegram";

    /// <inheritdoc/>
    public ChannelAccount Account => account;

    /// <inheritdoc/>
    /// <remarks>A repeated call for the same row stores nothing and answers with the first id, so a crash between storing and marking
    /// shows nothing twice.</remarks>
    public async Task<SendResult> SendAsync(OutboundMessage message, CancellationToken cancellation)
    {
        try
        {
            if (message.Content.Attachment is { Kind: TelegramFile } attachment)
                message = message with { Content = await FetchedAsync(message.Content, attachment, cancellation) };
            if (message.Content is { Change: MessageChange.Mark, Attachment: { } mark }) return new SendResult.Sent($"{mark.Value}/marked");      // the page has no signs
            if (message.Content.Change is not null)
            {
                return await store.WriteAsync(scope => ChangeAsync(scope, message), cancellation)
                    ? new SendResult.Sent($"{message.ReplacesExternalId}/changed") : new SendResult.Refused("the message is not kept any more", ContactUnreachable: false);
            }
            var stored = await store.WriteAsync(scope => StoreAsync(scope, message), cancellation);
            return stored is null ? new SendResult.Refused("no conversation of this user", ContactUnreachable: true) : new SendResult.Sent(stored.Id);
        }
        catch (DatabaseUnavailableException away)
        {
            return new SendResult.Unavailable(away.Message);
        }
    }

    /// <inheritdoc/>
    public Task AnswerTapAsync(string chatKey, string tapId, string text, string? removeButtonsOf, CancellationToken cancellation)
    {
        // A tap's id is its activity's: "<conversation>|<sequence>", and there its author waits.
        if (text.Length > 0 && tapId.Split('|') is [{ Length: > 0 } conversation, _])
            streams.Show(conversation, ActivityWriter.Notice(conversation, text), yieldsToWords: false);
        return Task.CompletedTask;
    }

    /// <summary>The file as one of ours, or the words that stand for it: a file that cannot be had must not hold back what was said.</summary>
    private async Task<OutgoingMessage> FetchedAsync(OutgoingMessage content, MessageAttachment attachment, CancellationToken cancellation)
    {
        if (files is not null && uploads is not null && await files.FetchAsync(attachment.Value, cancellation) is { Length: > 0 } bytes)
        {
            var kept = await uploads.SaveAsync(bytes, cancellation);
            var isPicture = kept.ContentType.StartsWith("image/", StringComparison.Ordinal);
            return content with { Attachment = new MessageAttachment(isPicture ? "picture" : "document", kept.Address, attachment.Label) };
        }
        var words = attachment.Otherwise is { } otherwise ? content.Text with { Plain = $"{content.Text.Plain.TrimEnd()}\n{otherwise}" } : content.Text;
        return content with { Attachment = null, Text = words };
    }

    /// <summary>Whoever opens the chat from then on sees it changed; a page that shows it already keeps what it shows.</summary>
    private static ValueTask<bool> ChangeAsync(WriteScope scope, OutboundMessage message) =>
        WebTranscript.RewriteAsync(scope, message.ReplacesExternalId, (id, conversation, at) => message.Content.Change is MessageChange.Edit
            ? ActivityWriter.Message(message.Content, conversation, message.ChatKey, null, id, at)
            : ActivityWriter.Deleted(conversation, id, at));

    private async ValueTask<StoredActivity?> StoreAsync(WriteScope scope, OutboundMessage message)
    {
        var key = $"b:{message.Key}";
        if (await WebTranscript.FindSentAsync(scope, account.Id, message.ChatKey, key) is { } sent) return sent;
        if (await WebTranscript.NewestOfAsync(scope, account.Id, message.ChatKey) is not { } conversation) return null;
        var answers = message.Kind == OutboundKind.Reply ? await WebTranscript.LastOfUserAsync(scope, conversation) : null;
        var stored = await transcript.AppendAsync(scope, conversation, key,
            (id, at) => ActivityWriter.Message(message.Content, conversation, message.ChatKey, answers, id, at));
        scope.AfterCommit(() => streams.Wake(conversation));
        return stored;
    }
}
