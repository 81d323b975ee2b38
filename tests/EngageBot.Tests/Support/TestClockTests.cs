namespace EngageBot.Tests.Support;

public sealed class TestClockTests
{
    [Fact]
    public void Timers_fire_in_order_of_their_due_time_and_only_when_the_clock_is_moved()
    {
        var clock = new TestClock();
        var fired = new List<string>();
        using var late = clock.CreateTimer(_ => fired.Add("late"), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var early = clock.CreateTimer(_ => fired.Add("early"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        Assert.Empty(fired);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["early", "early", "late"], fired);
    }
}
