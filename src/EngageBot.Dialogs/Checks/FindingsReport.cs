using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace EngageBot.Dialogs.Checks;

/// <summary>The findings of a folder in the forms <c>engagebot dialogs check</c> prints: lines for people, JSON for tools.</summary>
public sealed class FindingsReport(ImmutableArray<Finding> findings)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

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
        return text.Append(findings.IsEmpty ? "No findings.\n" : $"{Count(Errors, "error")}, {Count(Warnings, "warning")}.\n").ToString();
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

    private static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("code", finding.Code);
        json.WriteString("severity", finding.Severity == Severity.Error ? "error" : "warning");
        json.WriteString("file", finding.At.File);
        json.WriteNumber("line", finding.At.Line);
        json.WriteNumber("column", finding.At.Column);
        json.WriteString("message", finding.Message);
        json.WriteString("fix", finding.Fix);
        json.WriteEndObject();
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
