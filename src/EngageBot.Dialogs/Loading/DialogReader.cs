using System.Collections.Immutable;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Loading;

/// <summary>Reads a <c>dialog.yaml</c> into the model. What cannot be read is reported and left out; the rest is still checked.</summary>
internal sealed class DialogReader
{
    private static readonly string[] Standing = ["ask", "wait", "do", "call"];

    private readonly DialogScope _scope;
    private readonly NumberBook _numbers;
    private readonly LineReader _lines;
    private readonly StateReader _states;
    private readonly List<(string Path, YamlEntry Entry)> _found = [];

    private DialogReader(FindingList findings, NumberBook numbers)
    {
        _scope = new(findings);
        _numbers = numbers;
        _lines = new(_scope);
        _states = new(_scope, _lines, numbers);
    }

    private FindingList Findings => _scope.Findings;

    /// <param name="folder">The folder's name, which the dialog must bear.</param>
    public static Dialog Read(YamlMap root, string folder, FindingList findings, NumberBook numbers) => new DialogReader(findings, numbers).Dialog(root, folder);

    private Dialog Dialog(YamlMap root, string folder)
    {
        var reader = new MapReader(root, Findings, "A dialog");
        Name(reader, root, folder);
        new SlotReader(_scope, _numbers).Read(reader.Node("slots"));
        FindStates(reader.Node("states"), null, root);
        ReadDefaults(reader.Node("defaults"));
        var instances = Instances(reader.Node("instances"), out var slot);
        var start = Start(reader.Scalar("start"), root);
        var dialog = new Dialog
        {
            Name = folder,
            Version = Version(reader, root),
            Number = _numbers.Dialog,
            Purpose = Purpose(reader),
            Start = start,
            Starts = Starts(reader.Node("starts"), root, folder),
            Allow = _scope.Expression(reader.Node("allow"), "'allow'"),
            Instances = instances,
            InstanceSlot = slot,
            Slots = _scope.Slots.ToImmutableSortedDictionary(StringComparer.Ordinal),
            States = [.. _found.Select(f => _states.Read(f.Path, f.Entry)).OfType<State>()],
            Cancel = Cancel(reader),
            Migrate = new MigrationReader(_scope, _numbers.Known).Read(reader.Node("migrate")),
            FinishOnOld = reader.OneOf("keep", "finish_on_old") is not null,
            Lint = Lint(reader.Node("lint")),
            Fingerprint = StructureHash.Of(root),
            At = root.At,
        };
        reader.Finish();
        return dialog;
    }

    private void Name(MapReader reader, YamlMap root, string folder)
    {
        var name = reader.Scalar("dialog");
        if (name is null && reader.Node("dialog") is null)
            Findings.Error("D006", root.At, "The file does not say which dialog it is.", $"Begin it with 'dialog: {folder}'.");
        else if (name is not null && name.Text != folder)
            Findings.Error("D006", name.At, $"The dialog is called '{name.Text}', its folder '{folder}'.", "Give both the same name.");
    }

    private int Version(MapReader reader, YamlMap root)
    {
        if (root.Find("version") is null) Findings.Error("D006", root.At, "The dialog has no version.", "Give it 'version: 1'.");
        return reader.Int("version", 1, ushort.MaxValue) ?? 1;
    }

    private static Purpose Purpose(MapReader reader) => reader.OneOf("purpose", "service", "survey", "marketing") switch
    {
        "survey" => Model.Purpose.Survey,
        "marketing" => Model.Purpose.Marketing,
        _ => Model.Purpose.Service,
    };

    private string Start(YamlScalar? start, YamlMap root)
    {
        if (start is not null) return _scope.StateAt(start, null) ?? "";
        if (root.Find("start") is null) Findings.Error("D102", root.At, "The dialog has no first state.", "Give it 'start: state'.");
        return "";
    }

