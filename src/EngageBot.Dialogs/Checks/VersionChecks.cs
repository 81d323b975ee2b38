using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Checks;

/// <summary>D801 and D802: conversations that are under way survive a release.</summary>
internal sealed class VersionChecks(CheckContext context, LockedDialog locked, YamlMap root)
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
            RemovedStates();
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

    /// <summary>Follows the maps from version to version.</summary>
    private bool Carried(string path, string kind, int version)
    {
        var moved = false;
        for (; version < Dialog.Version; version++)
        {
            if (!Dialog.Migrate.TryGetValue(version, out var rules) || !rules.States.TryGetValue(path, out var target)) continue;
            if (target.State is null) return true;
            (path, moved) = (target.State, true);
        }
        return Dialog.Find(path) is { } now && (moved || KindOf(now, Dialog) == kind);
    }

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
