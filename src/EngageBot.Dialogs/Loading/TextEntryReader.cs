using System.Collections.Immutable;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Loading;

/// <summary>Reads one text: words, a list of lines, or a form such as <c>{plural: path, one: …, other: …}</c>.</summary>
internal sealed class TextEntryReader(FindingList findings)
{
    private static readonly string[] Forms = ["plural", "select", "each", "include"];

    private readonly DialogScope _scope = new(findings);

    /// <summary>A map that is a text and not a section of texts.</summary>
    public static bool IsEntry(YamlMap map) => map.Find("text") is { Value: YamlScalar } && map.Find("when") is not null
        || Forms.Any(f => map.Find(f) is { Value: YamlScalar });

    public TextEntry? Read(YamlNode node)
    {
        switch (node)
        {
            case YamlList list:
                return Lines(list);
            case YamlMap map when !map.LooksLikeUnquotedText:
                return Line(map) is not { } line ? null : line.When is null ? line.Entry : new TextEntry.Lines([line]);
            default:
                return Template(node, "The text") is { } template ? new TextEntry.Plain(template) : null;
        }
    }

    public TextTemplate? Template(YamlNode node, string what)
    {
        // An empty text in quotes is a blank line; nothing at all is an oversight.
        if (Nodes.Scalar(node, findings, what) is not { } scalar) return null;
        var parsed = TextTemplateParser.Parse(scalar.Text, scalar.TextAt);
        if (parsed.Template is null)
            findings.Error("D504", scalar.TextAt with { Column = scalar.TextAt.Column + Math.Max(0, parsed.Column - 1) },
                $"The text cannot be read: {parsed.Error}.",
                "Placeholders are written {name} or {name|filter}, bold words *so*.");
        return parsed.Template;
    }

    private TextEntry.Lines? Lines(YamlList list)
    {
        if (list.Items.IsEmpty)
        {
            findings.Error("D006", list.At, "The text is empty.", "Write it, or remove the line.");
            return null;
        }
        var lines = ImmutableArray.CreateBuilder<TextLine>();
        foreach (var item in list.Items)
        {
            if (item is YamlMap { LooksLikeUnquotedText: false } map)
            {
                if (Line(map) is { } line) lines.Add(line);
            }
            else if (Read(item) is { } entry)
            {
                lines.Add(new(null, entry));
            }
        }
        return new(lines.ToImmutable());
    }

    /// <summary>A map as a line: an optional <c>when</c>, and <c>text</c> or one of the forms.</summary>
    private TextLine? Line(YamlMap map)
    {
        var kinds = Forms.Append("text").Where(f => map.Find(f) is not null).ToArray();
        if (kinds.Length != 1)
        {
            findings.Error("D002", map.At, kinds.Length == 0 ? "This is no text." : $"The text is {string.Join(" and ", kinds)} at once.",
                "Write words, or one of text, plural, select, each, include.");
            return null;
        }
        var reader = new MapReader(map, findings, "A text");
        var when = _scope.Expression(reader.Node("when"), "'when'");
        var entry = kinds[0] switch
        {
            "plural" => Plural(reader),
            "select" => Select(reader, map),
            "each" => Each(reader),
            "include" => reader.Scalar("include") is { } name ? new TextEntry.Include(name.Text, name.TextAt) : null,
            _ => Read(reader.Node("text")!),
        };
        if (kinds[0] != "select") reader.Finish();
        return entry is null ? null : new(when, entry);
    }

    private TextEntry.Plural? Plural(MapReader reader)
    {
        var path = reader.Scalar("plural");
        var forms = ImmutableSortedDictionary.CreateBuilder<PluralForm, TextEntry>();
        foreach (var form in Enum.GetValues<PluralForm>())
            if (reader.Node(form.ToString().ToLowerInvariant()) is { } node && Read(node) is { } entry) forms[form] = entry;
        return path is null ? null : new(path.Text, forms.ToImmutable(), path.TextAt);
    }

    private TextEntry.Select? Select(MapReader reader, YamlMap map)
    {
        var path = reader.Scalar("select");
        var cases = ImmutableSortedDictionary.CreateBuilder<string, TextEntry>(StringComparer.Ordinal);
        TextEntry? other = null;
        foreach (var entry in map.Entries)
        {
            if (entry.Key is "select" or "when" || Read(entry.Value) is not { } text) continue;
            if (entry.Key == "other") other = text;
            else cases[entry.Key] = text;
        }
        return path is null ? null : new(path.Text, cases.ToImmutable(), other, path.TextAt);
    }

    private TextEntry.Each? Each(MapReader reader)
    {
        var path = reader.Scalar("each");
        var line = reader.Node("line") is { } node ? Read(node) : null;
        var none = reader.Node("none") is { } empty ? Read(empty) : null;
        var more = reader.Node("more") is { } rest ? Read(rest) : null;
        var max = reader.Int("max", 1, 1000);
        var skip = reader.Scalar("skip")?.Text;
        if (path is null) return null;
        if (reader.Node("line") is null)
            findings.Error("D006", path.At, "'each' does not say how a line looks.", "Give it 'line: \"{item.name}\"'.");
        return line is null ? null : new(path.Text, line, none, max, more, path.TextAt) { Skip = skip };
    }
}
