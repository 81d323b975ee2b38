using System.Collections.Immutable;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Loading;

/// <summary>Reads a folder of dialogs file by file, then has everything checked; nothing stops at the first problem.</summary>
internal sealed class FolderReader(string directory)
{
    /// <summary>Findings that leave the machine incomplete: walking its graph would only report their consequences.</summary>
    private static readonly ImmutableHashSet<string> Incomplete = ["D000", "D001", "D002", "D003", "D004", "D005", "D006", "D102", "D110"];

    private readonly FindingList _findings = new();
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, LoadedDialog> _loaded = new(StringComparer.Ordinal);

    public LoadResult Load()
    {
        if (!Directory.Exists(directory))
        {
            _findings.Error("D000", new(directory, 1, 1), "There is no such folder.", "Name the folder that holds _shared.");
            return Result(null);
        }
        var shared = Shared();
        var locked = LockFile.Read(directory, _findings);
        foreach (var folder in Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal))
            if (Path.GetFileName(folder) is var name && !name.StartsWith('_') && !name.StartsWith('.')) Dialog(name, locked);
        var dialogs = _loaded.ToImmutableSortedDictionary(d => d.Key, d => d.Value.Dialog, StringComparer.Ordinal);
        Check(shared, dialogs, locked);
        return Result(new(dialogs, shared, [], locked, _loaded.ToImmutableSortedDictionary(d => d.Key, d => d.Value.Numbers, StringComparer.Ordinal)));
    }

    private LoadResult Result(DialogSet? set) => new(_findings.HasErrors ? null : set,
        [.. _findings.All.OrderBy(f => f.At.File, StringComparer.Ordinal).ThenBy(f => f.At.Line).ThenBy(f => f.At.Column)]);

    private SharedFiles Shared()
    {
        var reader = new SharedReader(_findings);
        var globals = reader.Globals(Yaml("_shared/globals.yaml", _findings), out var idle);
        var facts = Text("_shared/facts.yaml", _findings) is { } text ? reader.Facts(Named("_shared/facts.yaml"), text) : ImmutableSortedDictionary<string, DialogType>.Empty;
        var style = reader.Style(Yaml("_shared/style.yaml", _findings));
        var actions = new ActionSchemaReader(_findings);
        actions.Read(Yaml("_shared/actions.schema.json", _findings));
        return new(globals, idle, facts, actions.Actions, style) { Events = actions.Events };
    }

    private void Dialog(string name, LockFile locked)
    {
        _folders.Add(name);
        var findings = new FindingList();
        var numbers = locked.Book(name, [.. _loaded.Values.Select(d => d.Numbers)]);
        if (Yaml($"{name}/dialog.yaml", findings) is { } root && Nodes.Map(root, findings, "The file") is { } map)
        {
            var dialog = DialogReader.Read(map, name, findings, numbers);
            var tests = Path.Combine(directory, name, "tests");
            var tested = Directory.Exists(tests) && Directory.EnumerateFiles(tests, "*.transcript.yaml").Any();
            _loaded[name] = new(dialog, map, numbers, findings, tested);
        }
        else
        {
            _findings.AddRange(findings.All);
        }
    }

    private void Check(SharedFiles shared, ImmutableSortedDictionary<string, Dialog> dialogs, LockFile locked)
    {
        foreach (var command in shared.Globals) GlobalChecks.Run(command, shared, _folders, _findings);
        var (calls, passing) = (new CallGraph(dialogs), new PassThrough(shared, dialogs));
        foreach (var (name, loaded) in _loaded)
        {
            var graph = new DialogGraph(loaded.Dialog);
            var context = new CheckContext(loaded.Dialog, graph, new SlotFlow(graph, shared, dialogs), shared, dialogs, _folders, loaded.Findings);
            if (!loaded.Findings.All.Any(f => Incomplete.Contains(f.Code))) new GraphChecks(context, passing).Run();
            new WaitingChecks(context).Run();
            new TypeChecks(context).Run();
            new SlotUseChecks(context, calls, ImmutableHashSet<string>.Empty).Run();
            new ActionChecks(context, calls).Run();
            new PeopleChecks(context).Run();
            if (locked.Dialogs.TryGetValue(name, out var known)) new VersionChecks(context, known, loaded.Root).Run();
            if (!loaded.Tested) loaded.Findings.Warn("D901", loaded.Dialog.At, $"The dialog '{name}' has no transcript.", $"Write one in {name}/tests.");
            _findings.AddRange(Lint.WithoutAccepted(loaded.Dialog, loaded.Findings.All));
        }
    }

    private YamlNode? Yaml(string file, FindingList findings) => Text(file, findings) is { } text ? YamlReader.Read(Named(file), text, findings) : null;

    private string? Text(string file, FindingList findings)
    {
        var path = Path.Combine(directory, file);
        try
        {
            if (File.Exists(path)) return File.ReadAllText(path);
            findings.Error("D000", new(Named(file), 1, 1), "The file is missing.", "Write it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Error("D000", new(Named(file), 1, 1), "The file cannot be opened.", "Look at its access rights.");
        }
        return null;
    }

    /// <summary>The name findings show: the folder as given, and the file in it.</summary>
    private string Named(string file) => Path.Combine(directory, file).Replace('\\', '/');
}

/// <summary>A dialog as read, with what its checks need besides.</summary>
internal sealed record LoadedDialog(Dialog Dialog, YamlMap Root, NumberBook Numbers, FindingList Findings, bool Tested);
