using System.Text.Json;
using EngageBot.Dialogs.Checks;

namespace EngageBot.Dialogs.Tests.Checks;

/// <summary>How findings are shown: to people, to tools and to review pages.</summary>
public sealed class FindingsReportTests : FindingTests
{
    [Fact]
    public void People_see_the_line_a_caret_under_the_place_and_what_to_do()
    {
        var report = Report();
        Assert.Contains("nps/dialog.yaml:17:29: error D301: There is no 'scor'", report.Readable(), StringComparison.Ordinal);
        Assert.Contains("""
              17 |   split:    {route: [{when: scor <= 6, go: why_low}, {when: score <= 8, go: why_mid}, {go: share}]}
                 |                             ^
              fix: Compare the names
            """, report.Readable(), StringComparison.Ordinal);
        Assert.EndsWith("1 error, 0 warnings.\n", report.Readable(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_any_length_is_shown_around_its_place_and_no_sign_of_it_moves_the_terminal()
    {
        Folder.Edit("nps/en.yaml", "review_link: Here", $"review_link: \"\\e {new string('x', 3000)} {{nobody}}\u001b[2J\u0007\"\nreview_lonk: Here");
        var shown = new FindingsReport(Folder.Load().Findings).Readable();
        Assert.DoesNotContain('\u001b', shown);
        Assert.All(shown.Split('\n').Where(l => l.Contains(" | ", StringComparison.Ordinal)), l => Assert.True(l.Length < 160, l));
    }

    [Fact]
    public void Tools_get_every_finding_as_json()
    {
        using var json = JsonDocument.Parse(Report().Json());
        var finding = json.RootElement.GetProperty("findings")[0];
        Assert.Equal(("D301", "error", 17, 29), (finding.GetProperty("code").GetString(), finding.GetProperty("severity").GetString(),
            finding.GetProperty("line").GetInt32(), finding.GetProperty("column").GetInt32()));
    }

    [Fact]
    public void Review_pages_get_sarif_with_rules_help_regions_and_relative_addresses()
    {
        using var log = JsonDocument.Parse(Report().Sarif(Folder.Path));
        var root = log.RootElement;
        Assert.Equal("2.1.0", root.GetProperty("version").GetString());
        var run = Assert.Single(root.GetProperty("runs").EnumerateArray());
        var driver = run.GetProperty("tool").GetProperty("driver");
        Assert.NotEmpty(driver.GetProperty("name").GetString()!);
        var result = Assert.Single(run.GetProperty("results").EnumerateArray());
        var rule = driver.GetProperty("rules")[result.GetProperty("ruleIndex").GetInt32()];
        Assert.Equal(result.GetProperty("ruleId").GetString(), rule.GetProperty("id").GetString());
        Assert.NotEmpty(rule.GetProperty("help").GetProperty("text").GetString()!);
        Assert.Equal("error", result.GetProperty("level").GetString());
        Assert.NotEmpty(result.GetProperty("message").GetProperty("text").GetString()!);
        var place = Assert.Single(result.GetProperty("locations").EnumerateArray()).GetProperty("physicalLocation");
        var file = place.GetProperty("artifactLocation");
        Assert.Equal("nps/dialog.yaml", file.GetProperty("uri").GetString());
        Assert.True(run.GetProperty("originalUriBaseIds").TryGetProperty(file.GetProperty("uriBaseId").GetString()!, out var folder));
        Assert.EndsWith("/", folder.GetProperty("uri").GetString(), StringComparison.Ordinal);
        Assert.Equal((17, 29), (place.GetProperty("region").GetProperty("startLine").GetInt32(), place.GetProperty("region").GetProperty("startColumn").GetInt32()));
    }

    [Fact]
    public void A_folder_without_findings_is_a_valid_log_too()
    {
        using var log = JsonDocument.Parse(new FindingsReport(Folder.Load().Findings).Sarif(Folder.Path));
        Assert.Equal(0, log.RootElement.GetProperty("runs")[0].GetProperty("results").GetArrayLength());
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("scor <= 6", 1)]
    [InlineData("[", 2)]
    public void The_exit_code_says_clean_findings_or_unreadable(string instead, int code)
    {
        if (instead.Length > 0) Folder.Edit(Nps, "score <= 6", instead);
        Assert.Equal(code, new FindingsReport(Folder.Load().Findings).ExitCode);
    }

    private FindingsReport Report() => new(Folder.Edit(Nps, "score <= 6", "scor <= 6").Load().Findings);
}
