using System.Net;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Loyalty;

namespace EngageBot.Tests.Http;

public sealed class LedgerReportsApiTests : IAsyncLifetime
{
    private TillHost _till = null!;
    private ContactId _ana;
    private string _viewer = "";

    public async ValueTask InitializeAsync()
    {
        _till = await TillHost.OpenAsync(LoyaltyWorld.Rules);
        _ana = await _till.World.MemberAsync();
        _viewer = (await _till.Keys.CreateAsync(_till.World.Business, _till.World.Shop, "office", TestContext.Current.CancellationToken, nameof(Role.Owner).ToLowerInvariant())).Secret;
    }

    public ValueTask DisposeAsync() => _till.DisposeAsync();

    [Fact, Trait("Row", "S48")]
    public async Task The_liability_of_a_past_day_is_what_it_was_on_that_day()
    {
        await _till.World.BuyAsync(_ana, 1_000_00, "A-1");
        var day = EngageBot.Businesses.LocalDays.DayOf(_till.World.Now, _till.World.Zone);
        _till.World.Clock.Advance(TimeSpan.FromDays(3));
        await _till.World.SpendAsync(_ana, 400, "coffee");
        var then = await GetAsync($"liability?day={day:yyyy-MM-dd}&value=1.00&breakage=15");
        Assert.Equal((HttpStatusCode.OK, 1_000_00L, 850_00L), (then.Status, then.Body.GetProperty("valueMinor").GetInt64(), then.Body.GetProperty("valueAfterBreakageMinor").GetInt64()));
        var now = await GetAsync("liability?value=1.00");
        Assert.Equal((600_00L, 400L), (now.Body.GetProperty("valueMinor").GetInt64(), now.Body.GetProperty("totals").GetProperty("spentPoints").GetInt64()));
        Assert.Equal(1_000, (await GetAsync($"balance?member={_ana}&day={day:yyyy-MM-dd}")).Body.GetProperty("balance").GetProperty("availablePoints").GetInt64());
    }

    [Fact, Trait("Row", "S47")]
    public async Task The_same_receipts_cost_250_as_a_discount_and_127_and_a_half_as_points()
    {
        await _till.World.BuyAsync(_ana, 250_00, "A-1");
        var day = EngageBot.Businesses.LocalDays.DayOf(_till.World.Now, _till.World.Zone);
        var answer = await GetAsync($"discount-or-bonus?from={day:yyyy-MM-dd}&to={day:yyyy-MM-dd}&value=1.00&redeemed=85&goodsCost=60");
        Assert.Equal((250_00L, 127_50L), (answer.Body.GetProperty("discountCostMinor").GetInt64(), answer.Body.GetProperty("bonusCostMinor").GetInt64()));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_named_at_once()
    {
        var answer = await GetAsync("liability?day=31.12.2026&value=free&per=0&breakage=101");
        Assert.Equal((HttpStatusCode.BadRequest, "/problems/body-invalid"), (answer.Status, answer.ProblemType));
        Assert.Equal(["breakage", "day", "per", "value"], answer.Body.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order());
        Assert.Equal("has not begun.", (await GetAsync("liability?day=2199-01-01")).Body.GetProperty("errors").GetProperty("day").GetString());
        Assert.Equal("/problems/member-unknown", (await GetAsync($"balance?member={Guid.Empty}")).ProblemType);
    }

    [Theory]
    [InlineData("liability")]
    [InlineData("balance")]
    [InlineData("discount-or-bonus")]
    [InlineData("holding-effect")]
    public async Task A_till_sees_no_reports(string report) =>
        Assert.Equal("/problems/not-permitted", (await _till.SendAsync(HttpMethod.Get, $"/api/v1/reports/{report}")).ProblemType);

    [Fact, Trait("Row", "S51")]
    public async Task The_holding_effect_answers_both_rates() =>
        Assert.Equal(0, (await GetAsync("holding-effect?before=30&after=30")).Body.GetProperty("withPointsBasisPoints").GetInt32());

    private Task<TillAnswer> GetAsync(string report) => _till.SendAsync(HttpMethod.Get, $"/api/v1/reports/{report}", key: _viewer);
}
