using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Loading;

/// <summary>Reads <c>migrate</c>: where runs of older versions go.</summary>
internal sealed class MigrationReader(DialogScope scope, IReadOnlyCollection<string> known)
{
    /// <summary>States that some rule leads on from: an older rule may lead to them, the maps are chained.</summary>
    private readonly HashSet<string> _movedLater = new(StringComparer.Ordinal);

    private FindingList Findings => scope.Findings;

    public ImmutableSortedDictionary<int, Migration> Read(YamlNode? node)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<int, Migration>();
        if (node is null || Nodes.Map(node, Findings, "'migrate'") is not { } map) return all.ToImmutable();
        foreach (var entry in map.Entries)
            if (entry.Value is YamlMap rules && rules.Find("states")?.Value is YamlMap moved) _movedLater.UnionWith(moved.Entries.Select(e => e.Key));
        foreach (var entry in map.Entries)
        {
            if (!int.TryParse(entry.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
                Findings.Error("D006", entry.KeyAt, $"'{entry.Key}' is not a version.", "Write the older version's number.");
            else if (Nodes.Map(entry.Value, Findings, "The rules of a version") is { } rules)
                all[version] = Rules(rules);
        }
        return all.ToImmutable();
    }

    private Migration Rules(YamlMap map)
    {
        var reader = new MapReader(map, Findings, "The rules of a version");
        var states = ImmutableSortedDictionary.CreateBuilder<string, MigrationTarget>(StringComparer.Ordinal);
        var slots = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (reader.Node("states") is { } stateRules && Nodes.Map(stateRules, Findings, "'states'") is { } stateMap)
            foreach (var entry in stateMap.Entries)
                if (Target(entry.Value) is { } target) states[PathOf(entry.Key)] = target;
        if (reader.Node("slots") is { } slotRules && Nodes.Map(slotRules, Findings, "'slots'") is { } slotMap)
            foreach (var entry in slotMap.Entries)
                if (Nodes.Scalar(entry.Value, Findings, "The new slot") is { } slot && HasSlot(slot)) slots[entry.Key] = slot.Text;
        reader.Finish();
        return new(states.ToImmutable(), slots.ToImmutable());
    }

    private MigrationTarget? Target(YamlNode node)
    {
        if (node is YamlMap map)
        {
            var reader = new MapReader(map, Findings, "A rule");
            var outcome = reader.Word("end");
            reader.Finish();
            return outcome is null ? null : new(null, outcome, false);
        }
        if (Nodes.Scalar(node, Findings, "A rule") is not { } name) return null;
        if (name.Text == "human") return new(null, null, true);
        if (scope.Resolve(name.Text, null) is { } path)
        {
            if (!scope.Standing.Contains(path))
                Findings.Error("D803", name.At, $"No run can stand in '{path}' and wait for the customer.",
                    "Lead to a state that asks, waits, acts or calls, or write {end: outcome} or human.");
            return new(path, null, false);
        }
        if (_movedLater.Contains(name.Text)) return new(name.Text, null, false);
        Findings.Error("D803", name.At, $"The rule leads to '{name.Text}', which does not exist.", Nearest.Suggest(name.Text, scope.Paths));
        return null;
    }

    /// <summary>The old state's path: a name is enough where only one locked state bore it.</summary>
    private string PathOf(string name)
    {
        if (known.Contains(name)) return name;
        var bearing = known.Where(p => p.EndsWith("." + name, StringComparison.Ordinal)).Take(2).ToArray();
        return bearing.Length == 1 ? bearing[0] : name;
    }

    private bool HasSlot(YamlScalar slot)
    {
        if (scope.Slots.ContainsKey(slot.Text)) return true;
        Findings.Error("D803", slot.At, $"The rule leads to the slot '{slot.Text}', which does not exist.",
            Nearest.Suggest(slot.Text, scope.Slots.Keys));
        return false;
    }
}
