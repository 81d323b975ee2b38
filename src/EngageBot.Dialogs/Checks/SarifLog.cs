using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace EngageBot.Dialogs.Checks;

/// <summary>Findings as a SARIF 2.1.0 log with one run: its rules with their help, and a result for each finding.</summary>
/// <remarks>The parts of docs.oasis-open.org/sarif/sarif/v2.1.0 (errata 01) that GitHub, GitLab and editors read.</remarks>
internal sealed class SarifLog(ImmutableArray<Finding> findings, string relativeTo)
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private const string Root = "ROOT";

    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    private readonly ImmutableArray<FindingRule> _rules = [.. FindingRules.All.Values.Where(rule => findings.Any(f => f.Code == rule.Code))];

    public string Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteString("$schema", Schema);
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            Tool(json);
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteStartObject("originalUriBaseIds");
            json.WriteStartObject(Root);
            json.WriteString("uri", new Uri(Path.GetFullPath(relativeTo) + "/").AbsoluteUri);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartArray("results");
            foreach (var finding in findings) Result(json, finding);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private void Tool(Utf8JsonWriter json)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "engagebot dialogs check");
        json.WriteStartArray("rules");
        foreach (var rule in _rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Code);
            Text(json, "shortDescription", Sentence(rule.Title));
            Text(json, "help", rule.Help);
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", rule.Warns ? "warning" : "error");
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Result(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Code);
        if (FindingRules.All.TryGetValue(finding.Code, out var rule)) json.WriteNumber("ruleIndex", _rules.IndexOf(rule));
        json.WriteString("level", finding.Severity == Severity.Error ? "error" : "warning");
        Text(json, "message", $"{finding.Message} {finding.Fix}");
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        Place(json, finding.At.File);
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", finding.At.Line);
        json.WriteNumber("startColumn", finding.At.Column);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A relative address inside the folder; of a file elsewhere the whole one.</summary>
    private void Place(Utf8JsonWriter json, string file)
    {
        var relative = Path.GetRelativePath(Path.GetFullPath(relativeTo), Path.GetFullPath(file)).Replace('\\', '/');
        if (relative.StartsWith("../", StringComparison.Ordinal))
        {
            json.WriteString("uri", new Uri(Path.GetFullPath(file)).AbsoluteUri);
            return;
        }
        json.WriteString("uri", string.Join('/', relative.Split('/').Select(Uri.EscapeDataString)));
        json.WriteString("uriBaseId", Root);
    }

    private static void Text(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string Sentence(string clause) => char.ToUpperInvariant(clause[0]) + clause[1..] + ".";
}
