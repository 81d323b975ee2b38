using System.Collections.Immutable;
using EngageBot.Dialogs.Engine.Answers;

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

    private abstract record Element
    {
        public sealed record Words(ImmutableArray<Word> Any, bool Optional, bool Capital) : Element;

        public sealed record Gap(int Most) : Element;
    }

    /// <param name="Text">Folded.</param>
    /// <param name="Stem">Any ending will do.</param>
    /// <param name="Exact">No typing error is forgiven: it would make another word.</param>
    /// <param name="Undoubled">Without doubled letters, which many type once or twice too often.</param>
    private readonly record struct Word(string Text, bool Stem, bool Exact, string Undoubled)
    {
        public bool Is(SaidWord word)
        {
            var said = word.Text;
            // The first letter, or the first two swapped: almost everything ends here.
            if (said.Length == 0 || said[0] != Text[0] && (Exact || said.Length < 2 || Text.Length < 2 || said[0] != Text[1] || said[1] != Text[0])) return false;
            if (Stem ? said.StartsWith(Text, StringComparison.Ordinal) : said == Text) return true;
            if (said.Contains(Utterance.Hidden, StringComparison.Ordinal)) return IsHidden(said);
            if (Exact || Text.Length < ShortestDoubled) return false;
            if (Stem ? Text.Length > ShortestForgiven && word.Undoubled.StartsWith(Undoubled, StringComparison.Ordinal) : word.Undoubled == Undoubled) return true;
            if (!Stem) return IsNearly(said, Text);
            for (var length = Text.Length - 1; length <= Text.Length + 1 && length <= said.Length; length++)
                if (Text.Length > ShortestForgiven && IsNearly(said[..length], Text)) return true;
            return false;
        }

        /// <summary>In shorter words a letter doubled makes another word.</summary>
        private const int ShortestDoubled = 4;

        /// <summary>One typing error is forgiven, but hardly ever in the first letter: that makes another word.</summary>
        private const int ShortestForgiven = 5;

        private static bool IsNearly(string said, string word) =>
            word.Length >= ShortestForgiven && said.Length >= ShortestForgiven - 1
            && (said[0] == word[0] || said[0] == word[1] && said[1] == word[0]) && Folding.WithinOneError(said, word);

        private bool IsHidden(string said)
        {
            if (said.Length < Text.Length || said.Length > Text.Length && !Stem) return false;
            for (var at = 0; at < Text.Length; at++)
                if (said[at] != Text[at] && said[at] != Utterance.Hidden) return false;
            return true;
        }
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
            var words = ImmutableArray.CreateBuilder<Word>();
            foreach (var word in (capital ? part[1..] : optional ? part[..^1] : part).Split('|'))
            {
                if (word.Length > 2 && word[0] == '<' && word[^1] == '>')
                {
                    if (!sets.TryGetValue(word[1..^1], out var set)) wrong = $"There is no set of words named {word}.";
                    else words.AddRange(set.Select(Of));
                }
                else if (word == "_" || Of(word) is { Text: { Length: > 0 } text } && text.All(char.IsLetterOrDigit)) words.Add(Of(word));
                else wrong = $"'{part}' is no word.";
            }
            elements.Add(new Element.Words(words.ToImmutable(), optional, capital));
            heard |= !optional && words.Any(word => word.Text.Length > 0);
        }
        if (!heard) wrong ??= "The phrase needs a word to listen for.";
        return wrong is null ? new(elements.ToImmutable(), begins, ends, source) : null;
    }

    private static Word Of(string word)
    {
        if (word.Length == 0) return default;
        if (word == "_") return new("", true, true, "");
        var exact = word[0] == '=';
        if (exact) word = word[1..];
        var stem = word.EndsWith('*');
        var text = Folding.Fold(stem ? word[..^1] : word);
        return new(text, stem, exact, SaidWord.Once(text));
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
