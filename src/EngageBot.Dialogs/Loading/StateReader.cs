using System.Collections.Immutable;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;
using Timeout = EngageBot.Dialogs.Model.Timeout;

namespace EngageBot.Dialogs.Loading;

/// <summary>What every asking and waiting state takes from <c>defaults</c> unless it says otherwise.</summary>
internal sealed record StateDefaults(Retries? Retries, Timeout? Timeout, bool WhenIdle, Interrupt Interrupt);

/// <summary>Reads one state: exactly one kind, with the keys of that kind.</summary>
internal sealed class StateReader(DialogScope scope, LineReader lines, NumberBook numbers)
{
    private static readonly string[] Kinds = ["ask", "do", "wait", "route", "call", "final", "states", "say"];
    private static readonly string[] Attachments = ["picture", "document", "qr", "link", "location"];

    private const string Words = "words";
    private const string Follow = "follow";

    private FindingList Findings => scope.Findings;

    public StateDefaults Defaults { get; set; } = new(null, null, false, Model.Interrupt.Always);

    public State? Read(string path, YamlEntry entry)
    {
        if (Nodes.Map(entry.Value, Findings, $"The state '{entry.Key}'") is not { } map) return null;
        var kinds = Kinds.Where(k => map.Find(k) is not null && !(k == "say" && map.Find("final") is not null)).ToArray();
        if (kinds.Length != 1)
        {
            Findings.Error("D002", entry.KeyAt,
                kinds.Length == 0 ? $"The state '{entry.Key}' does not say what it does." : $"The state '{entry.Key}' is {string.Join(" and ", kinds)} at once.",
                $"Give it exactly one of {string.Join(", ", Kinds)}.");
            return null;
        }
        var reader = new MapReader(map, Findings, $"A state of kind '{kinds[0]}'");
        var group = DialogScope.ParentOf(path);
        State state = kinds[0] switch
        {
            "ask" => Ask(reader, path, entry, group),
            "say" => Say(reader, path, entry),
            "do" => Do(reader, path, entry, group),
            "wait" => Wait(reader, path, entry, group),
            "route" => new State.Route { Name = entry.Key, Path = path, Number = 0, At = entry.KeyAt, Next = lines.Lines(reader.Node("route"), group, false) },
            "call" => Call(reader, path, entry),
            "final" => Final(reader, path, entry),
            _ => Group(reader, path, entry, group),
        };
        state = Common(state, reader, group);
        reader.Finish();
        return state;
    }

    private State Common(State state, MapReader reader, string? group)
    {
        var set = lines.Assignments(reader.Node("set")).Select(a => new Step(a, null, null));
        var within = state is State.Group ? state.Path : group;
        return state with
        {
            Parent = group,
            Number = numbers.State(state.Path),
            Next = state is State.Route or State.Final ? state.Next : lines.Lines(reader.Node("next"), group, state is State.Ask),
            Events = Events(reader.Node("events"), within),
            Enter = [.. set, .. lines.Steps(reader.Node("enter"))],
            Exit = lines.Steps(reader.Node("exit")),
            Interrupt = Interrupt(reader) ?? Defaults.Interrupt,
            Note = reader.Word("note"),
        };
    }

    private State.Ask Ask(MapReader reader, string path, YamlEntry entry, string? group)
    {
        var slot = reader.Scalar("ask");
        var known = slot is not null && scope.HasSlot(slot.Text, slot.At);
        return new()
        {
            Name = entry.Key,
            Path = path,
            Number = 0,
            At = entry.KeyAt,
            Slot = slot?.Text ?? "",
            Choices = reader.Node("choices") is { } choices && known ? Choices(choices, scope.Slots[slot!.Text]) : null,
            Skip = lines.Lines(reader.Node("skip"), group, false),
            Check = scope.Expression(reader.Node("check"), "'check'"),
            Retries = Retries(reader.Node("retries"), group) ?? Defaults.Retries,
            Timeout = Timeout(reader.Node("timeout"), group) ?? Defaults.Timeout,
            ChangeUntil = reader.Duration("change_until")?.Length,
            Template = Templates(reader.Node("template"), out _),
            WhenIdle = Floor(reader) ?? Defaults.WhenIdle,
            Back = reader.Bool("back") ?? true,
            Attach = Attach(reader.Node("attach")),
        };
    }

