using System.Globalization;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Transcripts;

namespace EngageBot.Dialogs.Tests.Engine;

public sealed class RandomWalkTests
{
    // A long series: ENGAGEBOT_WALKS=100000 dotnet test …
    private static int Count { get; } = int.Parse(Environment.GetEnvironmentVariable("ENGAGEBOT_WALKS") ?? "300", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(7)]
    [InlineData(2026)]
    public void Random_conversations_over_the_examples_break_no_promise(int seed)
    {
        var report = RandomWalk.Run(Folders.Examples, Count, seed);
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(Count, report.Conversations);
    }

    [Fact]
    public void Random_conversations_over_the_shipped_dialogs_break_no_promise()
    {
        var report = RandomWalk.Run(Folders.Shipped, Count, 42);
        Assert.True(report.Passed, report.ToString());
    }

    [Fact]
    public void Random_conversations_over_the_cafe_break_no_promise()
    {
        var report = RandomWalk.Run(Folders.Cafe, Count, 3);
        Assert.True(report.Passed, report.ToString());
    }

    [Fact]
    public void Random_customers_come_to_every_state_in_which_the_examples_rest_and_to_every_outcome()
    {
        var report = RandomWalk.Run(Folders.Examples, 1200, 1);
        var resting = Folders.Examples.Dialogs.Values.SelectMany(d => d.States.Select(s => s switch
        {
            State.Ask or State.Wait or State.Do => $"{d.Name}/{s.Path}",
            State.Final final => $"{d.Name}:{final.Outcome}",
            _ => null,
        })).OfType<string>();
        Assert.Empty(resting.Except(report.Visited));
    }

    [Fact]
    public void The_same_seed_walks_the_same_way() =>
        Assert.Equal(RandomWalk.Run(Folders.Examples, 20, 5).ToString(), RandomWalk.Run(Folders.Examples, 20, 5).ToString());
}
