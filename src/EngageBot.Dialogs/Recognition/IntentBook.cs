using System.Collections.Immutable;

namespace EngageBot.Dialogs.Recognition;

/// <summary>A message as one language reads it.</summary>
/// <param name="Sentences">Without courtesies at their ends and without words that are not the customer's own to say.</param>
/// <param name="Heard">Which words of the language's phrases it says.</param>
internal sealed record PreparedWords(ImmutableArray<SaidWord[]> Sentences, bool[] Heard);

/// <summary>How the customers of one language say what they mean.</summary>
internal sealed class IntentBook
{
    private readonly WordIndex _index = new();
    private readonly ImmutableArray<IndexedPhrase> _filler;
    private readonly ImmutableArray<IndexedPhrase> _unsaid;
    private readonly ImmutableArray<(Intent Intent, ImmutableArray<IndexedPhrase> Phrases)> _sure;
    private readonly ImmutableArray<(Intent Intent, ImmutableArray<IndexedPhrase> Phrases)> _likely;

    /// <param name="filler">Courtesies that stand before and behind what is said: a sentence begins and ends without them.</param>
    /// <param name="unsaid">Phrases whose words do not count: names of places, what somebody else said, what is denied.</param>
    /// <param name="sure">By intent: phrases that leave no doubt.</param>
    /// <param name="likely">By intent: what points there when nothing is sure.</param>
    public IntentBook(
        string language, ImmutableArray<Phrase> filler, ImmutableArray<Phrase> unsaid,
        ImmutableSortedDictionary<Intent, ImmutableArray<Phrase>> sure, ImmutableSortedDictionary<Intent, ImmutableArray<Phrase>> likely)
    {
        Language = language;
        (_filler, _unsaid) = (_index.Add(filler), _index.Add(unsaid));
        _sure = [.. sure.Select(kind => (kind.Key, _index.Add(kind.Value)))];
        _likely = [.. likely.Select(kind => (kind.Key, _index.Add(kind.Value)))];
    }

    public string Language { get; }

    /// <summary>Every phrase that means something.</summary>
    public IEnumerable<Phrase> Phrases => _sure.Concat(_likely).SelectMany(kind => kind.Phrases).Select(indexed => indexed.Phrase);

    /// <summary>Its letters are not Latin, but its people may type as if they were.</summary>
    public bool IsCyrillic => Language is "ru";

    /// <summary>Makes a message ready to be read by both kinds of phrases.</summary>
    public PreparedWords Prepare(Utterance said)
    {
        var heard = _index.Heard(said.Sentences.AsSpan());
        return new([.. said.Sentences.Select(sentence => Own(sentence, heard))], heard);
    }

    /// <summary>What a message means by one kind of phrases, and by which of them; the first holds.</summary>
    public (Intent Intent, string Phrase)? Read(PreparedWords said, bool sure)
    {
        foreach (var (intent, phrases) in sure ? _sure : _likely)
            foreach (var indexed in phrases)
            {
                if (!indexed.MayBeIn(said.Heard)) continue;
                foreach (var sentence in said.Sentences)
                    if (indexed.Phrase.IsIn(sentence)) return (intent, indexed.Phrase.Source);
            }
        return null;
    }

    /// <summary>A sentence without courtesies at its ends and without words that are not the customer's own to say.</summary>
    private SaidWord[] Own(ImmutableArray<SaidWord> sentence, bool[] heard)
    {
        var words = sentence.ToArray();
        foreach (var indexed in _unsaid)
            while (indexed.MayBeIn(heard) && indexed.Phrase.Find(words) is var (from, to))
                for (var at = from; at < to; at++) words[at] = words[at] with { Text = "" };
        var rest = words.AsSpan();
        while (rest.Length > 1 && IsFiller(rest[..1], heard)) rest = rest[1..];
        while (rest.Length > 1 && IsFiller(rest[^1..], heard)) rest = rest[..^1];
        return rest.ToArray();
    }

    private bool IsFiller(ReadOnlySpan<SaidWord> word, bool[] heard)
    {
        foreach (var filler in _filler)
            if (filler.MayBeIn(heard) && filler.Phrase.IsIn(word)) return true;
        return false;
    }
}
