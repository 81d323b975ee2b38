using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>What transcripts come to of all dialogs, and what of them nobody has tested.</summary>
public sealed class Coverage
{
    private Coverage(ImmutableArray<DialogCoverage> dialogs) => Dialogs = dialogs;

    /// <summary>In the order of their names.</summary>
    public ImmutableArray<DialogCoverage> Dialogs { get; }

    /// <summary>The least share of states and lines among the dialogs, in percent.</summary>
    public int LeastPercent => Dialogs.Select(d => Math.Min(d.States.Percent, d.Lines.Percent)).DefaultIfEmpty(100).Min();

    /// <summary>Compares the dialogs with where conversations have been.</summary>
    public static Coverage Of(DialogSet dialogs, Trail trail)
    {
        ArgumentNullException.ThrowIfNull(dialogs);
        ArgumentNullException.ThrowIfNull(trail);
        return new([.. dialogs.Dialogs.Values.Select(d => Of(dialogs, d, trail))]);
    }

    /// <summary>D902 and D903 of a folder that could be read: every transcript in it is played, each in its own language.</summary>
    public static ImmutableArray<Finding> Findings(DialogSet dialogs, string directory)
    {
        ArgumentNullException.ThrowIfNull(dialogs);
        var trail = new Trail();
        foreach (var path in TranscriptRunner.Find(directory)) trail.Add(TranscriptRunner.Run(dialogs, path).Trail);
        var findings = ImmutableArray.CreateBuilder<Finding>();
        foreach (var dialog in Of(dialogs, trail).Dialogs)
        {
            var missing = dialog.Missing.Where(m => m.Code.Length > 0)
                .Select(m => new Finding(m.Code, Severity.Warning, m.At, $"No transcript comes to {m.What}.", FindingRules.All[m.Code].Help));
            findings.AddRange(Lint.WithoutAccepted(dialogs.Dialogs[dialog.Dialog], missing));
        }
        return findings.ToImmutable();
    }

    /// <summary>These findings, and those of the transcripts, in the order of files and lines.</summary>
    public static ImmutableArray<Finding> AddTo(ImmutableArray<Finding> findings, DialogSet dialogs, string directory) =>
        [.. findings.Concat(Findings(dialogs, directory)).OrderBy(f => f.At.File, StringComparer.Ordinal).ThenBy(f => f.At.Line).ThenBy(f => f.At.Column)];

    /// <summary>The same of these dialogs alone.</summary>
    public Coverage Only(IEnumerable<string> dialogs) => new([.. Dialogs.Where(d => dialogs.Contains(d.Dialog))]);

