using System.Globalization;
using System.Text;

namespace EngageBot.Channels.WebChat;

/// <summary>What a sender calls a file, made fit to be shown: it is only ever a label, never a path.</summary>
internal static class FileName
{
    private const int MostCharacters = 120;
    private const string Nameless = "file";

    /// <summary>The last part of the name, without what is invisible or turns the writing direction, at most 120 characters.</summary>
    public static string Of(string? given)
    {
        if (given is null) return Nameless;
        var last = given[(given.LastIndexOfAny(['/', '\\']) + 1)..];
        var name = new StringBuilder();
        foreach (var rune in last.EnumerateRunes())
        {
            if (name.Length + rune.Utf16SequenceLength > MostCharacters) break;
            if (rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) continue;
            name.Append(rune);
        }
        var kept = name.ToString().Trim().TrimStart('.');
        return kept.Length == 0 ? Nameless : kept;
    }
}
