using System.Collections.Immutable;
using System.Text.Json;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Machines;

/// <summary>A machine as read from its JSON file.</summary>
/// <param name="Variables">Declared variables in their order, with their first values.</param>
/// <param name="Booting">Events that are in the internal queue before the first entry.</param>
/// <param name="DoneData">For a final state's number, its data by field.</param>
internal sealed record MachineFile(
    Machine<MachineAction> Machine,
    ImmutableArray<KeyValuePair<string, Value?>> Variables,
    ImmutableArray<string> Booting,
    ImmutableDictionary<int, ImmutableArray<KeyValuePair<string, Expression>>> DoneData)
{
    // Suites count to a hundred in eventless transitions; an endless loop is still found at once.
    private const int Fuel = 10_000;

    /// <summary>Reads a file.</summary>
    /// <returns><see langword="null"/> if it is not a machine; then <paramref name="error"/> says why in one line.</returns>
    internal static MachineFile? Load(string json, out string? error)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            error = null;
            return new Reader().Read(document.RootElement);
        }
        catch (JsonException notJson)
        {
            error = notJson.Message;
        }
        catch (MachineFileException wrong)
        {
            error = wrong.Message;
        }
        return null;
    }

    private sealed class Reader
    {
        private readonly List<string> _names = [];
        private readonly Dictionary<int, ImmutableArray<KeyValuePair<string, Expression>>> _data = [];

        internal MachineFile Read(JsonElement root)
        {
            root.MustBe(JsonValueKind.Object, "the file");
            var states = root.Optional("states") ?? throw new MachineFileException("'states' is missing");
            states.MustBe(JsonValueKind.Object, "'states'");
            _names.AddRange(states.EnumerateObject().Select(s => s.Name));
            if (_names.Count == 0) throw new MachineFileException("'states' is empty");
            // Two passes: where a default entry leads may need the kinds of all states.
            var read = states.EnumerateObject().Select((s, number) => State(s.Name, s.Value, number)).ToImmutableArray();
            read = [.. read.Select((state, number) => WithDefault(state, number, read))];
            var initial = root.Optional("initial") is { } name ? Target(name.Text("'initial'"), "'initial'") : FirstChild(read, null);
            var actions = root.Optional("initial_actions") is { } list ? Actions(list, "'initial_actions'") : [];
            if (MachineShape.Check(read, initial) is { } fault) throw new MachineFileException(fault);
            return new(new(read, initial, actions) { Fuel = Fuel }, Variables(root), Booting(root), _data.ToImmutableDictionary());
        }

        private static ImmutableArray<KeyValuePair<string, Value?>> Variables(JsonElement root) =>
            [.. root.Properties("vars").Select(v => KeyValuePair.Create(v.Name, MachineJson.Read(v.Value)))];

        private static ImmutableArray<string> Booting(JsonElement root) => [.. root.Items("boot_errors").Select(e => e.Text("an event of 'boot_errors'"))];

        private MachineState<MachineAction> State(string name, JsonElement state, int number)
        {
            var where = $"state '{name}'";
            state.MustBe(JsonValueKind.Object, where);
            var kind = state.Optional("kind")?.Text($"'kind' of {where}");
            var donedata = state.Properties("donedata").Select(f => KeyValuePair.Create(f.Name, Expression(f.Value, $"'donedata' of {where}")));
            if (state.Optional("donedata") is not null) _data[number] = [.. donedata];
            return new()
            {
                Name = name,
                Kind = kind switch
                {
                    "atomic" => StateKind.Atomic,
                    "compound" => StateKind.Compound,
                    "final" => StateKind.Final,
                    "history" => StateKind.ShallowHistory,
                    "history-deep" => StateKind.DeepHistory,
                    null => throw new MachineFileException($"{where} has no 'kind'"),
                    _ => throw new MachineFileException($"{where} is of an unknown kind '{kind}'"),
                },
                Parent = state.Optional("parent") is { } parent ? Target(parent.Text($"'parent' of {where}"), $"'parent' of {where}") : null,
                Default = EntryPoint(state, where),
                Entry = Blocks(state, "entry", where),
                Exit = Blocks(state, "exit", where),
                Transitions = [.. state.Items("transitions").Select(t => Transition(t, $"a transition of {where}"))],
            };
        }

        private EntryPoint<MachineAction>? EntryPoint(JsonElement state, string where)
        {
            if ((state.Optional("initial") ?? state.Optional("default")) is not { } way) return null;
            way.MustBe(JsonValueKind.Object, $"the default entry of {where}");
            where = $"the default entry of {where}";
            var target = way.Optional("target")?.Text(where) ?? throw new MachineFileException($"{where} has no target");
            return new(Target(target, where), way.Optional("actions") is { } actions ? Actions(actions, where) : []);
        }

        // As in SCXML, a compound state without "initial" enters its first child; a history without "default" goes where its parent's entry goes.
        private static MachineState<MachineAction> WithDefault(MachineState<MachineAction> state, int number, ImmutableArray<MachineState<MachineAction>> all)
        {
            if (state.Default is not null || state.Kind is StateKind.Atomic or StateKind.Final) return state;
            var group = state.IsHistory ? state.Parent : number;
            if (state.IsHistory && group is { } parent && all[parent].Default is { } way && !all[way.Target].IsHistory)
                return state with { Default = new(way.Target, []) };
            return FirstChild(all, group) is >= 0 and var first ? state with { Default = new(first, []) } : state;
        }

        private static int FirstChild(ImmutableArray<MachineState<MachineAction>> all, int? group) =>
            Enumerable.Range(0, all.Length).FirstOrDefault(s => all[s].Parent == group && !all[s].IsHistory, -1);

        private MachineTransition<MachineAction> Transition(JsonElement transition, string where)
        {
            transition.MustBe(JsonValueKind.Object, where);
            return new()
            {
                Events = [.. transition.Items("event").Select(e => e.Text($"'event' of {where}"))],
                Condition = transition.Optional("cond") is { } condition ? Expression(condition, $"'cond' of {where}") : null,
                Target = transition.Optional("target") is { } target ? Target(target.Text($"'target' of {where}"), where) : null,
                Internal = transition.Optional("internal") is { } isInternal && isInternal.YesOrNo($"'internal' of {where}"),
                Actions = transition.Optional("actions") is { } actions ? Actions(actions, where) : [],
            };
        }

        private static ImmutableArray<ImmutableArray<MachineAction>> Blocks(JsonElement state, string key, string where) =>
            [.. state.Items(key).Select(block => Actions(block, $"'{key}' of {where}"))];

        private static ImmutableArray<MachineAction> Actions(JsonElement list, string where)
        {
            list.MustBe(JsonValueKind.Array, $"the actions of {where}");
            return [.. list.EnumerateArray().Select(action => Action(action, where))];
        }

        private static MachineAction Action(JsonElement action, string where)
        {
            action.MustBe(JsonValueKind.Array, $"an action of {where}");
            var parts = action.EnumerateArray().ToArray();
            if (parts.Length == 0) throw new MachineFileException($"an action of {where} is empty");
            var name = parts[0].Text($"the name of an action of {where}");
            var wanted = name switch
            {
                "raise" or "send" or "cancel" or "err" or "log" or "if" => 2,
                "assign" => 3,
                _ => throw new MachineFileException($"{where} has an unknown action '{name}'"),
            };
            if (parts.Length != wanted) throw new MachineFileException($"'{name}' of {where} takes {wanted - 1} argument{(wanted == 2 ? "" : "s")}");
            return name switch
            {
                "raise" => new MachineAction.Raise(parts[1].Text($"'raise' of {where}")),
                "assign" => new MachineAction.Assign(parts[1].Text($"'assign' of {where}"), Expression(parts[2], $"'assign' of {where}")),
                "if" => If(parts[1], where),
                "send" => Send(parts[1], where),
                "cancel" => new MachineAction.Cancel(parts[1].Text($"'cancel' of {where}")),
                "log" => new MachineAction.Log(parts[1].Text($"'log' of {where}")),
                _ => new MachineAction.Fail(),
            };
        }

        private static MachineAction.If If(JsonElement branches, string where)
        {
            branches.MustBe(JsonValueKind.Array, $"'if' of {where}");
            return new([.. branches.EnumerateArray().Select(branch =>
            {
                branch.MustBe(JsonValueKind.Array, $"a branch of 'if' of {where}");
                if (branch.GetArrayLength() != 2) throw new MachineFileException($"a branch of 'if' of {where} is not [condition, [actions]]");
                return (branch[0].ValueKind == JsonValueKind.Null ? null : Expression(branch[0], $"'if' of {where}"), Actions(branch[1], where));
            })]);
        }

        private static MachineAction.Send Send(JsonElement send, string where)
        {
            where = $"'send' of {where}";
            send.MustBe(JsonValueKind.Object, where);
            var name = send.Optional("event")?.Text(where);
            var from = send.Optional("eventexpr") is { } expression ? Expression(expression, where) : null;
            if (name is null == from is null) throw new MachineFileException($"{where} needs either 'event' or 'eventexpr'");
            var data = send.Properties("params").Select(p => KeyValuePair.Create(p.Name, Expression(p.Value, where)));
            var delay = send.Optional("delay") is { } seconds ? MachineJson.Seconds(seconds, $"'delay' of {where}") : TimeSpan.Zero;
            return new(name, from, [.. data], delay, send.Optional("id")?.Text($"'id' of {where}"));
        }

        private int Target(string name, string where) =>
            _names.IndexOf(name) is >= 0 and var number ? number : throw new MachineFileException($"{where} names an unknown state '{name}'");

        // Text that does not parse is an expression that cannot be evaluated: an error where it runs, as in SCXML, not here.
        private static Expression Expression(JsonElement element, string where)
        {
            var text = element.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False ? element.GetRawText() : element.Text(where);
            return ExpressionParser.Parse(text, default) is var result && result.Expression is not null
                ? result.Expression : new(text, default, new Node.Unreadable($"{result.Error}, column {result.Column}"));
        }
    }
}

/// <summary>Why a file is not a machine; never leaves <see cref="MachineFile.Load"/>.</summary>
internal sealed class MachineFileException(string message) : Exception(message);
