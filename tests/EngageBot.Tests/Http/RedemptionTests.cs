using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Earning;
using EngageBot.Storage;
using EngageBot.Tests.Loyalty;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Http;

/// <summary>Points as money at the till: a point is a cent, half or all of a receipt.</summary>
public class RedemptionTests : IAsyncLifetime
{
    private protected virtual Func<TestClock, Task<ITestStore>>? Database => null;

    internal static readonly ProgrammeRules Rules = LoyaltyWorld.Rules with { Spend = new(), Unit = new(ImmutableSortedDictionary<string, UnitName>.Empty.Add("en", new("point", "points")), ValueMinor: 1) };
    private const string Phone = "+355691234567";
    private TillHost _till = null!;
    private ContactId _ana;

    public async ValueTask InitializeAsync()
    {
        _till = await TillHost.OpenAsync(Rules, Database, "--Api:Burst=1000", "--Api:RequestsPerSecond=1000");
        _ana = await _till.World.MemberAsync(Phone);
        await _till.World.GiveAsync(_ana, 1000, "gift", days: 30);
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty((await _till.World.VerifyAsync()).Findings);
        await _till.DisposeAsync();
    }

    [Fact]
    [Trait("Row", "S9")]
    public async Task A_receipt_is_paid_partly_with_points_and_only_the_money_earns()
    {
        var code = await _till.CodeAsync(_ana);
        var quote = await _till.SendAsync("/api/v1/redemptions/quotes", "q-1", new { amount = "7.50", currency = "EUR", memberCode = code });
        Assert.Equal((HttpStatusCode.OK, 750, "7.50"), (quote.Status, Number(quote, "mostPoints"), Text(quote, "mostAmount")));
        var reserved = await ReserveAsync("r-1", "20.00", 500, memberId: _ana.ToString());
        Assert.Equal((HttpStatusCode.Created, "reserved", "5.00", "15.00"), (reserved.Status, Text(reserved, "state"), Text(reserved, "amount"), Text(reserved, "toPay")));
        Assert.Equal((500, 500), (Balance(reserved, "available"), Balance(reserved, "reserved")));
        var done = await CommitAsync("c-1", reserved, "A-1");
        Assert.Equal((HttpStatusCode.OK, "committed"), (done.Status, Text(done, "state")));
        Assert.Equal(("15.00", 15), (done.Body.GetProperty("purchase").GetProperty("amountPaid").GetString(), done.Body.GetProperty("purchase").GetProperty("points").GetInt64()));
        Assert.Equal((515, 0), (Balance(done, "available"), Balance(done, "reserved")));
    }

    [Fact]
    [Trait("Row", "S9")]
    public async Task A_receipt_paid_wholly_with_points_is_free_and_earns_nothing()
    {
        var reserved = await ReserveAsync("r-1", "10.00", 1000, code: await _till.CodeAsync(_ana));
        var done = await CommitAsync("c-1", reserved, "A-1");
        Assert.Equal((HttpStatusCode.OK, "0.00", 0), (done.Status, Text(done, "toPay"), Balance(done, "available")));
        Assert.False(done.Body.TryGetProperty("purchase", out _));
        Assert.Equal(0, await _till.World.CountAsync("purchases"));
    }

