using System.Globalization;

namespace EngageBot.Dialogs.Engine.Answers;

/// <summary>Makes words comparable: case, ё, Albanian ë and ç, punctuation and doubled spaces do not count.</summary>
internal static class Folding
{
    /// <summary>The longest text that is compared at all; anything longer is no label and no command.</summary>
    public const int LongestCompared = 4096;

    /// <summary>The folded words; a lone thumb or heart survives, punctuation alone becomes empty.</summary>
    public static string Fold(string words)
    {
        if (words.Length > LongestCompared) words = words[..LongestCompared];
        Span<char> folded = words.Length <= 256 ? stackalloc char[words.Length] : new char[words.Length];
        var length = 0;
        var gap = false;
        foreach (var letter in words)
        {
            if (IsIgnored(letter)) continue;
            if (char.IsWhiteSpace(letter) || IsGap(letter))
            {
                gap = true;
                continue;
            }
            if (gap && length > 0) folded[length++] = ' ';
            gap = false;
            folded[length++] = Plain(letter);
        }
        var result = folded[..length];
        return result.SequenceEqual(words) ? words : new string(result);
    }

    /// <summary>Whether one typing error (a letter more, less, other, or two swapped) turns one into the other.</summary>
    public static bool WithinOneError(ReadOnlySpan<char> said, ReadOnlySpan<char> label)
    {
        if (Math.Abs(said.Length - label.Length) > 1) return false;
        var start = 0;
        while (start < said.Length && start < label.Length && said[start] == label[start]) start++;
        var restSaid = said[start..];
        var restLabel = label[start..];
        if (restSaid.IsEmpty && restLabel.IsEmpty) return true;
        if (restSaid.Length > restLabel.Length) return restSaid[1..].SequenceEqual(restLabel);
        if (restSaid.Length < restLabel.Length) return restLabel[1..].SequenceEqual(restSaid);
        if (restSaid[1..].SequenceEqual(restLabel[1..])) return true;
        return restSaid.Length >= 2 && restSaid[0] == restLabel[1] && restSaid[1] == restLabel[0] && restSaid[2..].SequenceEqual(restLabel[2..]);
    }

    /// <summary>A letter as it is compared.</summary>
    public static char Plain(char letter)
    {
        var lower = char.ToLowerInvariant(letter);
        return lower switch
        {
            'ё' => 'е',
            'ë' or 'é' or 'è' or 'ê' => 'e',
            'ç' => 'c',
            'â' or 'à' or 'á' => 'a',
            _ => lower,
        };
    }

    // Combining marks, joiners and variation selectors: they change how a letter or an emoji looks, not what is meant.
    private static bool IsIgnored(char letter) =>
        letter is '\u200d' or '\ufe0f' or '\ufe0e' or '\'' or '’' || char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark;

    private static bool IsGap(char letter) => char.IsPunctuation(letter) || letter is '`' or '~' or '|';
}
