using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using EngageBot.Dialogs.Engine.Answers;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Recognition;

/// <summary>A word as it is compared; empty where it is not the customer's own to say.</summary>
/// <param name="Quoted">It stands in quotes: somebody else's.</param>
/// <param name="Capital">It began with a capital letter.</param>
internal readonly record struct SaidWord(string Text, bool Quoted, bool Capital)
{
    /// <summary>Without doubled letters.</summary>
    public string Undoubled { get; } = Once(Text);

    /// <summary>A letter of it was hidden.</summary>
    public bool Hides { get; } = Text.Contains(Utterance.Hidden, StringComparison.Ordinal);

    /// <summary>A word with each letter once where it stands twice in a row.</summary>
    public static string Once(string word)
    {
        var doubled = false;
        for (var at = 1; at < word.Length && !doubled; at++) doubled = word[at] == word[at - 1];
        return doubled ? string.Concat(word.Where((letter, at) => at == 0 || word[at - 1] != letter)) : word;
    }
}

/// <summary>A message taken apart: sentences of folded words.</summary>
internal sealed class Utterance
{
    /// <summary>What stands behind is not read: nobody says what they want after so many letters.</summary>
    private const int Longest = 2000;

    /// <summary>Stands for a letter that was hidden, as in "f*ck".</summary>
    public const char Hidden = '\u0001';

    private Utterance(ImmutableArray<ImmutableArray<SaidWord>> sentences) => Sentences = sentences;

    public ImmutableArray<ImmutableArray<SaidWord>> Sentences { get; }

    public int Words => Sentences.Sum(sentence => sentence.Length);

    public static Utterance Read(string text)
    {
        if (text.Length > Longest) text = text[..Longest];
        var quoted = Quotes(text);
        var sentences = ImmutableArray.CreateBuilder<ImmutableArray<SaidWord>>();
        var sentence = ImmutableArray.CreateBuilder<SaidWord>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsLetterOrDigit(text[at]))
            {
                var end = WordEnd(text, at);
                sentence.Add(new(Plain(text[at..end]), quoted[at], char.IsUpper(text[at])));
                at = end;
                continue;
            }
            if (text[at] is '.' or '!' or '?' or ';' or '\n' or '…') End();
            at++;
        }
        End();
        // Everything in quotes is nobody else's: some people write that way.
        var own = sentences.Any(s => s.Any(word => !word.Quoted));
        return new(own ? sentences.ToImmutable() : [.. sentences.Select(s => s.Select(word => word with { Quoted = false }).ToImmutableArray())]);

        void End()
        {
            if (sentence.Count > 0) sentences.Add(sentence.DrainToImmutable());
        }
    }

    private static int WordEnd(string text, int start)
    {
        var at = start;
        while (at < text.Length)
        {
            if (char.IsLetterOrDigit(text[at]) || IsJoined(text[at])) at++;
            else if (IsHiding(text[at]) && at + 1 < text.Length && (char.IsLetterOrDigit(text[at + 1]) || IsHiding(text[at + 1]) && text[at] != '-')) at++;
            else break;
        }
        return at;
    }

    private static bool IsJoined(char letter) => letter is '\'' or '’' or '`' || char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark;

    private static bool IsHiding(char letter) => letter is '*' or '@' or '#' or '$';

    /// <summary>Folded, with hidden letters marked, letters of one alphabet, and no letter drawn out.</summary>
    private static string Plain(string word)
    {
        var letters = new StringBuilder(word.Length);
        foreach (var letter in Homoglyphs.OneAlphabet(word))
        {
            var count = letters.Length;
            if (count >= 2 && letter == letters[count - 1] && letter == letters[count - 2]) continue;
            letters.Append(IsHiding(letter) ? Hidden : letter);
        }
        return Folding.Fold(letters.ToString());
    }

    /// <summary>Which letters stand between quotes, or in a line that quotes another message.</summary>
    private static bool[] Quotes(string text)
    {
        var quoted = new bool[text.Length];
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '>' && (at == 0 || text[at - 1] == '\n'))
            {
                var line = text.IndexOf('\n', at);
                if (line < 0) line = text.Length;
                Array.Fill(quoted, true, at, line - at);
                at = line - 1;
                continue;
            }
            var closing = text[at] switch { '«' => "»", '“' => "”", '„' => "“”", '"' => "\"", '‹' => "›", _ => "" };
            if (closing.Length == 0 || text.AsSpan(at + 1).IndexOfAny(closing) is not (> 0 and var length)) continue;
            Array.Fill(quoted, true, at, length + 2);
            at += length + 1;
        }
        return quoted;
    }
}
