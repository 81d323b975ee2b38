namespace EngageBot.Dialogs.Loading;

/// <summary>Numbers that are in use for good, and a file that may know others: the former win, and nobody's number is given away.</summary>
internal static class LockMerge
{
    /// <summary>The published numbers and versions, and what only the folder knows; a number that is taken gives way to the next free one.</summary>
    public static LockFile Of(LockFile published, LockFile folder)
    {
        var merged = new LockFile();
        foreach (var source in (LockFile[])[published, folder])
            foreach (var (name, dialog) in source.Dialogs) Add(merged, name, dialog);
        return merged;
    }

    private static void Add(LockFile merged, string name, LockedDialog dialog)
    {
        if (!merged.Dialogs.TryGetValue(name, out var known))
            merged.Dialogs[name] = known = new() { Number = Free(dialog.Number, merged.Dialogs.Values.Select(d => d.Number)) };
        known.Texts ??= dialog.Texts;
        AddAll(known.States, dialog.States);
        foreach (var (slot, words) in dialog.Choices)
        {
            if (!known.Choices.TryGetValue(slot, out var numbers)) known.Choices[slot] = numbers = new(StringComparer.Ordinal);
            AddAll(numbers, words);
        }
        foreach (var (version, structure) in dialog.Versions) known.Versions.TryAdd(version, structure);
    }

    private static void AddAll(SortedDictionary<string, int> known, SortedDictionary<string, int> numbers)
    {
        foreach (var (name, number) in numbers.OrderBy(n => n.Value))
            if (!known.ContainsKey(name)) known[name] = Free(number, known.Values);
    }

    private static int Free(int wanted, IEnumerable<int> taken)
    {
        var numbers = taken.ToHashSet();
        return numbers.Contains(wanted) ? numbers.Max() + 1 : wanted;
    }
}
