using EngageBot.Businesses;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Reports;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using FsCheck.Fluent;

namespace EngageBot.Tests.Loyalty;

/// <summary>Random lives of members against a model that keeps points in a list.</summary>
public class LedgerProperties : IAsyncLifetime
{
    /// <summary>Where it runs; the embedded database unless a subclass says otherwise.</summary>
    private protected virtual Func<TestClock, Task<ITestStore>>? Database => null;

    /// <summary>How many members live, and how many past days are looked at again: enough for every deed in every order that matters.</summary>
    private protected virtual (int Lives, int Days) Size => (70, 40);

    private LoyaltyWorld _world = null!;
    private int _lives;
    private readonly Dictionary<int, int> _done = [];
    private readonly List<DayThatWas> _days = [];

    public async ValueTask InitializeAsync() =>
        _world = await LoyaltyWorld.OpenAsync(LoyaltyWorld.Rules with { PendingDays = 3, Expiry = new(ExpiryPolicy.AfterDays, Days: 10) }, database: Database);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Whatever_members_do_the_ledger_is_what_a_list_of_lots_would_be()
    {
        var deeds = Gen.Choose(0, 12).SelectMany(what => Gen.Choose(1, 60), (what, points) => (what, points)).SelectMany(p => Gen.Choose(0, 5), (p, which) => new Deed(p.what, p.points, which));
        foreach (var life in deeds.ListOf().Resize(40).Sample(Size.Lives))
        {
            var story = string.Join(' ', life);
            await LiveAsync([.. life], story);
        }
        var report = await _world.VerifyAsync();
        Assert.Empty(report.Findings);
        await PastDaysAreAsTheyWereAsync();
        foreach (var (deed, count) in _done) Assert.True(count > 0, $"{deed} was never done.");
        Assert.True(report.Transfers > 4 * Size.Lives, "The lives were too quiet to show anything.");
    }

    private async Task LiveAsync(Deed[] life, string story)
    {
        var live = new Life(await _world.MemberAsync(), ++_lives, story);
        for (var i = 0; i < life.Length; i++)
        {
            foreach (var wallet in live.Wallets) wallet.Model.Settle(_world.Now);
            if (await DoAsync(live, life[i], $"{live.Number}-{i}")) _done[life[i].What] = _done.GetValueOrDefault(life[i].What) + 1;
            foreach (var wallet in live.Wallets) await AgreeAsync(wallet, live.Member, $"{wallet.Name} after {i + 1} of {story}");
        }
    }

    /// <summary>Goes to the last instant of today and writes down what there is, counted from the tables as they are.</summary>
    private async Task EndTheDayAsync(Life live)
    {
        var day = LocalDays.DayOf(_world.Now, _world.Zone);
        if (_days.Count > Size.Days || _days.Exists(d => d.Day == day)) return;
        _world.Clock.Advance(EarnRules.EndOf(day, _world.Zone).AddMilliseconds(-1) - _world.Now);
        await _world.SweepAsync();
        var balance = await _world.BalanceAsync(live.Member);
        var kinds = await _world.Store.ReadAsync(connection => ValueTask.FromResult(((RowSource)connection).Rows(
            "SELECT kind, SUM(balance_points) FROM point_accounts WHERE wallet = 'points' GROUP BY kind", _ => { }, row => (row.GetString(0), row.GetInt64(1)))), LoyaltyWorld.Cancellation);
        var open = await _world.Store.ReadAsync(connection => ValueTask.FromResult(((RowSource)connection).Rows(
            "SELECT b.issued_at, SUM(b.remaining_points) FROM batches b JOIN point_accounts a ON a.id = b.account_id WHERE a.wallet = 'points' AND b.remaining_points > 0 GROUP BY b.issued_at",
            _ => { }, row => (row.InstantAt(0), row.GetInt64(1)))), LoyaltyWorld.Cancellation);
        var ages = open.GroupBy(b => LocalDays.DayOf(b.Item1, _world.Zone)).Select(g => (g.Key, g.Sum(b => b.Item2))).Order();
        _days.Add(new(day, live.Member, new(balance.AvailablePoints, balance.PendingPoints, balance.ReservedPoints), kinds.ToDictionary(k => k.Item1, k => k.Item2), [.. ages]));
        _world.Clock.Advance(TimeSpan.FromMilliseconds(1));    // what comes next belongs to the next day
    }

