using System.Collections.Immutable;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Loading;

/// <summary>Appends what a checked folder has new to a lock file.</summary>
internal static class LockWriter
{
    /// <summary>Adds numbers and versions that are not there yet, and notes which texts agree; no number and no version is changed or removed.</summary>
    /// <returns>Whether anything was new.</returns>
    public static bool Append(
        LockFile locked, ImmutableSortedDictionary<string, NumberBook> numbers, ImmutableSortedDictionary<string, Dialog> dialogs,
        SharedFiles shared, ImmutableSortedDictionary<string, TextFiles> texts)
    {
        var changed = false;
        foreach (var (name, dialog) in dialogs)
        {
            if (!locked.Dialogs.TryGetValue(name, out var entry))
            {
                locked.Dialogs[name] = entry = new() { Number = dialog.Number };
                changed = true;
            }
            foreach (var (path, number) in numbers[name].States) changed |= entry.States.TryAdd(path, number);
            foreach (var (slot, words) in numbers[name].Choices)
            {
                if (!entry.Choices.TryGetValue(slot, out var known)) entry.Choices[slot] = known = new(StringComparer.Ordinal);
                foreach (var (word, number) in words) changed |= known.TryAdd(word, number);
            }
            if (!entry.Versions.TryGetValue(dialog.Version, out var version) || version.Set is null && version.Fingerprint == dialog.Fingerprint)
            {
                entry.Versions[dialog.Version] = Version(dialog, shared, dialogs);
                changed = true;
            }
            changed |= Translations(entry, dialog, TextHash.Of(texts[name]));
        }
        return changed;
    }

    private static LockedVersion Version(Dialog dialog, SharedFiles shared, ImmutableSortedDictionary<string, Dialog> all)
    {
        var version = new LockedVersion { Fingerprint = dialog.Fingerprint, Set = SetIn(dialog, shared, all) };
        foreach (var state in dialog.States)
            if (VersionChecks.KindOf(state, dialog) is { } kind) version.States[state.Path] = kind;
        return version;
    }

    /// <summary>The slots and facts certainly set in each state a run can stand in: a later version may not need more of the runs it takes over.</summary>
    private static SortedDictionary<string, string[]> SetIn(Dialog dialog, SharedFiles shared, ImmutableSortedDictionary<string, Dialog> all)
    {
        var graph = new DialogGraph(dialog);
        var flow = new SlotFlow(graph, shared, all);
        var set = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var leaf in graph.Leaves.Where(DialogGraph.Rests))
            set[leaf.Path] = [.. flow.Inside(leaf).Order(StringComparer.Ordinal)];
        return set;
    }

    /// <summary>Takes over the fingerprints of texts that agree again; one language ahead of the others stays noted until they follow, or a lint line lets it be.</summary>
    private static bool Translations(LockedDialog entry, Dialog dialog, SortedDictionary<string, SortedDictionary<string, string>> now)
    {
        var next = new SortedDictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (key, hashes) in now)
        {
            var before = entry.Texts?.GetValueOrDefault(key);
            var known = hashes.Where(h => before?.ContainsKey(h.Key) == true).ToList();
            var behind = known.Any(h => before![h.Key] == h.Value) && known.Any(h => before![h.Key] != h.Value);
            next[key] = behind && !dialog.Lint.ContainsKey("D505") && !dialog.Lint.ContainsKey("D505 " + key) ? before! : hashes;
        }
        var same = entry.Texts is not null && entry.Texts.Count == next.Count
            && next.All(n => entry.Texts.TryGetValue(n.Key, out var was) && was.SequenceEqual(n.Value));
        entry.Texts = next;
        return !same;
    }
}
