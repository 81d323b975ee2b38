using System.Text.Json;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Commands;

/// <summary><c>engagebot dialogs …</c> as authors and build servers call it: real processes over a copy of the shipped dialogs.</summary>
public sealed class DialogCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("engagebot-dialog-commands").FullName;
    private readonly string _dialogs;

    public DialogCommandTests()
    {
        _dialogs = Path.Combine(_folder, "dialogs");
        foreach (var file in Directory.EnumerateFiles(EngageHost.Dialogs, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_dialogs, Path.GetRelativePath(EngageHost.Dialogs, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_finding_is_shown_with_its_line_and_a_caret_or_as_sarif_and_fails_the_build()
    {
        Break("help/dialog.yaml", "next: shown", "next: shwn");
        var (code, output) = await Dialogs("check");
        Assert.Equal(1, code);
        Assert.Matches(@"help/dialog\.yaml:\d+:\d+: error D102: There is no state 'shwn'\.\n +\d+ \| .*next: shwn", output);
        Assert.Contains("^\n  fix: Did you mean 'shown'?", output, StringComparison.Ordinal);
        (code, output) = await Dialogs("check", "--format", "sarif");
        Assert.Equal(1, code);
        using var sarif = JsonDocument.Parse(output);
        Assert.Contains(sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray(), r => r.GetProperty("ruleId").GetString() == "D102");
    }

    [Fact]
    public async Task What_no_transcript_comes_to_is_a_finding_of_check_and_below_the_line_of_test()
    {
        foreach (var transcript in Directory.EnumerateFiles(Path.Combine(_dialogs, "balance", "tests"), "silence.*")) File.Delete(transcript);
        var (code, output) = await Dialogs("check", "balance", "--format", "plain");
        Assert.Equal(1, code);
        Assert.Matches(@"balance/dialog\.yaml:\d+:\d+: warning D903: No transcript comes to the outcome 'quiet'\.", output);
        (code, _) = await Dialogs("check", "--quick");
        Assert.Equal(0, code);
        (code, output) = await Dialogs("test", "balance", "--at-least", "100");
        Assert.Equal(1, code);
        Assert.Contains("at least 100 are wanted", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transcript_that_differs_is_told_with_its_step_and_both_sides_also_to_build_servers()
    {
        Break("help/tests/command.en.transcript.yaml", "bot: text", "bot: txt");
        var report = Path.Combine(_folder, "report.xml");
        var (code, output) = await Dialogs("test", "help/command*", "--junit", report);
        Assert.Equal(1, code);
        Assert.Contains("step 1, after \"start command\"\n    expected: bot txt\n    happened: bot help/text", output, StringComparison.Ordinal);
        Assert.Contains("2 passed, 1 failed", output, StringComparison.Ordinal);
        Assert.Contains("<testsuite name=\"help\" tests=\"3\" failures=\"1\">", File.ReadAllText(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_hazard_or_all_are_played_in_every_language()
    {
        var (code, output) = await Dialogs("test", "help/command.en", "--hazards", "twice", "--lang", "all");
        Assert.Equal((0, "6 passed, 0 failed"), (code, output.Trim()));
        (code, output) = await Dialogs("test", "help/command.en", "--hazards");
        Assert.Equal((0, "6 passed, 0 failed"), (code, output.Trim()));
        (code, output) = await Dialogs("test", "nobody");
        Assert.Equal(2, code);
        Assert.Contains("No transcript fits nobody.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Random_conversations_say_what_they_reached_and_what_never()
    {
        var (code, output) = await Dialogs("simulate", "--random", "30", "--seed", "5");
        Assert.Equal(0, code);
        Assert.Contains("30 conversations,", output, StringComparison.Ordinal);
        Assert.Matches(@"menu +states \d+/\d+ ", output);
        Assert.Contains("never reached: ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dialog")]
    [InlineData("texts")]
    [InlineData("transcript")]
    public async Task Editors_get_a_schema_of_each_kind_of_file(string kind)
    {
        var (code, output) = await Terminal.RunAsync("dialogs", "schema", kind);
        Assert.Equal(0, code);
        using var schema = JsonDocument.Parse(output);
        Assert.Equal("http://json-schema.org/draft-07/schema#", schema.RootElement.GetProperty("$schema").GetString());
    }

    private Task<(int Code, string Output)> Dialogs(params string[] arguments) => Terminal.RunAsync(["dialogs", .. arguments, "--dialogs", _dialogs]);

    private void Break(string file, string from, string to)
    {
        var path = Path.Combine(_dialogs, file);
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }
}
