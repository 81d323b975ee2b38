using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Loading;

namespace EngageBot.Dialogs.Tests.Releases;

/// <summary>What a release does to every state in which a run may stand.</summary>
public enum Change
{
    /// <summary>Only the version is higher.</summary>
    Raised,
    /// <summary>Each state has another name, and the map says which.</summary>
    Renamed,
    /// <summary>Each state has become two, and the map leads to the first.</summary>
    Split,
    /// <summary>Each state is gone, and its runs end.</summary>
    Ended,
    /// <summary>Each state is gone, and a person takes over.</summary>
    ToPerson,
}

/// <summary>Writes the next version of a whole folder of dialogs, from its files, and loads it with its lock.</summary>
internal static class NextRelease
{
    private const string New = "_new";

    private const string Rest = "_rest";

    private static readonly ImmutableArray<string> Kinds = ["ask", "wait", "do", "call"];

    public static DialogSet Of(string folder, DialogSet old, Change change)
    {
        var target = Directory.CreateTempSubdirectory("engagebot-release-").FullName;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        // What is published has its numbers in the lock: buttons of the old version must be known to the new one.
        old.WriteLock(target);
        foreach (var dialog in old.Dialogs.Values)
        {
            var names = change is Change.Raised ? [] : dialog.States.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
            var directory = Path.Combine(target, dialog.Name);
            var resting = dialog.States.Where(s => s is Model.State.Ask or Model.State.Wait or Model.State.Do or Model.State.Call);
            Rewrite(Path.Combine(directory, "dialog.yaml"), map => Machine(map, dialog.Version, names, Map(resting, change), change));
            foreach (var texts in Directory.EnumerateFiles(directory, "*.yaml").Where(f => !f.EndsWith("dialog.yaml", StringComparison.Ordinal)))
                Rewrite(texts, map => Texts(map, names));
        }
        var result = DialogSet.Load(target);
        return result.Set ?? throw new InvalidOperationException(string.Join("\n", result.Findings.Where(f => f.Severity == Severity.Error)));
    }

    /// <summary>The path of a state in the next version.</summary>
    public static string Renamed(string path) => string.Join('.', path.Split('.').Select(name => name + New));

    private static YamlMap? Map(IEnumerable<Model.State> resting, Change change) => change is Change.Raised
        ? null
        : new YamlMap([.. resting.Select(state => Entry(state.Path, change switch
        {
            Change.Ended => new YamlMap([Entry("end", Text("dropped"))], true, default),
            Change.ToPerson => Text("human"),
            Change.Split when state is Model.State.Do or Model.State.Call => Text(Renamed(state.Path) + Rest),
            Change.Split or Change.Renamed => Text(Renamed(state.Path)),
            _ => throw new InvalidOperationException(),
        }))], true, default);

    private static YamlMap Machine(YamlMap map, int version, HashSet<string> names, YamlMap? rules, Change change)
    {
        // Who comes from an older version still goes where its map leads, and from there on as everybody does.
        var older = map.Find("migrate")?.Value is YamlMap written ? Each(written, v => Each((YamlMap)v.Value, e => e.Key == "states" ? Onward((YamlMap)e.Value, rules, names) : e.Value)).Entries : [];
        var entries = map.Entries.Where(e => e.Key != "migrate").Select(e => e.Key switch
        {
            "version" => e with { Value = Text((version + 1).ToString(CultureInfo.InvariantCulture)) },
            "states" => e with { Value = States((YamlMap)e.Value, names, change) },
            "start" or "cancel" => e with { Value = Lines(e.Value, names) },
            "defaults" => e with { Value = Each((YamlMap)e.Value, inner => inner.Key is "retries" or "timeout" ? Lines(inner.Value, names) : inner.Value) },
            "lint" => e with { Value = new YamlMap([], true, default) },
            _ => e,
        });
        ImmutableArray<YamlEntry> all = rules is null
            ? older
            : [.. older, Entry(version.ToString(CultureInfo.InvariantCulture), new YamlMap([Entry("states", rules)], true, default))];
        return new YamlMap(all.IsEmpty ? [.. entries] : [.. entries, Entry("migrate", new YamlMap(all, true, default))], true, default);
    }

    private static YamlMap Onward(YamlMap states, YamlMap? rules, HashSet<string> names) =>
        Each(states, e => e.Value is YamlScalar state && rules?.Find(state.Text) is { } onward ? onward.Value : Lines(e.Value, names));

    private static YamlMap States(YamlMap states, HashSet<string> names, Change change) =>
        new([.. states.Entries.SelectMany(e => Parts(e.Key, StateOf((YamlMap)e.Value, names, change), names, change))], true, default);

