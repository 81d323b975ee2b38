using EngageBot.Dialogs.Transcripts;

namespace EngageBot.Dialogs.Tests.Engine;

public sealed class ExampleTranscriptTests
{
    public static MatrixTheoryData<string, Hazard, string> Runs => new(
        ["complaint", "winback", "nps", "referral", "human"], Enum.GetValues<Hazard>(), ["en", "ru", "sq"]);

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_example_dialogs_go_as_written_in_three_languages_plain_and_under_every_hazard(string dialog, Hazard hazard, string language)
    {
        var path = Path.Combine(Folders.ExamplesPath, dialog, "tests", "example.transcript.yaml");
        var report = TranscriptRunner.Run(Folders.Examples, path, language, hazard);
        Assert.True(report.Passed, report.ToString());
    }
}
