using System.Collections.Immutable;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs;

/// <summary>Every dialog of a folder with its texts, read and checked; immutable.</summary>
public sealed class DialogSet
{
    private readonly ImmutableDictionary<int, Dialog> _byNumber;
    private readonly LockFile _lock;
    private readonly ImmutableSortedDictionary<string, NumberBook> _numbers;

    internal DialogSet(ImmutableSortedDictionary<string, Dialog> dialogs, SharedFiles shared, ImmutableArray<string> languages, LockFile locked, ImmutableSortedDictionary<string, NumberBook> numbers)
    {
        (Dialogs, Shared, Languages, _lock, _numbers) = (dialogs, shared, languages, locked, numbers);
        _byNumber = dialogs.Values.ToImmutableDictionary(d => d.Number);
    }

    /// <summary>The dialogs by name.</summary>
    public ImmutableSortedDictionary<string, Dialog> Dialogs { get; }

    /// <summary>Global commands, facts, actions, house style.</summary>
    public SharedFiles Shared { get; }

    /// <summary>The languages the texts exist in, ISO 639-1.</summary>
    public ImmutableArray<string> Languages { get; }

    /// <summary>Reads and checks a folder of dialogs. Never throws because of what the files hold; numbers the lock file lacks are given in memory.</summary>
    /// <param name="directory">The folder that holds <c>_shared</c> and one folder a dialog.</param>
    public static LoadResult Load(string directory) => new FolderReader(directory).Load();

    /// <summary>The dialog with that number in button tokens.</summary>
    public Dialog? ByNumber(int number) => _byNumber.GetValueOrDefault(number);

    /// <summary>Writes the numbers and this version of each dialog into the folder's <c>lock.json</c>; nothing there is ever changed or removed.</summary>
    /// <returns>Whether the file had to change.</returns>
    public bool WriteLock(string directory) => LockWriter.Append(_lock, _numbers, Dialogs, directory);
}
