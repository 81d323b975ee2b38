using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Loading;

/// <summary>What the readers of one dialog share: where findings go, and which names exist.</summary>
internal sealed class DialogScope(FindingList findings)
{
    public FindingList Findings { get; } = findings;

    public Dictionary<string, Slot> Slots { get; } = new(StringComparer.Ordinal);

    /// <summary>Every state's path; filled before the first state is read, so that lines may point ahead.</summary>
    public HashSet<string> Paths { get; } = new(StringComparer.Ordinal);

    /// <summary>The paths of states in which a run may stand between two turns.</summary>
    public HashSet<string> Standing { get; } = new(StringComparer.Ordinal);

    /// <summary>The paths of groups; only they have a history.</summary>
    public HashSet<string> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>The path a name means inside a group: a neighbour first, then outwards, then a path from the root, then the only state of that name.</summary>
    public string? Resolve(string name, string? group)
    {
        for (var within = group; within is not null; within = ParentOf(within))
            if (Paths.Contains($"{within}.{name}")) return $"{within}.{name}";
        if (Paths.Contains(name)) return name;
        // From further off a name is enough while only one state bears it.
        var bearing = Paths.Where(p => p.EndsWith("." + name, StringComparison.Ordinal)).Take(2).ToArray();
        return bearing.Length == 1 ? bearing[0] : null;
    }

    public static string? ParentOf(string path) => path.LastIndexOf('.') is var dot and >= 0 ? path[..dot] : null;

    /// <summary>Resolves a state's name, or reports that there is none.</summary>
    public string? StateAt(YamlScalar name, string? group)
    {
        if (Resolve(name.Text, group) is { } path) return path;
        var near = Paths.Select(p => group is not null && p.StartsWith(group + ".", StringComparison.Ordinal) ? p[(group.Length + 1)..] : p);
        Findings.Error("D102", name.At, $"There is no state '{name.Text}'.", Nearest.Suggest(name.Text, [.. near]));
        return null;
    }

    /// <summary>Whether a slot of that name is declared; reports it if not.</summary>
    public bool HasSlot(string name, SourcePosition at)
    {
        if (Slots.ContainsKey(name)) return true;
        Findings.Error("D301", at, $"There is no slot '{name}'.", Nearest.Suggest(name, Slots.Keys));
        return false;
    }

    public Expression? Expression(YamlNode? node, string what)
    {
        if (node is null || Nodes.Scalar(node, Findings, what) is not { } scalar) return null;
        var parsed = ExpressionParser.Parse(scalar.Text, scalar.TextAt);
        if (parsed.Expression is null)
            Findings.Error("D301", scalar.TextAt with { Column = scalar.TextAt.Column + Math.Max(0, parsed.Column - 1) },
                $"'{scalar.Text}' cannot be read: {parsed.Error}.", "See the list of operators and functions in the dialog format.");
        return parsed.Expression;
    }
}
