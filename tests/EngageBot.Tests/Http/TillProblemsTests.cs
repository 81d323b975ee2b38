using System.Net;
using System.Text.Json;
using EngageBot.Storage;
using EngageBot.Tests.Loyalty;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Http;

/// <summary>Whatever a till gets wrong is the documented problem, and not a row is written.</summary>
public class TillProblemsTests : IAsyncLifetime
{
    private const string Phone = "+355691234567";
    private TillHost _till = null!;

    private protected virtual Func<TestClock, Task<ITestStore>>? Database => null;

    public async ValueTask InitializeAsync()
    {
        _till = await TillHost.OpenAsync(LoyaltyWorld.Rules, Database);
        await _till.World.MemberAsync(Phone);
        await _till.BuyAsync("first", new { receipt = "A-0", amount = "10.00", currency = "EUR", memberPhone = Phone });
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty((await _till.World.VerifyAsync()).Findings);
        await _till.DisposeAsync();
    }

    [Theory]
    [InlineData("12.50", "EUR", "+355699999999", null, 404, "member-unknown")]
    [InlineData("12.50", "USD", Phone, null, 422, "currency-wrong")]
    [InlineData("0", "EUR", Phone, null, 400, "body-invalid")]
    [InlineData("0.00", "EUR", Phone, null, 400, "body-invalid")]
    [InlineData("-12.50", "EUR", Phone, null, 400, "body-invalid")]
    [InlineData("99999999999999999999.00", "EUR", Phone, null, 400, "body-invalid")]
    [InlineData("12.505", "EUR", Phone, null, 400, "body-invalid")]
    [InlineData("12.50", "EUR", Phone, 6, 400, "body-invalid")]              // a clock that is six minutes ahead
    [InlineData("12.50", "EUR", Phone, -600_000, 400, "body-invalid")]       // more than a year behind
    public async Task A_purchase_that_cannot_be_is_the_documented_problem_and_writes_nothing(string amount, string currency, string phone, int? minutes, int status, string problem)
    {
        var before = await RowsAsync();
        var body = new Dictionary<string, string> { ["receipt"] = "A-1", ["amount"] = amount, ["currency"] = currency, ["memberPhone"] = phone };
        if (minutes is { } skew) body["boughtAt"] = _till.World.Now.AddMinutes(skew).ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
        var answer = await _till.PostAsync("/api/v1/purchases", "k-1", JsonSerializer.Serialize(body));
        Assert.Equal((status, $"/problems/{problem}"), ((int)answer.Status, answer.ProblemType));
        Assert.Equal(before, await RowsAsync());
        // The key is not used up by a mistake.
        Assert.Equal(HttpStatusCode.Created, (await _till.BuyAsync("k-1", new { receipt = "A-1", amount = "1.00", currency = "EUR", memberPhone = Phone })).Status);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-60 * 24)]
    public async Task A_clock_that_is_a_little_ahead_or_a_day_behind_is_taken(int minutes)
    {
        var at = _till.World.Now.AddMinutes(minutes).ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(HttpStatusCode.Created, (await _till.BuyAsync("k-1", new { receipt = "A-1", amount = "1.00", currency = "EUR", memberPhone = Phone, boughtAt = at })).Status);
    }

    [Theory]
    [InlineData("A-9", "5.00", "EUR", 404, "purchase-unknown")]
    [InlineData("A-0", "10.01", "EUR", 422, "return-too-large")]
    [InlineData("A-0", "5.00", "USD", 422, "currency-wrong")]
    [InlineData("A-0", "0", "EUR", 400, "body-invalid")]
    [InlineData("A-0", "-5.00", "EUR", 400, "body-invalid")]
    [InlineData("A-0", "5.005", "EUR", 400, "body-invalid")]
    public async Task A_return_that_cannot_be_is_the_documented_problem_and_writes_nothing(string receipt, string amount, string currency, int status, string problem)
    {
        var before = await RowsAsync();
        var answer = await _till.ReturnAsync("k-1", new { receipt, returnReceipt = "R-1", amount, currency });
        Assert.Equal((status, $"/problems/{problem}"), ((int)answer.Status, answer.ProblemType));
        Assert.Equal(before, await RowsAsync());
    }

    [Fact]
    public async Task A_shop_that_is_closed_sells_nothing_and_writes_nothing()
    {
        await _till.World.WriteAsync(scope => scope.Command("UPDATE shops SET closed_at = @now").Set("@now", _till.World.Now).ExecuteNonQuery());
        _till.World.Clock.Advance(TimeSpan.FromMinutes(1));
        var before = await RowsAsync();
        Assert.Equal("/problems/shop-closed", (await _till.BuyAsync("k-1", new { receipt = "A-1", amount = "5.00", currency = "EUR", memberPhone = Phone })).ProblemType);
        Assert.Equal("/problems/shop-closed", (await _till.ReturnAsync("k-2", new { receipt = "A-0", returnReceipt = "R-1", amount = "5.00", currency = "EUR" })).ProblemType);
        Assert.Equal(before, await RowsAsync());
    }

    [Fact]
    public async Task A_retry_a_twin_and_a_key_with_another_body_write_the_purchase_once()
    {
        object Purchase(string amount) => new { receipt = "A-1", amount, currency = "EUR", memberPhone = Phone };
        var before = await RowsAsync();
        var twins = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _till.BuyAsync("k-1", Purchase("5.00"))));
        Assert.All(twins, twin => Assert.Equal((HttpStatusCode.Created, twins[0].Body.GetRawText()), (twin.Status, twin.Body.GetRawText())));
        Assert.Equal(twins[0].Body.GetRawText(), (await _till.BuyAsync("k-1", Purchase("5.00"))).Body.GetRawText());
        Assert.Equal("/problems/idempotency-key-reused", (await _till.BuyAsync("k-1", Purchase("6.00"))).ProblemType);
        Assert.Equal(HttpStatusCode.OK, (await _till.BuyAsync("k-2", Purchase("5.00"))).Status);
        Assert.Equal("/problems/receipt-differs", (await _till.BuyAsync("k-3", Purchase("6.00"))).ProblemType);
        var after = await RowsAsync();
        Assert.Equal((before.Purchases + 1, before.Transfers + 1), (after.Purchases, after.Transfers));
    }

    private async Task<(long Purchases, long Returns, long Transfers, long Batches)> RowsAsync() => (
        await _till.World.CountAsync("purchases"), await _till.World.CountAsync("purchase_returns"), await _till.World.CountAsync("transfers"), await _till.World.CountAsync("batches"));
}

public sealed class TillProblemsTestsOnPostgres : TillProblemsTests
{
    private protected override Func<TestClock, Task<ITestStore>> Database => async clock => await TempPostgres.OpenAsync(clock);
}
