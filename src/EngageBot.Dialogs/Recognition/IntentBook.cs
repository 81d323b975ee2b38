using System.Collections.Immutable;

namespace EngageBot.Dialogs.Recognition;

/// <summary>How the customers of one language say what they mean.</summary>
/// <param name="Filler">Courtesies that stand before and behind what is said: a sentence begins and ends without them.</param>
/// <param name="Unsaid">Phrases whose words do not count: names of places, what somebody else said, what is denied.</param>
/// <param name="Sure">By intent: phrases that leave no doubt.</param>
/// <param name="Likely">By intent: what points there when nothing is sure.</param>
internal sealed record IntentBook(
    string Language,
    ImmutableArray<Phrase> Filler,
    ImmutableArray<Phrase> Unsaid,
    ImmutableSortedDictionary<Intent, ImmutableArray<Phrase>> Sure,
    ImmutableSortedDictionary<Intent, ImmutableArray<Phrase>> Likely)
{
    /// <summary>Its letters are not Latin, but its people may type as if they were.</summary>
    public bool IsCyrillic => Language is "ru";

    /// <summary>What a message means by one kind of phrases, and by which of them; the first holds.</summary>
    public (Intent Intent, string Phrase)? Read(Utterance said, bool sure)
    {
        var sentences = said.Sentences.Select(Own).ToArray();
        foreach (var (intent, phrases) in sure ? Sure : Likely)
            foreach (var phrase in phrases)
                foreach (var sentence in sentences)
                    if (phrase.IsIn(sentence)) return (intent, phrase.Source);
        return null;
    }

    /// <summary>A sentence without courtesies at its ends and without words that are not the customer's own to say.</summary>
    private SaidWord[] Own(ImmutableArray<SaidWord> sentence)
    {
        var words = sentence.ToArray();
        foreach (var phrase in Unsaid)
            while (phrase.Find(words) is var (from, to))
                for (var at = from; at < to; at++) words[at] = words[at] with { Text = "" };
        var rest = words.AsSpan();
        while (rest.Length > 1 && IsFiller(rest[..1])) rest = rest[1..];
        while (rest.Length > 1 && IsFiller(rest[^1..])) rest = rest[..^1];
        return rest.ToArray();
    }

    private bool IsFiller(ReadOnlySpan<SaidWord> word)
    {
        foreach (var filler in Filler)
            if (filler.IsIn(word)) return true;
        return false;
    }
}
