using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Engine.Answers;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Recognition;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Engine.Compiled;

/// <summary>A set of dialogs made ready to run, once for each set.</summary>
internal sealed class CompiledSet
{
    private static readonly ConditionalWeakTable<DialogSet, CompiledSet> Compiled = [];

    private readonly FrozenDictionary<string, CompiledDialog> _dialogs;
    private readonly FrozenDictionary<(string Dialog, int Version), KeptVersion> _kept;
    private readonly FrozenDictionary<int, CompiledDialog> _byNumber;
    private readonly FrozenDictionary<string, CompiledDialog> _commands;
    private readonly FrozenDictionary<string, CompiledDialog> _startWords;
    private readonly FrozenDictionary<string, GlobalCommand> _globals;
    private readonly FrozenDictionary<string, GlobalCommand> _globalWords;
    private readonly FrozenDictionary<uint, GlobalCommand> _globalHashes;
    private readonly FrozenDictionary<Intent, GlobalCommand> _meant;
    private readonly ConcurrentDictionary<(string Dialog, string Language, string Fallback, bool Informal), ImmutableArray<Catalogue>> _catalogues = [];
    private readonly ConcurrentDictionary<string, bool> _listened = new(StringComparer.Ordinal);
    private readonly SharedWords _words;

    private CompiledSet(DialogSet set)
    {
        Set = set;
        _words = new SharedWords(set);
        _dialogs = set.Dialogs.Values.ToFrozenDictionary(d => d.Name, d => new CompiledDialog(this, d, new DialogWords(set, d, _words)), StringComparer.Ordinal);
        _kept = set.Kept.ToFrozenDictionary(k => (k.Dialog, k.Version));
        _byNumber = _dialogs.Values.ToFrozenDictionary(d => d.Model.Number);
        _commands = _dialogs.Values.Where(d => d.Model.Starts.Command is not null)
            .ToFrozenDictionary(d => d.Model.Starts.Command!, StringComparer.Ordinal);
        _globals = set.Shared.Globals.ToFrozenDictionary(g => g.Name, StringComparer.Ordinal);
        _globalHashes = set.Shared.Globals.ToFrozenDictionary(g => ButtonToken.HashOf(g.Name));
        _meant = set.Shared.Globals.SelectMany(command => command.Means, (command, intent) => (command, intent)).DistinctBy(pair => pair.intent)
            .ToFrozenDictionary(pair => pair.intent, pair => pair.command);
        var startWords = new Dictionary<string, CompiledDialog>(StringComparer.Ordinal);
        foreach (var dialog in _dialogs.Values.OrderBy(d => d.Name, StringComparer.Ordinal))
            foreach (var words in dialog.Model.Starts.Keywords ? DialogWords.StartWords(set, dialog.Model) : [])
                startWords.TryAdd(Folding.Fold(words), dialog);
        _startWords = startWords.ToFrozenDictionary(StringComparer.Ordinal);
        _globalWords = WordsOfGlobals(set).ToFrozenDictionary(StringComparer.Ordinal);
    }

    public DialogSet Set { get; }

    public static CompiledSet Of(DialogSet set) => Compiled.GetValue(set, static s => new CompiledSet(s));

    public CompiledDialog? Find(string name) => _dialogs.GetValueOrDefault(name);

    /// <summary>The dialog a run goes on in: an older version as long as its runs may finish on it, else the newest.</summary>
    public CompiledDialog? Find(Run run, DateTimeOffset now)
    {
        if (Find(run.Dialog) is not { } newest || newest.Model.Version == run.Version || !newest.Model.FinishOnOld) return Find(run.Dialog);
        return _kept.TryGetValue((run.Dialog, run.Version), out var kept) && now < kept.Until ? Of(kept.Set).Find(run.Dialog) : newest;
    }

    public CompiledDialog? ByNumber(int number) => _byNumber.GetValueOrDefault(number);

    /// <summary>The dialog a slash command starts.</summary>
    public CompiledDialog? CommandedBy(string command) => _commands.GetValueOrDefault(command);

    /// <summary>The dialog whose start words these are, exactly.</summary>
    public CompiledDialog? StartedBy(string folded) => _startWords.GetValueOrDefault(folded);

    /// <summary>The dialogs that an event of the business starts, by name.</summary>
    public IEnumerable<CompiledDialog> StartedByEvent(string name) =>
        Set.Dialogs.Values.Where(dialog => dialog.Starts.Event == name).Select(dialog => _dialogs[dialog.Name]);

    /// <summary>Whether any dialog has a use for that event; what nobody listens to is not even kept.</summary>
    public bool Listens(string name) => _listened.GetOrAdd(name, static (happened, set) => set.Dialogs.Values.Any(dialog =>
        dialog.Starts.Event == happened || dialog.States.Any(state => state.Events.Any(e => EventNames.Matches(e.Event, happened)))), Set);

    public GlobalCommand? Global(string name) => _globals.GetValueOrDefault(name);

    public GlobalCommand? GlobalByHash(uint hash) => _globalHashes.GetValueOrDefault(hash);

    /// <summary>The hard command that these words are, as a slash command or exactly.</summary>
    public GlobalCommand? HardCommand(string? command, string folded)
    {
        var global = command is null ? _globalWords.GetValueOrDefault(folded) : _globals.GetValueOrDefault(command);
        return global is { Level: CommandLevel.Hard } ? global : null;
    }

    /// <summary>The soft command whose exact words these are.</summary>
    public GlobalCommand? SoftCommand(string folded) =>
        _globalWords.GetValueOrDefault(folded) is { Level: CommandLevel.Soft } soft ? soft : null;

    /// <summary>The command that customers mean by what they say in their own words.</summary>
    public GlobalCommand? Meant(Intent intent) => _meant.GetValueOrDefault(intent);

    public bool IsCloser(string folded) => _words.Closers.Contains(folded);

    public bool IsCancel(string folded) => _words.Cancel.Contains(folded);

    public bool? YesNo(string folded) => _words.YesNo.TryGetValue(folded, out var yes) ? yes : null;

    /// <summary>The catalogues of a dialog (or of none: the shared ones) in the order in which they are asked; a language nobody wrote is the first one.</summary>
    public ImmutableArray<Catalogue> CataloguesOf(string dialog, string language, string fallback, bool informal) =>
        _catalogues.GetOrAdd((dialog, Known(language), Known(fallback), informal), static (key, set) =>
        {
            ImmutableArray<Catalogue> shared = [set.SharedTexts(key.Language, key.Informal), set.SharedTexts(key.Fallback, key.Informal)];
            return key.Dialog.Length == 0
                ? shared
                : [set.For(key.Dialog, key.Language, key.Informal), set.For(key.Dialog, key.Fallback, key.Informal), .. shared];
        }, Set);

    private string Known(string language) => Set.Languages.Contains(language) ? language : Set.Languages[0];

    // A hard command that calls a dialog is also meant by the words that start that dialog.
    private static Dictionary<string, GlobalCommand> WordsOfGlobals(DialogSet set)
    {
        var words = new Dictionary<string, GlobalCommand>(StringComparer.Ordinal);
        foreach (var global in set.Shared.Globals)
        {
            foreach (var start in SharedWords.Of(set, global.Name)) words.TryAdd(Folding.Fold(start), global);
            if (global is not { Level: CommandLevel.Hard, Call: { } call } || !set.Dialogs.TryGetValue(call, out var dialog)) continue;
            foreach (var start in DialogWords.StartWords(set, dialog)) words.TryAdd(Folding.Fold(start), global);
        }
        words.Remove("");
        return words;
    }
}
