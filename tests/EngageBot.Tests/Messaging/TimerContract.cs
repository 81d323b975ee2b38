using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Tests.Messaging;

/// <summary>Timers come back once, in order, through the inbox.</summary>
public abstract class TimerContract : SpineContract
{
    private TimerWorker Worker => Spine.Hosted<TimerWorker>();

    private Task SetAsync(long chat, uint run, uint epoch, string what, TimeSpan after) => Spine.Store.WriteAsync(
        scope => Spine.Timers.SetAsync(scope, chat, run, epoch, what, Clock.GetUtcNow() + after), Cancellation);

    private async Task<List<string>> FiredAsync()
    {
        var fired = new List<string>();
        Spine.Handle = (scope, happened) =>
        {
            var timer = Assert.IsType<InboundContent.TimerFired>(happened.Content);
            scope.AfterCommit(() => fired.Add($"{happened.AccountId} {happened.ChatKey} {timer.Run}:{timer.Epoch} {timer.What}"));
            return ValueTask.FromResult<Func<Task>?>(null);
        };
        while (await Worker.PassAsync(Cancellation) > 0) { }
        await Spine.HandleAllAsync();
        return fired;
    }

    [Fact]
    public async Task A_timer_fires_when_it_falls_due_and_not_before_and_not_again()
    {
        await SetAsync(1, 7, 3, "wait", TimeSpan.FromMinutes(5));
        Assert.Empty(await FiredAsync());
        Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(["1 ana 7:3 wait"], await FiredAsync());
        Assert.Empty(await FiredAsync());
        Assert.Equal(["timer:1:Handled"], await Spine.InboxAsync());
        Assert.Equal(0, await Spine.ScalarAsync<long>("SELECT COUNT(*) FROM timers"));
    }

    [Fact]
    public async Task After_downtime_all_missed_timers_fire_once_in_the_order_in_which_they_were_due()
    {
        for (var n = 0; n < 300; n++) await SetAsync(1 + n % 3, (uint)n, 1, "wait", TimeSpan.FromMinutes(300 - n));
        await Spine.CrashAsync();
        Clock.Advance(TimeSpan.FromDays(1));
        var fired = await FiredAsync();
        Assert.Equal(Enumerable.Range(0, 300).Reverse(), fired.Select(f => int.Parse(f.Split(' ')[2].Split(':')[0], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_kill_between_firing_and_handling_loses_nothing_and_doubles_nothing()
    {
        await SetAsync(1, 1, 1, "wait", TimeSpan.Zero);
        Assert.Equal(1, await Worker.PassAsync(Cancellation));
        await Spine.CrashAsync();
        Assert.Equal(["1 ana 1:1 wait"], await FiredAsync());
    }

    [Fact]
    public async Task A_run_clears_its_timers_of_one_epoch_or_all()
    {
        await SetAsync(1, 1, 1, "a", TimeSpan.Zero);
        await SetAsync(1, 1, 2, "b", TimeSpan.Zero);
        await SetAsync(1, 1, 2, "c", TimeSpan.Zero);
        await SetAsync(1, 2, 1, "d", TimeSpan.Zero);
        await SetAsync(1, 2, 2, "e", TimeSpan.Zero);
        await SetAsync(2, 1, 1, "f", TimeSpan.Zero);
        await Spine.Store.WriteAsync(async scope =>
        {
            await Timers.ClearAsync(scope, 1, 1, epoch: 2);
            await Timers.ClearAsync(scope, 1, 2, epoch: null);
        }, Cancellation);
        Assert.Equal(["1 ana 1:1 a", "1 ben 1:1 f"], await FiredAsync());
    }

    [Fact]
    public async Task A_timer_set_by_a_turn_that_fails_was_never_set()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Spine.Store.WriteAsync<bool>(async scope =>
        {
            await Spine.Timers.SetAsync(scope, 1, 1, 1, "a", Clock.GetUtcNow());
            throw new InvalidOperationException();
        }, Cancellation));
        Assert.Empty(await FiredAsync());
    }
}
