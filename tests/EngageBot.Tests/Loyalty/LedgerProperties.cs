using EngageBot.Loyalty;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using FsCheck.Fluent;

namespace EngageBot.Tests.Loyalty;

/// <summary>Random lives of members against a model that keeps points in a list.</summary>
public class LedgerProperties : IAsyncLifetime
{
    /// <summary>Where it runs; the embedded database unless a subclass says otherwise.</summary>
    private protected virtual Func<TestClock, Task<ITestStore>>? Database => null;

    private LoyaltyWorld _world = null!;
    private int _lives;

    public async ValueTask InitializeAsync() =>
        _world = await LoyaltyWorld.OpenAsync(LoyaltyWorld.Rules with { PendingDays = 3, Expiry = new(ExpiryPolicy.AfterDays, Days: 10) }, database: Database);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Whatever_members_do_the_ledger_is_what_a_list_of_lots_would_be()
    {
        var deeds = Gen.Choose(0, 7).SelectMany(what => Gen.Choose(1, 60), (what, points) => (what, points)).SelectMany(p => Gen.Choose(0, 5), (p, which) => new Deed(p.what, p.points, which));
        foreach (var life in deeds.ListOf().Resize(30).Sample(60))
        {
            var story = string.Join(' ', life);
            await LiveAsync([.. life], story);
        }
        var report = await _world.VerifyAsync();
        Assert.Empty(report.Findings);
        Assert.True(report.Transfers > 300, "The lives were too quiet to show anything.");
    }

    private async Task LiveAsync(Deed[] life, string story)
    {
        var member = await _world.MemberAsync();
        var (model, number, purchases, spendings) = (new LedgerModel(), ++_lives, new List<string>(), new List<long>());
        for (var i = 0; i < life.Length; i++)
        {
            var (deed, reference) = (life[i], $"{number}-{i}");
            model.Settle(_world.Now);
            switch (deed.What)
            {
                case 0:
                    var (unlocks, expires) = (deed.Which == 1 ? _world.Now.AddDays(2) : (DateTimeOffset?)null, deed.Which < 3 ? _world.Now.AddDays(deed.Which + 4) : (DateTimeOffset?)null);
                    await _world.WriteAsync(scope => new PointsLedger(scope).Post(new(_world.Business, member, deed.Points, TransferReason.Adjustment, reference, _world.Now) { UnlocksAt = unlocks, ExpiresAt = expires }));
                    model.Give(deed.Points, unlocks, expires);
                    break;
                case 1 or 2:
                    var minor = deed.Points * 55L;
                    await _world.BuyAsync(member, minor, reference);
                    var usableFrom = EarnRules.UnlocksAt(LoyaltyWorld.Rules with { PendingDays = 3 }, _world.Now, _world.Zone)!.Value;
                    model.Buy(minor, minor / 100, usableFrom, EarnRules.ExpiresAt(new(ExpiryPolicy.AfterDays, Days: 10), usableFrom, _world.Zone));
                    purchases.Add(reference);
                    break;
                case 3:
                    var outcome = await _world.SpendAsync(member, deed.Points, reference);
                    Assert.True(model.Spend(deed.Points) == outcome is PostOutcome.Posted, story);
                    if (outcome is PostOutcome.Posted posted) spendings.Add(posted.TransferId);
                    break;
                case 4 when purchases.Count > 0:
                    var purchase = deed.Points % purchases.Count;
                    var returned = deed.Which == 0 ? model.LeftToReturn(purchase) : Math.Min(deed.Points * 20L, model.LeftToReturn(purchase));
                    if (returned == 0) break;
                    var taken = Assert.IsType<ReturnOutcome.Recorded>(await _world.ReturnAsync(purchases[purchase], returned, reference));
                    Assert.True(model.Return(purchase, returned) == taken.TakenPoints, story);
                    break;
                case 5 when spendings.Count > 0:
                    var spending = deed.Points % spendings.Count;
                    await _world.WriteAsync(scope => new PointsLedger(scope).Reverse(_world.Business, spendings[spending], "test", _world.Now));
                    model.Cancel(spending);
                    break;
                case 6:
                    _world.Clock.Advance(TimeSpan.FromHours(deed.Points));
                    break;
                case 7:
                    await _world.SweepAsync();
                    break;
            }
            await AgreeAsync(model, member, $"after {i + 1} of {story}");
        }
    }

    private async Task AgreeAsync(LedgerModel model, ContactId member, string story)
    {
        model.Settle(_world.Now);
        var balance = await _world.BalanceAsync(member);
        Assert.True((model.AvailablePoints, model.PendingPoints) == (balance.AvailablePoints, balance.PendingPoints),
            $"{story}: expected {model.AvailablePoints}+{model.PendingPoints}, found {balance.AvailablePoints}+{balance.PendingPoints}");
        var batches = model.Batches.GroupBy(b => EarnRules.LastDay(b.Expires, _world.Zone)).Select(day => new ExpiringPoints(day.Sum(b => b.Points), day.Key));
        Assert.True(batches.SequenceEqual(balance.Batches), $"{story}: batches differ");
    }

    private sealed record Deed(int What, int Points, int Which)
    {
        public override string ToString() => $"{What}.{Points}.{Which}";
    }
}

public sealed class LedgerPropertiesOnPostgres : LedgerProperties
{
    private protected override Func<TestClock, Task<ITestStore>> Database => async clock => await TempPostgres.OpenAsync(clock);
}
