using System.Diagnostics.Metrics;

namespace EngageBot.Channels.Telegram;

/// <summary>What is counted of this channel; meter <c>EngageBot.Telegram</c>.</summary>
internal static class TelegramMeters
{
    private static readonly Meter Meter = new("EngageBot.Telegram");
    private static readonly Counter<long> Updates = Meter.CreateCounter<long>("telegram.updates", description: "Updates by what became of them.");
    private static readonly Counter<long> Calls = Meter.CreateCounter<long>("telegram.calls", description: "Bot API calls by method and status; 0 is no answer.");
    private static readonly Counter<long> TapAnswers = Meter.CreateCounter<long>("telegram.tap_answers_failed", description: "Taps that could not be answered.");
    private static readonly Counter<long> Attachments = Meter.CreateCounter<long>("telegram.attachments_dropped", description: "Attachments the platform refused; their words went without them.");

    /// <param name="outcome"><c>accepted</c>, <c>duplicate</c>, <c>ignored</c>, <c>quarantined</c>, <c>unsigned</c>, <c>oversized</c> or <c>postponed</c>.</param>
    public static void Update(string outcome) => Updates.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public static void Called(string method, int status) =>
        Calls.Add(1, new KeyValuePair<string, object?>("method", method), new KeyValuePair<string, object?>("status", status));

    public static void TapAnswerFailed() => TapAnswers.Add(1);

    public static void AttachmentDropped() => Attachments.Add(1);
}
