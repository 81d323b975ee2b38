using System.Collections.Immutable;
using System.Text;
using EngageBot.Dialogs.Engine;

namespace EngageBot.Channels.WhatsApp;

/// <summary>Bold words between asterisks. The platform knows no way to escape one, so what would come out wrong goes without.</summary>
internal static class Markup
{
    /// <summary>One piece of a text, its bold stretches marked; plain if the marks would make it longer than allowed.</summary>
    public static string Of(FormattedText text, int start, int length, int limit)
    {
        var plain = text.Plain.Substring(start, length);
        if (text.Bold.IsDefaultOrEmpty) return plain;
        var marked = Mark(plain, text.Bold, start);
        return TextSplitter.Fits(marked, limit) ? marked : plain;
    }

    private static string Mark(string plain, ImmutableArray<BoldStretch> bold, int start)
    {
        var marked = new StringBuilder(plain.Length + 16);
        var at = 0;
        foreach (var stretch in bold)
        {
            var (from, to) = (Math.Max(stretch.Start - start, at), Math.Min(stretch.Start + stretch.Length - start, plain.Length));
            while (from < to && char.IsWhiteSpace(plain[from])) from++;
            while (to > from && char.IsWhiteSpace(plain[to - 1])) to--;
            if (to <= from || !IsClear(plain, from, to)) continue;
            marked.Append(plain, at, from - at).Append('*').Append(plain, from, to - from).Append('*');
            at = to;
        }
        return marked.Append(plain, at, plain.Length - at).ToString();
    }

    /// <summary>On one line, between words, and without an asterisk of its own.</summary>
    private static bool IsClear(string plain, int from, int to) =>
        plain.AsSpan(from, to - from).IndexOfAny('*', '\n') < 0
        && (from == 0 || !char.IsLetterOrDigit(plain[from - 1])) && (to == plain.Length || !char.IsLetterOrDigit(plain[to]));
}
