using System.Collections.Immutable;
using System.Text;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Texts;
using EngageBot.Dialogs.Values;

namespace EngageBot.Broadcasts;

/// <summary>What a text may name of its recipient.</summary>
/// <param name="Points">Asked for only where a text names them.</param>
internal sealed record RecipientWords(string? Name, long? Points, string Shop, string? Voucher, DateOnly? VoucherUntil);

/// <summary>A broadcast's words in one language, ready to be filled in: <c>{name}</c>, <c>{points}</c>, <c>{shop}</c>, <c>{voucher}</c>,
/// <c>{until}</c>, <c>*bold*</c>.</summary>
/// <remarks>A line that names something this recipient does not have is left out: whoever never told a name reads no "Dear ,".</remarks>
internal sealed class BroadcastText
{
    private static readonly string[] _names = ["name", "points", "shop", "voucher", "until"];
    private readonly ImmutableArray<ImmutableArray<TextSegment>> _lines;

    private BroadcastText(ImmutableArray<ImmutableArray<TextSegment>> lines) => _lines = lines;

    public bool Names(string name) => _lines.Any(line => line.OfType<TextSegment.Placeholder>().Any(p => p.Path == name));

    /// <summary>What is wrong with a text, as one sentence; <see langword="null"/> if nothing is.</summary>
    public static string? ErrorIn(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "has words.";
        var standing = false;
        foreach (var (number, line) in Lines(text).Index())
        {
            var parsed = TextTemplateParser.Parse(line, default);
            if (parsed.Template is not { } template) return $"line {number + 1}, column {parsed.Column}: {parsed.Error}.";
            var named = template.Segments.OfType<TextSegment.Placeholder>().ToList();
            if (named.FirstOrDefault(p => !_names.Contains(p.Path)) is { } unknown)
                return $"line {number + 1}: there is no {{{unknown.Path}}}; there are {string.Join(", ", _names.Select(n => $"{{{n}}}"))}.";
            standing |= line.Trim().Length > 0 && named.All(p => p.Path is "shop" or "points");
        }
        return standing ? null : "needs a line that stands for everybody: lines with {name}, {voucher} or {until} are left out for those who have none.";
    }

    /// <exception cref="FormatException">The text was never checked by <see cref="ErrorIn"/>.</exception>
    public static BroadcastText Of(string text) => new(
        [.. Lines(text).Select(line => TextTemplateParser.Parse(line, default).Template?.Segments ?? throw new FormatException("A stored broadcast has a text that cannot be read."))]);

    /// <summary>The words for one recipient.</summary>
    public FormattedText Fill(RecipientWords words, string language)
    {
        var (plain, bold) = (new StringBuilder(), ImmutableArray.CreateBuilder<BoldStretch>());
        foreach (var line in _lines)
        {
            if (line.OfType<TextSegment.Placeholder>().Any(p => ValueOf(p, words) is null)) continue;
            if (plain.Length > 0) plain.Append('\n');
            foreach (var segment in line)
            {
                var start = plain.Length;
                plain.Append(segment switch
                {
                    TextSegment.Literal literal => literal.Text,
                    TextSegment.Placeholder placeholder => ValueText.Show(ValueOf(placeholder, words)!, placeholder.Filter, Wording.Of(language), TimeZoneInfo.Utc),
                    _ => "",
                });
                if (segment.Bold && plain.Length > start) bold.Add(new(start, plain.Length - start));
            }
        }
        var text = plain.ToString();
        return new(text.TrimEnd(), bold.ToImmutable());
    }

    private static Value? ValueOf(TextSegment.Placeholder placeholder, RecipientWords words) => placeholder.Path switch
    {
        "name" => words.Name is { Length: > 0 } name ? new Value.Text(name) : null,
        "points" => new Value.Int(words.Points ?? 0),
        "shop" => new Value.Text(words.Shop),
        "voucher" => words.Voucher is { } code ? new Value.Text(code) : null,
        "until" => words.VoucherUntil is { } day ? new Value.Date(day) : null,
        _ => null,
    };

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd().Split('\n');
}
