using EngageBot.Conversations.Policy;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Conversations.Policy;

/// <summary>How long the shop can ask why somebody got something and why not.</summary>
public abstract class KeepingContract : PolicyContract
{
    [Fact]
    public async Task What_was_sent_and_what_was_not_is_kept_for_400_days_and_then_forgotten()
    {
        await RulesAsync(new(new("00:00", "00:00"), PerDay: null, PerWeek: null));
        await ConsentAsync("ana");
        await Spine.AddAsync(Offer("ana", "old"), Offer("ben", "refused"));
        await SendAsync();
        Clock.Advance(TimeSpan.FromDays(399));
        await Spine.AddAsync(Offer("ana", "young"), Offer("ben", "refused again"));
        await SendAsync();
        Assert.Equal(0, await PruneAsync());
        Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(2, await PruneAsync());
        Assert.Equal(["refused again:NoConsent"], await NotSentAsync());
        Assert.Equal(["young"], await Spine.Store.ReadRowsAsync("SELECT occasion FROM proactive_sends", _ => { }, row => row.GetString(0), Cancellation));
    }

    [Fact]
    public async Task Thousands_of_old_rows_go_and_not_one_young_one()
    {
        await RunAsync("""
            INSERT INTO not_sent (business_id, contact_id, source, occasion, reason, why, at)
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
            SELECT c.business_id, c.contact_id, 'play:test', CAST(n.i AS TEXT), 'NoConsent', 'x', CASE WHEN n.i <= 2100 THEN CAST(@old AS BIGINT) ELSE CAST(@young AS BIGINT) END FROM n, chats c WHERE c.external_id = 'ana'
            """, ("@old", Clock.GetUtcNow().AddDays(-401).ToUnixTimeMilliseconds()), ("@young", Clock.GetUtcNow().ToUnixTimeMilliseconds()));
        Assert.Equal(2_100, await PruneAsync());
        Assert.Equal(400, (await NotSentAsync()).Count);
    }

    private Task<int> PruneAsync() => NotSent.PruneAsync(Spine.Store, Clock.GetUtcNow(), Cancellation);
}

/// <summary>On the embedded database.</summary>
public sealed class KeepingOnSqlite : KeepingContract
{
    private protected override Task<ITestStore> OpenStoreAsync(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

/// <summary>On a server.</summary>
public sealed class KeepingOnPostgres : KeepingContract
{
    private protected override async Task<ITestStore> OpenStoreAsync(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
