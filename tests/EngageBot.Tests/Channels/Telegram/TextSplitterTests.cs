using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Channels;
using EngageBot.Channels.Telegram;
using EngageBot.Dialogs.Engine;
using FsCheck;
using FsCheck.Fluent;

namespace EngageBot.Tests.Channels.Telegram;

public class TextSplitterTests
{
    /// <summary>Letters, spaces, lines, combining marks, flags, families: what breaks naive cutting.</summary>
    private static readonly string[] Atoms =
        ["a", "b", "word", " ", "  ", "\n", "\r\n", "ё", "е\u0308", "😀", "👨‍👩‍👧‍👦", "🇦🇱", "🏳️‍🌈", "ë", "\u00A0", "x\u0301\u0302\u0303", "\ud83d", ".", "日"];

    private static readonly Arbitrary<string> Texts =
        Gen.Elements(Atoms).ListOf().Select(string.Concat).ToArbitrary();

    [Fact]
    public void Pieces_join_to_the_original_and_each_is_within_the_limit() =>
        Prop.ForAll(Texts, Gen.Choose(8, 60).ToArbitrary(), (text, limit) =>
        {
            var pieces = TextSplitter.Split(text, limit);
            return string.Concat(pieces.Select(p => text.Substring(p.Start, p.Length))) == text
                && pieces.TrueForAll(p => p.Length > 0 && text.Substring(p.Start, p.Length).EnumerateRunes().Count() <= limit);
        }).Check(Thorough);

    [Fact]
    public void No_cut_falls_inside_a_character_that_fits_into_a_piece() =>
        Prop.ForAll(Texts, Gen.Choose(12, 60).ToArbitrary(), (text, limit) =>
        {
            var starts = StringInfo.ParseCombiningCharacters(text).ToHashSet();
            // The longest character of the generator has 7 code points.
            return TextSplitter.Split(text, limit).TrueForAll(p => starts.Contains(p.Start) || IsLongCluster(text, p.Start));
        }).Check(Thorough);

    [Fact]
    public void No_cut_parts_a_surrogate_pair_even_in_a_character_over_the_limit()
    {
        var zalgo = "😀" + string.Concat(Enumerable.Repeat("\U0001E000", 300));
        foreach (var (start, length) in TextSplitter.Split(zalgo, 100))
        {
            Assert.False(char.IsLowSurrogate(zalgo[start]));
            Assert.True(zalgo.Substring(start, length).EnumerateRunes().Count() <= 100);
        }
    }

    [Fact]
    public void Bold_letters_stay_bold_and_no_others_become_so() =>
        Prop.ForAll(Texts, Gen.Choose(8, 60).ToArbitrary(), Gen.Choose(0, 200).Two().Three().ToArbitrary(), (text, limit, spans) =>
        {
            var bold = new[] { spans.Item1, spans.Item2, spans.Item3 }
                .Select(s => new BoldStretch(Math.Min(s.Item1, text.Length), Math.Min(s.Item2, text.Length - Math.Min(s.Item1, text.Length)))).ToImmutableArray();
            var expected = new bool[text.Length];
            foreach (var b in bold) expected.AsSpan(b.Start, b.Length).Fill(true);
            var actual = new bool[text.Length];
            foreach (var (start, length) in TextSplitter.Split(text, limit))
                foreach (var e in BoldEntities.Of(bold, start, length) ?? [])
                {
                    if (e.Length <= 0 || e.Offset < 0 || e.Offset + e.Length > length) return false;
                    actual.AsSpan(start + e.Offset, e.Length).Fill(true);
                }
            return expected.AsSpan().SequenceEqual(actual);
        }).Check(Thorough);

    [Fact]
    public void A_text_that_fits_is_one_piece_counted_in_code_points()
    {
        Assert.Single(TextSplitter.Split(new string('a', 4096), 4096));
        Assert.Equal(2, TextSplitter.Split(new string('a', 4097), 4096).Count);
        // 4096 smileys are 8192 UTF-16 units.
        Assert.Single(TextSplitter.Split(string.Concat(Enumerable.Repeat("😀", 4096)), 4096));
    }

    [Fact]
    public void The_cut_comes_after_a_line_rather_than_a_word_and_after_a_word_rather_than_a_letter()
    {
        Assert.Equal("aaa bbb\n", FirstOf("aaa bbb\nccc dddd", 12));
        Assert.Equal("aaaaaa ", FirstOf("aaaaaa bbbbbbbbbb", 12));
        Assert.Equal("aaaaaaaaaaaa", FirstOf("aaaaaaaaaaaaaaaa", 12));
        Assert.Equal("\naaaaaaaaaaa", FirstOf("\naaaaaaaaaaaaaaaaaaa", 12));

        static string FirstOf(string text, int limit) => text[..TextSplitter.Split(text, limit)[0].Length];
    }

    [Fact]
    public void The_cut_comes_after_a_paragraph_rather_than_a_line_and_after_a_sentence_rather_than_a_word()
    {
        Assert.Equal(["one two\n\n", "three\nfour five"], Pieces("one two\n\nthree\nfour five", 16));
        Assert.Equal(["Come at nine. ", "Bring a friend with you"], Pieces("Come at nine. Bring a friend with you", 24));
    }

    [Fact]
    public void Ten_thousand_letters_families_and_flags_go_in_pieces_that_join_to_the_original()
    {
        var text = string.Concat(Enumerable.Range(0, 600).Select(n => $"Абзац {n}: кафе 👨‍👩‍👧‍👦 🇦🇱 и ë́.\n\n"));
        Assert.True(text.Length > 10_000);
        var pieces = Pieces(text, TextSplitter.MessageLimit);
        Assert.Equal(text, string.Concat(pieces));
        Assert.All(pieces, p => Assert.True(p.EnumerateRunes().Count() <= TextSplitter.MessageLimit));
        Assert.All(pieces.SkipLast(1), p => Assert.EndsWith("\n\n", p, StringComparison.Ordinal));
    }

    private static string[] Pieces(string text, int limit) => [.. TextSplitter.Split(text, limit).Select(p => text.Substring(p.Start, p.Length))];

    [Fact]
    public void A_notice_is_shortened_without_breaking_a_character()
    {
        Assert.Equal("short", TextSplitter.Shorten("short", 200));
        var shortened = TextSplitter.Shorten(string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 40)), 200);
        Assert.True(shortened.Length <= 200);
        Assert.EndsWith("👦…", shortened, StringComparison.Ordinal);
    }

    private static Config Thorough => Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(300);

    private static bool IsLongCluster(string text, int start)
    {
        var clusters = StringInfo.ParseCombiningCharacters(text);
        var begin = clusters.Last(c => c <= start);
        return StringInfo.GetNextTextElement(text, begin).EnumerateRunes().Count() > 12;
    }
}
