using System.Diagnostics.Metrics;

namespace EngageBot.Channels.WhatsApp;

/// <summary>What is counted about this channel.</summary>
internal static class WhatsAppMeters
{
    private static readonly Meter Meter = new("EngageBot.WhatsApp");
    private static readonly Counter<long> Items = Meter.CreateCounter<long>("engagebot.whatsapp.items");
    private static readonly Counter<long> Calls = Meter.CreateCounter<long>("engagebot.whatsapp.calls");
    private static readonly Counter<long> Dropped = Meter.CreateCounter<long>("engagebot.whatsapp.attachments_dropped");

    /// <param name="outcome">Such as <c>accepted</c>, <c>duplicate</c>, <c>ignored</c>, <c>quarantined</c>.</param>
    public static void Item(string outcome, int count = 1) => Items.Add(count, new KeyValuePair<string, object?>("outcome", outcome));

    /// <param name="status">0 if there was no answer.</param>
    public static void Called(int status) => Calls.Add(1, new KeyValuePair<string, object?>("status", status));

    public static void AttachmentDropped() => Dropped.Add(1);
}
