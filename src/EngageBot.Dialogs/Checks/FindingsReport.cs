using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EngageBot.Dialogs.Checks;

/// <summary>The findings of a folder in the forms <c>engagebot dialogs check</c> prints: lines for people, JSON for tools, SARIF for review pages.</summary>
public sealed class FindingsReport(ImmutableArray<Finding> findings)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>A terminal's width; what is further right is left out.</summary>
    private const int LongestSourceLine = 140;

    /// <summary>How many stop a release.</summary>
    public int Errors { get; } = findings.Count(f => f.Severity == Severity.Error);

    /// <summary>How many need a <c>lint</c> line with a reason.</summary>
    public int Warnings { get; } = findings.Count(f => f.Severity == Severity.Warning);

    /// <summary>The command's exit code: 0 clean, 1 findings, 2 a file cannot be read at all.</summary>
    public int ExitCode => findings.IsEmpty ? 0 : findings.Any(f => f.Code == "D000") ? 2 : 1;

    /// <summary>One line a finding, in the order of files and lines, and a line with the count.</summary>
    public string Plain()
    {
        var text = new StringBuilder();
        foreach (var finding in findings) text.Append(finding).Append('\n');
        return text.Append(Total()).ToString();
    }

    /// <summary>Each finding with the line it is about, a caret under the place, and the fix on a line of its own.</summary>
    public string Readable()
    {
        var text = new StringBuilder();
        var files = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var finding in findings)
        {
            text.Append(finding.At).Append(": ").Append(Level(finding)).Append(' ').Append(finding.Code).Append(": ").Append(finding.Message).Append('\n');
            if (SourceLine(files, finding.At) is { } source)
            {
                var gutter = finding.At.Line.ToString(CultureInfo.InvariantCulture);
                text.Append("  ").Append(gutter).Append(" | ").Append(source.Line).Append('\n');
                text.Append(' ', gutter.Length + 2).Append(" | ").Append(source.Pad).Append("^\n");
            }
            text.Append("  fix: ").Append(finding.Fix).Append("\n\n");
        }
        return text.Append(Total()).ToString();
    }

    /// <summary><c>{"errors": 1, "warnings": 0, "findings": [{"code", "severity", "file", "line", "column", "message", "fix"}]}</c>.</summary>
    public string Json()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteNumber("errors", Errors);
            json.WriteNumber("warnings", Warnings);
            json.WriteStartArray("findings");
            foreach (var finding in findings) Write(json, finding);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    /// <summary>SARIF 2.1.0 (OASIS), as code review pages and editors show it; files are named relative to a folder.</summary>
    public string Sarif(string relativeTo) => new SarifLog(findings, relativeTo).Write();

    private static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("code", finding.Code);
        json.WriteString("severity", Level(finding));
        json.WriteString("file", finding.At.File);
        json.WriteNumber("line", finding.At.Line);
        json.WriteNumber("column", finding.At.Column);
        json.WriteString("message", finding.Message);
        json.WriteString("fix", finding.Fix);
        json.WriteEndObject();
    }

    private static string Level(Finding finding) => finding.Severity == Severity.Error ? "error" : "warning";

    private string Total() => findings.IsEmpty ? "No findings.\n" : $"{Count(Errors, "error")}, {Count(Warnings, "warning")}.\n";

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    /// <summary>The line a finding is about, from a little before it where it is long, and what stands over the caret.</summary>
    private static (string Line, string Pad)? SourceLine(Dictionary<string, string[]> files, SourcePosition at)
    {
        if (!files.TryGetValue(at.File, out var lines)) files[at.File] = lines = Lines(at.File);
        if (at.Line > lines.Length || at.Column > lines[at.Line - 1].Length + 1) return null;
        // A control sign would break the picture, or the terminal.
        var line = string.Concat(lines[at.Line - 1].Select(c => char.IsControl(c) ? ' ' : c));
        var before = at.Column - 1;
        var start = before > LongestSourceLine - 20 ? before - LongestSourceLine / 2 : 0;
        var end = Math.Min(line.Length, start + LongestSourceLine);
        return (line[start..end], new string(' ', before - start));
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.Exists(file) && new FileInfo(file).Length <= 4_000_000 ? File.ReadAllText(file).Split('\n') : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
