using System.Globalization;
using System.Text;

namespace EngageBot.Dialogs.Tests.Engine;

/// <summary>Writes small well-formed dialogs nobody has thought of: questions of every kind, waits, groups with events and history, actions, calls.</summary>
/// <remarks>
/// States that are passed at once, and timeouts, lead onwards only: so nothing turns for ever and silence ends everything.
/// Answers and events lead anywhere.
/// </remarks>
internal sealed class DialogMaker(Random random)
{
    private static readonly string[] Conditions =
    [
        "c is set and c == red", "c is set and c in [red, green]", "m is set and m > 1", "b is set and b", "t is set and length(t) > 3", "shop.open",
        "channel == telegram", "hour(now) < 12", "z > 2", "customer.name is set", "count(shop.slots) > 1", "c is not set or m is not set",
    ];

    private readonly StringBuilder _states = new();
    private readonly StringBuilder _texts = new();
    private int _count;
    private bool _mayChange;
    private string[] _callable = [];

    /// <summary>A folder of its own with the shared files of the cafe and one to three dialogs, of which later ones may call earlier ones.</summary>
    public static string Write(int seed)
    {
        var random = new Random(seed);
        var folder = Folders.CafeCopy();
        foreach (var dialog in Directory.EnumerateDirectories(folder))
            if (Path.GetFileName(dialog) is not ("_shared" or "human" or "side")) Directory.Delete(dialog, recursive: true);
        string[] callable = ["side", "human"];
        for (var number = random.Next(1, 4); number > 0; number--)
        {
            var name = $"made{callable.Length}";
            new DialogMaker(random).WriteDialog(Path.Combine(folder, name), name, callable);
            callable = [.. callable, name];
        }
        return folder;
    }

