using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Tests.Engine;

namespace EngageBot.Dialogs.Tests.Loading;

/// <summary>The schemas by which editors underline: they accept every file that works, and refuse what has the wrong form.</summary>
public sealed partial class EditorSchemaTests : IDisposable
{
    private const string Complaint = "complaint/dialog.yaml";
    private const string Play = "winback/play.yaml";

    private readonly TestFolder _folder = new();

    public static MatrixTheoryData<string, string> Kinds => new(
        ["ask", "say", "do", "wait", "route", "call", "final", "states"], ["dialog.yaml"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_file_that_works_has_the_right_form()
    {
        var made = DialogMaker.Write(7);
        var seen = new HashSet<string>();
        foreach (var folder in (string[])[Folders.ShippedPath, Folders.ExamplesPath, Folders.CafeCopy(), made])
            foreach (var file in Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories))
            {
                if (SchemaOf(file) is not { } schema) continue;
                seen.Add(schema);
                Assert.True(Validate(schema, File.ReadAllText(file)) is null, $"{file}: {Validate(schema, File.ReadAllText(file))}");
            }
        Assert.Equal(EditorSchemas.Names, seen.Order());
    }

    [Theory]
    [InlineData(Complaint, "{ask: category, next: details}", "{ask: category, nxt: details}")]
    [InlineData(Complaint, "instances: one_open", "instance: one_open")]
    [InlineData(Complaint, "{type: photo}", "{type: photo, requird: true}")]
    [InlineData(Complaint, "{type: photo}", "{type: picture}")]
    [InlineData(Complaint, "opened:   {say: opened,", "opened:   {say: opened, do: case.close,")]
    [InlineData(Complaint, "opened:   {say: opened,", "opened:   {note: opened,")]
    [InlineData(Complaint, "{after: 4wh,", "{after: soon,")]
    [InlineData(Complaint, "    start: waiting\n", "")]
    [InlineData(Complaint, "version: 4\n", "version: four\n")]
    [InlineData(Complaint, "version: 4\n", "")]
    [InlineData(Complaint, "retries: {max: 2, go: person}", "retries: {max: 2}")]
    [InlineData(Complaint, "floor: when_idle", "floor: when_idl")]
    [InlineData(Complaint, "{type: choice, of: [solved, not_solved]}", "{type: choice}")]
    [InlineData(Complaint, "cancel: {go: withdrawn}", "cancel: {go: withdrawn, goo: x}")]
    [InlineData(Complaint, "  \"D603 check\":", "  \"603 check\":")]
    [InlineData("complaint/en.yaml", "manager_says: \"{text}\"", "manager_says: {text}")]
    [InlineData("complaint/en.yaml", "bill: The bill", "bill: {narrow: The bill}")]
    [InlineData("winback/en.yaml", "other: \"You still have {n} points.\"", "others: \"You still have {n} points.\"")]
    [InlineData("nps/tests/example.transcript.yaml", "dialog: nps\n", "")]
    [InlineData("nps/tests/example.transcript.yaml", "- {start: event, bot: score.ask}", "- {start: event, bott: score.ask}")]
    [InlineData("nps/tests/example.transcript.yaml", "- {start: event, bot: score.ask}", "- {bot: score.ask}")]
    [InlineData("nps/tests/example.transcript.yaml", "- {start: event, bot: score.ask}", "- {start: event, user: x, bot: score.ask}")]
    [InlineData(Complaint, "opened:   {say: opened,", "opened:   {say: opened, enter: [{do: case.close, save: {ticket: result.id}}],")]
    [InlineData("nps/tests/example.transcript.yaml", "lang: en", "lang: en, working: {monday: \"09:00-18:00\"}")]
    [InlineData("nps/tests/example.transcript.yaml", "lang: en", "lang: en, working: {mon: \"from nine\"}")]
    [InlineData(Play, "trigger: {lapse: own_rhythm, at: \"11:00\"}", "trigger: {lapse: own_rhythm, event: purchase}")]
    [InlineData(Play, "at: \"11:00\"", "at: noon")]
    [InlineData(Play, "holdout: 10%", "holdout: ten")]
    [InlineData(Play, "{messages: 500, per: month}", "{per: month}")]
    [InlineData(Play, "{type: ref, of: reward}", "{type: reward}")]
    [InlineData(Play, "once_per: {days: 180}", "once_per: {weeks: 12}")]
    [InlineData(Play, "stop_when: purchase", "stop_if: purchase")]
    public void A_file_of_the_wrong_form_is_refused(string file, string from, string to)
    {
        var schema = SchemaOf(file)!;
        Assert.Null(Validate(schema, _folder.Read(file)));
        Assert.NotNull(Validate(schema, _folder.Edit(file, from, to).Read(file)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_a_schema_offers_in_a_state_the_loader_takes(string kind, string file)
    {
        var schema = JsonNode.Parse(EditorSchemas.Read("dialog"))!["definitions"]![$"state_{kind}"]!["properties"]!.AsObject();
        foreach (var (key, _) in schema)
        {
            var own = key == kind ? "" : $", {key}: x";
            _folder.Write($"nps/{file}", $"dialog: nps\nversion: 2\nstart: a\nstarts: {{call: true}}\nstates:\n  a: {{{kind}: x{own}}}\n");
            Assert.DoesNotContain(_folder.Load().Findings, f => f.Code == "D001");
        }
    }

    [Fact]
    public void The_types_of_slots_are_those_the_loader_knows()
    {
        var types = JsonNode.Parse(EditorSchemas.Read("dialog"))!["definitions"]!["slot"]!["properties"]!["type"]!["anyOf"]![0]!["enum"]!.AsArray().Select(t => t!.GetValue<string>());
        Assert.Equal(TypeNotation.Kinds.Keys.Where(k => k != "decimal"), types.Order(StringComparer.Ordinal));
    }

    private static string? SchemaOf(string file) => file.EndsWith("dialog.yaml", StringComparison.Ordinal) ? "dialog"
        : file.EndsWith("/play.yaml", StringComparison.Ordinal) ? "play"
        : file.EndsWith(".transcript.yaml", StringComparison.Ordinal) ? "transcript" : Language().IsMatch(file) ? "texts" : null;

    private static string? Validate(string schema, string text)
    {
        var findings = new FindingList();
        var node = YamlReader.Read("file", text, findings);
        return node is null ? findings.All[0].Message : new JsonSchema(EditorSchemas.Read(schema)).Validate(node);
    }

    [GeneratedRegex(@"/[a-z]{2}(\.informal)?\.yaml$")]
    private static partial Regex Language();
}
