using System.Net;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Earning;
using EngageBot.Loyalty.Rewards;
using EngageBot.Loyalty.Till;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Http;

/// <summary>Vouchers at a till that asks over HTTP, alone and with points: who pays what, once, and back again.</summary>
public class VoucherRedemptionTests : IAsyncLifetime
{
    private const string Phone = "+355691234567";
    private TillHost _till = null!;
    private ContactId _ana;

    private protected virtual Func<TestClock, Task<ITestStore>>? Database => null;

    public async ValueTask InitializeAsync()
    {
        _till = await TillHost.OpenAsync(RedemptionTests.Rules, Database, "--Api:Burst=1000", "--Api:RequestsPerSecond=1000");
        _ana = await _till.World.MemberAsync(Phone);
        await _till.World.GiveAsync(_ana, 1000, "gift", days: 30);
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty((await _till.World.VerifyAsync()).Findings);
        await _till.DisposeAsync();
    }

    [Fact, Trait("Row", "S16")]
    public async Task A_voucher_is_taken_off_first_points_pay_of_the_rest_and_only_the_money_earns()
    {
        var code = await GivenAsync("'gives': {'kind': 'money_off', 'amount': '5.00'}");
        var quote = await SendAsync("quotes", new { amount = "12.00", currency = "EUR", memberCode = await _till.CodeAsync(_ana), voucher = code });
        Assert.Equal((HttpStatusCode.OK, "5.00", "7.00", 700, "7.00", "0.00"), (quote.Status, Voucher(quote, "amount"), Text(quote, "rest"), Number(quote, "mostPoints"), Text(quote, "mostAmount"), Text(quote, "leastMoney")));
        var reserved = await SendAsync("", new { amount = "12.00", currency = "EUR", memberId = _ana.Value, points = 300, voucher = code });
        Assert.Equal((HttpStatusCode.Created, "8.00", "3.00", "5.00", "4.00"), (reserved.Status, Text(reserved, "amount"), Text(reserved, "pointsAmount"), Voucher(reserved, "amount"), Text(reserved, "toPay")));
        var done = await CommitAsync(reserved, "A-1");
        Assert.Equal(("4.00", 4), (done.Body.GetProperty("purchase").GetProperty("amountPaid").GetString(), done.Body.GetProperty("purchase").GetProperty("points").GetInt64()));
        Assert.Equal((500, 300), (await OneAsync("SELECT discount_minor FROM purchases"), await OneAsync("SELECT points_paid_minor FROM purchases")));
        Assert.Equal((704, "Redeemed"), ((await _till.World.BalanceAsync(_ana)).AvailablePoints, await StateAsync()));
        var undone = await SendAsync($"{Text(done, "redemptionId")}/undo", new { });
        Assert.Equal(("undone", 1000, "Issued"), (Text(undone, "state"), (await _till.World.BalanceAsync(_ana)).AvailablePoints, await StateAsync()));
    }

    [Fact, Trait("Row", "S20")]
    public async Task A_free_thing_costs_nothing_even_where_it_is_all_there_is()
    {
        var code = await GivenAsync("'gives': {'kind': 'item', 'items': ['coffee']}");
        var priced = await SendAsync("quotes", new { amount = "10.00", currency = "EUR", voucher = code, voucherOn = "2.50", voucherItem = "coffee" });
        Assert.Equal((HttpStatusCode.OK, "2.50", "7.50"), (priced.Status, Voucher(priced, "amount"), Text(priced, "rest")));
        var reserved = await SendAsync("", new { amount = "0", currency = "EUR", voucher = code });
        Assert.Equal((HttpStatusCode.Created, "0.00"), (reserved.Status, Text(reserved, "toPay")));
        Assert.Equal("committed", Text(await CommitAsync(reserved, "A-1"), "state"));
        Assert.Equal(("Redeemed", 0), (await StateAsync(), await _till.World.CountAsync("purchases")));
    }