    [Fact]
    [Trait("Row", "S9")]
    [Trait("Pitfall", "P1")]
    public async Task Of_fifty_tills_that_want_the_last_points_at_once_one_gets_them()
    {
        var keys = new List<string>();
        for (var n = 0; n < 50; n++)
        {
            keys.Add(await _till.AnotherKeyAsync());
            Assert.Equal(HttpStatusCode.OK, (await _till.GetAsync($"/api/v1/members?code={await _till.CodeAsync(_ana)}", keys[n])).Status);
        }
        var answers = await Task.WhenAll(keys.Select((key, n) =>
            _till.SendAsync("/api/v1/redemptions", $"r-{n}", new { amount = "10.00", currency = "EUR", points = 1000, memberId = _ana.ToString() }, key)));
        var winner = Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(a => a != winner), a => Assert.Equal("/problems/points-insufficient", a.ProblemType));
        Assert.Equal(HttpStatusCode.OK, (await CommitAsync("c-1", winner, "A-1")).Status);
        Assert.Equal(0, (await _till.World.BalanceAsync(_ana)).AvailablePoints);
    }

    [Fact]
    [Trait("Row", "S2")]
    public async Task Whoever_only_knows_the_phone_earns_for_the_member_and_spends_nothing()
    {
        Assert.Equal(HttpStatusCode.Created, (await _till.BuyAsync("k-1", new { receipt = "A-1", amount = "5", currency = "EUR", memberPhone = Phone })).Status);
        var refused = await _till.SendAsync("/api/v1/redemptions", "r-1", new { amount = "5", currency = "EUR", points = 100, memberPhone = Phone });
        Assert.Equal((HttpStatusCode.Forbidden, "/problems/code-needed"), (refused.Status, refused.ProblemType));
        Assert.Equal(["code_needed"], await RefusalsAsync());
    }

    [Fact]
    [Trait("Pitfall", "P7")]
    public async Task One_code_pays_once()
    {
        var code = await _till.CodeAsync(_ana);
        await CommitAsync("c-1", await ReserveAsync("r-1", "5.00", 100, code: code), "A-1");
        Assert.Equal("/problems/code-spent", (await ReserveAsync("r-2", "5.00", 100, code: code)).ProblemType);
        Assert.Equal(HttpStatusCode.Created, (await ReserveAsync("r-3", "5.00", 100, code: await _till.CodeAsync(_ana))).Status);
    }

    [Fact]
    public async Task Points_that_are_not_committed_in_ten_minutes_are_back()
    {
        var reserved = await ReserveAsync("r-1", "5.00", 400, code: await _till.CodeAsync(_ana));
        _till.World.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1000, (await _till.World.BalanceAsync(_ana)).AvailablePoints);
        var late = await CommitAsync("c-1", reserved, "A-1");
        Assert.Equal((HttpStatusCode.Conflict, "/problems/redemption-ended", "lapsed"), (late.Status, late.ProblemType, Text(late, "reason")));
        Assert.Equal((0, 1000), (await _till.World.CountAsync("purchases"), (await _till.World.BalanceAsync(_ana)).AvailablePoints));
    }

    [Fact]
    public async Task Cancelled_points_are_back_at_once_however_often_it_is_said()
    {
        var reserved = await ReserveAsync("r-1", "5.00", 400, code: await _till.CodeAsync(_ana));
        var path = $"/api/v1/redemptions/{Text(reserved, "redemptionId")}/cancel";
        foreach (var key in (string[])["x-1", "x-2"])
            Assert.Equal(("cancelled", 1000), (Text(await _till.SendAsync(path, key, new { }), "state"), (await _till.World.BalanceAsync(_ana)).AvailablePoints));
        Assert.Equal("/problems/redemption-ended", (await CommitAsync("c-1", reserved, "A-1")).ProblemType);
    }

    [Fact]
    public async Task The_same_commit_again_is_one_and_with_another_receipt_it_is_refused()
    {
        var reserved = await ReserveAsync("r-1", "20.00", 500, code: await _till.CodeAsync(_ana));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CommitAsync("c-1", reserved, "A-1")));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.Status));
        Assert.Single(answers, a => !a.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal("committed", Text(await CommitAsync("c-2", reserved, "A-1"), "state"));
        Assert.Equal("/problems/receipt-differs", (await CommitAsync("c-3", reserved, "A-2")).ProblemType);
        Assert.Equal("/problems/idempotency-key-reused", (await CommitAsync("c-1", reserved, "A-2")).ProblemType);
        Assert.Equal((1, 515), (await _till.World.CountAsync("purchases"), (await _till.World.BalanceAsync(_ana)).AvailablePoints));
    }

    [Fact]
    public async Task A_commit_whose_receipt_is_somebody_elses_spends_nothing()
    {
        await _till.World.MemberAsync("+355697777777");
        await _till.BuyAsync("k-1", new { receipt = "A-1", amount = "15.00", currency = "EUR", memberPhone = "+355697777777" });
        var reserved = await ReserveAsync("r-1", "20.00", 500, code: await _till.CodeAsync(_ana));
        Assert.Equal("/problems/receipt-differs", (await CommitAsync("c-1", reserved, "A-1")).ProblemType);
        Assert.Equal(500, (await _till.World.BalanceAsync(_ana)).ReservedPoints);
        Assert.Equal(HttpStatusCode.OK, (await CommitAsync("c-2", reserved, "A-2")).Status);
    }

    [Fact]
    public async Task A_commit_is_undone_within_fifteen_minutes_by_the_till_and_later_by_a_manager()
    {
        var reserved = await ReserveAsync("r-1", "20.00", 500, code: await _till.CodeAsync(_ana));
        await CommitAsync("c-1", reserved, "A-1");
        _till.World.Clock.Advance(TimeSpan.FromMinutes(16));
        var path = $"/api/v1/redemptions/{Text(reserved, "redemptionId")}/undo";
        Assert.Equal("/problems/undo-too-late", (await _till.SendAsync(path, "u-1", new { })).ProblemType);
        var undone = await _till.SendAsync(path, "u-2", new { }, await _till.AnotherKeyAsync("owner"));
        Assert.Equal((HttpStatusCode.OK, "undone", 15, 1000), (undone.Status, Text(undone, "state"), Number(undone, "takenPoints"), Balance(undone, "available")));
        Assert.Equal(30, (await _till.World.BalanceAsync(_ana)).Batches.Max(b => b.LastDay).DayNumber - DateOnly.FromDateTime(_till.World.Now.Date).DayNumber);
        Assert.Equal(0, Number(await _till.SendAsync(path, "u-3", new { }, await _till.AnotherKeyAsync("owner")), "takenPoints"));
    }

    [Fact]
    public async Task A_purchase_recorded_by_mistake_is_undone_with_what_was_spent_on_it()
    {
        var done = await CommitAsync("c-1", await ReserveAsync("r-1", "20.00", 500, code: await _till.CodeAsync(_ana)), "A-1");
        var purchase = done.Body.GetProperty("purchase").GetProperty("purchaseId").GetString();
        var undone = await _till.SendAsync($"/api/v1/purchases/{purchase}/undo", "u-1", new { });
        Assert.Equal((HttpStatusCode.OK, 15, 500, 1000), (undone.Status, Number(undone, "takenPoints"), Number(undone, "backPoints"), Balance(undone, "available")));
        Assert.Equal((0, 0), (Number(await _till.SendAsync($"/api/v1/purchases/{purchase}/undo", "u-2", new { }), "takenPoints"), (await _till.World.BalanceAsync(_ana)).ReservedPoints));
        Assert.Equal("/problems/purchase-unknown", (await _till.SendAsync($"/api/v1/purchases/{Guid.Empty}/undo", "u-3", new { })).ProblemType);
    }

    [Theory]
    [InlineData(50, "/problems/points-not-spendable")]     // below the least
    [InlineData(150, "/problems/points-not-spendable")]    // no whole step
    [InlineData(600, "/problems/points-not-spendable")]    // more than half of the receipt
    [InlineData(500, null)]
    public async Task The_programmes_rules_for_spending_hold(long points, string? problem)
    {
        await _till.World.WriteAsync(scope =>
        {
            Programmes.Publish(scope, _till.World.Business, Rules with { Spend = new(MaxPercent: 50, MinimumPoints: 100, StepPoints: 100) }, _till.World.Now);
            return ValueTask.CompletedTask;
        });
        Assert.Equal(problem, (await ReserveAsync("r-1", "10.00", points, code: await _till.CodeAsync(_ana))).ProblemType);
    }

    [Fact]
    [Trait("Row", "S27")]
    public async Task Every_refusal_at_the_till_is_counted_with_its_reason()
    {
        await ReserveAsync("r-1", "100.00", 2000, code: await _till.CodeAsync(_ana));
        await ReserveAsync("r-2", "1.00", 200, memberId: _ana.ToString());
        await _till.SendAsync("/api/v1/redemptions", "r-3", new { amount = "1.00", currency = "USD", points = 10, memberId = _ana.ToString() });
        await CloseAsync();
        await ReserveAsync("r-4", "1.00", 100, memberId: _ana.ToString());
        Assert.Equal(["insufficient_points", "not_spendable", "wrong_currency", "shop_closed"], await RefusalsAsync());
    }

    [Fact]
    public async Task A_shop_that_was_shut_down_takes_nothing_more_and_what_was_before_is_taken()
    {
        var reserved = await ReserveAsync("r-1", "20.00", 500, code: await _till.CodeAsync(_ana));
        await _till.BuyAsync("k-0", new { receipt = "A-0", amount = "5.00", currency = "EUR", memberPhone = Phone });
        await CloseAsync();
        TillAnswer[] refused =
        [
            await _till.BuyAsync("k-1", new { receipt = "A-1", amount = "5.00", currency = "EUR", memberPhone = Phone }),
            await _till.ReturnAsync("k-2", new { receipt = "A-0", returnReceipt = "R-1", amount = "5.00", currency = "EUR" }),
            await _till.SendAsync("/api/v1/redemptions/quotes", "k-3", new { amount = "5.00", currency = "EUR", memberPhone = Phone }),
            await ReserveAsync("k-4", "5.00", 100, memberId: _ana.ToString()),
            await CommitAsync("k-5", reserved, "A-2"),
        ];
        Assert.All(refused, answer => Assert.Equal((HttpStatusCode.Conflict, "/problems/shop-closed"), (answer.Status, answer.ProblemType)));
        Assert.Equal(1, await _till.World.CountAsync("purchases"));
        var before = _till.World.Now.AddHours(-1).ToString("O");
        Assert.Equal(HttpStatusCode.Created, (await _till.BuyAsync("k-6", new { receipt = "A-3", amount = "5.00", currency = "EUR", memberPhone = Phone, boughtAt = before })).Status);
    }

    private protected Task<TillAnswer> ReserveAsync(string key, string amount, long points, string? code = null, string? memberId = null) => _till.PostAsync(
        "/api/v1/redemptions", key, code is null
            ? JsonSerializer.Serialize(new { amount, currency = "EUR", points, memberId })
            : JsonSerializer.Serialize(new { amount, currency = "EUR", points, memberCode = code }));

    private Task<TillAnswer> CommitAsync(string key, TillAnswer reserved, string receipt) =>
        _till.SendAsync($"/api/v1/redemptions/{Text(reserved, "redemptionId")}/commit", key, new { receipt });

    private Task CloseAsync() => _till.World.WriteAsync(scope =>
    {
        scope.Command("UPDATE shops SET closed_at = @now").Set("@now", _till.World.Now).ExecuteNonQuery();
        return ValueTask.CompletedTask;
    });

    private Task<List<string>> RefusalsAsync() =>
        _till.World.Store.ReadRowsAsync("SELECT code FROM refusals ORDER BY id", _ => { }, row => row.GetString(0), TestContext.Current.CancellationToken);

    private static string? Text(TillAnswer answer, string field) => answer.Body.GetProperty(field).GetString();

    private static long Number(TillAnswer answer, string field) => answer.Body.GetProperty(field).GetInt64();

    private static long Balance(TillAnswer answer, string field) => answer.Body.GetProperty("balance").GetProperty(field).GetInt64();
}

public sealed class RedemptionTestsOnPostgres : RedemptionTests
{
    private protected override Func<TestClock, Task<ITestStore>> Database => async clock => await TempPostgres.OpenAsync(clock, o => o with { Writers = 16 });
}
