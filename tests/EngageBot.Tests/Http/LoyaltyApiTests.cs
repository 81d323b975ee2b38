using System.Net;
using System.Text;
using EngageBot.Tests.Loyalty;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Http;

public class LoyaltyApiTests : IAsyncLifetime
{
    /// <summary>Where it runs; the embedded database unless a subclass says otherwise.</summary>
    private protected virtual Func<TestClock, Task<ITestStore>>? Database => null;

    private const string Phone = "+355691234567";
    private TillHost _till = null!;

    public async ValueTask InitializeAsync()
    {
        _till = await TillHost.OpenAsync(LoyaltyWorld.Rules with { PendingDays = 14, WelcomePoints = 7 }, Database);
        await _till.World.MemberAsync(Phone);
    }

    public ValueTask DisposeAsync() => _till.DisposeAsync();

    [Fact]
    public async Task A_purchase_is_recorded_and_answered_with_its_points()
    {
        var answer = await _till.BuyAsync("k-1", new { receipt = "A-1", amount = "12.50", currency = "EUR", memberPhone = "069 123 45 67" });
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal((12, true), (answer.Body.GetProperty("points").GetInt64(), answer.Body.GetProperty("pending").GetBoolean()));
        Assert.Equal(new DateTimeOffset(2026, 3, 16, 0, 0, 0, TimeSpan.FromHours(1)), answer.Body.GetProperty("usableFrom").GetDateTimeOffset());
        Assert.Equal((7, 12), (answer.Body.GetProperty("balance").GetProperty("available").GetInt64(), answer.Body.GetProperty("balance").GetProperty("pending").GetInt64()));
        Assert.False(answer.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task The_same_request_again_gets_the_stored_answer_and_credits_nothing()
    {
        var purchase = new { receipt = "A-1", amount = "12.50", currency = "EUR", memberPhone = Phone };
        var first = await _till.BuyAsync("k-1", purchase);
        _till.World.Clock.Advance(TimeSpan.FromDays(2));
        var again = await _till.BuyAsync("k-1", purchase);
        Assert.Equal((HttpStatusCode.Created, "true"), (again.Status, again.Headers.GetValues("Idempotency-Replayed").Single()));
        Assert.Equal(first.Body.ToString(), again.Body.ToString());
        Assert.Equal(1, await _till.World.CountAsync("purchases"));
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        await _till.BuyAsync("k-1", new { receipt = "A-1", amount = "12.50", currency = "EUR", memberPhone = Phone });
        var other = await _till.BuyAsync("k-1", new { receipt = "A-2", amount = "12.50", currency = "EUR", memberPhone = Phone });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "/problems/idempotency-key-reused"), (other.Status, other.ProblemType));
    }