    private static YamlMap StateOf(YamlMap state, HashSet<string> names, Change change) => Each(state, e => e.Key switch
    {
        "states" => States((YamlMap)e.Value, names, change),
        "next" or "fail" or "skip" or "route" or "retries" or "timeout" or "start" => Lines(e.Value, names),
        "events" => Each((YamlMap)e.Value, line => Lines(line.Value, names)),
        _ => e.Value,
    });

    // A question hands its answer to a second state; a wait is followed by another; an action or call has something in front of it.
    private static IEnumerable<YamlEntry> Parts(string name, YamlMap state, HashSet<string> names, Change change)
    {
        var renamed = Name(name, names);
        var kind = Kinds.FirstOrDefault(k => state.Find(k) is not null);
        if (change is not Change.Split || kind is null) return [Entry(renamed, state)];
        var rest = renamed + Rest;
        if (kind is "ask")
        {
            YamlNode next = state.Find("next")!.Value is YamlList list ? list : new YamlList([AsLine(state.Find("next")!.Value)], default);
            return [Entry(renamed, With(state, "next", Text(rest))), Entry(rest, new YamlMap([Entry("route", next)], true, default))];
        }
        if (kind is "wait")
        {
            var timeout = (YamlMap)state.Find("timeout")!.Value;
            return [Entry(renamed, With(state, "timeout", With(timeout, "go", Text(rest)))), Entry(rest, state)];
        }
        // Somebody who comes anew passes the first part; a run that acts already stands in the second.
        return [Entry(renamed, new YamlMap([Entry("route", new YamlList([AsLine(Text(rest))], default))], true, default)), Entry(rest, state)];
    }

    private static YamlNode AsLine(YamlNode node) => node is YamlMap ? node : new YamlMap([Entry("go", node)], true, default);

    private static YamlNode Lines(YamlNode node, HashSet<string> names) => node switch
    {
        YamlScalar scalar => scalar with { Text = string.Join('.', scalar.Text.Split('.').Select(part => Name(part, names))) },
        YamlList list => list with { Items = [.. list.Items.Select(item => Lines(item, names))] },
        YamlMap map => Each(map, e => e.Key is "go" or "history" ? Lines(e.Value, names) : e.Value),
        _ => node,
    };

    // Texts of a state are found under its new name too; labels belong to slots and stay.
    private static YamlMap Texts(YamlMap map, HashSet<string> names) => map with
    {
        Entries = [.. map.Entries, .. map.Entries.Where(e => names.Contains(StateIn(e.Key)) && !e.Key.EndsWith(".options", StringComparison.Ordinal)).Select(e =>
            Entry(string.Join('.', e.Key.Split('.').Select(part => Name(part, names))), e.Value is YamlMap inner ? inner with { Entries = [.. inner.Entries.Where(i => i.Key != "options")] } : e.Value))],
    };

    private static string StateIn(string key) => key.Split('.')[0];

    private static string Name(string name, HashSet<string> names) => names.Contains(name) ? name + New : name;

    private static YamlMap Each(YamlMap map, Func<YamlEntry, YamlNode> change) => map with { Entries = [.. map.Entries.Select(e => e with { Value = change(e) })] };

    private static YamlMap With(YamlMap map, string key, YamlNode value) => map with { Entries = [.. map.Entries.Select(e => e.Key == key ? e with { Value = value } : e)] };

    private static YamlEntry Entry(string key, YamlNode value) => new(key, default, value);

    private static YamlScalar Text(string text) => new(text, false, default, default);

    private static void Rewrite(string file, Func<YamlMap, YamlMap> change)
    {
        var read = YamlReader.Read(file, File.ReadAllText(file), new FindingList());
        if (read is not YamlMap map) return;
        var text = new StringBuilder();
        Write(text, change(map));
        File.WriteAllText(file, text.Append('\n').ToString());
    }

    private static void Write(StringBuilder text, YamlNode node)
    {
        switch (node)
        {
            case YamlScalar { IsEmpty: true }: break;
            case YamlScalar scalar: Quote(text, scalar.Text); break;
            case YamlList list: Join(text, '[', ']', list.Items, item => Write(text, item)); break;
            case YamlMap map:
                Join(text, '{', '}', map.Entries, entry =>
                {
                    Quote(text, entry.Key);
                    text.Append(": ");
                    Write(text, entry.Value);
                });
                break;
        }
    }

    private static void Join<T>(StringBuilder text, char open, char close, ImmutableArray<T> items, Action<T> write)
    {
        text.Append(open);
        for (var index = 0; index < items.Length; index++)
        {
            if (index > 0) text.Append(",\n");
            write(items[index]);
        }
        text.Append(close);
    }

    private static void Quote(StringBuilder text, string words) =>
        text.Append('"').Append(words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
}
