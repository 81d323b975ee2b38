using System.Collections.Immutable;
using System.Text.RegularExpressions;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Loading;

/// <summary>Reads <c>slots</c>: the typed memory of one run.</summary>
internal sealed class SlotReader(DialogScope scope, NumberBook numbers)
{
    /// <summary>One byte of a button token, less the numbers the engine keeps for skip, back and pages.</summary>
    private const int MostChoices = 200;

    /// <summary>With several answers each choice has two numbers, to mark it and to take the mark off.</summary>
    private const int MostMarks = 99;

    private static readonly ImmutableHashSet<string> Taken = ["event", "result", "error", "now", "channel", "item", "n"];

    private FindingList Findings => scope.Findings;

    public void Read(YamlNode? node)
    {
        if (node is null || Nodes.Map(node, Findings, "'slots'") is not { } map) return;
        foreach (var entry in map.Entries)
        {
            if (!Nodes.IsName(entry.Key) || Taken.Contains(entry.Key))
                Findings.Error("D006", entry.KeyAt, $"A slot cannot be called '{entry.Key}'.",
                    "Use small letters, digits and _, and none of the words the language has.");
            if (Slot(entry) is { } slot) scope.Slots[entry.Key] = slot;
        }
    }

    private Slot? Slot(YamlEntry entry)
    {
        if (Nodes.Map(entry.Value, Findings, $"The slot '{entry.Key}'") is not { } map) return null;
        var reader = new MapReader(map, Findings, "A slot");
        var type = Type(reader, entry);
        var start = reader.Scalar("start");
        var slot = new Slot
        {
            Name = entry.Key,
            Type = type,
            Start = start is not null ? Start(start, type) : type.Kind is TypeKind.List ? new Value.List([]) : null,    // a list begins empty
            Min = scope.Expression(reader.Node("min"), "'min'"),
            Max = scope.Expression(reader.Node("max"), "'max'"),
            Pattern = Pattern(reader),
            Check = scope.Expression(reader.Node("check"), "'check'"),
            Suggest = reader.Word("suggest"),
            Private = reader.Bool("private") ?? false,
            Keep = reader.Duration("keep")?.Length,
            ChoiceNumbers = type.Members.ToImmutableSortedDictionary(m => m, m => numbers.Choice(entry.Key, m), StringComparer.Ordinal),
            At = entry.KeyAt,
        };
        reader.Finish();
        if (slot.ChoiceNumbers.Values.Any(n => n > MostChoices))
            Findings.Error("D606", entry.KeyAt, $"The slot '{entry.Key}' has used up its {MostChoices} numbers for choices over its versions.",
                "Start a slot of another name.");
        return slot;
    }

    private DialogType Type(MapReader reader, YamlEntry entry)
    {
        var name = reader.Scalar("type");
        var members = reader.Node("of");
        if (name is null)
        {
            if (reader.Node("type") is null) Findings.Error("D006", entry.KeyAt, $"The slot '{entry.Key}' has no type.", "Give it 'type: text' or the like.");
            return new(TypeKind.Text);
        }
        if (members is null && TypeNotation.Parse(name.Text, out _, out _) is { Kind: TypeKind.List, Optional: false } list) return list;
        if (!TypeNotation.Kinds.TryGetValue(name.Text, out var kind) || kind == TypeKind.Decimal)
        {
            Findings.Error("D006", name.At, $"There is no slot type '{name.Text}'.", Nearest.Suggest(name.Text, [.. TypeNotation.Kinds.Keys]));
            return new(TypeKind.Text);
        }
        if (kind is TypeKind.Choice or TypeKind.Choices)
            return new(kind) { Members = Members(members, kind, name.At) };
        if (members is not null && kind != TypeKind.Ref)
            Findings.Error("D006", members.At, "Only a choice has 'of'.", "Remove it, or make the type choice.");
        return new(kind);
    }

    private ImmutableArray<string> Members(YamlNode? node, TypeKind kind, SourcePosition at)
    {
        if (node is not YamlList { Items.IsEmpty: false } list)
        {
            Findings.Error("D006", node?.At ?? at, "A choice lists its words.", "Write of: [one, two].");
            return [];
        }
        var members = ImmutableArray.CreateBuilder<string>();
        foreach (var item in list.Items)
        {
            if (Nodes.Scalar(item, Findings, "A choice") is not { } word) continue;
            if (!word.Text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                Findings.Error("D006", word.At, $"'{word.Text}' cannot name a choice.",
                    "Use letters, digits and _; what the customer reads stands in the texts.");
            else if (members.Contains(word.Text))
                Findings.Error("D005", word.At, $"'{word.Text}' stands here twice.", "Keep one of them.");
            else
                members.Add(word.Text);
        }
        var most = kind == TypeKind.Choices ? MostMarks : MostChoices;
        if (members.Count > most)
            Findings.Error("D606", at, $"{members.Count} choices are more than a question can number.", $"Keep at most {most}, or use 'suggest'.");
        return members.ToImmutable();
    }

    private Value? Start(YamlScalar start, DialogType type)
    {
        if (ValueNotation.Parse(start.Text, type) is { } value) return value;
        Findings.Error("D301", start.At, $"'{start.Text}' is no {type.Kind.ToString().ToLowerInvariant()}.", type.Members.IsEmpty
            ? "Write a constant of the slot's type."
            : Nearest.Suggest(start.Text, type.Members));
        return null;
    }

    private string? Pattern(MapReader reader)
    {
        if (reader.Scalar("pattern") is not { } pattern) return null;
        try
        {
            // Linear time whatever the customer types; the constructor refuses look-around and back-references.
            _ = new Regex(pattern.Text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return pattern.Text;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            Findings.Error("D006", pattern.At, "The pattern cannot be used.", "Use .NET syntax without look-around and back-references.");
            return null;
        }
    }
}
