using System.Net;
using System.Text.Json;
using EngageBot.Businesses;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Coalitions;
using EngageBot.Storage;
using EngageBot.Tests.Loyalty.Coalitions;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Http;

/// <summary>Two businesses, one card, over HTTP from the first rule to the last cent: the document, the member's yes, earning, spending, undo and the month.</summary>
public class CoalitionPathTests : IAsyncLifetime
{
    private static readonly string[] Fitness = ["fitness"];
    private const string Phone = "+355691234567";
    private TillHost _till = null!;
    private BusinessId _partner;
    private string _partnersKey = "";
    private string _owner = "";
    private ContactId _ana;
    private int _keys;

    private protected virtual Func<TestClock, Task<ITestStore>>? Database => null;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _till = await TillHost.OpenAsync(null, Database, "--Api:Burst=1000", "--Api:RequestsPerSecond=1000");
        _ana = await _till.World.MemberAsync(Phone);
        _owner = await _till.AnotherKeyAsync("owner");
        var shop = await _till.World.WriteAsync(scope =>
        {
            var opened = BusinessSetup.Open(scope, new() { Name = "Green Food" }, _till.World.Now);
            Programmes.Publish(scope, opened.Id, ProgrammeRules.Default, _till.World.Now);
            _partner = opened.Id;
            return BusinessSetup.Shops(scope, opened.Id).Single().Id;
        });
        _partnersKey = (await _till.Keys.CreateAsync(_partner, shop, "partner's till", Cancellation)).Secret;
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty((await _till.World.VerifyAsync()).Findings);
        await _till.DisposeAsync();
    }

    [Fact, Trait("Row", "S28")]
    public async Task A_partners_till_takes_a_members_code_earns_spends_undoes_and_the_month_is_settled_to_the_cent()
    {
        Assert.Equal(HttpStatusCode.OK, (await PublishAsync("food")).Status);
        Assert.Equal("/problems/code-unknown", (await AtPartnerAsync("/api/v1/purchases", new { receipt = "G-0", amount = "50.00", currency = "EUR", memberCode = await _till.CodeAsync(_ana) })).ProblemType);
        var joined = await JoinAsync();
        var seat = joined.Body.GetProperty("seatId").GetGuid();
        Assert.NotEqual(_ana.Value, seat);

        // Known here by the seat alone: no name, no phone, no id of home.
        var looked = await _till.GetAsync($"/api/v1/members?code={await _till.CodeAsync(_ana)}", _partnersKey);
        Assert.Equal((HttpStatusCode.OK, seat, "city", true), (looked.Status, looked.Body.GetProperty("memberId").GetGuid(), looked.Body.GetProperty("coalition").GetString(), looked.Body.GetProperty("shown").GetBoolean()));
        Assert.False(looked.Body.TryGetProperty("name", out _) || looked.Body.TryGetProperty("phone", out _));
        Assert.DoesNotContain(_ana.ToString(), looked.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("/problems/member-unknown", (await _till.GetAsync($"/api/v1/members?id={_ana}", _partnersKey)).ProblemType);

        // 50.00 at the partner's, 100.00 at home: a point a euro, and home's own programme beside.
        var bought = await AtPartnerAsync("/api/v1/purchases", new { receipt = "G-1", amount = "50.00", currency = "EUR", memberId = seat });
        Assert.Equal((HttpStatusCode.Created, 50, seat, 50), (bought.Status, bought.Body.GetProperty("points").GetInt64(), bought.Body.GetProperty("memberId").GetGuid(), Available(bought)));
        Assert.Equal(HttpStatusCode.OK, (await AtPartnerAsync("/api/v1/purchases", new { receipt = "G-1", amount = "50.00", currency = "EUR", memberId = seat })).Status);
        await _till.BuyAsync(NewKey(), new { receipt = "F-1", amount = "100.00", currency = "EUR", memberPhone = Phone });
        Assert.Equal((100, 150), ((await _till.World.BalanceAsync(_ana)).AvailablePoints, (await _till.World.BalanceAsync(_ana, "city")).AvailablePoints));

        // 120 points at three cents each pay 3.60 at the partner's: the oldest first, so 50 are its own and 70 are home's.
        var reserved = await AtPartnerAsync("/api/v1/redemptions", new { amount = "10.00", currency = "EUR", memberId = seat, points = 120 });
        Assert.Equal((HttpStatusCode.Created, "3.60", "6.40", seat), (reserved.Status, reserved.Body.GetProperty("amount").GetString(), reserved.Body.GetProperty("toPay").GetString(), reserved.Body.GetProperty("memberId").GetGuid()));
        var done = await AtPartnerAsync($"/api/v1/redemptions/{reserved.Body.GetProperty("redemptionId").GetString()}/commit", new { receipt = "G-2" });
        Assert.Equal((HttpStatusCode.OK, "committed", 36), (done.Status, done.Body.GetProperty("state").GetString(), Available(done)));    // and 6.40 have earned 6
        var march = await SettleAsync();
        Assert.Equal((210, -210, 0), (march.NetMinor(_partner), march.NetMinor(_till.World.Business), march.NetMinor(_partner) + march.NetMinor(_till.World.Business)));
        Assert.Equal(360, march.Lines.Sum(line => line.Minor));

        var undone = await AtPartnerAsync($"/api/v1/redemptions/{reserved.Body.GetProperty("redemptionId").GetString()}/undo", new { });
        Assert.Equal((HttpStatusCode.OK, 6, 150), (undone.Status, undone.Body.GetProperty("takenPoints").GetInt64(), Available(undone)));
        Assert.Equal(0, (await SettleAsync()).NetMinor(_partner));
        var returned = await AtPartnerAsync("/api/v1/returns", new { receipt = "G-1", returnReceipt = "R-1", amount = "25.00", currency = "EUR" });
        Assert.Equal((HttpStatusCode.Created, 25, 125), (returned.Status, returned.Body.GetProperty("takenPoints").GetInt64(), Available(returned)));
        foreach (var table in (string[])["contacts", "purchases", "transfers", "point_accounts", "chats"])
            Assert.Equal(0, (await _till.World.Store.ReadRowsAsync($"SELECT COUNT(*) FROM {table} WHERE business_id = @business", c => c.Set("@business", _partner.ToString()), row => row.GetInt64(0), Cancellation)).Single());
        var shops = await _till.World.Store.ReadRowsAsync("SELECT DISTINCT t.reason || ' ' || s.business_id FROM transfers t JOIN shops s ON s.id = t.shop_id WHERE t.reason = 'Redemption' OR t.reason = 'Purchase'",
            _ => { }, row => row.GetString(0), Cancellation);
        Assert.Superset(new HashSet<string> { $"Purchase {_partner}", $"Redemption {_partner}" }, shops.ToHashSet());
    }

    [Fact, Trait("Row", "S28")]
    public async Task A_member_spends_at_home_what_a_partner_gave_by_naming_the_wallet()
    {
        await PublishAsync("food");
        var seat = (await JoinAsync()).Body.GetProperty("seatId").GetGuid();
        await _till.GetAsync($"/api/v1/members?code={await _till.CodeAsync(_ana)}", _partnersKey);
        await AtPartnerAsync("/api/v1/purchases", new { receipt = "G-1", amount = "50.00", currency = "EUR", memberId = seat });
        var quote = await _till.SendAsync("/api/v1/redemptions/quotes", NewKey(), new { amount = "10.00", currency = "EUR", memberCode = await _till.CodeAsync(_ana), wallet = "city" });
        Assert.Equal((HttpStatusCode.OK, 50, "1.50", _ana.Value), (quote.Status, quote.Body.GetProperty("mostPoints").GetInt64(), quote.Body.GetProperty("mostAmount").GetString(), quote.Body.GetProperty("memberId").GetGuid()));
        var reserved = await _till.SendAsync("/api/v1/redemptions", NewKey(), new { amount = "10.00", currency = "EUR", memberId = _ana.Value, wallet = "city", points = 50 });
        var done = await _till.SendAsync($"/api/v1/redemptions/{reserved.Body.GetProperty("redemptionId").GetString()}/commit", NewKey(), new { receipt = "F-1" });
        Assert.Equal((HttpStatusCode.OK, "8.50"), (done.Status, done.Body.GetProperty("purchase").GetProperty("amountPaid").GetString()));
        Assert.Equal(-150, (await SettleAsync()).NetMinor(_partner));
    }

    [Fact, Trait("Row", "S29")]
    public async Task Partners_that_compete_are_refused_where_the_document_is_published()
    {
        var refused = await PublishAsync("fitness");
        Assert.Equal((422, "/problems/rules-invalid"), ((int)refused.Status, refused.ProblemType));
        Assert.Contains("compete in fitness", refused.Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_partners_till_gave_is_told_once_in_the_members_own_chat()
    {
        await PublishAsync("food");
        var seat = (await JoinAsync()).Body.GetProperty("seatId").GetGuid();
        await _till.World.WriteAsync(scope =>
        {
            var account = (long)scope.Command("SELECT id FROM channel_accounts WHERE business_id = @business AND channel = 'web'").Set("@business", _till.World.Business.ToString()).ExecuteScalar()!;
            scope.Command("INSERT INTO chats (business_id, account_id, contact_id, external_id, kind, state, created_at) VALUES (@business, @account, @contact, 'ana', 'Customer', '', @now)")
                .Set("@business", _till.World.Business.ToString()).Set("@account", account).Set("@contact", _ana.ToString()).Set("@now", _till.World.Now).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        });
        await _till.GetAsync($"/api/v1/members?code={await _till.CodeAsync(_ana)}", _partnersKey);
        foreach (var _ in (int[])[1, 2]) await AtPartnerAsync("/api/v1/purchases", new { receipt = "G-1", amount = "50.00", currency = "EUR", memberId = seat });
        var told = Assert.Single(await _till.World.Store.ReadRowsAsync("SELECT content FROM inbox WHERE chat_key = 'ana'", _ => { }, row => row.GetString(0), Cancellation));
        Assert.Contains("partner.purchase_recorded", told, StringComparison.Ordinal);
        Assert.Contains("city", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_joins_by_a_code_that_is_not_theirs_or_without_the_words_they_agreed_to()
    {
        await PublishAsync("food");
        Assert.Equal("/problems/code-unknown", (await JoinAsync("12345678")).ProblemType);
        Assert.Equal("/problems/body-invalid", (await JoinAsync(wording: "ok")).ProblemType);
        Assert.Equal("/problems/not-found", (await JoinAsync(key: "village")).ProblemType);
        Assert.Equal(0, await _till.World.CountAsync("coalition_members"));
    }

    private Task<TillAnswer> PublishAsync(string sells) => _till.SendAsync(HttpMethod.Put, "/api/v1/rules/coalition/city", JsonSerializer.Serialize(new
    {
        name = new { en = "City Club" }, currency = "EUR", earn = new { per_minor = 100, points = 1 }, expiry = new { policy = "after_days", days = 400 }, spend = new { points = 1, minor = 3 },
        partners = new object[]
        {
            new { business = _till.World.Business.Value, name = "Fit Club", categories = Fitness }, new { business = _partner.Value, name = "Green Food", categories = (string[])[sells] },
        },
    }), _owner, ("Idempotency-Key", NewKey()), ("If-None-Match", "*"));

    private async Task<TillAnswer> JoinAsync(string? code = null, string wording = "May all shops of City Club know your card?", string key = "city") =>
        await _till.SendAsync($"/api/v1/coalitions/{key}/members", NewKey(), new { memberCode = code ?? await _till.CodeAsync(_ana), wording, language = "en" });

    private Task<TillAnswer> AtPartnerAsync(string path, object body) => _till.SendAsync(path, NewKey(), body, _partnersKey);

    private Task<Settlement> SettleAsync() => _till.World.Store.ReadAsync(
        connection => ValueTask.FromResult(Settlement.Of(connection, EngageBot.Loyalty.Coalitions.Coalitions.Of(connection, _partner, _till.World.Now).Single(), new(_till.World.Now.Year, _till.World.Now.Month, 1))), Cancellation);

    private string NewKey() => $"c-{++_keys}";

    private static long Available(TillAnswer answer) => answer.Body.GetProperty("balance").GetProperty("available").GetInt64();
}

public sealed class CoalitionPathTestsOnPostgres : CoalitionPathTests
{
    private protected override Func<TestClock, Task<ITestStore>> Database => async clock => await TempPostgres.OpenAsync(clock);
}