    [Fact, Trait("Pitfall", "P1")]
    public async Task Of_twenty_tills_that_show_one_voucher_at_once_one_takes_it()
    {
        var code = await GivenAsync("'gives': {'kind': 'money_off', 'amount': '5.00'}");
        var keys = new List<string>();
        for (var n = 0; n < 20; n++) keys.Add(await _till.AnotherKeyAsync());
        var answers = await Task.WhenAll(keys.Select((key, n) => _till.SendAsync("/api/v1/redemptions", $"v-{n}", new { amount = "12.00", currency = "EUR", voucher = code }, key)));
        var winner = Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(a => a != winner), a => Assert.Equal(("/problems/voucher-not-usable", "reserved"), (a.ProblemType, Text(a, "reason"))));
    }

    [Fact]
    public async Task What_is_not_committed_in_ten_minutes_or_is_cancelled_is_back_points_and_voucher()
    {
        var code = await GivenAsync("'gives': {'kind': 'money_off', 'amount': '5.00'}");
        var body = new { amount = "12.00", currency = "EUR", memberCode = await _till.CodeAsync(_ana), points = 300, voucher = code };
        var cancelled = await SendAsync("", body);
        await SendAsync($"{Text(cancelled, "redemptionId")}/cancel", new { });
        Assert.Equal((1000, "Issued"), ((await _till.World.BalanceAsync(_ana)).AvailablePoints, await StateAsync()));
        var late = await SendAsync("", body);
        _till.World.Clock.Advance(Redemptions.HeldFor);
        Assert.Equal("/problems/redemption-ended", (await CommitAsync(late, "A-1")).ProblemType);
        Assert.Equal((1000, "Issued", 0), ((await _till.World.BalanceAsync(_ana)).AvailablePoints, await StateAsync(), await _till.World.CountAsync("purchases")));
    }

    [Fact]
    public async Task A_personal_voucher_wants_its_member_and_points_that_cannot_be_taken_leave_the_voucher_alone()
    {
        var code = await GivenAsync("'gives': {'kind': 'money_off', 'amount': '5.00'}, 'personal': true");
        var other = await _till.World.MemberAsync("+355697777777");
        foreach (var member in (Guid?[])[null, other.Value])
            Assert.Equal("other_person", Text(await SendAsync("", member is null ? new { amount = "12.00", currency = "EUR", voucher = code } : new { amount = "12.00", currency = "EUR", memberId = member, voucher = code }), "reason"));
        Assert.Equal("/problems/code-needed", (await SendAsync("", new { amount = "12.00", currency = "EUR", memberPhone = Phone, points = 100, voucher = code })).ProblemType);
        Assert.Equal("Issued", await StateAsync());
        Assert.Equal(HttpStatusCode.Created, (await SendAsync("", new { amount = "12.00", currency = "EUR", memberPhone = Phone, voucher = code })).Status);
    }

    [Fact, Trait("Row", "S27")]
    public async Task A_good_voucher_is_refused_with_a_reason_that_is_kept_and_stays_good()
    {
        var code = await GivenAsync("'gives': {'kind': 'money_off', 'amount': '5.00'}");
        Assert.Equal("/problems/body-invalid", (await _till.SendAsync("/api/v1/vouchers/refusals", "n-1", new { voucher = code })).ProblemType);
        Assert.Equal("/problems/body-invalid", (await _till.SendAsync("/api/v1/vouchers/refusals", "n-2", new { voucher = code, why = "no mood" })).ProblemType);
        var refused = await _till.SendAsync("/api/v1/vouchers/refusals", "n-3", new { voucher = code, why = "out_of_stock", amount = "12.00", currency = "EUR" });
        Assert.Equal((HttpStatusCode.OK, true), (refused.Status, refused.Body.GetProperty("wasGood").GetBoolean()));
        Assert.Equal((1, "Issued"), (await OneAsync($"SELECT COUNT(*) FROM refusals WHERE code = 'out_of_stock' AND subject LIKE 'voucher:%' AND contact_id = '{_ana}'"), await StateAsync()));
        await CommitAsync(await SendAsync("", new { amount = "12.00", currency = "EUR", voucher = code }), "A-1");
        Assert.False((await _till.SendAsync("/api/v1/vouchers/refusals", "n-4", new { voucher = code, why = "other", amount = "12.00", currency = "EUR" })).Body.GetProperty("wasGood").GetBoolean());
    }

    [Theory]
    [InlineData("22222-22222", "/problems/voucher-unknown")]
    [InlineData("", "/problems/body-invalid")]
    public async Task What_is_no_voucher_is_refused(string code, string problem) =>
        Assert.Equal(problem, (await SendAsync("", new { amount = "12.00", currency = "EUR", voucher = code })).ProblemType);

    [Fact, Trait("Row", "S2")]
    public async Task A_personal_card_names_its_member_and_a_card_that_anybody_may_show_is_nobodys()
    {
        await _till.World.WriteAsync(scope =>
        {
            var system = new Actor.System("test");
            Assert.IsType<CardOutcome.Issued>(Cards.Issue(scope, system, new(_till.World.Business, _till.World.Shop, "0001", CardKind.Personal, _ana), _till.World.Now));
            Assert.IsType<CardOutcome.Issued>(Cards.Issue(scope, system, new(_till.World.Business, _till.World.Shop, "B-7", CardKind.Bearer, _ana), _till.World.Now));
            return ValueTask.CompletedTask;
        });
        var own = await _till.GetAsync("/api/v1/members?card=0001");
        Assert.Equal((HttpStatusCode.OK, _ana.Value, false), (own.Status, own.Body.GetProperty("memberId").GetGuid(), own.Body.GetProperty("shown").GetBoolean()));
        var anybodys = await _till.GetAsync("/api/v1/members?card=B-7");
        Assert.Equal((HttpStatusCode.OK, "bearer", false, false), (anybodys.Status, Text(anybodys, "card"), anybodys.Body.TryGetProperty("memberId", out _), anybodys.Body.TryGetProperty("balance", out _)));
        Assert.Equal("/problems/member-unknown", (await _till.GetAsync("/api/v1/members?card=0002")).ProblemType);
        var bought = await _till.BuyAsync("k-1", new { receipt = "A-1", amount = "5.00", currency = "EUR", memberCard = "0001" });
        Assert.Equal((HttpStatusCode.Created, 5), (bought.Status, Number(bought, "points")));
        Assert.Equal("/problems/member-unknown", (await _till.BuyAsync("k-2", new { receipt = "A-2", amount = "5.00", currency = "EUR", memberCard = "B-7" })).ProblemType);
        Assert.Equal("/problems/code-needed", (await SendAsync("", new { amount = "5.00", currency = "EUR", memberCard = "0001", points = 100 })).ProblemType);
        Assert.Equal("/problems/member-unknown", (await SendAsync("", new { amount = "5.00", currency = "EUR", memberCard = "B-7", points = 100 })).ProblemType);
    }

    private int _keys;

    private Task<TillAnswer> SendAsync(string path, object body) => _till.SendAsync($"/api/v1/redemptions{(path.Length > 0 ? "/" : "")}{path}", $"v-{++_keys}", body);

    private Task<TillAnswer> CommitAsync(TillAnswer reserved, string receipt) => SendAsync($"{Text(reserved, "redemptionId")}/commit", new { receipt });

    private Task<string> GivenAsync(string json) => _till.World.WriteAsync(scope =>
    {
        var (rules, errors) = RewardRules.Kind.Parse($"{{'name': {{'en': 'Thing'}}, 'currency': 'EUR', 'valid': {{'days': 30}}, {json}}}".Replace('\'', '"'));
        Assert.Empty(errors);
        RuleBook.Publish(scope, _till.World.Business, RewardRules.Kind, "thing", rules!, _till.World.Now, _till.World.Now);
        var given = _till.Vouchers.IssueAsync(scope, _till.World.Business, _ana, "thing", "o", "test", _till.World.Now);
        return VoucherCode.Show(Assert.IsType<IssueOutcome.Issued>(given.AsTask().GetAwaiter().GetResult()).Voucher.Code);
    });

    private async Task<string> StateAsync() => (await _till.World.Store.ReadRowsAsync("SELECT state FROM vouchers", _ => { }, row => row.GetString(0), TestContext.Current.CancellationToken)).Single();

    private async Task<long> OneAsync(string sql) => (await _till.World.Store.ReadRowsAsync(sql, _ => { }, row => row.GetInt64(0), TestContext.Current.CancellationToken)).Single();

    private static string? Text(TillAnswer answer, string field) => answer.Body.GetProperty(field).GetString();

    private static string? Voucher(TillAnswer answer, string field) => answer.Body.GetProperty("voucher").GetProperty(field).GetString();

    private static long Number(TillAnswer answer, string field) => answer.Body.GetProperty(field).GetInt64();
}

public sealed class VoucherRedemptionTestsOnPostgres : VoucherRedemptionTests
{
    private protected override Func<TestClock, Task<ITestStore>> Database => async clock => await TempPostgres.OpenAsync(clock, o => o with { Writers = 16 });
}