    private async Task PastDaysAreAsTheyWereAsync()
    {
        Assert.NotEmpty(_days);
        _world.Clock.Advance(TimeSpan.FromDays(1));
        foreach (var was in _days)
        {
            var day = LedgerDay.Of(was.Day, _world.Zone, _world.Now)!.Value;
            var (balance, totals, outstanding) = await _world.Store.ReadAsync(connection => ValueTask.FromResult((
                BalanceAt.Read(connection, was.Member, day), LedgerTotals.Read(connection, _world.Business, day), new Cohorts(connection, _world.Business, "points", day).Outstanding())),
                LoyaltyWorld.Cancellation);
            Assert.Equal(was.Balance, balance);
            long Of(string kind) => was.Kinds.GetValueOrDefault(kind);
            Assert.Equal(new(-Of("Issued"), Of("Redeemed"), Of("Expired"), Of("Donated"), Of("Reserved"), Of("Pending"), Of("Available")), totals);
            Assert.Equal(was.Open, outstanding.GroupBy(o => o.Key.Day).Select(g => (g.Key, g.Sum(o => o.Value))).Where(g => g.Item2 != 0).Order());
        }
    }

    /// <returns>Whether there was something to do.</returns>
    private async Task<bool> DoAsync(Life live, Deed deed, string reference)
    {
        var wallet = live.Wallets[deed.Which % 3 == 2 ? 1 : 0];
        switch (deed.What)
        {
            case 0: return await GiveAsync(live.Member, wallet, deed, reference);
            case 1 or 2: return await BuyAsync(live, deed, reference);
            case 3 or 11: return await SpendAsync(live, wallet, deed, reference);
            case 4 when live.Purchases.Count > 0: return await ReturnAsync(live, deed, reference);
            case 5 when wallet.Spendings.Count > 0: return await ReverseAsync(wallet, deed);
            case 6:
                _world.Clock.Advance(TimeSpan.FromHours(deed.Points));
                return true;
            case 7 when deed.Which < 3:
                await EndTheDayAsync(live);
                return true;
            case 7: return await _world.SweepAsync() >= 0;
            case 8 or 12: return await ReserveAsync(live, wallet, deed, reference);
            case 9 when wallet.Holds.Count > 0: return await CompleteAsync(live, wallet, deed);
            case 10 when wallet.Holds.Count > 0: return await GiveUpAsync(live, wallet, deed);
            default: return false;
        }
    }

    private async Task<bool> GiveAsync(ContactId member, Purse wallet, Deed deed, string reference)
    {
        var (unlocks, expires) = (deed.Which == 1 ? _world.Now.AddDays(2) : (DateTimeOffset?)null, deed.Which < 3 ? _world.Now.AddDays(deed.Which + 4) : (DateTimeOffset?)null);
        await _world.WriteAsync(scope => new PointsLedger(scope).Post(new(_world.Business, member, deed.Points, TransferReason.Bonus, reference, _world.Now)
        {
            UnlocksAt = unlocks, ExpiresAt = expires, Wallet = wallet.Name,
        }));
        wallet.Model.Give(deed.Points, unlocks, expires);
        return true;
    }

    private async Task<bool> BuyAsync(Life live, Deed deed, string reference)
    {
        var minor = deed.Points * 55L;
        await _world.BuyAsync(live.Member, minor, reference);
        var usableFrom = EarnRules.UnlocksAt(LoyaltyWorld.Rules with { PendingDays = 3 }, _world.Now, _world.Zone)!.Value;
        live.Wallets[0].Model.Buy(minor, minor / 100, usableFrom, EarnRules.ExpiresAt(new(ExpiryPolicy.AfterDays, Days: 10), usableFrom, _world.Zone));
        live.Purchases.Add(reference);
        return true;
    }

    private async Task<bool> SpendAsync(Life live, Purse wallet, Deed deed, string reference)
    {
        var outcome = await _world.WriteAsync(scope => new PointsLedger(scope).Redeem(new(_world.Business, live.Member, deed.Points, reference, _world.Now)
        {
            Wallet = wallet.Name, Reason = deed.What == 11 ? TransferReason.Donation : TransferReason.Redemption,
        }));
        Assert.True(wallet.Model.Spend(deed.Points) == outcome is PostOutcome.Posted, live.Story);
        if (outcome is PostOutcome.Posted posted) wallet.Spendings.Add(posted.TransferId);
        return outcome is PostOutcome.Posted;
    }

    private async Task<bool> ReturnAsync(Life live, Deed deed, string reference)
    {
        var (model, purchase) = (live.Wallets[0].Model, deed.Points % live.Purchases.Count);
        var returned = deed.Which == 0 ? model.LeftToReturn(purchase) : Math.Min(deed.Points * 20L, model.LeftToReturn(purchase));
        if (returned == 0) return false;
        var taken = Assert.IsType<ReturnOutcome.Recorded>(await _world.ReturnAsync(live.Purchases[purchase], returned, reference));
        Assert.True(model.Return(purchase, returned) == taken.TakenPoints, live.Story);
        return true;
    }

