using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Http;
using EngageBot.Tests.Loyalty;

namespace EngageBot.Tests.Insights;

public sealed class MeasuresApiTests : IAsyncLifetime
{
    private TillHost _till = null!;
    private string _viewer = "";

    public async ValueTask InitializeAsync()
    {
        _till = await TillHost.OpenAsync(LoyaltyWorld.Rules);
        _viewer = (await _till.Keys.CreateAsync(_till.World.Business, _till.World.Shop, "office", TestContext.Current.CancellationToken, Role.Viewer.Word())).Secret;
    }

    public ValueTask DisposeAsync() => _till.DisposeAsync();

    [Fact, Trait("Row", "S139")]
    public async Task A_play_that_was_tried_has_a_result_page_which_says_that_it_is_not_measured_without_anybody_held_out()
    {
        var contact = await _till.World.MemberAsync();
        await _till.World.WriteAsync(scope => scope.Command("""
            INSERT INTO play_runs (business_id, play, contact_id, occasion, state, data, first_due_at, due_at, arose_at, started_at, cost_points)
            VALUES (@business, 'thanks', @contact, 'once', 'Started', '{}', @at, @at, @at, @at, 5)
            """)
            .Set("@business", _till.World.Business.ToString()).Set("@contact", contact.ToString()).Set("@at", _till.World.Now.AddDays(-40)).ExecuteNonQuery());
        var listed = (await GetAsync("")).Body.GetProperty("measures").EnumerateArray().Single();
        Assert.Equal(("play", "thanks"), (listed.GetProperty("kind").GetString(), listed.GetProperty("key").GetString()));
        var page = (await GetAsync("/play/thanks")).Body;
        Assert.Equal(("not_measured", "none", 1L, 5L), (page.GetProperty("state").GetString(), page.GetProperty("verdict").GetString(),
            page.GetProperty("treated").GetProperty("people").GetInt64(), page.GetProperty("costPoints").GetInt64()));
        Assert.False(page.TryGetProperty("netMinor", out _));
        Assert.Equal("/problems/measure-unknown", (await GetAsync("/play/nothing")).ProblemType);
        Assert.Equal("/problems/not-permitted", (await _till.SendAsync(HttpMethod.Get, "/api/v1/measures")).ProblemType);
    }

    [Fact, Trait("Row", "S119")]
    public async Task Recommenders_are_ranked_for_whoever_may_see_customers()
    {
        var (arta, friend) = (await _till.World.MemberAsync(), await _till.World.MemberAsync());
        await _till.World.WriteAsync(scope => scope.Command("INSERT INTO referrals (business_id, referrer_id, invited_id, source, state, came_at) VALUES (@business, @arta, @friend, 'telegram', 'Invited', 0)")
            .Set("@business", _till.World.Business.ToString()).Set("@arta", arta.ToString()).Set("@friend", friend.ToString()).ExecuteNonQuery());
        var manager = (await _till.Keys.CreateAsync(_till.World.Business, _till.World.Shop, "boss", TestContext.Current.CancellationToken, Role.Manager.Word())).Secret;
        var ranked = (await _till.SendAsync(HttpMethod.Get, "/api/v1/recommenders?limit=5", key: manager)).Body.GetProperty("recommenders").EnumerateArray().Single();
        Assert.Equal((arta.ToString(), 1L, 0L), (ranked.GetProperty("memberId").GetString(), ranked.GetProperty("joined").GetInt64(), ranked.GetProperty("bought").GetInt64()));
        Assert.Empty((await _till.SendAsync(HttpMethod.Get, "/api/v1/recommenders?days=30", key: manager)).Body.GetProperty("recommenders").EnumerateArray());
        Assert.Equal("/problems/not-permitted", (await _till.SendAsync(HttpMethod.Get, "/api/v1/recommenders")).ProblemType);
    }

    private Task<TillAnswer> GetAsync(string path) => _till.SendAsync(HttpMethod.Get, "/api/v1/measures" + path, key: _viewer);
}
