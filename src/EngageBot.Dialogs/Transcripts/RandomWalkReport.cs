using System.Collections.Immutable;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>What random customers met.</summary>
/// <param name="Failures">Empty if every promise held; each says the conversation's number, so that it can be played again.</param>
/// <param name="Visited">States as <c>dialog/state</c> and outcomes as <c>dialog:outcome</c> that somebody came to.</param>
public sealed record RandomWalkReport(int Conversations, int Events, int Seed, ImmutableArray<string> Failures, ImmutableSortedSet<string> Visited)
{
    /// <summary>Where the customers have been.</summary>
    public Trail Trail { get; init; } = new();

    /// <summary>Every promise held.</summary>
    public bool Passed => Failures.IsEmpty;

    /// <summary>One line, and one for each failure.</summary>
    public override string ToString() =>
        $"{Conversations} conversations, {Events} events, seed {Seed}: {(Passed ? "passed" : $"{Failures.Length} failures\n{string.Join("\n", Failures)}")}";
}