    /// <summary>A line a dialog, then what is missing.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var dialog in Dialogs)
            text.Append(CultureInfo.InvariantCulture, $"{dialog.Dialog,-14} states {dialog.States,-7} lines {dialog.Lines,-7} outcomes {dialog.Outcomes,-5} texts ")
                .AppendJoin(", ", dialog.Texts.Select(t => $"{t.Key} {t.Value}")).Append('\n');
        foreach (var missing in Dialogs.SelectMany(d => d.Missing)) text.Append(CultureInfo.InvariantCulture, $"{missing.At}: never reached: {missing.What}\n");
        return text.ToString();
    }

    /// <summary>What random customers came to: states and outcomes, and which of them never.</summary>
    public string Reached()
    {
        var text = new StringBuilder();
        foreach (var dialog in Dialogs)
            text.Append(CultureInfo.InvariantCulture, $"{dialog.Dialog,-14} states {dialog.States,-7} lines {dialog.Lines,-7} outcomes {dialog.Outcomes}\n");
        foreach (var missing in Dialogs.SelectMany(d => d.Missing).Where(m => m.Code.Length > 0)) text.Append(CultureInfo.InvariantCulture, $"{missing.At}: never reached: {missing.What}\n");
        return text.ToString();
    }

    private static DialogCoverage Of(DialogSet dialogs, Dialog dialog, Trail trail)
    {
        var missing = new List<Uncovered>();
        var states = dialog.States.Where(s => s is not State.Group).ToList();
        var unseen = states.Where(s => !trail.States.Contains($"{dialog.Name}/{s.Path}")).ToList();
        missing.AddRange(unseen.Select(s => new Uncovered("D902", s.At, $"the state '{s.Path}'")));
        var lines = LinesOf(dialog).DistinctBy(l => l.At).ToList();
        var untaken = lines.Where(l => !trail.Lines.Contains(l.At)).ToList();
        // A line of a state nobody entered is not worth a second remark.
        missing.AddRange(untaken.Where(l => !unseen.Any(s => s.Path == l.Owner)).Select(l => new Uncovered("D902", l.At, $"the line '{l.What}' of '{l.Owner}'")));
        var finals = states.OfType<State.Final>().GroupBy(f => f.Outcome, StringComparer.Ordinal).ToList();
        var open = finals.Where(f => !trail.Outcomes.Contains($"{dialog.Name}:{f.Key}")).ToList();
        missing.AddRange(open.Select(f => new Uncovered("D903", f.First().At, $"the outcome '{f.Key}'")));
        var texts = dialogs.Languages.ToImmutableSortedDictionary(l => l, l => TextsOf(dialogs, dialog, l, trail, missing), StringComparer.Ordinal);
        return new(dialog.Name, new(states.Count - unseen.Count, states.Count), new(lines.Count - untaken.Count, lines.Count),
            new(finals.Count - open.Count, finals.Count), texts,
            [.. missing.OrderBy(m => m.At.File, StringComparer.Ordinal).ThenBy(m => m.At.Line).ThenBy(m => m.At.Column)]);
    }

    private static IEnumerable<(SourcePosition At, string Owner, string What)> LinesOf(Dialog dialog)
    {
        foreach (var (state, way, lines) in CheckContext.LineLists(dialog))
            foreach (var line in lines)
                yield return (line.At, state?.Path ?? dialog.Name, $"{Name(way)}{(line.When is { } when ? $" when {when.Source}" : "")}{(line.Go is { } go ? $" → {go.Path}" : "")}");
    }

    private static string Name(Way way) => way.ToString().ToLowerInvariant();

    private static Share TextsOf(DialogSet dialogs, Dialog dialog, string language, Trail trail, List<Uncovered> missing)
    {
        var catalogue = dialogs.For(dialog.Name, language, informal: false);
        var texts = catalogue.Texts.Where(t => !catalogue.Buttons.ContainsKey(t.Key)).ToList();
        var labels = LabelsOf(dialog);
        var said = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(trail.Texts.Where(t => t.Dialog == dialog.Name && t.Language == language).Select(t => t.Key));
        while (open.TryPop(out var key))
        {
            if (!said.Add(key)) continue;
            // The labels of offered items are said with their question, what a text includes with the text.
            if (key.EndsWith(".ask", StringComparison.Ordinal)) open.Push(key[..^".ask".Length] + ".option");
            if (labels.TryGetValue(key, out var label)) open.Push(label);
            if (catalogue.Find(key) is not { } text) continue;
            foreach (var included in TextParts.All(text.Entry).OfType<TextEntry.Include>()) open.Push(included.Name);
        }
        missing.AddRange(texts.Where(t => !said.Contains(t.Key)).Select(t => new Uncovered("", t.Value.At, $"the text '{t.Key}' in '{language}'")));
        return new(texts.Count(t => said.Contains(t.Key)), texts.Count);
    }

    /// <summary>The texts on link buttons, by the text they stand under.</summary>
    private static Dictionary<string, string> LabelsOf(Dialog dialog)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var state in dialog.States)
        {
            if (state is State.Ask { Attach.Label: { } asked }) labels[$"{state.Name}.ask"] = labels[$"{state.Path}.ask"] = asked;
            if (state is State.Say { Attach.Label: { } said } say) labels[say.Text] = said;
            if (state is State.Final { Attach.Label: { } last, Text: { } text }) labels[text] = last;
        }
        return labels;
    }
}
