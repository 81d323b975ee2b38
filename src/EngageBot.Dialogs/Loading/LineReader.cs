using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Loading;

/// <summary>Reads what leads on: a state's name, a line <c>{when, set, say, with, go}</c>, or a list of them; and what is done on the way.</summary>
internal sealed class LineReader(DialogScope scope)
{
    private FindingList Findings => scope.Findings;

    /// <param name="mayStay">A line without <c>go</c> stays where it is; elsewhere it would lead nowhere.</param>
    public ImmutableArray<Line> Lines(YamlNode? node, string? group, bool mayStay)
    {
        if (node is null) return [];
        var lines = ImmutableArray.CreateBuilder<Line>();
        foreach (var item in Nodes.Items(node))
            if (Line(item, group, mayStay) is { } line) lines.Add(line);
        if (node is YamlList { Items.IsEmpty: true })
            Findings.Error("D006", node.At, "The list is empty.", "Name a state.");
        return lines.ToImmutable();
    }

    private Line? Line(YamlNode node, string? group, bool mayStay)
    {
        if (node is YamlScalar)
        {
            return Nodes.Scalar(node, Findings, "the target") is { } name && scope.StateAt(name, group) is { } path
                ? new(null, [], null, ImmutableSortedDictionary<string, Expression>.Empty, new(path) { At = name.At }, name.At)
                : null;
        }
        if (Nodes.Map(node, Findings, "A line") is not { } map) return null;
        var reader = new MapReader(map, Findings, "A line");
        var when = scope.Expression(reader.Node("when"), "'when'");
        var set = Assignments(reader.Node("set"));
        var say = reader.Scalar("say");
        var with = Expressions(reader.Node("with"), "'with'");
        var reenter = reader.Bool("reenter") ?? false;
        var go = reader.Node("go");
        var target = Target(go, group, reenter);
        reader.Finish();
        if (go is null && !mayStay)
            Findings.Error("D006", node.At, "The line leads nowhere.", "Give it 'go: state'.");
        else if (go is null && set.IsEmpty && say is null && when is null)
            Findings.Error("D006", node.At, "The line does nothing.", "Give it 'go', 'set' or 'say'.");
        return new(when, set, say?.Text, with, target, node.At) { SayAt = say?.At ?? node.At };
    }

    private Target? Target(YamlNode? node, string? group, bool reenter)
    {
        switch (node)
        {
            case null:
                return null;
            case YamlMap map when !map.LooksLikeUnquotedText:
                return History(map, group);
            default:
                return Nodes.Scalar(node, Findings, "'go'") is { } name && scope.StateAt(name, group) is { } path
                    ? new(path, Reenter: reenter) { At = name.At }
                    : null;
        }
    }

    private Target? History(YamlMap map, string? group)
    {
        var reader = new MapReader(map, Findings, "'go'");
        var name = reader.Scalar("history");
        var deep = reader.Bool("deep") ?? false;
        reader.Finish();
        if (name is null)
        {
            if (map.Find("history") is null) Findings.Error("D006", map.At, "'go' names a state, or {history: group}.", "Write go: state.");
            return null;
        }
        if (scope.StateAt(name, group) is not { } path) return null;
        if (scope.Groups.Contains(path)) return new(path, History: true, Deep: deep) { At = name.At };
        Findings.Error("D102", name.At, $"'{name.Text}' is not a group, it has no history.", "Name a group, or write go: " + name.Text + ".");
        return null;
    }

    /// <summary>A map of slots to expressions, in the order written.</summary>
    public ImmutableArray<Assignment> Assignments(YamlNode? node)
    {
        if (node is null || Nodes.Map(node, Findings, "'set'") is not { } map) return [];
        var all = ImmutableArray.CreateBuilder<Assignment>();
        foreach (var entry in map.Entries)
            if (scope.HasSlot(entry.Key, entry.KeyAt) && scope.Expression(entry.Value, $"'{entry.Key}'") is { } value)
                all.Add(new(entry.Key, value, entry.KeyAt));
        return all.ToImmutable();
    }

    public ImmutableSortedDictionary<string, Expression> Expressions(YamlNode? node, string what)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, Expression>(StringComparer.Ordinal);
        if (node is null || Nodes.Map(node, Findings, what) is not { } map) return all.ToImmutable();
        foreach (var entry in map.Entries)
            if (scope.Expression(entry.Value, $"'{entry.Key}'") is { } value)
                all[entry.Key] = value;
        return all.ToImmutable();
    }

    /// <summary>Slots to take from a result: <c>{ticket: result.id}</c>.</summary>
    public ImmutableSortedDictionary<string, Expression> Saves(YamlNode? node)
    {
        var all = Expressions(node, "'save'");
        if (node is not YamlMap map) return all;
        foreach (var entry in map.Entries)
            if (!scope.HasSlot(entry.Key, entry.KeyAt)) all = all.Remove(entry.Key);
        return all;
    }

    /// <summary>The steps of <c>enter</c> and <c>exit</c>: a list of <c>{set}</c>, <c>{note}</c>, <c>{do, with}</c>; nobody waits for a result, so nothing of it can be saved.</summary>
    public ImmutableArray<Step> Steps(YamlNode? node)
    {
        if (node is null) return [];
        var steps = ImmutableArray.CreateBuilder<Step>();
        foreach (var item in Nodes.Items(node))
        {
            if (Nodes.Map(item, Findings, "A step") is not { } map) continue;
            var reader = new MapReader(map, Findings, "A step");
            foreach (var assignment in Assignments(reader.Node("set"))) steps.Add(new(assignment, null, null));
            if (reader.Word("note") is { } note) steps.Add(new(null, note, null));
            if (reader.Scalar("do") is { } action)
                steps.Add(new(null, null, new(action.Text, Expressions(reader.Node("with"), "'with'"), ImmutableSortedDictionary<string, Expression>.Empty, action.At)));
            else
                _ = reader.Node("with");
            reader.Finish();
        }
        return steps.ToImmutable();
    }
}
