using System.Text;

namespace EngageBot.Dialogs.Texts;

/// <summary>Letters that look alike in the Latin and the Cyrillic alphabet: a word is made of one of the two.</summary>
internal static class Homoglyphs
{
    private const string Latin = "aeopcyxkmtbhABEKMHOPCTYXiI";
    private const string Cyrillic = "аеорсухкмтвнАВЕКМНОРСТУХіІ";

    /// <summary>The same word in one alphabet: the one that most of its telling letters belong to.</summary>
    public static string OneAlphabet(string word)
    {
        int latin = 0, cyrillic = 0;
        foreach (var letter in word)
        {
            if (letter is >= 'a' and <= 'z' or >= 'A' and <= 'Z') latin++;
            else if (letter is >= '\u0400' and <= '\u04FF') cyrillic++;
        }
        if (latin == 0 || cyrillic == 0) return word;
        var (from, to) = cyrillic >= latin ? (Latin, Cyrillic) : (Cyrillic, Latin);
        var plain = new StringBuilder(word.Length);
        foreach (var letter in word) plain.Append(from.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var at ? to[at] : letter);
        return plain.ToString();
    }
}
