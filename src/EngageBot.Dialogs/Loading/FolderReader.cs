using System.Collections.Immutable;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Manners;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Plays;
using EngageBot.Dialogs.Recognition;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Loading;

/// <summary>Reads a folder of dialogs file by file, then has everything checked; nothing stops at the first problem.</summary>
internal sealed class FolderReader(DialogFiles files, LockFile? published)
{
    private readonly FindingList _findings = new();
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, Play> _plays = ImmutableSortedDictionary<string, Play>.Empty;
    private readonly SortedDictionary<string, LoadedDialog> _loaded = new(StringComparer.Ordinal);

    public LoadResult Load()
    {
        if (!files.Exists)
        {
            _findings.Error("D000", new(files.Root, 1, 1), "There is no such folder, or it has no '_shared' in it.",
                "Name the folder that holds _shared and the dialogs.");
            return Result(null);
        }
        var shared = Shared();
        var texts = TextFiles.Read(files.In("_shared"), (file, findings) => Yaml("_shared/" + file, findings), _findings);
        if (texts.Base.IsEmpty && texts.Unreadable.IsEmpty)
            _findings.Error("D501", new(Named("_shared"), 1, 1), "There is no language.", "Write _shared/en.yaml or another language.");
        var locked = LockFile.Read(files.Text(LockFile.FileName, out var isLocked), isLocked, _findings);
        if (published is not null) locked = LockMerge.Of(published, locked);
        foreach (var name in files.Folders)
            if (!name.StartsWith('_')) Dialog(name, locked);
        var dialogs = _loaded.ToImmutableSortedDictionary(d => d.Key, d => d.Value.Dialog, StringComparer.Ordinal);
        _plays = ReadPlays(shared);
        new FolderChecks(shared, texts, dialogs, _folders, locked, _findings).Run(_loaded.Values);
        var numbers = _loaded.ToImmutableSortedDictionary(d => d.Key, d => d.Value.Numbers, StringComparer.Ordinal);
        var words = _loaded.ToImmutableSortedDictionary(d => d.Key, d => d.Value.Texts, StringComparer.Ordinal);
        var recogniser = new Recogniser(ByLanguage("_recognition", (language, root) => new RecognitionReader(_findings).Read(language, root)));
        var manners = new HouseManners(shared.ForbiddenPhrases, ByLanguage("_manners", new MannersReader(_findings).Read));
        return Result(_findings.HasErrors ? null : new(dialogs, shared, texts, words, locked, numbers) { Plays = _plays, Recogniser = recogniser, Manners = manners });
    }

    /// <summary>Plays stand beside dialogs, and what is found in them is told with the dialog.</summary>
    private ImmutableSortedDictionary<string, Play> ReadPlays(SharedFiles shared)
    {
        var plays = ImmutableSortedDictionary.CreateBuilder<string, Play>(StringComparer.Ordinal);
        var all = _loaded.Values.ToImmutableSortedDictionary(d => d.Dialog.Name, d => d.Dialog, StringComparer.Ordinal);
        foreach (var name in files.Folders.Order(StringComparer.Ordinal))
        {
            if (!files.Has($"{name}/play.yaml")) continue;
            var findings = _loaded.TryGetValue(name, out var loaded) ? loaded.Findings : new FindingList();
            if (Yaml($"{name}/play.yaml", findings) is { } root && Nodes.Map(root, findings, "The file") is { } map && PlayReader.Read(map, name, shared.Events, findings) is { } play)
            {
                new PlayChecks(shared, all, _folders, findings).Run(play, map);
                plays[name] = play;
            }
            if (loaded is null) _findings.AddRange(findings.All);
        }
        return plays.ToImmutable();
    }

    private LoadResult Result(DialogSet? set) => new(_findings.HasErrors ? null : set,
        [.. _findings.All.OrderBy(f => f.At.File, StringComparer.Ordinal).ThenBy(f => f.At.Line).ThenBy(f => f.At.Column)])
    {
        Plays = _plays,
        Readable = _loaded.ToImmutableSortedDictionary(d => d.Key, d => d.Value.Dialog, StringComparer.Ordinal),
    };

    private SharedFiles Shared()
    {
        var reader = new SharedReader(_findings);
        var globals = reader.Globals(Yaml("_shared/globals.yaml", _findings), out var idle);
        var facts = Text("_shared/facts.yaml", _findings) is { } text
            ? reader.Facts(Named("_shared/facts.yaml"), text)
            : ImmutableSortedDictionary<string, DialogType>.Empty;
        var style = reader.Style(Yaml("_shared/style.yaml", _findings));
        var actions = new ActionSchemaReader(_findings);
        actions.Read(Yaml("_shared/actions.schema.json", _findings));
        return new(globals, idle, facts, actions.Actions, style) { Events = actions.Events, People = actions.People };
    }

    /// <summary>What stands in <c>xx.yaml</c> of a folder beside the dialogs, by language.</summary>
    private ImmutableArray<T> ByLanguage<T>(string folder, Func<string, YamlNode, T?> read) where T : class
    {
        var all = ImmutableArray.CreateBuilder<T>();
        foreach (var file in files.In(folder).Where(file => file.Length == "xx.yaml".Length && file.EndsWith(".yaml", StringComparison.Ordinal)))
            if (Yaml($"{folder}/{file}", _findings) is { } root && read(file[..2], root) is { } one) all.Add(one);
        return all.ToImmutable();
    }

    private void Dialog(string name, LockFile locked)
    {
        // A second play of a dialog has a folder of its own, with nothing else in it.
        if (files.Has($"{name}/play.yaml") && !files.Has($"{name}/dialog.yaml")) return;
        _folders.Add(name);
        var findings = new FindingList();
        var numbers = locked.Book(name, [.. _loaded.Values.Select(d => d.Numbers)]);
        var texts = TextFiles.Read(files.In(name), (file, list) => Yaml($"{name}/{file}", list), findings);
        if (Yaml($"{name}/dialog.yaml", findings) is { } root && Nodes.Map(root, findings, "The file") is { } map)
        {
            var dialog = DialogReader.Read(map, name, findings, numbers);
            _loaded[name] = new(dialog, map, numbers, texts, findings, Named(name), files.HasTests(name));
        }
        else
        {
            _findings.AddRange(findings.All);
        }
    }

    private YamlNode? Yaml(string file, FindingList findings) => Text(file, findings) is { } text ? YamlReader.Read(Named(file), text, findings) : null;

    private string? Text(string file, FindingList findings)
    {
        if (files.Text(file, out var exists) is { } text) return text;
        if (!exists) findings.Error("D000", new(Named(file), 1, 1), "The file is missing.", "Write it.");
        else findings.Error("D000", new(Named(file), 1, 1), "The file cannot be opened.", "Look at its access rights.");
        return null;
    }

    /// <summary>The name findings show: the folder as given, and the file in it.</summary>
    private string Named(string file) => $"{files.Root}/{file}";
}

/// <summary>A dialog as read, with what its checks need besides.</summary>
/// <param name="Folder">The folder's name in findings.</param>
/// <param name="Tested">It has a transcript.</param>
internal sealed record LoadedDialog(Dialog Dialog, YamlMap Root, NumberBook Numbers, TextFiles Texts, FindingList Findings, string Folder, bool Tested);
