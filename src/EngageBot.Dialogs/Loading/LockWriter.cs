using System.Collections.Immutable;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Loading;

/// <summary>Appends what a checked folder has new to a lock file.</summary>
internal static class LockWriter
{
    /// <summary>Adds numbers and versions that are not there yet; nothing there is changed or removed.</summary>
    /// <returns>Whether anything was new.</returns>
    public static bool Append(
        LockFile locked, ImmutableSortedDictionary<string, NumberBook> numbers, ImmutableSortedDictionary<string, Dialog> dialogs)
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
            changed |= entry.Versions.TryAdd(dialog.Version, Version(dialog));
        }
        return changed;
    }

    private static LockedVersion Version(Dialog dialog)
    {
        var version = new LockedVersion { Fingerprint = dialog.Fingerprint };
        foreach (var state in dialog.States)
            if (VersionChecks.KindOf(state, dialog) is { } kind) version.States[state.Path] = kind;
        return version;
    }
}