    private State.Say Say(MapReader reader, string path, YamlEntry entry)
    {
        var text = reader.Scalar("say");
        return new()
        {
            Name = entry.Key,
            Path = path,
            Number = 0,
            At = entry.KeyAt,
            Text = text?.Text ?? "",
            TextAt = text?.At ?? entry.KeyAt,
            Template = Templates(reader.Node("template"), out var follow),
            WordsFollow = follow,
            Attach = Attach(reader.Node("attach")),
        };
    }

    private State.Do Do(MapReader reader, string path, YamlEntry entry, string? group)
    {
        var action = reader.Scalar("do");
        return new()
        {
            Name = entry.Key,
            Path = path,
            Number = 0,
            At = entry.KeyAt,
            Action = new(action?.Text ?? "", lines.Expressions(reader.Node("with"), "'with'"), lines.Saves(reader.Node("save")), action?.At ?? entry.KeyAt),
            Fail = lines.Lines(reader.Node("fail"), group, false),
        };
    }

    private State.Wait Wait(MapReader reader, string path, YamlEntry entry, string? group) => new()
    {
        Name = entry.Key,
        Path = path,
        Number = 0,
        At = entry.KeyAt,
        Label = reader.Word("wait") ?? "",
        Timeout = Timeout(reader.Node("timeout"), group) ?? Defaults.Timeout,
    };

    private State.Call Call(MapReader reader, string path, YamlEntry entry)
    {
        var dialog = reader.Scalar("call");
        return new()
        {
            Name = entry.Key,
            Path = path,
            Number = 0,
            At = entry.KeyAt,
            Dialog = dialog?.Text ?? "",
            DialogAt = dialog?.At ?? entry.KeyAt,
            With = lines.Expressions(reader.Node("with"), "'with'"),
            Save = lines.Saves(reader.Node("save")),
            UntilEnd = reader.OneOf("until", "end") is not null,
        };
    }

    private State.Final Final(MapReader reader, string path, YamlEntry entry)
    {
        var (outcome, text) = (reader.Scalar("final"), reader.Scalar("say"));
        if (outcome is not null && !Nodes.IsName(outcome.Text))
            Findings.Error("D006", outcome.At, $"An outcome cannot be called '{outcome.Text}'.", "Use small letters, digits and _.");
        return new()
        {
            Name = entry.Key,
            Path = path,
            Number = 0,
            At = entry.KeyAt,
            Outcome = outcome?.Text ?? "",
            Text = text?.Text,
            TextAt = text?.At ?? entry.KeyAt,
            Template = Templates(reader.Node("template"), out var follow),
            WordsFollow = follow,
            Attach = Attach(reader.Node("attach")),
        };
    }

    private State.Group Group(MapReader reader, string path, YamlEntry entry, string? group)
    {
        _ = reader.Node("states");
        var start = reader.Scalar("start");
        if (start is null && reader.Node("start") is null)
            Findings.Error("D110", entry.KeyAt, $"The group '{entry.Key}' does not say where it starts.", "Give it 'start: state'.");
        var resolved = start is null ? null : scope.StateAt(start, path);
        if (resolved is not null && !resolved.StartsWith(path + ".", StringComparison.Ordinal))
            Findings.Error("D110", start!.At, $"'{start.Text}' is not inside the group '{entry.Key}'.", "Start with a state of the group.");
        return new()
        {
            Name = entry.Key,
            Path = path,
            Number = 0,
            At = entry.KeyAt,
            Start = resolved ?? "",
            Timeout = Timeout(reader.Node("timeout"), group),
        };
    }

    public Retries? Retries(YamlNode? node, string? group)
    {
        if (node is null || Nodes.Map(node, Findings, "'retries'") is not { } map) return null;
        var reader = new MapReader(map, Findings, "'retries'");
        var max = reader.Int("max", 0, 20);
        var go = lines.Lines(reader.Node("go"), group, false);
        reader.Finish();
        if (map.Find("max") is null || map.Find("go") is null)
            Findings.Error("D202", node.At, "'retries' lacks 'max' or 'go'.", "Write retries: {max: 2, go: state}.");
        return new(max ?? 0, go);
    }

