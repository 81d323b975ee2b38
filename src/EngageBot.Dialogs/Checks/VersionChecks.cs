using System.Collections.Immutable;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Checks;

/// <summary>D801, D802, D804 and D806: conversations that are under way survive a release.</summary>
/// <param name="unset">What may be unset where it is used, for a flow of slots: run once as the dialog stands, once with the runs that are taken over.</param>
internal sealed class VersionChecks(
    CheckContext context, LockedDialog locked, YamlMap root, Func<SlotFlow, IReadOnlyCollection<Finding>> unset)
{
    private Dialog Dialog => context.Dialog;

    public void Run()
    {
        var version = root.Find("version")?.Value.At ?? Dialog.At;
        if (locked.Versions.Count == 0) return;
        var newest = locked.Versions.Keys.Max();
        if (Dialog.Version < newest)
            context.Findings.Error("D801", version, $"Version {newest} is published already, this says {Dialog.Version}.",
                $"Write version: {newest + 1}; going back is a new version too.");
        else if (locked.Versions.TryGetValue(Dialog.Version, out var same) && same.Fingerprint != Dialog.Fingerprint)
            context.Findings.Error("D801", version, $"The structure of '{Dialog.Name}' has changed since version {Dialog.Version} was published.",
                $"Write version: {Dialog.Version + 1}.");
        else
        {
            RemovedStates();
            NeededSlots();
        }
        RulesForNothing(newest);
    }

    private void RemovedStates()
    {
        var at = root.Find("migrate")?.KeyAt ?? root.Find("version")?.KeyAt ?? Dialog.At;
        var said = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (version, old) in locked.Versions.Where(v => v.Key < Dialog.Version).Reverse())
        {
            foreach (var (path, kind) in old.States)
            {
                if (Carried(path, kind, version) || !said.Add(path)) continue;
                var what = Dialog.Find(path) is null ? "is gone" : "has become something else";
                context.Findings.Error("D802", at,
                    $"Version {version} had the state '{path}' ({kind}), which {what}; runs that stand there have nowhere to go.",
                    $"Add migrate: {{{version}: {{states: {{{path}: new_state}}}}}}, or {{end: outcome}}, or human.");
            }
        }
    }

    private bool Carried(string path, string kind, int version)
    {
        var (target, moved) = Follow(path, version, null);
        if (target is null) return true;
        return Dialog.Find(target) is { } now && (moved || KindOf(now, Dialog) == kind);
    }

    /// <summary>Follows the maps from version to version; no path where the run ends.</summary>
    private (string? Path, bool Moved) Follow(string path, int version, Action<Migration>? each)
    {
        var moved = false;
        for (; version < Dialog.Version; version++)
        {
            if (!Dialog.Migrate.TryGetValue(version, out var rules)) continue;
            each?.Invoke(rules);
            if (!rules.States.TryGetValue(path, out var target)) continue;
            if (target.State is null) return (null, true);
            (path, moved) = (target.State, true);
        }
        return (path, moved);
    }

    /// <summary>Runs that are taken over stand in states whose slots they never filled.</summary>
    private void NeededSlots()
    {
        var started = Dialog.Slots.Values.Where(s => s.Start is not null).Select(s => s.Name);
        var arriving = new List<(int Version, string Old, State State, ImmutableHashSet<string> Set)>();
        foreach (var (version, old) in locked.Versions.Where(v => v.Key < Dialog.Version && v.Value.Set is not null))
        {
            foreach (var (path, slots) in old.Set!)
            {
                var set = slots.ToImmutableHashSet(StringComparer.Ordinal);
                var (target, _) = Follow(path, version, rules =>
                {
                    foreach (var (from, to) in rules.Slots)
                        if (set.Contains(from)) set = set.Remove(from).Add(to);
                });
                if (target is not null && context.Graph.Find(target) is { } state and not State.Group && old.States.ContainsKey(path))
                    arriving.Add((version, path, state, set.Union(started)));
            }
        }
        if (arriving.Count == 0) return;
        var before = unset(context.Flow).Select(f => (f.At, f.Message)).ToHashSet();
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (version, old, state, set) in arriving)
        {
            var flow = new SlotFlow(context.Graph, context.Shared, context.All, [(state, set)]);
            if (unset(flow).FirstOrDefault(f => !before.Contains((f.At, f.Message))) is not { } lacking || !told.Add($"{version} {old}")) continue;
            var rule = RuleAt(version, old);
            context.Findings.Error("D804", rule, $"A run of version {version} that stands in '{old}' comes to '{state.Path}', and then: {Lowered(lacking.Message)}",
                $"See line {lacking.At.Line} there: write a default with '??', map an old slot to it, or send these runs elsewhere.");
        }
    }

    /// <summary>A rule for a state that no locked version had: runs that could follow it do not exist.</summary>
    private void RulesForNothing(int newest)
    {
        foreach (var (version, rules) in Dialog.Migrate)
        {
            if (version >= Dialog.Version)
            {
                Report(RuleAt(version, null), $"The map of version {version} is never used, this is version {Dialog.Version}.");
                continue;
            }
            // Where the lock begins later than the map nobody knows what there was.
            if (version > newest || !locked.Versions.Keys.Any(v => v <= version)) continue;
            var had = locked.Versions.Where(v => v.Key <= version).SelectMany(v => v.Value.States.Keys)
                .Concat(Dialog.Migrate.Where(m => m.Key < version).SelectMany(m => m.Value.States.Values).Select(t => t.State).OfType<string>())
                .ToHashSet(StringComparer.Ordinal);
            foreach (var old in rules.States.Keys.Where(old => !had.Contains(old)))
                Report(RuleAt(version, old), $"No version up to {version} had a state '{old}' in which a run could stand.");
        }
    }

    private void Report(SourcePosition at, string message) => context.Findings.Warn("D806", at, message, "Remove the rule.");

    private SourcePosition RuleAt(int version, string? old)
    {
        var migrate = root.Find("migrate");
        var entry = (migrate?.Value as YamlMap)?.Find(version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var rule = old is null ? null : ((entry?.Value as YamlMap)?.Find("states")?.Value as YamlMap)?.Entries.FirstOrDefault(e => e.Key == old || old.EndsWith("." + e.Key, StringComparison.Ordinal));
        return rule?.KeyAt ?? entry?.KeyAt ?? migrate?.KeyAt ?? root.Find("version")?.Value.At ?? Dialog.At;
    }

    private static string Lowered(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];

    /// <summary>What must stay the same for a run to stay where it is; nothing for states no run can stand in.</summary>
    public static string? KindOf(State state, Dialog dialog) => state switch
    {
        State.Ask ask => "ask " + (dialog.Slots.GetValueOrDefault(ask.Slot)?.Type.Kind.ToString().ToLowerInvariant() ?? "text"),
        State.Wait => "wait",
        State.Do act => "do " + act.Action.Name,
        State.Call call => "call " + call.Dialog,
        _ => null,
    };
}
