using EngageBot.Businesses;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>Working hours of a dialog file are the opening hours of the business's shops.</summary>
public sealed class WorkingTimeTalks : IAsyncLifetime
{
    // A Friday, five in the afternoon in Tirana.
    private readonly TestClock _clock = new(new DateTimeOffset(2026, 3, 6, 16, 0, 0, TimeSpan.Zero));
    private EngageHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        var dialogs = Repository.CopyOfDialogs();
        var file = Path.Combine(dialogs, "language", "dialog.yaml");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        const string usual = "timeout: {after: 12h, go: quiet}";
        Assert.Contains(usual, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text.Replace(usual, "timeout: {remind: 2wh, after: 1wd, go: quiet}", StringComparison.Ordinal)
            .Replace("version: 1", "version: 2", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        _host = await EngageHost.StartAsync(_clock, settings: [$"--Dialogs:Directory={dialogs}"]);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_timer_in_working_time_falls_due_when_a_shop_has_been_open_for_so_long()
    {
        await OpenAsync("""{"mon":["09:00-18:00"],"fri":["09:00-18:00"]}""");
        await new HouseTalk(_host).SaysAsync("/language");
        Assert.Equal([new DateTimeOffset(2026, 3, 9, 9, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 9, 16, 0, 0, TimeSpan.Zero)], await TimersAsync());
    }

    [Fact]
    public async Task Where_no_shop_has_opening_hours_a_timer_in_working_time_goes_by_the_clock()
    {
        await OpenAsync("{}");
        await new HouseTalk(_host).SaysAsync("/language");
        Assert.Equal([_clock.GetUtcNow().AddHours(2), _clock.GetUtcNow().AddDays(1)], await TimersAsync());
    }

    private async Task OpenAsync(string hours)
    {
        await _host.Services.GetRequiredService<IStore>().WriteAsync(
            async scope => await scope.Command("UPDATE shops SET opening_hours = @hours").Set("@hours", hours).ExecuteNonQueryAsync(), TestContext.Current.CancellationToken);
        await _host.Services.GetRequiredService<BusinessDirectory>().LoadAsync(TestContext.Current.CancellationToken);
    }

    private async Task<DateTimeOffset[]> TimersAsync() =>
        [.. await _host.Services.GetRequiredService<IStore>().ReadRowsAsync("SELECT due_at FROM timers ORDER BY due_at", _ => { },
            row => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)), TestContext.Current.CancellationToken)];
}
