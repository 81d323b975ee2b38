using System.Globalization;
using EngageBot.Messaging;

namespace EngageBot.Rehearsals;

/// <summary>A channel that reaches nobody: it writes down what would have been sent, and says that it was.</summary>
internal sealed class RecordingChannel(ChannelAccount account, Action<OutboundMessage> record) : IChannel
{
    private long _last;

    public ChannelAccount Account => account;

    public Task<SendResult> SendAsync(OutboundMessage message, CancellationToken cancellation)
    {
        record(message);
        return Task.FromResult<SendResult>(new SendResult.Sent(string.Create(CultureInfo.InvariantCulture, $"rehearsed:{Interlocked.Increment(ref _last)}")));
    }

    public Task AnswerTapAsync(string chatKey, string tapId, string text, string? removeButtonsOf, CancellationToken cancellation) => Task.CompletedTask;
}
