using System.Text;

namespace EngageBot.Dialogs.Recognition;

/// <summary>Russian typed with Latin letters: spelled by ear, or with the keyboard left in English.</summary>
internal static class LatinTyping
{
    private const string Keys = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
    private const string Letters = "йцукенгшщзхъфывапролджэячсмитьбюё";

    private static readonly (string Latin, string Cyrillic)[] _sounds =
    [
        ("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yu", "ю"), ("ya", "я"), ("yo", "е"), ("ye", "е"),
        ("ju", "ю"), ("ja", "я"), ("iy", "ий"), ("yj", "ый"), ("ay", "ай"), ("ey", "ей"), ("oy", "ой"), ("uy", "уй"),
        ("a", "а"), ("b", "б"), ("v", "в"), ("w", "в"), ("g", "г"), ("d", "д"), ("e", "е"), ("z", "з"), ("i", "и"), ("j", "й"), ("k", "к"), ("l", "л"), ("m", "м"),
        ("n", "н"), ("o", "о"), ("p", "п"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("f", "ф"), ("h", "х"), ("x", "х"), ("c", "ц"), ("y", "ы"), ("q", "к"),
        ("4", "ч"), ("6", "ш"),
    ];

    public static bool IsCyrillic(string words) => words.Any(letter => letter is >= '\u0400' and <= '\u04FF');

    /// <summary>What a message without a Cyrillic letter may be in Russian.</summary>
    public static IEnumerable<string> Readings(string words)
    {
        if (IsCyrillic(words) || !words.Any(char.IsAsciiLetter)) return [];
        return [ByEar(words), ByKey(words)];
    }

    private static string ByEar(string words)
    {
        var heard = new StringBuilder(words.Length);
        for (var at = 0; at < words.Length;)
        {
            var taken = 0;
            foreach (var (latin, cyrillic) in _sounds)
            {
                if (string.Compare(words, at, latin, 0, latin.Length, StringComparison.OrdinalIgnoreCase) != 0) continue;
                heard.Append(cyrillic);
                taken = latin.Length;
                break;
            }
            if (taken == 0) heard.Append(words[at]);
            at += Math.Max(taken, 1);
        }
        return heard.ToString();
    }

    private static string ByKey(string words) =>
        string.Concat(words.Select(letter => Keys.IndexOf(char.ToLowerInvariant(letter), StringComparison.Ordinal) is >= 0 and var key ? Letters[key] : letter));
}
