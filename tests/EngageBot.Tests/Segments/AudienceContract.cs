using EngageBot.Businesses.Rules;
using EngageBot.Segments;
using EngageBot.Storage;
using EngageBot.Tests.Loyalty;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Segments;

/// <summary>Lists of people, written down; on every store.</summary>
public abstract class AudienceContract : IAsyncLifetime
{
    private SegmentWorld _world = null!;
    private Audiences _audiences = null!;

    private protected abstract Task<ITestStore> OpenAsync(TestClock clock);

    public async ValueTask InitializeAsync()
    {
        _world = await SegmentWorld.OpenAsync(OpenAsync);
        _audiences = new(_world.World.Store, _world.World.Clock);
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is not null) await _world.DisposeAsync();
    }

    [Fact]
    public async Task A_list_keeps_whom_the_segment_had_when_it_was_frozen()
    {
        var (once, twice) = (_world.Buyer(3), _world.Buyer(3, 9));
        await _world.AddAsync(once, twice);
        var frozen = await FreezeAsync("broadcast:1", "purchases.count >= 2");
        Assert.Equal(1, frozen.Members);
        await _world.AddAsync(_world.Buyer(1, 2));
        Assert.Equal([twice.Id], await NextAsync(frozen.AudienceId, null, 10));
        Assert.Equal(frozen, await FreezeAsync("broadcast:1", "true"));    // made once, whatever is asked later
        Assert.Equal(3, (await FreezeAsync("broadcast:2", "true")).Members);
    }

    [Fact]
    public async Task A_list_of_thousands_is_read_a_page_at_a_time_and_nobody_is_on_it_twice_or_left_out()
    {
        await _world.AddAsync([.. Enumerable.Range(0, 2 * Audiences.SliceMax + 150).Select(_ => _world.Buyer())]);
        var frozen = await FreezeAsync("play:test", "purchases.count == 0");
        Assert.Equal(_world.People.Count, frozen.Members);
        var (read, after) = (new List<ContactId>(), (ContactId?)null);
        while (await NextAsync(frozen.AudienceId, after, 700) is { Count: > 0 } page)
        {
            Assert.True(page.Count <= 700);
            read.AddRange(page);
            after = page[^1];
        }
        Assert.Equal(_world.People.Select(p => p.Id).ToHashSet(), read.ToHashSet());
        Assert.Equal(_world.People.Count, read.Count);
    }

    [Fact]
    public async Task A_list_that_was_cut_off_is_finished_and_measures_everybody_as_of_its_beginning()
    {
        await _world.AddAsync([.. Enumerable.Range(0, Audiences.SliceMax + 50).Select(_ => _world.Buyer(29))]);
        // As a crash after the first slice leaves it: two days later the same people would no longer have bought within 30 days.
        var begun = _world.Now;
        var first = await _world.World.Store.ReadAsync(connection => ValueTask.FromResult(
            SegmentBook.Prepare(connection, _world.Business, "purchases.count.last_30d >= 1", begun).Query!.Page(connection, null, Audiences.SliceMax)), LoyaltyWorld.Cancellation);
        await _world.World.WriteAsync(scope =>
        {
            scope.Command("INSERT INTO audiences (business_id, source, expression, state, cursor, members, begun_at) VALUES (@business, 'broadcast:3', 'purchases.count.last_30d >= 1', 'Freezing', @cursor, @members, @now)")
                .Set("@business", _world.Business.ToString()).Set("@cursor", first[^1].ToString()).Set("@members", (long)first.Length).Set("@now", begun).ExecuteNonQuery();
            foreach (var contact in first)
                scope.Command("INSERT INTO audience_members (audience_id, contact_id) SELECT id, @contact FROM audiences WHERE source = 'broadcast:3'").Set("@contact", contact.ToString()).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        });
        _world.World.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(_world.People.Count, (await FreezeAsync("broadcast:3", "true")).Members);
        Assert.Equal(_world.People.Count, await _world.World.CountAsync("audience_members"));
    }

    [Fact]
    public async Task Two_who_make_one_list_at_once_make_one_list()
    {
        await _world.AddAsync([.. Enumerable.Range(0, Audiences.SliceMax + 50).Select(_ => _world.Buyer())]);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => FreezeAsync("broadcast:4", "true")));
        Assert.Single(outcomes.Distinct());
        Assert.Equal(_world.People.Count, outcomes[0].Members);
        Assert.Equal(_world.People.Count, await _world.World.CountAsync("audience_members"));
    }

    [Fact]
    public async Task A_saved_segment_is_asked_by_its_name_and_a_wrong_one_makes_no_list()
    {
        await _world.AddAsync(_world.Buyer(3), _world.Buyer());
        await _world.World.WriteAsync(scope => RuleBook.Publish(scope, _world.Business, SegmentRules.Kind, "buyers", new SegmentRules("purchases.count > 0"), _world.Now, _world.Now));
        Assert.Equal(1, (await FreezeAsync("broadcast:5", "buyers")).Members);
        var wrong = Assert.IsType<FreezeOutcome.Invalid>(await _audiences.FreezeAsync(_world.Business, "broadcast:6", "buyrs", LoyaltyWorld.Cancellation));
        Assert.Equal("there is no segment 'buyrs'; did you mean 'buyers'", wrong.Errors.Single().Message);
        Assert.Equal(1, await _world.World.CountAsync("audiences"));
    }

    [Fact]
    public async Task An_old_list_is_forgotten_with_everybody_on_it_unless_somebody_still_works_through_it()
    {
        await _world.AddAsync([.. Enumerable.Range(0, Audiences.SliceMax + 50).Select(_ => _world.Buyer())]);
        var (old, used) = (await FreezeAsync("broadcast:7", "true"), await FreezeAsync("broadcast:8", "true"));
        await _world.World.WriteAsync(scope => scope.Command("""
            INSERT INTO broadcasts (business_id, name, purpose, state, content, audience, holdout_percent, lasts_hours, created_by, created_at, audience_id, start_at, ends_at, started_at, paused_at, pause_reason)
            VALUES (@business, 'x', 'Marketing', 'Paused', '{}', 'true', 0, 24, 'test', @now, @audience, @now, @now, @now, @now, 'asked')
            """).Set("@business", _world.Business.ToString()).Set("@now", _world.Now).Set("@audience", used.AudienceId).ExecuteNonQuery());
        Assert.Equal(0, await _audiences.PruneAsync(LoyaltyWorld.Cancellation));
        _world.World.Clock.Advance(TimeSpan.FromDays(Audiences.KeepDays + 1));
        var young = await FreezeAsync("broadcast:9", "true");
        Assert.Equal(_world.People.Count + 1, await _audiences.PruneAsync(LoyaltyWorld.Cancellation));
        Assert.Empty(await NextAsync(old.AudienceId, null, 10));
        foreach (var kept in (long[])[used.AudienceId, young.AudienceId]) Assert.Equal(10, (await NextAsync(kept, null, 10)).Count);
        Assert.Equal(2, await _world.World.CountAsync("audiences"));
    }

    private async Task<FreezeOutcome.Frozen> FreezeAsync(string source, string segment) =>
        Assert.IsType<FreezeOutcome.Frozen>(await _audiences.FreezeAsync(_world.Business, source, segment, LoyaltyWorld.Cancellation));

    private Task<List<ContactId>> NextAsync(long audience, ContactId? after, int limit) =>
        _world.World.Store.ReadAsync(connection => ValueTask.FromResult(Audiences.Next(connection, audience, after, limit).ToList()), LoyaltyWorld.Cancellation);
}

public sealed class AudiencesOnSqlite : AudienceContract
{
    private protected override Task<ITestStore> OpenAsync(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

public sealed class AudiencesOnPostgres : AudienceContract
{
    private protected override async Task<ITestStore> OpenAsync(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