    [Fact]
    public async Task Twins_that_come_at_the_same_instant_get_one_purchase_and_one_answer()
    {
        var purchase = new { receipt = "A-1", amount = "12.50", currency = "EUR", memberPhone = Phone };
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _till.BuyAsync("k-1", purchase)));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.Status));
        Assert.Single(answers.Select(a => a.Body.ToString()).Distinct());
        Assert.Equal(19, answers.Count(a => a.Headers.Contains("Idempotency-Replayed")));
        Assert.Equal(1, await _till.World.CountAsync("purchases"));
    }

    [Fact]
    public async Task The_same_receipt_under_another_key_is_known_and_with_another_amount_refused()
    {
        var first = await _till.BuyAsync("k-1", new { receipt = "A-1", amount = "12.50", currency = "EUR", memberPhone = Phone });
        var again = await _till.BuyAsync("k-2", new { receipt = "A-1", amount = "12.50", currency = "EUR", memberPhone = Phone });
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Equal(first.Body.ToString(), again.Body.ToString());
        var other = await _till.BuyAsync("k-3", new { receipt = "A-1", amount = "99.50", currency = "EUR", memberPhone = Phone });
        Assert.Equal((HttpStatusCode.Conflict, "/problems/receipt-differs"), (other.Status, other.ProblemType));
    }

    [Fact]
    public async Task A_refusal_is_not_kept_so_the_same_key_works_once_the_member_exists()
    {
        var purchase = new { receipt = "A-1", amount = "12.50", currency = "EUR", memberPhone = "+355697777777" };
        var refused = await _till.BuyAsync("k-1", purchase);
        Assert.Equal((HttpStatusCode.NotFound, "/problems/member-unknown", "application/problem+json"), (refused.Status, refused.ProblemType, refused.ContentType));
        await _till.World.MemberAsync("+355697777777");
        Assert.Equal(HttpStatusCode.Created, (await _till.BuyAsync("k-1", purchase)).Status);
    }

    [Fact]
    public async Task A_member_may_be_named_by_id_and_only_by_one_of_the_ways()
    {
        var ana = await _till.World.MemberAsync("+355698888888");
        Assert.Equal(HttpStatusCode.Created, (await _till.BuyAsync("k-1", new { receipt = "A-1", amount = "5", currency = "EUR", memberId = ana.ToString() })).Status);
        var both = await _till.BuyAsync("k-2", new { receipt = "A-2", amount = "5", currency = "EUR", memberId = ana.ToString(), memberPhone = Phone });
        Assert.Equal(HttpStatusCode.BadRequest, both.Status);
    }

    [Fact]
    public async Task Everything_wrong_with_a_body_is_named_at_once()
    {
        var answer = await _till.BuyAsync("k-1", new { receipt = "", amount = "12,50", currency = "eur", boughtAt = "yesterday", tip = 3 });
        Assert.Equal((HttpStatusCode.BadRequest, "/problems/body-invalid"), (answer.Status, answer.ProblemType));
        Assert.Equal(["amount", "boughtAt", "currency", "memberPhone", "receipt", "tip"], answer.Body.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"receipt\":")]
    [InlineData("{\"receipt\":\"\\ud800\",\"amount\":\"1\",\"currency\":\"EUR\",\"memberPhone\":\"+355691234567\"}")]
    [InlineData("{\"receipt\":\"a\\u0000b\",\"amount\":\"1\",\"currency\":\"EUR\",\"memberPhone\":\"+355691234567\"}")]
    [InlineData("{\"receipt\":\"A\",\"amount\":12.5,\"currency\":\"EUR\",\"memberPhone\":\"+355691234567\"}")]
    [InlineData("{\"receipt\":\"A\",\"amount\":\"-1\",\"currency\":\"EUR\",\"memberPhone\":\"+355691234567\"}")]
    [InlineData("{\"receipt\":\"A\",\"amount\":\"0\",\"currency\":\"EUR\",\"memberPhone\":\"+355691234567\"}")]
    [InlineData("{\"receipt\":\"A\",\"amount\":\"1.234\",\"currency\":\"EUR\",\"memberPhone\":\"+355691234567\"}")]
    [InlineData("{\"receipt\":\"A\",\"amount\":\"99999999999999999999\",\"currency\":\"EUR\",\"memberPhone\":\"+355691234567\"}")]
    [InlineData("{\"receipt\":\"A\",\"amount\":\"1\",\"currency\":\"EUR\",\"memberPhone\":\"+355691234567\",\"boughtAt\":\"2026-03-02T10:00:00\"}")]
    [InlineData("{\"receipt\":\"A\",\"amount\":\"1\",\"currency\":\"EUR\",\"memberPhone\":\"+355691234567\",\"boughtAt\":\"2026-03-02T11:00:00Z\"}")]
    [InlineData("{\"receipt\":{\"a\":[[[[1]]]]},\"amount\":\"1\",\"currency\":\"EUR\",\"memberPhone\":\"+355691234567\"}")]
    public async Task A_body_that_cannot_be_meant_is_a_problem_and_never_an_error(string body)
    {
        var answer = await _till.PostAsync("/api/v1/purchases", "k-1", body);
        Assert.Equal((HttpStatusCode.BadRequest, "/problems/body-invalid"), (answer.Status, answer.ProblemType));
        Assert.Equal(0, await _till.World.CountAsync("purchases"));
    }

    [Fact]
    public async Task Broken_utf8_is_a_problem_and_never_an_error()
    {
        byte[] body = [.. "{\"receipt\":\""u8, 0xC3, 0x28, .. "\",\"amount\":\"1\",\"currency\":\"EUR\",\"memberPhone\":\"+355691234567\"}"u8];
        Assert.Equal(HttpStatusCode.BadRequest, (await _till.PostAsync("/api/v1/purchases", "k-1", body)).Status);
    }

    [Fact]
    public async Task A_body_over_64_KiB_is_refused()
    {
        var answer = await _till.PostAsync("/api/v1/purchases", "k-1", "{\"receipt\":\"" + new string('x', 64 * 1024) + "\"}");
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "/problems/body-too-large"), (answer.Status, answer.ProblemType));
    }

    [Fact]
    public async Task Another_currency_is_a_problem()
    {
        var answer = await _till.BuyAsync("k-1", new { receipt = "A-1", amount = "12.50", currency = "USD", memberPhone = Phone });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "/problems/currency-wrong"), (answer.Status, answer.ProblemType));
    }

    [Fact]
    public async Task A_time_with_an_offset_is_taken_as_it_is()
    {
        await _till.BuyAsync("k-1", new { receipt = "A-1", amount = "12.50", currency = "EUR", memberPhone = Phone, boughtAt = "2026-02-27T18:05:00+01:00" });
        await _till.BuyAsync("k-2", new { receipt = "A-2", amount = "12.50", currency = "EUR", memberPhone = Phone, boughtAt = "2026-02-27T18:05:00.5Z" });
        Assert.Equal(2, await _till.World.CountAsync("purchases"));
    }

    [Fact]
    public async Task A_return_takes_points_back_once()
    {
        await _till.BuyAsync("k-1", new { receipt = "A-1", amount = "20.00", currency = "EUR", memberPhone = Phone });
        var returned = new { receipt = "A-1", returnReceipt = "R-1", amount = "5.00", currency = "EUR" };
        var answer = await _till.ReturnAsync("r-1", returned);
        Assert.Equal((HttpStatusCode.Created, 5, 15), (answer.Status, answer.Body.GetProperty("takenPoints").GetInt64(), answer.Body.GetProperty("balance").GetProperty("pending").GetInt64()));
        Assert.Equal(HttpStatusCode.OK, (await _till.ReturnAsync("r-2", returned)).Status);
        Assert.Equal("/problems/return-too-large", (await _till.ReturnAsync("r-3", new { receipt = "A-1", returnReceipt = "R-2", amount = "15.01", currency = "EUR" })).ProblemType);
        Assert.Equal("/problems/purchase-unknown", (await _till.ReturnAsync("r-4", new { receipt = "A-7", returnReceipt = "R-3", amount = "1.00", currency = "EUR" })).ProblemType);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("quote\tand tab")]
    public async Task A_write_without_a_usable_idempotency_key_is_refused(string? key)
    {
        var answer = await _till.PostAsync("/api/v1/purchases", key, Encoding.UTF8.GetBytes("{}"));
        Assert.Equal((HttpStatusCode.BadRequest, "/problems/idempotency-key-missing"), (answer.Status, answer.ProblemType));
    }
}

public sealed class LoyaltyApiTestsOnPostgres : LoyaltyApiTests
{
    private protected override Func<TestClock, Task<ITestStore>> Database => async clock => await TempPostgres.OpenAsync(clock);
}
