using System.Net;
using EngageBot.Loyalty;
using EngageBot.Tests.Http;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Loyalty;

/// <summary>What comes at the same instant from several tills, on a database where nothing waits by itself.</summary>
public sealed class RacesOnPostgresTests : IAsyncLifetime
{
    private const string Phone = "+355691234567";
    private TillHost _till = null!;
    private LoyaltyWorld _world = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _till = await TillHost.OpenAsync(
            LoyaltyWorld.Rules, async clock => await TempPostgres.OpenAsync(clock, o => o with { Writers = 16 }), "--Api:Burst=1000", "--Api:RequestsPerSecond=1000");
        _world = _till.World;
        await _world.MemberAsync(Phone);
    }

    public async ValueTask DisposeAsync()
    {
        if (_till is null) return;
        Assert.Empty((await _world.VerifyAsync()).Findings);
        await _till.DisposeAsync();
    }

    [Fact, Trait("Pitfall", "P1")]
    public async Task Fifty_debits_of_the_last_points_spend_them_once()
    {
        var contact = await _world.MemberAsync();
        await _world.WriteAsync(scope =>
        {
            new PointsLedger(scope).Post(new(_world.Business, contact, 70, TransferReason.Adjustment, "gift", _world.Now));
            return ValueTask.CompletedTask;
        });
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => _world.Store.WriteAsync(
            scope => ValueTask.FromResult(new PointsLedger(scope).Redeem(new(_world.Business, contact, 10, $"reward:{n}", _world.Now))), Cancellation)));
        Assert.Equal((7, 43), (outcomes.Count(o => o is PostOutcome.Posted), outcomes.Count(o => o is PostOutcome.InsufficientPoints)));
    }

    [Fact]
    public async Task One_debit_told_fifty_times_is_one()
    {
        var contact = await _world.MemberAsync();
        await _world.WriteAsync(scope =>
        {
            new PointsLedger(scope).Post(new(_world.Business, contact, 70, TransferReason.Adjustment, "gift", _world.Now));
            return ValueTask.CompletedTask;
        });
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _world.Store.WriteAsync(
            scope => ValueTask.FromResult(new PointsLedger(scope).Redeem(new(_world.Business, contact, 10, "reward", _world.Now))), Cancellation)));
        Assert.Equal((1, 49), (outcomes.Count(o => o is PostOutcome.Posted), outcomes.Count(o => o is PostOutcome.AlreadyPosted)));
    }

    [Fact]
    public async Task Twenty_twins_of_one_key_are_one_purchase_and_get_one_answer()
    {
        var purchase = new { receipt = "A-1", amount = "12.50", currency = "EUR", memberPhone = Phone };
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _till.BuyAsync("k-1", purchase)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body.ToString()).Distinct());
        Assert.Single(answers, answer => !answer.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task One_receipt_under_twenty_keys_is_one_purchase()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n =>
            _till.BuyAsync($"k-{n}", new { receipt = "A-1", amount = "12.50", currency = "EUR", memberPhone = Phone })));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(19, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.All(answers, answer => Assert.Equal(12, answer.Body.GetProperty("balance").GetProperty("available").GetInt64()));
    }

    [Fact]
    public async Task Returns_of_one_purchase_together_never_exceed_it()
    {
        await _till.BuyAsync("k", new { receipt = "A-1", amount = "10.00", currency = "EUR", memberPhone = Phone });
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n =>
            _till.ReturnAsync($"r-{n}", new { receipt = "A-1", returnReceipt = $"R-{n}", amount = "4.00", currency = "EUR" })));
        Assert.Equal((2, 6), (answers.Count(a => a.Status == HttpStatusCode.Created), answers.Count(a => a.ProblemType == "/problems/return-too-large")));
    }

    [Fact]
    public async Task Everybodys_purchases_and_the_clock_at_once_end_in_a_sound_ledger()
    {
        var members = new List<EngageBot.Storage.ContactId>();
        for (var n = 0; n < 10; n++) members.Add(await _world.MemberAsync());
        await _world.WriteAsync(scope =>
        {
            foreach (var member in members)
                new PointsLedger(scope).Post(new(_world.Business, member, 30, TransferReason.Adjustment, $"gift:{member}", _world.Now) { ExpiresAt = _world.Now.AddDays(1) });
            return ValueTask.CompletedTask;
        });
        _world.Clock.Advance(TimeSpan.FromDays(2));
        PointsClock NewClock() => new(_world.Store, _world.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<PointsClock>.Instance);
        var swept = Task.WhenAll(NewClock().SweepAsync(Cancellation), NewClock().SweepAsync(Cancellation));
        await Task.WhenAll(members.Select((member, n) => _world.Store.WriteAsync(scope => _world.Purchases.RecordAsync(
            scope, _world.Till, new(_world.Business, _world.Shop, $"B-{n}", member, 500, "EUR", _world.Now), _world.Now), Cancellation)));
        // A purchase settles its own member first, so how many batches were the clocks' to move is chance; that each moved once is not.
        Assert.InRange((await swept).Sum(), 0, 10);
        Assert.Equal(10, await _world.Store.ReadAsync(async connection =>
        {
            await using var count = connection.CreateCommand();
            count.CommandText = "SELECT COUNT(*) FROM transfers WHERE reason = 'Expiry'";
            return (long)(await count.ExecuteScalarAsync(Cancellation))!;
        }, Cancellation));
    }
}
