using System.Collections.Immutable;

namespace EngageBot.Dialogs.Recognition;

/// <summary>A phrase to listen for: words and stems in order, with gaps between them (docs/recognition.md).</summary>
internal sealed class Phrase
{
    private readonly ImmutableArray<Element> _elements;
    private readonly bool _begins;
    private readonly bool _ends;

    private Phrase(ImmutableArray<Element> elements, bool begins, bool ends, string source) =>
        (_elements, _begins, _ends, Source) = (elements, begins, ends, source);

    /// <summary>As it is written.</summary>
    public string Source { get; }

    /// <summary>Words without which it cannot be said: of each group any one will do.</summary>
    public IEnumerable<ImmutableArray<PhraseWord>> Needs =>
        _elements.OfType<Element.Words>().Where(words => !words.Optional && words.Any.All(word => word.Text.Length > 0)).Select(words => words.Any);

    private abstract record Element
    {
        public sealed record Words(ImmutableArray<PhraseWord> Any, bool Optional, bool Capital) : Element;

        public sealed record Gap(int Most) : Element;
    }

    /// <summary>Reads a phrase as it is written in the data.</summary>
    /// <param name="sets">The named sets of words that <c>&lt;name&gt;</c> stands for.</param>
    /// <param name="wrong">What cannot be read.</param>
    public static Phrase? Parse(string source, IReadOnlyDictionary<string, ImmutableArray<string>> sets, out string? wrong)
    {
        wrong = null;
        var elements = ImmutableArray.CreateBuilder<Element>();
        var (begins, ends, heard) = (false, false, false);
        foreach (var part in source.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (part)
            {
                case "^" when elements.Count == 0: begins = true; continue;
                case "$": ends = true; continue;
                case "..": elements.Add(new Element.Gap(3)); continue;
                case "...": elements.Add(new Element.Gap(7)); continue;
            }
            var optional = part.Length > 1 && part[^1] == '?';
            var capital = part[0] == '+' && part.Length > 1;
            var words = ImmutableArray.CreateBuilder<PhraseWord>();
            foreach (var word in (capital ? part[1..] : optional ? part[..^1] : part).Split('|'))
            {
                if (word.Length > 2 && word[0] == '<' && word[^1] == '>')
                {
                    if (!sets.TryGetValue(word[1..^1], out var set)) wrong = $"There is no set of words named {word}.";
                    else words.AddRange(set.Select(PhraseWord.Of));
                }
                else if (word == "_" || PhraseWord.Of(word) is { Text: { Length: > 0 } text } && text.All(char.IsLetterOrDigit)) words.Add(PhraseWord.Of(word));
                else wrong = $"'{part}' is no word.";
            }
            elements.Add(new Element.Words(words.ToImmutable(), optional, capital));
            heard |= !optional && words.Any(word => word.Text.Length > 0);
        }
        if (!heard) wrong ??= "The phrase needs a word to listen for.";
        return wrong is null ? new(elements.ToImmutable(), begins, ends, source) : null;
    }

    /// <summary>Whether a sentence says it, in the customer's own words.</summary>
    public bool IsIn(ReadOnlySpan<SaidWord> sentence) => Find(sentence) is not null;

    /// <summary>Where a sentence says it.</summary>
    public (int From, int To)? Find(ReadOnlySpan<SaidWord> sentence)
    {
        for (var start = 0; start <= (_begins ? 0 : sentence.Length - 1); start++)
            if (Match(sentence, start, 0, own: false) is { } end) return (start, end);
        return null;
    }

    private int? Match(ReadOnlySpan<SaidWord> sentence, int at, int element, bool own)
    {
        if (element == _elements.Length) return own && (!_ends || at == sentence.Length) ? at : null;
        if (_elements[element] is Element.Gap gap)
        {
            for (var skipped = 0; skipped <= gap.Most && at + skipped <= sentence.Length; skipped++)
                if (Match(sentence, at + skipped, element + 1, own) is { } end) return end;
            return null;
        }
        var words = (Element.Words)_elements[element];
        if (at < sentence.Length && Takes(words, sentence[at]) && Match(sentence, at + 1, element + 1, own || !sentence[at].Quoted) is { } taken) return taken;
        return words.Optional ? Match(sentence, at, element + 1, own) : null;
    }

    private static bool Takes(Element.Words words, SaidWord said)
    {
        if (words.Capital && !said.Capital) return false;
        foreach (var word in words.Any)
            if (word.Text.Length == 0 || word.Is(said)) return true;
        return false;
    }
}
