using System.Text.RegularExpressions;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Tests.Engine;
using EngageBot.Dialogs.Tests.Loading;
using EngageBot.Dialogs.Transcripts;

namespace EngageBot.Dialogs.Tests.Checks;

/// <summary>Every finding that docs/dialogs.md promises is found where it is, and nothing is found where nothing is wrong.</summary>
public sealed partial class SeededDefectTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public static TheoryData<string> Codes => [.. SeededDefect.All.Select(d => d.Code)];

    public SeededDefectTests() => Assert.True(_folder.Load().Set!.WriteLock(_folder.Path));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_dialogs_have_no_finding_before_something_is_broken() => Assert.Empty(_folder.Load().Findings);

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_seeded_defect_is_found_with_its_number_line_and_column(string code)
    {
        var defect = SeededDefect.All.Single(d => d.Code == code);
        defect.Edit(_folder);
        var found = _folder.Finds(code, defect.Place, alone: false);
        Assert.Equal(FindingRules.All[code].Warns ? Severity.Warning : found.Severity, found.Severity);
    }

    [Fact]
    public void Every_number_that_is_documented_has_a_seed_a_rule_and_the_same_words()
    {
        var documented = Documented();
        string[] elsewhere = ["D902", "D903", "D904"];      // Found by playing transcripts, below.
        Assert.Equal(documented.Select(d => d.Code), SeededDefect.All.Select(d => d.Code).Concat(elsewhere).Order());
        Assert.Equal(documented, FindingRules.All.Values.Select(r => (r.Code, r.Warns, r.Title)));
    }

    [Fact]
    public void A_state_line_or_outcome_no_transcript_comes_to_is_found_and_can_be_accepted()
    {
        var folder = Folders.ShippedCopy();
        Assert.Empty(Coverage.Findings(Folders.Load(folder), folder));
        foreach (var language in (string[])["en", "ru", "sq"]) File.Delete(Path.Combine(folder, "news", "tests", $"kept.{language}.transcript.yaml"));
        foreach (var language in (string[])["en", "ru", "sq"]) File.Delete(Path.Combine(folder, "news", "tests", $"wrong_answers.{language}.transcript.yaml"));
        var findings = Coverage.Findings(Folders.Load(folder), folder);
        var dialog = File.ReadAllText(Path.Combine(folder, "news", "dialog.yaml"));
        Assert.Contains(findings, f => f.Code == "D902" && Words(dialog, f).StartsWith("kept:   {final", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Code == "D902" && Words(dialog, f).StartsWith("kept}, timeout", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Code == "D903" && Words(dialog, f).StartsWith("kept:   {final", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder, "news", "dialog.yaml"), dialog + "lint: {D902: Seen to by hand., \"D903 kept\": Seen to by hand.}\n");
        Assert.Empty(Coverage.Findings(Folders.Load(folder), folder));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_transcript_that_cannot_be_read_is_found_where_it_breaks()
    {
        var path = Path.Combine(_folder.Path, "nps", "tests", "example.transcript.yaml");
        File.WriteAllText(path, "transcript: x\ndialog: nps\nsteps:\n- {sings: la}\n");
        var finding = Assert.Single(TranscriptReader.Read(path).Findings);
        Assert.Equal(("D904", 4, 3), (finding.Code, finding.At.Line, finding.At.Column));
    }

    private static List<(string Code, bool Warns, string Title)> Documented()
    {
        var reference = File.ReadAllText(Path.Combine(Folders.Root(), "docs", "dialogs.md"));
        var section = reference[reference.IndexOf("\n## Findings", StringComparison.Ordinal)..reference.IndexOf("\n## Commands", StringComparison.Ordinal)];
        return [.. Row().Matches(section).Select(m => (m.Groups["code"].Value, m.Groups["warns"].Success, m.Groups["title"].Value))];
    }

    private static string Words(string text, Finding finding) => text.Split('\n')[finding.At.Line - 1][(finding.At.Column - 1)..];

    [GeneratedRegex(@"^\| (?<code>D\d{3})(?<warns> \(W\))? \| (?<title>.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
