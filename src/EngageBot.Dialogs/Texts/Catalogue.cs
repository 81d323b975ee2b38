using System.Collections.Immutable;

namespace EngageBot.Dialogs.Texts;

/// <summary>The words of one dialog, or the shared ones, in one language: texts by key, options, buttons, commands, template variables.</summary>
public sealed record Catalogue
{
    /// <summary>The language it is meant for, ISO 639-1; single entries may come from another one by <see cref="Over"/>.</summary>
    public required string Language { get; init; }
    /// <summary>Texts by dotted key: <c>details.ask</c>, <c>thanks</c>, <c>notice.duplicate</c>.</summary>
    public ImmutableSortedDictionary<string, CatalogueText> Texts { get; init; } = ImmutableSortedDictionary.Create<string, CatalogueText>(StringComparer.Ordinal);
    /// <summary>Labels of choices, by slot and then by value.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, OptionText>> Options { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, OptionText>>(StringComparer.Ordinal);
    /// <summary>Standing buttons by key: <c>skip</c>, <c>back</c>, <c>yes</c>, <c>no</c>, <c>more</c>; a state's own as <c>&lt;state&gt;.skip</c>.</summary>
    public ImmutableSortedDictionary<string, OptionText> Buttons { get; init; } = ImmutableSortedDictionary.Create<string, OptionText>(StringComparer.Ordinal);
    /// <summary>What starts the dialog (key <c>""</c>), or a global command by its name.</summary>
    public ImmutableSortedDictionary<string, CommandText> Commands { get; init; } = ImmutableSortedDictionary.Create<string, CommandText>(StringComparer.Ordinal);
    /// <summary>Short words that end a talk and need no answer: "thanks", "ok".</summary>
    public ImmutableArray<string> Closers { get; init; } = [];
    /// <summary>The variables of an approved template, by its name, in their order.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<TextTemplate>> TemplateVariables { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableArray<TextTemplate>>(StringComparer.Ordinal);
    /// <summary>An approved template's words, by its name, where they are written down.</summary>
    public ImmutableSortedDictionary<string, TextTemplate> TemplateTexts { get; init; } =
        ImmutableSortedDictionary.Create<string, TextTemplate>(StringComparer.Ordinal);

    /// <summary>An empty catalogue.</summary>
    public static Catalogue Empty(string language) => new() { Language = language };

    /// <summary>This catalogue's words, and another's wherever this one has none: an informal overlay over its language, a language over the shop's.</summary>
    public Catalogue Over(Catalogue below) => this with
    {
        Texts = below.Texts.SetItems(Texts),
        Options = below.Options.SetItems(Options.Select(slot =>
            KeyValuePair.Create(slot.Key, below.Options.TryGetValue(slot.Key, out var values) ? values.SetItems(slot.Value) : slot.Value))),
        Buttons = below.Buttons.SetItems(Buttons),
        Commands = below.Commands.SetItems(Commands),
        Closers = Closers.IsEmpty ? below.Closers : Closers,
        TemplateVariables = below.TemplateVariables.SetItems(TemplateVariables),
        TemplateTexts = below.TemplateTexts.SetItems(TemplateTexts),
    };

    /// <summary>The text of a key, or <see langword="null"/>: then the caller says something else, never the key.</summary>
    public CatalogueText? Find(string key) => Texts.GetValueOrDefault(key);

    /// <summary>The label of a choice's value, or <see langword="null"/>.</summary>
    public OptionText? Option(string slot, string value) => Options.TryGetValue(slot, out var values) ? values.GetValueOrDefault(value) : null;
}

/// <summary>An entry with the language it is written in, which decides its plurals, numbers and dates.</summary>
public sealed record CatalogueText(TextEntry Entry, string Language, SourcePosition At);

/// <summary>A button's or choice's words.</summary>
/// <param name="Narrow">A label for channels that show at most 20 characters.</param>
/// <param name="Words">What may be typed instead of tapping, besides the label.</param>
public sealed record OptionText(string Label, string? Narrow, ImmutableArray<string> Words, SourcePosition At);

/// <summary>How customers call up a dialog or a global command.</summary>
/// <param name="Name">The slash command's name without the slash, if it has one.</param>
/// <param name="Description">What the command menu says about it.</param>
/// <param name="Start">Words that do the same when typed alone.</param>
public sealed record CommandText(string? Name, string? Description, ImmutableArray<string> Start, SourcePosition At);
