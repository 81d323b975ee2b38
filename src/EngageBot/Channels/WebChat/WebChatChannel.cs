using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.WebChat;

/// <summary>What goes out: sending is storing an activity of the bot and waking the sockets that show it.</summary>
internal sealed class WebChatChannel(ChannelAccount account, WebTranscript transcript, WebChatStreams streams, IStore store) : IChannel
{
    /// <inheritdoc/>
    public ChannelAccount Account => account;

    /// <inheritdoc/>
    /// <remarks>A repeated call for the same row stores nothing and answers with the first id, so a crash between storing and marking
    /// shows nothing twice.</remarks>
    public async Task<SendResult> SendAsync(OutboundMessage message, CancellationToken cancellation)
    {
        try
        {
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
