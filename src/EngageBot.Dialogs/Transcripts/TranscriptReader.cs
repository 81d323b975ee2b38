using System.Collections.Immutable;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Loading;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>Reads <c>*.transcript.yaml</c>; what is wrong with the file becomes findings, never an exception.</summary>
internal static class TranscriptReader
{
    private static readonly string[] TopKeys = ["transcript", "dialog", "given", "steps"];

    public static (Transcript? Transcript, ImmutableArray<Finding> Findings) Read(string path)
    {
        var findings = new FindingList();
        var transcript = YamlReader.Read(path, File.ReadAllText(path), findings) is YamlMap map
            ? Read(map, findings)
            : null;
        return (transcript, [.. findings.All]);
    }

    private static Transcript? Read(YamlMap map, FindingList findings)
    {
        foreach (var entry in map.Entries)
            if (!TopKeys.Contains(entry.Key)) Refuse(findings, entry.KeyAt, $"A transcript has no '{entry.Key}'.", $"It has {string.Join(", ", TopKeys)}.");
        if (map.Find("steps")?.Value is not YamlList steps || map.Find("dialog")?.Value is not YamlScalar dialog)
        {
            Refuse(findings, map.At, "A transcript needs a 'dialog' and 'steps'.", "Write which dialog it tests and one line for each turn.");
            return null;
        }
        var given = map.Find("given")?.Value as YamlMap ?? new YamlMap([], true, map.At);
        if (given.Find("working")?.Value is { } working && GivenHours.Read(working, TimeZoneInfo.Utc) is null)
            Refuse(findings, working.At, "These working hours cannot be read.", "Write working: {mon: \"09:00-13:00, 14:00-19:00\", sat: \"10:00-14:00\"}.");
        var lines = steps.Items.Select(item => Line(item, findings)).OfType<TranscriptLine>().ToImmutableArray();
        var name = (map.Find("transcript")?.Value as YamlScalar)?.Text ?? "";
        return new Transcript(name, dialog.Text, (given.Find("lang")?.Value as YamlScalar)?.Text ?? "en", given, lines, map.At);
    }

    private static TranscriptLine? Line(YamlNode node, FindingList findings)
    {
        if (node is not YamlMap { Entries: [var first, ..] } map || !TranscriptLine.Stimuli.Contains(first.Key))
        {
            Refuse(findings, node.At, "A line begins with what happens.", $"Begin it with one of {string.Join(", ", TranscriptLine.Stimuli)}.");
            return null;
        }
        foreach (var entry in map.Entries.Skip(1))
            if (!TranscriptLine.Expectations.Contains(entry.Key))
                Refuse(findings, entry.KeyAt, $"'{entry.Key}' says nothing about what follows.", $"Use {string.Join(", ", TranscriptLine.Expectations)}.");
        return new TranscriptLine(first.Key, first.Value, map, map.At);
    }

    private static void Refuse(FindingList findings, SourcePosition at, string message, string fix) => findings.Error("D904", at, message, fix);
}
