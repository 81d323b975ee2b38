using System.Collections.Immutable;
using System.Text;
using EngageBot.Dialogs.Engine;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>How a transcript went.</summary>
/// <param name="Path">The transcript's file.</param>
/// <param name="Name">What it says of itself.</param>
/// <param name="Dialog">The dialog it tests.</param>
/// <param name="Failures">Empty if everything happened as written.</param>
/// <param name="Visited">States as <c>dialog/state</c> and outcomes as <c>dialog:outcome</c> that the conversation came to.</param>
public sealed record TranscriptReport(
    string Path, string Name, string Dialog, string Language, Hazard Hazard,
    ImmutableArray<TranscriptFailure> Failures, ImmutableSortedSet<string> Visited)
{
    /// <summary>Where the conversation has been.</summary>
    public Trail Trail { get; init; } = new();

    /// <summary>Every message, oldest first.</summary>
    public ImmutableArray<OutgoingMessage> Shown { get; init; } = [];

    /// <summary>What it came to: how each dialog ended, what is still open and what it knows.</summary>
    public string End { get; init; } = "";

    /// <summary>Everything happened as written.</summary>
    public bool Passed => Failures.IsEmpty;

    /// <summary>One line if it passed, else the failures with their places.</summary>
    public override string ToString()
    {
        var how = Hazard is Hazard.None ? Language : $"{Language}, {Hazard}";
        if (Passed) return $"passed: {Name} ({how})";
        var text = new StringBuilder($"failed: {Name} ({how})");
        foreach (var failure in Failures) text.Append('\n').Append(failure);
        return text.ToString();
    }
}

/// <summary>A line of a transcript after which something else happened.</summary>
/// <param name="Expected">What the transcript says.</param>
/// <param name="Happened">What happened instead.</param>
public sealed record TranscriptFailure(SourcePosition At, string Line, string Expected, string Happened)
{
    /// <summary>Which line of the transcript it is, from 1; 0 where the file itself is wrong.</summary>
    public int Step { get; init; }

    /// <summary>Place, line, and the two sides one below the other.</summary>
    public override string ToString() => 
        $"{At}: {(Step > 0 ? $"step {Step}, " : "")}after \"{Line}\"\n    expected: {Expected}\n    happened: {Happened}";
}
