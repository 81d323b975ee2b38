using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace EngageBot.Dialogs.Recognition;

/// <summary>A phrase and the numbers of the words without which it cannot be said.</summary>
internal readonly record struct IndexedPhrase(Phrase Phrase, ImmutableArray<int> Needs)
{
    /// <summary>Whether it is worth looking for.</summary>
    public bool MayBeIn(bool[] heard)
    {
        foreach (var need in Needs)
            if (!heard[need]) return false;
        return true;
    }
}

/// <summary>The words of a language's phrases by their first letter: each word of a message is compared once, and only phrases all of whose words are there are looked for.</summary>
internal sealed class WordIndex
{
    private readonly Dictionary<string, int> _choices = new(StringComparer.Ordinal);
    private readonly Dictionary<PhraseWord, List<int>> _words = [];
    private readonly Dictionary<char, List<PhraseWord>> _byFirst = [];
    private readonly Dictionary<(char, char), List<PhraseWord>> _bySwapped = [];

    /// <summary>Takes the words of phrases in.</summary>
    public ImmutableArray<IndexedPhrase> Add(ImmutableArray<Phrase> phrases) => [.. phrases.Select(phrase => new IndexedPhrase(phrase, [.. phrase.Needs.Select(Number).Distinct()]))];

    /// <summary>Which of the numbered words somebody said, whatever else they said.</summary>
    public bool[] Heard(ReadOnlySpan<ImmutableArray<SaidWord>> sentences)
    {
        var heard = new bool[_choices.Count];
        foreach (var sentence in sentences)
            foreach (var word in sentence)
            {
                if (word.Text.Length > 0 && _byFirst.TryGetValue(word.Text[0], out var alike)) Mark(word, alike, heard);
                if (word.Text.Length > 1 && _bySwapped.TryGetValue((word.Text[0], word.Text[1]), out var swapped)) Mark(word, swapped, heard);
            }
        return heard;
    }

    private void Mark(SaidWord said, List<PhraseWord> words, bool[] heard)
    {
        foreach (var word in words)
            if (word.Is(said))
                foreach (var choice in _words[word]) heard[choice] = true;
    }

    /// <summary>One number for words of which any one will do.</summary>
    private int Number(ImmutableArray<PhraseWord> any)
    {
        var name = string.Join('|', any.Select(word => $"{word.Text} {word.Stem} {word.Exact}"));
        if (_choices.TryGetValue(name, out var known)) return known;
        foreach (var word in any.Distinct())
        {
            ref var choices = ref CollectionsMarshal.GetValueRefOrAddDefault(_words, word, out var exists);
            if (!exists) Sort(word);
            (choices ??= []).Add(_choices.Count);
        }
        return _choices[name] = _choices.Count;
    }

    /// <summary>A word begins as it is written; one that forgives errors also with its first two letters swapped.</summary>
    private void Sort(PhraseWord word)
    {
        (CollectionsMarshal.GetValueRefOrAddDefault(_byFirst, word.Text[0], out _) ??= []).Add(word);
        if (!word.Exact && word.Text.Length > 1 && word.Text[0] != word.Text[1])
            (CollectionsMarshal.GetValueRefOrAddDefault(_bySwapped, (word.Text[1], word.Text[0]), out _) ??= []).Add(word);
    }
}