    private void WriteDialog(string folder, string name, string[] callable)
    {
        _callable = callable;
        _count = random.Next(3, 9);
        _mayChange = random.Next(2) == 0;
        for (var number = 0; number < _count; number++) State(number);
        var text = new StringBuilder($"dialog: {name}\nversion: 1\nstart: s0\n");
        text.Append(CultureInfo.InvariantCulture, $"starts: {{command: {name}, call: true, play: true}}\ninstances: {Pick("one_open", "many", "one_per_play")}\n");
        text.Append("""
            slots:
              c: {type: choice, of: [red, green, blue]}
              cs: {type: choices, of: [one, two, three]}
              t: {type: text, min: 1, max: 100}
              m: {type: int, min: 0, max: 3}
              b: {type: bool}
              d: {type: date}
              p: {type: photo}
              z: {type: int, start: 0}

            """);
        text.Append(CultureInfo.InvariantCulture,
            $"defaults: {{retries: {{max: {random.Next(3)}, go: lost}}, timeout: {{{(Coin() ? "remind: 1h, " : "")}after: {random.Next(2, 30)}h, go: lost}}}}\n");
        text.Append("cancel: {go: left}\nstates:\n").Append(_states);
        text.Append("  done: {final: done, say: said}\n  lost: {final: lost}\n  left: {final: left, say: said}\n");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "dialog.yaml"), text.ToString());
        File.WriteAllText(Path.Combine(folder, "en.yaml"), $$"""
            words.command: {name: {{name}}, description: Made by nobody}
            said: Something was said.
            number: "{z} times."
            c.options: {red: Red, green: Green, blue: Blue}
            cs.options: {one: First, two: Second, three: Third}

            """ + _texts);
    }

    private void State(int number)
    {
        var (name, onwards) = ($"s{number}", Onwards(number));
        // A question comes first, so that somebody may lose patience and every end is reached.
        switch (number == 0 ? 0 : random.Next(9))
        {
            case < 3: Ask("  ", name, onwards, Anywhere()); break;
            case 3: _states.Append(CultureInfo.InvariantCulture, $"  {name}: {{say: {Pick("said", "number")}, next: {onwards}}}\n"); break;
            case 4: _states.Append(CultureInfo.InvariantCulture, $"  {name}: {{route: [{{when: \"{Condition()}\", go: {Later(number)}}}, {{go: {onwards}}}]}}\n"); break;
            case 5: Do(name, number, onwards); break;
            case 6: Wait("  ", name, onwards, Anywhere()); break;
            case 7:
                _states.Append(CultureInfo.InvariantCulture, $"  {name}: {{call: {Pick(_callable)}, {(Coin() ? "until: end, " : "")}next: {onwards}}}\n");
                break;
            default: Group(name, number, onwards); break;
        }
    }

    private void Ask(string indent, string name, string onwards, string anywhere)
    {
        var slot = Pick("c", "c", "cs", "t", "m", "b", "d", "p");
        var own = new StringBuilder($"ask: {slot}");
        if (slot == "p" || random.Next(3) == 0) own.Append(CultureInfo.InvariantCulture, $", skip: {onwards}");
        if (random.Next(4) == 0) own.Append(", floor: when_idle");
        if (random.Next(4) == 0) own.Append(slot == "t" ? ", interrupt: confirm" : $", interrupt: {Pick("confirm", "never")}");
        if (random.Next(4) == 0) own.Append(", back: false");
        if (slot == "c" && _mayChange && Coin()) own.Append(", change_until: 24h");
        if (random.Next(3) == 0) own.Append(CultureInfo.InvariantCulture, $", timeout: {{remind: 30m, after: {random.Next(1, 50)}h, go: {onwards}}}");
        if (Coin()) own.Append(", set: {z: z + 1}");
        own.Append(CultureInfo.InvariantCulture, $", next: [{{when: \"{Condition()}\", set: {{z: z + 1}}, say: number, go: {anywhere}}}, {{go: {onwards}}}]");
        _states.Append(CultureInfo.InvariantCulture, $"{indent}{name}: {{{own}}}\n");
        _texts.Append(CultureInfo.InvariantCulture, $"{name}: {{ask: Question {name}?, retry: Not that for {name}.{(Coin() ? $", resume: Back to {name}." : "")}}}\n");
    }

    private void Wait(string indent, string name, string onwards, string anywhere) => _states.Append(CultureInfo.InvariantCulture,
        $"{indent}{name}: {{wait: somebody, events: {{order.ready: {{set: {{z: event.table}}, go: {anywhere}}}}}, timeout: {{after: {random.Next(1, 50)}h, go: {onwards}}}}}\n");

    private void Do(string name, int number, string onwards)
    {
        var body = random.Next(3) switch
        {
            0 => $"do: note.keep, with: {{text: \"'kept'\"}}, next: {onwards}",
            1 => $"do: table.hold, with: {{guests: z}}, next: {onwards}, fail: {Later(number)}",
            _ when _mayChange => $"do: note.keep, with: {{text: \"'kept'\"}}, set: {{z: 0}}, next: {onwards}",
            _ => $"do: table.book, with: {{guests: 2}}, next: {onwards}, fail: [{{when: error.code == 'full', say: said, go: {Later(number)}}}, {{go: {onwards}}}]",
        };
        _states.Append(CultureInfo.InvariantCulture, $"  {name}: {{{body}}}\n");
    }

    private void Group(string name, int number, string onwards)
    {
        _states.Append(CultureInfo.InvariantCulture, $"  {name}:\n    start: {name}a\n");
        if (Coin()) _states.Append("    enter: [{set: {z: z + 1}}]\n");
        _states.Append(CultureInfo.InvariantCulture, $"    events: {{order.ready: {{set: {{z: event.table}}, go: {Pick($"{name}b", Anywhere(), $"{{history: {name}, deep: true}}")}}}");
        _states.Append(Coin() ? ", cancel: {say: said}}\n" : "}\n");
        _states.Append(CultureInfo.InvariantCulture, $"    timeout: {{after: {random.Next(5, 60)}h, go: {onwards}}}\n");
        var ends = Coin();
        if (ends) _states.Append(CultureInfo.InvariantCulture, $"    next: {onwards}\n");
        _states.Append("    states:\n");
        Ask("      ", $"{name}a", $"{name}b", $"{name}c");
        Wait("      ", $"{name}b", $"{name}c", $"{name}a");
        Ask("      ", $"{name}c", ends ? $"{name}d" : onwards, $"{{history: {name}}}");
        if (ends) _states.Append(CultureInfo.InvariantCulture, $"      {name}d: {{final: inside}}\n");
    }

    private string Onwards(int number) => number + 1 < _count ? $"s{number + 1}" : "done";

    private string Later(int number) => random.Next(number + 1, _count + 1) is var later && later < _count ? $"s{later}" : Pick("done", "lost");

    private string Anywhere() => $"s{random.Next(_count)}";

    private string Condition() => Pick(Conditions);

    private bool Coin() => random.Next(2) == 0;

    private string Pick(params string[] from) => from[random.Next(from.Length)];
}
