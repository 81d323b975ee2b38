using System.Collections.Immutable;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Loading;

/// <summary>Reads a language file: texts under dotted keys, labels of choices, buttons, commands, template variables.</summary>
internal sealed class CatalogueReader
{
    /// <summary>Keys whose text is the label of a button, also where no <c>{label, words}</c> is given.</summary>
    private static readonly ImmutableHashSet<string> Buttons =
        ["skip", "back", "yes", "no", "cancel", "more", "previous", "done", "share", "share_contact"];

    private readonly string _language;
    private readonly FindingList _findings;
    private readonly TextEntryReader _entries;
    private readonly ImmutableSortedDictionary<string, CatalogueText>.Builder _texts =
        ImmutableSortedDictionary.CreateBuilder<string, CatalogueText>(StringComparer.Ordinal);
    private readonly ImmutableSortedDictionary<string, OptionText>.Builder _buttons =
        ImmutableSortedDictionary.CreateBuilder<string, OptionText>(StringComparer.Ordinal);
    private readonly ImmutableSortedDictionary<string, CommandText>.Builder _commands =
        ImmutableSortedDictionary.CreateBuilder<string, CommandText>(StringComparer.Ordinal);
    private readonly ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, OptionText>>.Builder _options =
        ImmutableSortedDictionary.CreateBuilder<string, ImmutableSortedDictionary<string, OptionText>>(StringComparer.Ordinal);
    private readonly ImmutableSortedDictionary<string, ImmutableArray<TextTemplate>>.Builder _templates =
        ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<TextTemplate>>(StringComparer.Ordinal);
    private readonly ImmutableSortedDictionary<string, TextTemplate>.Builder _templateTexts =
        ImmutableSortedDictionary.CreateBuilder<string, TextTemplate>(StringComparer.Ordinal);
    private ImmutableArray<string> _closers = [];

    private CatalogueReader(string language, FindingList findings)
    {
        (_language, _findings) = (language, findings);
        _entries = new(findings);
    }

    public static Catalogue Read(YamlNode? root, string language, FindingList findings)
    {
        var reader = new CatalogueReader(language, findings);
        if (root is not null && Nodes.Map(root, findings, "The file") is { } map) reader.Section("", map);
        return new()
        {
            Language = language,
            Texts = reader._texts.ToImmutable(),
            Options = reader._options.ToImmutable(),
            Buttons = reader._buttons.ToImmutable(),
            Commands = reader._commands.ToImmutable(),
            Closers = reader._closers,
            TemplateVariables = reader._templates.ToImmutable(),
            TemplateTexts = reader._templateTexts.ToImmutable(),
        };
    }

    private void Section(string prefix, YamlMap map)
    {
        foreach (var entry in map.Entries)
        {
            if (map.Flow && entry.Value is YamlScalar { IsEmpty: true })
                _findings.Error("D003", entry.KeyAt, $"'{entry.Key}' stands alone: a comma within braces begins a new entry.",
                    "Quote the text that holds the comma.");
            else
                Entry(prefix + entry.Key, entry);
        }
    }

    private void Entry(string key, YamlEntry entry)
    {
        if (key == "words" && entry.Value is YamlMap words) Section("words.", words);
        else if (key.StartsWith("words.", StringComparison.Ordinal)) Words(key["words.".Length..], entry);
        else if (key == "template" && entry.Value is YamlMap templates) Section("template.", templates);
        else if (key.StartsWith("template.", StringComparison.Ordinal)) Template(key["template.".Length..], entry);
        else if (key.EndsWith(".options", StringComparison.Ordinal)) Options(key[..^".options".Length], entry);
        else if (entry.Value is YamlMap label && label.Find("label") is not null) Button(key, entry);
        else if (entry.Value is YamlMap section && !TextEntryReader.IsEntry(section) && !section.LooksLikeUnquotedText) Section(key + ".", section);
        else Text(key, entry);
    }

    private void Text(string key, YamlEntry entry)
    {
        if (_entries.Read(entry.Value) is not { } text) return;
        Add(_texts, key, new(text, _language, entry.KeyAt), entry);
        var name = key[(key.LastIndexOf('.') + 1)..];
        if (Buttons.Contains(name) && entry.Value is YamlScalar label) _buttons[key] = new(label.Text, null, [], entry.KeyAt);
    }

    private void Button(string key, YamlEntry entry)
    {
        if (Option(entry) is not { } option) return;
        Add(_buttons, key, option, entry);
    }

