using System.Collections.Immutable;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>What the transcripts of one dialog, or others that pass through it, have come to.</summary>
/// <param name="States">How many of its states were entered.</param>
/// <param name="Lines">How many of its lines were taken.</param>
/// <param name="Outcomes">How many of its outcomes were reached.</param>
/// <param name="Texts">How many of its texts were said, by language.</param>
/// <param name="Missing">Everything else, in the order of the files.</param>
public sealed record DialogCoverage(
    string Dialog, Share States, Share Lines, Share Outcomes, ImmutableSortedDictionary<string, Share> Texts, ImmutableArray<Uncovered> Missing);

/// <summary>So many of so many.</summary>
public readonly record struct Share(int Covered, int All)
{
    /// <summary>In percent, rounded down, so that only all of them are 100.</summary>
    public int Percent => All == 0 ? 100 : (int)(100L * Covered / All);

    /// <summary><c>7/8</c>.</summary>
    public override string ToString() => $"{Covered}/{All}";
}

/// <summary>Something no transcript comes to.</summary>
/// <param name="Code">D902 or D903; empty for a text.</param>
/// <param name="What">In words, with its name in quotes.</param>
public sealed record Uncovered(string Code, SourcePosition At, string What);
