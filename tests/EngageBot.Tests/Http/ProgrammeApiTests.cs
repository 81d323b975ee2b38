using System.Net;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Http;

/// <summary>Discounts, statuses, bookings and cards, as a till and an office call them.</summary>
public class ProgrammeApiTests : IAsyncLifetime
{
    private TillHost _till = null!;
    private string _owner = "";
    private static readonly System.Text.Json.JsonSerializerOptions WithoutNulls = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
    private ContactId _ana;
    private int _requests;

    /// <summary>Where it runs; the embedded database unless a subclass says otherwise.</summary>
    private protected virtual Func<TestClock, Task<ITestStore>>? Database => null;

    public async ValueTask InitializeAsync()
    {
        _till = await TillHost.OpenAsync(database: Database);
        _owner = (await _till.Keys.CreateAsync(_till.World.Business, _till.World.Shop, "office", TestContext.Current.CancellationToken, nameof(Role.Owner).ToLowerInvariant())).Secret;
        _ana = await _till.World.MemberAsync();
    }

    public ValueTask DisposeAsync() => _till?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    [Trait("Row", "S1")]
    [Trait("Row", "S2")]
    public async Task A_personal_card_gives_its_members_discount_and_a_bearer_card_the_small_one_whoever_shows_it()
    {
        await PublishAsync("card", """
            {"mode": "discount", "qualify": {"by": "spend", "period": "lifetime"}, "bearer_level": "plain", "tiers": [
              {"key": "plain", "name": {"en": "Plain"}, "threshold": 0, "discount_percent": 5}, {"key": "gold", "name": {"en": "Gold"}, "threshold": 10000, "discount_percent": 20}]}
            """);
        await PostAsync("/api/v1/cards", new { number = "P-1", kind = "personal", memberId = _ana.ToString() });
        await PostAsync("/api/v1/cards", new { number = "B-1", kind = "bearer" });
        Assert.Equal("2.50", await OffAsync(new { amount = "50.00", currency = "EUR", card = "P-1" }));
        Assert.Equal(HttpStatusCode.Created, (await BuyAsync("A-1", "100.00")).Status);
        Assert.Equal("10.00", await OffAsync(new { amount = "50.00", currency = "EUR", card = "P-1" }));
        Assert.Equal("10.00", await OffAsync(new { amount = "50.00", currency = "EUR", memberId = _ana.ToString() }));
        Assert.Equal("2.50", await OffAsync(new { amount = "50.00", currency = "EUR", card = "B-1" }));
        Assert.Equal("0.00", await OffAsync(new { amount = "50.00", currency = "EUR" }));
        Assert.Equal("/problems/card-unknown", (await AskAsync("/api/v1/discounts", new { amount = "50.00", currency = "EUR", card = "X" })).ProblemType);
    }

    [Fact]
    [Trait("Row", "S3")]
    public async Task The_circle_of_a_bearer_card_is_counted_and_who_of_it_joined()
    {
        await PostAsync("/api/v1/cards", new { number = "B-1", kind = "bearer" });
        await BuyAsync("A-1", "10.00", card: "B-1");
        await BuyAsync("A-2", "5.00", card: "B-1");
        var circle = (await _till.SendAsync(HttpMethod.Get, "/api/v1/reports/bearer-cards", key: _owner)).Body.GetProperty("cards").EnumerateArray().Single();
        Assert.Equal((2, 1, 1_500), (circle.GetProperty("receipts").GetInt32(), circle.GetProperty("buyers").GetInt32(), circle.GetProperty("amountMinor").GetInt32()));
    }

    [Fact]
    [Trait("Row", "S30")]
    public async Task A_partners_card_stands_for_a_member_earns_its_issuers_rule_and_is_never_a_payment_cards_number()
    {
        await PublishAsync("points", """{"earn": {"per_minor": 100, "points": 1}, "rules": [{"key": "bank", "bonus": 5, "when": {"issuer": "bank"}}]}""");
        Assert.Equal(HttpStatusCode.Created, (await PostAsync("/api/v1/cards", new { number = "bank:tok-5123", kind = "partner", memberId = _ana.ToString() })).Status);
        Assert.Equal(15, (await BuyAsync("A-1", "10.00", card: "bank:tok-5123")).Body.GetProperty("points").GetInt32());
        Assert.Equal(10, (await BuyAsync("A-2", "10.00", card: "club:1")).Body.GetProperty("points").GetInt32());
        Assert.Equal("/problems/body-invalid", (await PostAsync("/api/v1/cards", new { number = "bank:4111111111111111", kind = "partner", memberId = _ana.ToString() })).ProblemType);
    }

    [Fact]
    [Trait("Row", "S13")]
    public async Task A_status_is_sold_once_for_its_fee_and_its_holder_is_told_before_it_ends()
    {
        await PublishAsync("points", """{"earn": {"per_minor": 100, "points": 1}, "statuses": [{"key": "vip", "name": {"en": "VIP"}, "days": 30, "fee_minor": 5000, "notice_days": 7, "multiplier_percent": 200}]}""");
        object Sale(string reference, string amount) => new { reference, memberId = _ana.ToString(), status = "vip", amount, currency = "EUR" };
        Assert.Equal("/problems/status-not-for-sale", (await PostAsync("/api/v1/statuses", Sale("S-1", "49.99"))).ProblemType);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync("/api/v1/statuses", Sale("S-1", "50.00"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("/api/v1/statuses", Sale("S-1", "50.00"))).Status);
        Assert.Equal("/problems/status-held", (await PostAsync("/api/v1/statuses", Sale("S-2", "50.00"))).ProblemType);
        Assert.Equal(20, (await BuyAsync("A-1", "10.00")).Body.GetProperty("points").GetInt32());
        _till.World.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(10, (await BuyAsync("A-2", "10.00")).Body.GetProperty("points").GetInt32());    // over, and nothing renewed it
        Assert.Equal(HttpStatusCode.Created, (await PostAsync("/api/v1/statuses", Sale("S-2", "50.00"))).Status);
    }