    private void Options(string slot, YamlEntry entry)
    {
        if (Nodes.Map(entry.Value, _findings, $"'{entry.Key}'") is not { } map) return;
        var values = ImmutableSortedDictionary.CreateBuilder<string, OptionText>(StringComparer.Ordinal);
        foreach (var value in map.Entries)
            if (Option(value) is { } option) values[value.Key] = option;
        Add(_options, slot, values.ToImmutable(), entry);
    }

    /// <summary>A label, or <c>{label, narrow, words}</c>.</summary>
    private OptionText? Option(YamlEntry entry)
    {
        if (entry.Value is not YamlMap map || map.LooksLikeUnquotedText)
            return Nodes.Scalar(entry.Value, _findings, $"The label of '{entry.Key}'") is { } plain ? new(plain.Text, null, [], plain.At) : null;
        var reader = new MapReader(map, _findings, "A label");
        var (label, narrow) = (reader.Scalar("label"), reader.Word("narrow"));
        var words = WordList(reader.Node("words"));
        reader.Finish();
        if (label is not null) return new(label.Text, narrow, words, label.At);
        if (map.Find("label") is null) _findings.Error("D006", entry.KeyAt, $"'{entry.Key}' has no label.", "Write {label: …, words: [ … ]}.");
        return null;
    }

    private void Words(string name, YamlEntry entry)
    {
        switch (name)
        {
            case "start":
                Command("", _commands.GetValueOrDefault("") ?? NoCommand(entry), start: entry.Value);
                break;
            case "command":
                Command("", _commands.GetValueOrDefault("") ?? NoCommand(entry), command: entry.Value);
                break;
            case "closers":
                _closers = WordList(entry.Value);
                break;
            case "skip" or "back" or "yes" or "no" when entry.Value is not YamlMap map || map.Find("label") is not null:
                if (Option(entry) is { } option) Add(_buttons, name, option, entry);
                break;
            default:
                Global(name, entry);
                break;
        }
    }

    /// <summary>A command of <c>globals.yaml</c>: <c>words.stop: {command: {name, description}, start: [ … ]}</c>.</summary>
    private void Global(string name, YamlEntry entry)
    {
        if (Nodes.Map(entry.Value, _findings, $"'{entry.Key}'") is not { } map) return;
        var reader = new MapReader(map, _findings, "A command's words");
        var (command, start) = (reader.Node("command"), reader.Node("start"));
        reader.Finish();
        Command(name, NoCommand(entry), start, command);
    }

    private void Command(string key, CommandText known, YamlNode? start = null, YamlNode? command = null)
    {
        if (start is not null) known = known with { Start = WordList(start) };
        if (command is not null && Nodes.Map(command, _findings, "'command'") is { } map)
        {
            var reader = new MapReader(map, _findings, "A command");
            known = known with { Name = reader.Word("name"), Description = reader.Word("description") };
            reader.Finish();
        }
        _commands[key] = known;
    }

    private static CommandText NoCommand(YamlEntry entry) => new(null, null, [], entry.KeyAt);

    /// <summary>The variables of a template as a list, or the whole text of one, whose placeholders are its variables.</summary>
    private void Template(string name, YamlEntry entry)
    {
        if (entry.Value is YamlScalar)
        {
            if (_entries.Template(entry.Value, $"The template '{name}'") is not { } text) return;
            Add(_templateTexts, name, text, entry);
            Add(_templates, name, [.. text.Segments.OfType<TextSegment.Placeholder>().Select(p => new TextTemplate(p.Path, text.At, [p]))], entry);
            return;
        }
        var variables = Nodes.Items(entry.Value).Select(n => _entries.Template(n, $"A variable of '{name}'")).OfType<TextTemplate>();
        Add(_templates, name, [.. variables], entry);
    }

    private ImmutableArray<string> WordList(YamlNode? node) => node is null
        ? []
        : [.. Nodes.Items(node).Select(n => Nodes.Scalar(n, _findings, "A word")?.Text).OfType<string>()];

    private void Add<T>(ImmutableSortedDictionary<string, T>.Builder table, string key, T value, YamlEntry entry)
    {
        // The same key can be written as a section and with dots.
        if (table.TryAdd(key, value)) return;
        _findings.Error("D005", entry.KeyAt, $"'{key}' stands here twice.", "Keep one of them.");
    }
}
