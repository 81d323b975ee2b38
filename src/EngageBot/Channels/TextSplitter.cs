using System.Globalization;

namespace EngageBot.Channels;

/// <summary>Cuts a text into messages. Telegram and WhatsApp count Unicode code points: 4096 a message, 1024 a caption.</summary>
internal static class TextSplitter
{
    public const int MessageLimit = 4096;
    public const int CaptionLimit = 1024;

    /// <summary>The pieces in order; joined they are the text. Cut after a paragraph, a line, a sentence or a word, the first of these that
    /// ends in the second half of the piece, else between two characters as people see them, and inside one only if it alone is over the limit.</summary>
    public static List<(int Start, int Length)> Split(string text, int limit)
    {
        var pieces = new List<(int, int)>(1);
        for (var start = 0; start < text.Length;)
        {
            var length = LengthOfPiece(text.AsSpan(start), limit);
            pieces.Add((start, length));
            start += length;
        }
        return pieces;
    }

    /// <summary>Whether the text needs no cutting.</summary>
    public static bool Fits(string text, int limit) => text.Length <= limit || LengthOfPiece(text, limit) == text.Length;

    /// <summary>Shortens to a limit of UTF-16 units without breaking a character; for places with a hard limit and no second message.</summary>
    public static string Shorten(string text, int limit)
    {
        if (text.Length <= limit) return text;
        var end = 0;
        while (end + StringInfo.GetNextTextElementLength(text, end) is var next && next <= limit - 1) end = next;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    private static int LengthOfPiece(ReadOnlySpan<char> text, int limit)
    {
        if (text.Length <= limit) return text.Length;
        int position = 0, codePoints = 0, afterParagraph = 0, afterLine = 0, afterSentence = 0, afterWord = 0;
        while (position < text.Length)
        {
            var length = StringInfo.GetNextTextElementLength(text[position..]);
            var element = text.Slice(position, length);
            codePoints += CodePoints(element);
            if (codePoints > limit) break;
            var before = position == 0 ? '\0' : text[position - 1];
            position += length;
            if (element[^1] == '\n')
            {
                if (before == '\n') afterParagraph = position;
                afterLine = position;
            }
            else if (element[^1] is ' ' or '\t')
            {
                if (before is '.' or '!' or '?' or '…') afterSentence = position;
                afterWord = position;
            }
        }
        if (position == text.Length) return position;
        if (position == 0) return LengthOfCodePoints(text, limit);
        foreach (var cut in (ReadOnlySpan<int>)[afterParagraph, afterLine, afterSentence, afterWord])
            if (cut > position / 2) return cut;
        return position;
    }

    private static int CodePoints(ReadOnlySpan<char> text)
    {
        if (text.Length == 1) return 1;
        var count = 0;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }

    private static int LengthOfCodePoints(ReadOnlySpan<char> text, int limit)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (limit-- == 0) break;
            length += rune.Utf16SequenceLength;
        }
        return length;
    }
}