    private Starts Starts(YamlNode? node, YamlMap root, string folder)
    {
        if (node is null)
        {
            Findings.Error("D006", root.At, "Nothing can start the dialog.", "Give it 'starts: {command: name}', {play: true} or the like.");
            return new(null, false, false, false, false, null);
        }
        if (Nodes.Map(node, Findings, "'starts'") is not { } map) return new(null, false, false, false, false, null);
        var reader = new MapReader(map, Findings, "'starts'");
        var command = reader.Word("command");
        var starts = new Starts(command == "true" ? folder : command, reader.Bool("keywords") ?? false, reader.Bool("play") ?? false,
            reader.Bool("call") ?? false, reader.Bool("digression") ?? false, reader.Word("event"));
        reader.Finish();
        return starts;
    }

    private Instances Instances(YamlNode? node, out string? slot)
    {
        slot = null;
        if (node is YamlMap map)
        {
            var reader = new MapReader(map, Findings, "'instances'");
            var by = reader.Scalar("one_per");
            reader.Finish();
            if (by is not null && _scope.HasSlot(by.Text, by.At)) slot = by.Text;
            return Model.Instances.OnePerSlot;
        }
        if (node is null || Nodes.Scalar(node, Findings, "'instances'") is not { } word) return Model.Instances.OneOpen;
        switch (word.Text)
        {
            case "one_open": return Model.Instances.OneOpen;
            case "one_per_play": return Model.Instances.OnePerPlay;
            case "one_per_visit": return Model.Instances.OnePerVisit;
            case "many": return Model.Instances.Many;
            default:
                Findings.Error("D006", word.At, $"'instances' cannot be '{word.Text}'.",
                    Nearest.Suggest(word.Text, ["one_open", "one_per_play", "one_per_visit", "many"]));
                return Model.Instances.OneOpen;
        }
    }

    /// <summary>Collects every state's path before any is read, so that lines may point ahead.</summary>
    private void FindStates(YamlNode? node, string? group, YamlMap parent)
    {
        if (node is null)
        {
            Findings.Error("D006", parent.At, "There are no states.", "Give it 'states'.");
            return;
        }
        if (Nodes.Map(node, Findings, "'states'") is not { } map) return;
        if (map.Entries.IsEmpty) Findings.Error("D006", map.At, "There are no states.", "Write one, or remove the group.");
        foreach (var entry in map.Entries)
        {
            if (!Nodes.IsName(entry.Key)) Findings.Error("D006", entry.KeyAt, $"A state cannot be called '{entry.Key}'.", "Use small letters, digits and _.");
            var path = group is null ? entry.Key : $"{group}.{entry.Key}";
            _scope.Paths.Add(path);
            _found.Add((path, entry));
            if (entry.Value is not YamlMap inner) continue;
            if (Standing.Any(kind => inner.Find(kind) is not null)) _scope.Standing.Add(path);
            if (inner.Find("states") is not { } states) continue;
            _scope.Groups.Add(path);
            FindStates(states.Value, path, inner);
        }
    }

    private void ReadDefaults(YamlNode? node)
    {
        if (node is null || Nodes.Map(node, Findings, "'defaults'") is not { } map) return;
        var reader = new MapReader(map, Findings, "'defaults'");
        _states.Defaults = new(
            _states.Retries(reader.Node("retries"), null),
            _states.Timeout(reader.Node("timeout"), null),
            StateReader.Floor(reader) ?? false,
            StateReader.Interrupt(reader) ?? Interrupt.Always);
        reader.Finish();
    }

    private ImmutableArray<Line> Cancel(MapReader reader) => _lines.Lines(reader.Node("cancel"), null, true);

    private ImmutableSortedDictionary<string, string> Lint(YamlNode? node)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (node is null || Nodes.Map(node, Findings, "'lint'") is not { } map) return all.ToImmutable();
        foreach (var entry in map.Entries)
        {
            if (Nodes.Scalar(entry.Value, Findings, $"The reason for '{entry.Key}'") is not { } reason) continue;
            if (!FindingRules.All.ContainsKey(entry.Key.Split(' ')[0]))
                Findings.Error("D006", entry.KeyAt, $"'{entry.Key}' is no finding's number.", "Write D205, or \"D205 name\" for one state, slot or text.");
            else if (reason.Text.Trim().Length == 0)
                Findings.Error("D006", reason.At, $"The reason for '{entry.Key}' is empty.", "Say why it may stay.");
            else
                all[entry.Key] = reason.Text;
        }
        return all.ToImmutable();
    }
}
