using System.Text;
using EngageBot.Dialogs.Engine.Answers;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Manners;

/// <summary>A text as phrases are looked for in it: case, ё, spaces and most signs do not count, letters that look alike are one; each letter knows where it stood.</summary>
internal sealed class FoldedText
{
    private readonly int[] _at;

    private FoldedText(string source, string text, int[] at) => (Source, Text, _at) = (source, text, at);

    public string Source { get; }

    public string Text { get; }

    public static FoldedText Of(string source)
    {
        var one = OneAlphabet(source);
        var text = new StringBuilder(source.Length);
        var at = new List<int>(source.Length);
        var gap = false;
        for (var i = 0; i < one.Length; i++)
        {
            var letter = one[i];
            if (letter is '\'' or '’' or '*' or '\u0301' or '\u200d' or '\ufe0f') continue;
            var sign = letter is '!' or '?';
            if (!sign && !char.IsLetterOrDigit(letter))
            {
                gap = true;
                continue;
            }
            if (gap && text.Length > 0 && !sign) Add(' ', i - 1);
            gap = false;
            Add(sign ? letter : Folding.Plain(letter), i);
        }
        return new(source, text.ToString(), [.. at]);

        void Add(char letter, int from)
        {
            text.Append(letter);
            at.Add(from);
        }
    }

    /// <summary>Where the source says a folded phrase; below zero where it does not.</summary>
    public int Find(string phrase, bool whole) => IndexOf(phrase, whole, 0) is >= 0 and var at ? _at[at] : -1;

    public int Count(string phrase)
    {
        var count = 0;
        for (var at = 0; (at = IndexOf(phrase, false, at)) >= 0; at += phrase.Length) count++;
        return count;
    }

    /// <summary>The words of the source that say a folded phrase.</summary>
    public string Words(string phrase, bool whole)
    {
        if (whole) return Source.Trim();
        var at = IndexOf(phrase, false, 0);
        return Source[_at[at]..(_at[at + phrase.Length - 1] + 1)];
    }

    /// <summary>The same text without a phrase.</summary>
    public FoldedText Without(string phrase)
    {
        var text = Text;
        for (var at = 0; phrase.Length > 0 && (at = text.IndexOf(phrase, at, StringComparison.Ordinal)) >= 0;) text = text.Remove(at, phrase.Length).Insert(at, new string('\u0001', phrase.Length));
        return new(Source, text, _at);
    }

    /// <summary>Whether it has a word that begins so; a short one stands alone.</summary>
    public bool HasWord(string word)
    {
        for (var at = 0; (at = Text.IndexOf(word, at, StringComparison.Ordinal)) >= 0; at++)
            if (IsEdge(at - 1) && (word.Length > ShortWord || IsEdge(at + word.Length))) return true;
        return false;
    }

    private const int ShortWord = 3;

    private int IndexOf(string phrase, bool whole, int from)
    {
        if (phrase.Length == 0) return -1;
        if (whole) return from == 0 && Text.Trim(' ', '!', '?') == phrase.Trim(' ', '!', '?') ? 0 : -1;
        for (var at = from; (at = Text.IndexOf(phrase, at, StringComparison.Ordinal)) >= 0; at++)
            if ((!char.IsLetterOrDigit(phrase[0]) || IsEdge(at - 1)) && (!char.IsLetterOrDigit(phrase[^1]) || IsEdge(at + phrase.Length))) return at;
        return -1;
    }

    private bool IsEdge(int beside) => beside < 0 || beside >= Text.Length || !char.IsLetterOrDigit(Text[beside]);

    private static string OneAlphabet(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            while (end < text.Length && char.IsLetter(text[end])) end++;
            if (end == at) plain.Append(text[at++]);
            else plain.Append(Homoglyphs.OneAlphabet(text[at..end]));
            at = Math.Max(at, end);
        }
        return plain.ToString();
    }
}
