namespace EngageBot.Messaging;

/// <summary>What a message that nobody asked for is about.</summary>
/// <param name="Source">Who sends it: <c>broadcast:12</c>, <c>play:birthday</c>, or <c>dialog</c>.</param>
/// <param name="Occasion">What makes it once-only within its source, such as a year; empty where the source is once-only itself.</param>
/// <param name="Topic">Which of the shop's topics it belongs to, if to one.</param>
internal sealed record Proactive(string Source, string Occasion = "", string? Topic = null)
{
    /// <summary>The occasion of what only changes a message that was sent: nobody hears anything new.</summary>
    public const string Change = "change";
}
