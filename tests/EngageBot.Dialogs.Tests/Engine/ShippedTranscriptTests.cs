using EngageBot.Dialogs.Transcripts;

namespace EngageBot.Dialogs.Tests.Engine;

public sealed class ShippedTranscriptTests
{
    public static TheoryData<Hazard> Hazards => [.. Enum.GetValues<Hazard>()];

    [Theory]
    [MemberData(nameof(Hazards))]
    public void Every_shipped_transcript_goes_as_written_plain_and_under_every_hazard(Hazard hazard)
    {
        var set = Folders.Shipped;
        var reports = TranscriptRunner.Find(Folders.ShippedPath).Select(path => TranscriptRunner.Run(set, path, null, hazard)).ToArray();
        Assert.NotEmpty(reports);
        Assert.True(reports.All(r => r.Passed), string.Join("\n", reports.Where(r => !r.Passed)));
    }
}