    private async Task<bool> ReverseAsync(Purse wallet, Deed deed)
    {
        var spending = deed.Points % wallet.Spendings.Count;
        await _world.WriteAsync(scope => new PointsLedger(scope).Reverse(_world.Business, wallet.Spendings[spending], "test", _world.Now));
        wallet.Model.Cancel(spending);
        return true;
    }

    private async Task<bool> ReserveAsync(Life live, Purse wallet, Deed deed, string reference)
    {
        var hold = TimeSpan.FromHours(7 * (deed.Which + 1)) + TimeSpan.FromMinutes(13);
        var outcome = await _world.ReserveAsync(live.Member, deed.Points, reference, hold, wallet.Name);
        Assert.True(wallet.Model.Reserve(deed.Points, _world.Now + hold) == outcome is ReserveOutcome.Reserved, live.Story);
        if (outcome is ReserveOutcome.Reserved reserved) wallet.Holds.Add(reserved.HoldId);
        return outcome is ReserveOutcome.Reserved;
    }

    private async Task<bool> CompleteAsync(Life live, Purse wallet, Deed deed)
    {
        var hold = wallet.Holds.Count - 1 - deed.Points % Math.Min(2, wallet.Holds.Count);
        var held = wallet.Model.HeldPoints(hold);
        var points = deed.Which == 0 || held == 0 ? (long?)null : Math.Min(deed.Points, held);
        var outcome = await _world.CompleteAsync(wallet.Holds[hold], points);
        if (held == 0) return false;    // ended before; how that is answered is told elsewhere
        var completed = Assert.IsType<HoldOutcome.Completed>(outcome);
        Assert.True(completed.SpentPoints == (points ?? held), live.Story);
        wallet.Model.Complete(hold, completed.SpentPoints);
        wallet.Spendings.Add(completed.TransferId);
        return true;
    }

    private async Task<bool> GiveUpAsync(Life live, Purse wallet, Deed deed)
    {
        var hold = wallet.Holds.Count - 1 - deed.Points % Math.Min(2, wallet.Holds.Count);
        var held = wallet.Model.HeldPoints(hold);
        var outcome = await _world.CancelAsync(wallet.Holds[hold]);
        if (held == 0) return false;
        Assert.True(Assert.IsType<HoldOutcome.Cancelled>(outcome).ReleasedPoints == held, live.Story);
        wallet.Model.GiveUp(hold);
        return true;
    }

    private async Task AgreeAsync(Purse wallet, ContactId member, string story)
    {
        var model = wallet.Model;
        model.Settle(_world.Now);
        var balance = await _world.BalanceAsync(member, wallet.Name);
        Assert.True((model.AvailablePoints, model.PendingPoints, model.ReservedPoints) == (balance.AvailablePoints, balance.PendingPoints, balance.ReservedPoints),
            $"{story}: expected {model.AvailablePoints}+{model.PendingPoints}+{model.ReservedPoints}, found {balance.AvailablePoints}+{balance.PendingPoints}+{balance.ReservedPoints}");
        var batches = model.Batches.GroupBy(b => EarnRules.LastDay(b.Expires, _world.Zone)).Select(day => new ExpiringPoints(day.Sum(b => b.Points), day.Key));
        Assert.True(batches.SequenceEqual(balance.Batches), $"{story}: batches differ");
    }

    /// <param name="Open">What was outstanding, by the day it was given on.</param>
    private sealed record DayThatWas(DateOnly Day, ContactId Member, DayBalance Balance, Dictionary<string, long> Kinds, (DateOnly Issued, long Points)[] Open);

    private sealed record Purse(string Name)
    {
        public LedgerModel Model { get; } = new();
        public List<long> Spendings { get; } = [];
        public List<long> Holds { get; } = [];
    }

    private sealed record Life(ContactId Member, int Number, string Story)
    {
        public Purse[] Wallets { get; } = [new("points"), new("stamps")];
        public List<string> Purchases { get; } = [];
    }

    private sealed record Deed(int What, int Points, int Which)
    {
        public override string ToString() => $"{What}.{Points}.{Which}";
    }
}

public sealed class LedgerPropertiesOnPostgres : LedgerProperties
{
    private protected override Func<TestClock, Task<ITestStore>> Database => async clock => await TempPostgres.OpenAsync(clock);

    /// <summary>Each step is a commit and a dozen questions over a socket: fewer lives, on every run.</summary>
    private protected override (int Lives, int Days) Size => (20, 10);
}
