namespace EngageBot.Insights;

/// <summary>What was done to people.</summary>
/// <param name="Kind"><c>play</c> or <c>broadcast</c>.</param>
/// <param name="Key">The play's name, or the broadcast's number.</param>
/// <param name="Window">A purchase within so long after it was due counts.</param>
internal sealed record Measure(string Kind, string Key, TimeSpan Window)
{
    public const string Play = "play";
    public const string Broadcast = "broadcast";

    /// <summary>Of a play, only those for whom it was due since then; absent for everybody.</summary>
    public DateTimeOffset? Since { get; init; }
}