    public Timeout? Timeout(YamlNode? node, string? group)
    {
        if (node is null || Nodes.Map(node, Findings, "'timeout'") is not { } map) return null;
        var reader = new MapReader(map, Findings, "'timeout'");
        var (remind, after) = (reader.Duration("remind"), reader.Duration("after"));
        var go = lines.Lines(reader.Node("go"), group, false);
        reader.Finish();
        foreach (var (name, length) in new[] { ("remind", remind), ("after", after) })
            if (length is { Length.Ticks: 0 })
                Findings.Error("D006", map.Find(name)!.Value.At, $"'{name}' is no time at all.", "Write one minute at least: 1m.");
        if (map.Find("after") is null || map.Find("go") is null)
            Findings.Error("D201", node.At, "'timeout' lacks 'after' or 'go'.", "Write timeout: {after: 24h, go: state}.");
        return new(remind, after ?? new Value.Duration(TimeSpan.FromDays(1)), go, node.At);
    }

    public static bool? Floor(MapReader reader) => reader.OneOf("floor", "when_idle", "now") is { } floor ? floor == "when_idle" : null;

    public static Interrupt? Interrupt(MapReader reader) => reader.OneOf("interrupt", "always", "confirm", "never") switch
    {
        "always" => Model.Interrupt.Always,
        "confirm" => Model.Interrupt.Confirm,
        "never" => Model.Interrupt.Never,
        _ => null,
    };

    private ImmutableArray<EventLines> Events(YamlNode? node, string? group)
    {
        if (node is null || Nodes.Map(node, Findings, "'events'") is not { } map) return [];
        return [.. map.Entries.Select(e => new EventLines(e.Key, lines.Lines(e.Value, group, true), e.KeyAt))];
    }

    private ImmutableArray<string>? Choices(YamlNode node, Slot slot)
    {
        var all = ImmutableArray.CreateBuilder<string>();
        foreach (var item in Nodes.Items(node))
        {
            if (Nodes.Scalar(item, Findings, "A choice") is not { } word) continue;
            if (slot.Type.Members.Contains(word.Text)) all.Add(word.Text);
            else
                Findings.Error("D301", word.At, $"'{word.Text}' is not one of {string.Join(", ", slot.Type.Members)}.",
                    Nearest.Suggest(word.Text, slot.Type.Members));
        }
        return all.ToImmutable();
    }

    /// <summary><c>{whatsapp: name}</c>; with <c>words: follow</c> the template announces and the state's own words come after it.</summary>
    private ImmutableSortedDictionary<string, string> Templates(YamlNode? node, out bool follow)
    {
        follow = false;
        var all = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (node is null || Nodes.Map(node, Findings, "'template'") is not { } map) return all.ToImmutable();
        foreach (var entry in map.Entries)
        {
            if (Nodes.Scalar(entry.Value, Findings, $"'{entry.Key}'") is not { } name) continue;
            if (entry.Key != Words) all[entry.Key] = name.Text;
            else if (name.Text == Follow) follow = true;
            else Findings.Error("D006", name.At, $"'{Words}' cannot be '{name.Text}'.", $"Write {Words}: {Follow}, or leave it out.");
        }
        return all.ToImmutable();
    }

    private Attachment? Attach(YamlNode? node)
    {
        if (node is null || Nodes.Map(node, Findings, "'attach'") is not { } map) return null;
        var reader = new MapReader(map, Findings, "'attach'");
        var label = reader.Word("label");
        var found = Attachments.Where(kind => reader.Entry(kind) is not null).ToArray();
        reader.Finish();
        if (found.Length != 1)
        {
            Findings.Error("D006", node.At, "'attach' takes one thing.", $"Give it one of {string.Join(", ", Attachments)}.");
            return null;
        }
        return scope.Expression(map.Find(found[0])!.Value, $"'{found[0]}'") is { } value ? new(found[0], value, label) : null;
    }
}
