using System.Collections.Frozen;
using System.Collections.Immutable;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Manners;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Plays;
using EngageBot.Dialogs.Recognition;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs;

/// <summary>Every dialog of a folder with its texts, read and checked; immutable.</summary>
public sealed class DialogSet
{
    private readonly ImmutableDictionary<int, Dialog> _byNumber;
    private readonly FrozenDictionary<(string Dialog, string Language, bool Informal), Catalogue> _catalogues;
    private readonly LockFile _lock;
    private readonly ImmutableSortedDictionary<string, NumberBook> _numbers;
    private readonly ImmutableSortedDictionary<string, TextFiles> _texts;

    internal DialogSet(
        ImmutableSortedDictionary<string, Dialog> dialogs, SharedFiles shared, TextFiles sharedTexts, ImmutableSortedDictionary<string, TextFiles> texts,
        LockFile locked, ImmutableSortedDictionary<string, NumberBook> numbers)
    {
        (Dialogs, Shared, _lock, _numbers, _texts) = (dialogs, shared, locked, numbers, texts);
        Languages = [.. sharedTexts.Base.Keys];
        _byNumber = dialogs.Values.ToImmutableDictionary(d => d.Number);
        _catalogues = texts.Add("", sharedTexts).SelectMany(t => Layers(t.Key, t.Value)).ToFrozenDictionary();
    }

    private DialogSet(DialogSet other)
    {
        (Plays, Recogniser, Manners) = (other.Plays, other.Recogniser, other.Manners);
        (Dialogs, Shared, Languages, _byNumber, _catalogues, _lock, _numbers, _texts) =
        (other.Dialogs, other.Shared, other.Languages, other._byNumber, other._catalogues, other._lock, other._numbers, other._texts);
    }

    /// <summary>The dialogs by name.</summary>
    public ImmutableSortedDictionary<string, Dialog> Dialogs { get; }

    /// <summary>The plays by name; each begins the dialog it stands beside, or another one it names.</summary>
    public ImmutableSortedDictionary<string, Play> Plays { get; init; } = ImmutableSortedDictionary<string, Play>.Empty;

    /// <summary>Understands customers' own words, from <c>_recognition</c>.</summary>
    public Recogniser Recogniser { get; init; } = Recogniser.Nothing;

    /// <summary>Reads what staff write to customers, from <c>_shared/style.yaml</c> and <c>_manners</c>.</summary>
    public HouseManners Manners { get; init; } = HouseManners.None;

    /// <summary>Global commands, facts, actions, house style.</summary>
    public SharedFiles Shared { get; }

    /// <summary>The languages the texts exist in, ISO 639-1.</summary>
    public ImmutableArray<string> Languages { get; }

    /// <summary>Reads and checks a folder of dialogs. Never throws because of what the files hold; numbers the lock file lacks are given in memory.</summary>
    /// <param name="directory">The folder that holds <c>_shared</c> and one folder a dialog.</param>
    public static LoadResult Load(string directory) => Load(DialogFiles.Read(directory));

    /// <summary>The same for files that were read before.</summary>
    /// <param name="published">The release these files are to follow: its numbers and versions bind, whatever the folder's lock file says.</param>
    public static LoadResult Load(DialogFiles files, DialogFiles? published = null) =>
        new FolderReader(files, published is null ? null : LockFile.Read(published.Lock, published.Lock is not null, new())).Load();

    /// <summary>Versions on which runs finish although newer ones are published.</summary>
    public ImmutableArray<KeptVersion> Kept { get; private init; } = [];

    /// <summary>The same dialogs, beside older versions on which runs may finish.</summary>
    public DialogSet Beside(ImmutableArray<KeptVersion> kept) => new(this) { Kept = kept };

    /// <summary>The dialog with that number in button tokens.</summary>
    public Dialog? ByNumber(int number) => _byNumber.GetValueOrDefault(number);

    /// <summary>A dialog's own texts; a language that does not exist gives the first one.</summary>
    /// <param name="informal">With the overlay of the informal form of address, where the language has one.</param>
    public Catalogue For(string dialog, string language, bool informal) =>
        _catalogues.TryGetValue((dialog, language, informal), out var found) ? found : _catalogues[(dialog, Languages[0], informal)];

    /// <summary>The texts that all dialogs share: buttons, notices, common words.</summary>
    /// <param name="informal">With the overlay of the informal form of address, where the language has one.</param>
    public Catalogue SharedTexts(string language, bool informal) => For("", language, informal);

    /// <summary>Writes the numbers and this version of each dialog into the folder's <c>lock.json</c>; no number and no version there is ever changed or removed.</summary>
    /// <returns>Whether the file had to change; not where it gives one of these numbers to something else.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public bool WriteLock(string directory)
    {
        var path = Path.Combine(directory, LockFile.FileName);
        var exists = File.Exists(path);
        var findings = new FindingList();
        var locked = LockFile.Read(exists ? File.ReadAllText(path) : null, exists, findings);
        if (findings.HasErrors || !LockWriter.Append(locked, _numbers, Dialogs, Shared, _texts) || locked.GivenTwice() is not null) return false;
        // Whole or not at all: others may be reading it.
        var draft = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}";
        File.WriteAllText(draft, locked.ToJson());
        File.Move(draft, path, overwrite: true);
        return true;
    }

    /// <summary>The text of a lock file with every number given so far and this version of each dialog.</summary>
    public string LockText()
    {
        var locked = LockMerge.Of(_lock, new());
        LockWriter.Append(locked, _numbers, Dialogs, Shared, _texts);
        return locked.ToJson();
    }

    private static IEnumerable<KeyValuePair<(string, string, bool), Catalogue>> Layers(string dialog, TextFiles files)
    {
        foreach (var (language, texts) in files.Base)
        {
            yield return new((dialog, language, false), texts);
            yield return new((dialog, language, true), files.Informal.TryGetValue(language, out var informal) ? informal.Over(texts) : texts);
        }
    }
}
