using System.Collections.Frozen;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>What a case is called: three to ten words that say what it is about.</summary>
internal static class CaseTitle
{
    private const int LeastWords = 3;
    private const int MostWords = 10;
    private const int MostCharacters = 100;
    private const int Longest = 140;

    /// <summary>They say that there is something and not what.</summary>
    private static readonly FrozenSet<string> _empty = FrozenSet.ToFrozenSet(
        ["question", "problem", "complaint", "help", "issue", "request", "вопрос", "проблема", "жалоба", "помощь", "помогите", "запрос", "pyetje", "problem", "ankesë", "ankese", "ndihmë", "ndihme", "kërkesë", "kerkese"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Suggests one from the customer's words: the sentence that says most, cut to ten words.</summary>
    /// <param name="language">Of the words that stand before too short ones.</param>
    public static string Suggest(string words, string language)
    {
        // "This is outrageous!" says less than what comes after it; of sentences alike the first.
        var line = words.Split('.', '!', '?', '\n').Select(Split).MaxBy(part => Math.Min(part.Length, MostWords)) ?? [];
        var kept = line.Take(MostWords).ToList();
        // Whole words: of those that are too many the last go, and of one that is too long alone its end.
        while (kept.Count > 1 && kept.Sum(word => word.Length + 1) > MostCharacters + 1) kept.RemoveAt(kept.Count - 1);
        // A part of a sentence that is whole says it better than ten words that stop in the middle.
        if (kept.Count < line.Length && kept.FindLastIndex(word => word[^1] is ',' or ';' or ':') is >= LeastWords - 1 and var end) kept.RemoveRange(end + 1, kept.Count - end - 1);
        var title = WholeText.Cut(string.Join(' ', kept), MostCharacters).TrimEnd(',', ';', ':', '-', '–', ' ');
        if (line.Length >= LeastWords && IsTitle(title)) return title;
        return language switch { "ru" => "Покупатель просит ответа", "sq" => "Klienti pret një përgjigje", _ => "A customer asks us" } + (title.Length == 0 ? "" : $": {title}");
    }

    /// <summary>Whether it says what the case is about.</summary>
    public static bool IsTitle(string title)
    {
        var words = Split(title);
        return title.Length <= Longest && words.Length is >= LeastWords and <= MostWords && words.Any(word => word.Length > 2 && !_empty.Contains(word.Trim(',', ':', '.', '!', '?')));
    }

    private static string[] Split(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
