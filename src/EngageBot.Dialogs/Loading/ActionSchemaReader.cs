using System.Collections.Immutable;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Loading;

/// <summary>Reads <c>actions.schema.json</c>. JSON is YAML's flow style, so the same reader gives every node its line and column.</summary>
internal sealed class ActionSchemaReader(FindingList findings)
{
    public ImmutableSortedDictionary<string, ActionSchema> Actions { get; private set; } = ImmutableSortedDictionary<string, ActionSchema>.Empty;

    public ImmutableSortedDictionary<string, EventSchema> Events { get; private set; } = ImmutableSortedDictionary<string, EventSchema>.Empty;

    /// <summary>What audiences and segments may ask about people, by name.</summary>
    public ImmutableSortedDictionary<string, DialogType> People { get; private set; } = ImmutableSortedDictionary<string, DialogType>.Empty;

    public void Read(YamlNode? root)
    {
        if (root is null || Nodes.Map(root, findings, "The file") is not { } map) return;
        var reader = new MapReader(map, findings, "The file");
        foreach (var node in Items(reader, "actions"))
            if (Action(node) is { } action) Actions = Actions.SetItem(action.Name, action);
        foreach (var node in Items(reader, "events"))
            if (Event(node) is { } schema) Events = Events.SetItem(schema.Name, schema);
        People = Types(reader.Node("people"));
        reader.Finish();
    }

    private static ImmutableArray<YamlNode> Items(MapReader reader, string key) => reader.Node(key) is YamlList list ? list.Items : [];

    private ActionSchema? Action(YamlNode node)
    {
        if (Nodes.Map(node, findings, "An action") is not { } map) return null;
        var reader = new MapReader(map, findings, "An action");
        var name = reader.Scalar("name");
        var mode = reader.OneOf("mode", "transaction", "outbox") == "outbox" ? ActionMode.Outbox : ActionMode.Transaction;
        var (mayFail, repeatable) = (reader.Bool("mayFail") ?? true, reader.Bool("repeatable") ?? false);
        var (parameters, results) = (Types(reader.Node("parameters")), Types(reader.Node("results")));
        var errors = reader.Node("errors") is YamlList list ? list.Items.OfType<YamlScalar>().Select(s => s.Text) : [];
        reader.Finish();
        if (name is null)
        {
            findings.Error("D006", node.At, "The action has no name.", "Give it \"name\".");
            return null;
        }
        if (Actions.ContainsKey(name.Text)) findings.Error("D005", name.At, $"The action '{name.Text}' stands here twice.", "Keep one of them.");
        return new(name.Text, mode, mayFail, repeatable, parameters, results, [.. errors]);
    }

    private EventSchema? Event(YamlNode node)
    {
        if (Nodes.Map(node, findings, "An event") is not { } map) return null;
        var reader = new MapReader(map, findings, "An event");
        var name = reader.Scalar("name");
        var data = Types(reader.Node("data"));
        reader.Finish();
        if (name is not null) return new(name.Text, data);
        findings.Error("D006", node.At, "The event has no name.", "Give it \"name\".");
        return null;
    }

    private ImmutableSortedDictionary<string, DialogType> Types(YamlNode? node)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, DialogType>(StringComparer.Ordinal);
        if (node is null || Nodes.Map(node, findings, "The types") is not { } map) return all.ToImmutable();
        foreach (var entry in map.Entries)
        {
            if (Nodes.Scalar(entry.Value, findings, $"'{entry.Key}'") is not { } text) continue;
            if (TypeNotation.Parse(text.Text, out var error, out var column) is { } type) all[entry.Key] = type;
            else
                findings.Error("D006", text.TextAt with { Column = text.TextAt.Column + column }, $"The type cannot be read: {error}.",
                    "Write int, phone?, choice [a, b] or list of {name: type}.");
        }
        return all.ToImmutable();
    }
}
