using System.Collections.Immutable;

namespace EngageBot.Dialogs.Engine.Answers;

/// <summary>How customers name the members of a closed set: labels and synonyms of every language, folded.</summary>
internal sealed class ChoiceWords
{
    /// <summary>Shorter labels must be typed without an error: in four letters one error makes another word.</summary>
    public const int ShortestForgiven = 5;

    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _synonyms = new(StringComparer.Ordinal);

    public void AddLabel(string member, string label)
    {
        var folded = Folding.Fold(label);
        if (folded.Length > 0) _labels.TryAdd(folded, member);
    }

    public void AddSynonym(string member, string words)
    {
        var folded = Folding.Fold(words);
        if (folded.Length > 0) _synonyms.TryAdd(folded, member);
    }

    /// <summary>The member meant, in this order: exact label, synonym, its number in the list, a label with one typing error.</summary>
    /// <param name="offered">The members on offer, in the order shown.</param>
    public string? Read(string words, ImmutableArray<string> offered)
    {
        var folded = Folding.Fold(words);
        if (folded.Length == 0) return null;
        if (_labels.TryGetValue(folded, out var member) && offered.Contains(member)) return member;
        if (_synonyms.TryGetValue(folded, out member) && offered.Contains(member)) return member;
        if (NumberReader.Whole(folded) is { } number) return number >= 1 && number <= offered.Length ? offered[(int)number - 1] : null;
        return Forgiven(folded, offered);
    }

    // Two labels one error away are no answer: guessing would be worse than asking.
    private string? Forgiven(string folded, ImmutableArray<string> offered)
    {
        if (folded.Length < ShortestForgiven - 1) return null;
        string? meant = null;
        foreach (var (label, member) in _labels)
        {
            if (label.Length < ShortestForgiven || !offered.Contains(member) || !Folding.WithinOneError(folded, label)) continue;
            if (meant is not null && meant != member) return null;
            meant = member;
        }
        return meant;
    }
}
