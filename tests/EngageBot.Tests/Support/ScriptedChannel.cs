using System.Collections.Concurrent;
using System.Globalization;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Tests.Support;

/// <summary>A platform that answers as the test says and remembers what reached it.</summary>
internal sealed class ScriptedChannel(long accountId, string channel = "telegram", BusinessId? business = null) : IChannel
{
    private readonly ConcurrentQueue<OutboundMessage> _sent = new();
    private int _now;
    private int _last;

    public ChannelAccount Account { get; } = new(accountId, business ?? SpineSeeds.Business, channel, $"account-{accountId}");

    /// <summary>The answer to a message; Sent unless told otherwise.</summary>
    public Func<OutboundMessage, CancellationToken, Task<SendResult>>? Answer { get; set; }

    /// <summary>Every call, in order of arrival, whatever was answered.</summary>
    public IReadOnlyList<OutboundMessage> Calls => [.. _sent];

    /// <summary>The texts of the calls.</summary>
    public IReadOnlyList<string> Texts => [.. _sent.Select(message => message.Content.Text.Plain)];

    /// <summary>Most calls that were under way at one time.</summary>
    public int MostAtOnce { get; private set; }

    public void AnswerWith(Func<OutboundMessage, SendResult> answer) => Answer = (message, _) => Task.FromResult(answer(message));

    public SendResult Sent() => new SendResult.Sent(Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture));

    public async Task<SendResult> SendAsync(OutboundMessage message, CancellationToken cancellation)
    {
        lock (_sent) MostAtOnce = Math.Max(MostAtOnce, ++_now);
        _sent.Enqueue(message);
        try
        {
            return Answer is null ? Sent() : await Answer(message, cancellation);
        }
        finally
        {
            lock (_sent) _now--;
        }
    }

    public Task AnswerTapAsync(string chatKey, string tapId, string text, string? removeButtonsOf, CancellationToken cancellation) => Task.CompletedTask;
}
