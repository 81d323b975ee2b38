using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Recognition;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Loading;

/// <summary>Reads <c>_shared</c>: global commands, allowed facts, registered actions, house style.</summary>
internal sealed class SharedReader(FindingList findings)
{
    public ImmutableArray<GlobalCommand> Globals(YamlNode? root, out IdleRule idle)
    {
        idle = new("", TimeSpan.Zero, false);
        var all = ImmutableArray.CreateBuilder<GlobalCommand>();
        if (root is null || Nodes.Map(root, findings, "The file") is not { } map) return all.ToImmutable();
        foreach (var entry in map.Entries)
        {
            if (Nodes.Map(entry.Value, findings, $"'{entry.Key}'") is not { } body) continue;
            if (entry.Key == "idle") idle = Idle(body);
            else all.Add(Global(entry, body));
        }
        return all.ToImmutable();
    }

    private GlobalCommand Global(YamlEntry entry, YamlMap body)
    {
        var scope = new DialogScope(findings);
        var lines = new LineReader(scope);
        var reader = new MapReader(body, findings, "A global command");
        var level = reader.OneOf("level", "hard", "soft") == "hard" ? CommandLevel.Hard : CommandLevel.Soft;
        var (action, call, say) = (reader.Scalar("do"), reader.Word("call"), reader.Word("say"));
        var with = lines.Expressions(reader.Node("with"), "'with'");
        var means = reader.Node("means") is { } meant ? Means(meant) : [];
        reader.Finish();
        if (action is null && call is null && say is null)
            findings.Error("D002", entry.KeyAt, $"The command '{entry.Key}' does nothing.", "Give it 'do', 'call' or 'say'.");
        if (action is not null && call is not null)
            findings.Error("D002", entry.KeyAt, $"The command '{entry.Key}' does two things.", "Keep 'do' or 'call'.");
        var run = action is null ? null : new ActionCall(action.Text, with, ImmutableSortedDictionary<string, Expression>.Empty, action.At);
        return new(entry.Key, level, run, call, say, means, entry.KeyAt);
    }

    private ImmutableArray<Intent> Means(YamlNode node)
    {
        var all = ImmutableArray.CreateBuilder<Intent>();
        foreach (var item in Nodes.Items(node).Select(item => Nodes.Scalar(item, findings, "'means'")).OfType<YamlScalar>())
        {
            if (Recogniser.Named(item.Text) is { } intent) all.Add(intent);
            else findings.Error("D006", item.At, $"Nobody can mean '{item.Text}'.", $"Write one of {string.Join(", ", Recogniser.Names)}.");
        }
        return all.ToImmutable();
    }

    private IdleRule Idle(YamlMap body)
    {
        var reader = new MapReader(body, findings, "'idle'");
        var say = reader.Word("say") ?? "";
        var every = TimeSpan.Zero;
        if (reader.Scalar("at_most") is { } atMost)
        {
            var duration = atMost.Text.StartsWith("1 per ", StringComparison.Ordinal) ? DurationText.Parse(atMost.Text[6..].Trim(), out _) : null;
            if (duration is null) findings.Error("D006", atMost.At, $"'{atMost.Text}' is not a limit.", "Write at_most: 1 per 12h.");
            else every = duration.Length;
        }
        var closers = reader.Bool("closers") ?? false;
        reader.Finish();
        return new(say, every, closers);
    }

    /// <summary>Lines <c>path: type</c>. Read line by line, because a type such as <c>list of {points: int}</c> is no YAML without quotes.</summary>
    public ImmutableSortedDictionary<string, DialogType> Facts(string file, string text)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, DialogType>(StringComparer.Ordinal);
        var number = 0;
        foreach (var raw in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var line = raw.TrimEnd('\r', ' ', '\t');
            if (line.IndexOf(" #", StringComparison.Ordinal) is var comment and >= 0) line = line[..comment].TrimEnd();
            if (line.Length == 0 || line[0] == '#') continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var path = colon < 0 ? line : line[..colon].Trim();
            var at = new SourcePosition(file, number, 1);
            if (colon < 0 || !path.Split('.').All(Nodes.IsName))
                findings.Error("D000", at, $"'{path}' does not name a fact.", "Write lines such as points.available: int.");
            else if (all.ContainsKey(path))
                findings.Error("D005", at, $"'{path}' stands here twice.", "Keep one of them.");
            else if (Type(line[(colon + 1)..], at with { Column = colon + 2 }) is { } type)
                all[path] = type;
        }
        return all.ToImmutable();
    }

    private DialogType? Type(string text, SourcePosition at)
    {
        var start = text.Length - text.TrimStart().Length;
        text = text.Trim();
        if (text.Length >= 2 && text[0] is '"' or '\'' && text[^1] == text[0]) (text, start) = (text[1..^1], start + 1);
        if (TypeNotation.Parse(text, out var error, out var column) is { } type) return type;
        findings.Error("D006", at with { Column = at.Column + start + column }, $"The type cannot be read: {error}.",
            "Write int, phone?, choice [a, b] or list of {name: type}.");
        return null;
    }

    public ImmutableSortedDictionary<string, ImmutableArray<ForbiddenPhrase>> Style(YamlNode? root)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<ForbiddenPhrase>>(StringComparer.Ordinal);
        if (root is null || Nodes.Map(root, findings, "The file") is not { } map) return all.ToImmutable();
        foreach (var entry in map.Entries)
            all[entry.Key] = [.. Nodes.Items(entry.Value).Select(Phrase).OfType<ForbiddenPhrase>()];
        return all.ToImmutable();
    }

    private ForbiddenPhrase? Phrase(YamlNode node)
    {
        if (Nodes.Map(node, findings, "A phrase") is not { } map) return null;
        var reader = new MapReader(map, findings, "A phrase");
        var phrase = reader.Word("phrase");
        var (whole, blocks) = (reader.Bool("whole") ?? false, reader.OneOf("level", "error", "warning") == "error");
        var (why, rule) = (reader.Word("why") ?? "", reader.Word("rule") ?? "style");
        var (most, ofStaff) = (reader.Int("most", 0, 9) ?? 0, reader.Bool("staff") ?? false);
        reader.Finish();
        if (phrase is not null) return new(phrase, whole, blocks, why, rule, most, ofStaff);
        if (map.Find("phrase") is null) findings.Error("D006", node.At, "The phrase is missing.", "Write {phrase: \"…\", level: error, why: \"…\"}.");
        return null;
    }
}