    [Fact]
    [Trait("Row", "S23")]
    public async Task Booking_on_the_spot_brings_points_later_brings_none_and_a_cancelled_one_gives_them_back()
    {
        await PublishAsync("points", """{"earn": {"per_minor": 100, "points": 1}, "booking": {"points": 30, "within_minutes": 120}}""");
        Assert.Equal(0, await BookAsync("B-0"));                           // no visit
        await BuyAsync("A-1", "10.00");
        _till.World.Clock.Advance(TimeSpan.FromMinutes(120));
        Assert.Equal(30, await BookAsync("B-1"));
        Assert.Equal(0, await BookAsync("B-1"));                           // known
        _till.World.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await BookAsync("B-2"));
        Assert.Equal(40, (await _till.World.BalanceAsync(_ana)).AvailablePoints);
        Assert.Equal(30, (await PostAsync("/api/v1/bookings/cancel", new { reference = "B-1" })).Body.GetProperty("takenPoints").GetInt32());
        Assert.Equal(0, (await PostAsync("/api/v1/bookings/cancel", new { reference = "B-1" })).Body.GetProperty("takenPoints").GetInt32());
        Assert.Equal(10, (await _till.World.BalanceAsync(_ana)).AvailablePoints);
        Assert.True((await _till.World.VerifyAsync()).Sound);
    }

    [Fact]
    [Trait("Row", "S9")]
    public async Task A_receipt_paid_with_points_altogether_earns_nothing_and_items_must_add_up()
    {
        var paid = await PostAsync("/api/v1/purchases", new { receipt = "A-1", amount = "0.00", paidPoints = "12.00", currency = "EUR", memberId = _ana.ToString() });
        Assert.Equal((HttpStatusCode.Created, 0), (paid.Status, paid.Body.GetProperty("points").GetInt32()));
        var items = new[] { new { sku = "C-1", category = "coffee", amount = "4.00" } };
        var wrong = await PostAsync("/api/v1/purchases", new { receipt = "A-2", amount = "5.00", currency = "EUR", memberId = _ana.ToString(), items });
        Assert.Equal("items", Assert.Single(wrong.Body.GetProperty("errors").EnumerateObject()).Name);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync("/api/v1/purchases", new { receipt = "A-2", amount = "5.00", delivery = "1.00", currency = "EUR", memberId = _ana.ToString(), items })).Status);
    }

    [Fact]
    public async Task A_draft_is_tried_on_the_past_by_the_office_and_by_no_till()
    {
        await BuyAsync("A-1", "10.00");
        const string draft = """{"earn": {"per_minor": 100, "points": 3}}""";
        const string path = "/api/v1/rules/programme/points/dry-run?since=2026-01-01&until=2026-03-31";
        var report = await _till.SendAsync(HttpMethod.Post, path, draft, _owner);
        Assert.Equal((30, 10, true), (report.Body.GetProperty("points").GetInt32(), report.Body.GetProperty("givenPoints").GetInt32(), report.Body.GetProperty("complete").GetBoolean()));
        Assert.Equal(HttpStatusCode.Forbidden, (await _till.SendAsync(HttpMethod.Post, path, draft)).Status);
        Assert.Equal("/problems/body-invalid", (await _till.SendAsync(HttpMethod.Post, path.Replace("2026-03-31", "2028-03-31", StringComparison.Ordinal), draft, _owner)).ProblemType);
        Assert.Equal("/problems/rules-invalid", (await _till.SendAsync(HttpMethod.Post, path, "{}", _owner)).ProblemType);
        Assert.Equal(HttpStatusCode.OK, (await _till.SendAsync(HttpMethod.Get, "/api/v1/programmes/points/health", key: _owner)).Status);
    }

    private async Task PublishAsync(string key, string rules)
    {
        var answer = await _till.SendAsync(HttpMethod.Put, $"/api/v1/rules/programme/{key}", rules, _owner, ("If-Match", "*"), ("Idempotency-Key", $"k-{++_requests}"));
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body.ToString());
    }

    private Task<TillAnswer> PostAsync(string path, object body) => _till.PostAsync(path, $"k-{++_requests}", System.Text.Json.JsonSerializer.Serialize(body, WithoutNulls));

    private Task<TillAnswer> AskAsync(string path, object body) => _till.SendAsync(HttpMethod.Post, path, System.Text.Json.JsonSerializer.Serialize(body));

    private Task<TillAnswer> BuyAsync(string receipt, string amount, string? card = null) =>
        PostAsync("/api/v1/purchases", new { receipt, amount, currency = "EUR", memberId = _ana.ToString(), card });

    private async Task<string?> OffAsync(object basket) => (await AskAsync("/api/v1/discounts", basket)).Body.GetProperty("off").GetString();

    private async Task<int> BookAsync(string reference) =>
        (await PostAsync("/api/v1/bookings", new { reference, memberId = _ana.ToString() })).Body.GetProperty("points").GetInt32();
}

public sealed class ProgrammeApiTestsOnPostgres : ProgrammeApiTests
{
    private protected override Func<TestClock, Task<ITestStore>> Database => async clock => await TempPostgres.OpenAsync(clock);
}
