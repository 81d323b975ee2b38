using EngageBot.Businesses;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Demo;
using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EngageBot.Tests.Loyalty;

public sealed class FirstStartTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private TempStore _temp = null!;
    private BusinessDirectory _directory = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _temp = TempStore.Open(_clock);
        _directory = new(_temp.Store);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _temp.DisposeAsync();

    [Fact]
    public async Task A_new_database_without_demo_gets_a_plain_business_from_the_settings()
    {
        await StartAsync(demo: false);
        Assert.Equal(("Corner shop", "ALL", "sq"), (_directory.Business.Name, _directory.Business.Currency, _directory.Business.Language));
        Assert.Equal(["telegram/main", "web/main", "whatsapp/main"], _directory.Accounts.Select(a => $"{a.Channel}/{a.Name}"));
        Assert.Equal("main", _directory.Shops.Single().Code);
        Assert.Equal(100, await _temp.Store.ReadAsync(c => ValueTask.FromResult(Programmes.At(c, _directory.Business.Id, _clock.GetUtcNow()).Rules.Earn!.PerMinor), Cancellation));
        await StartAsync(demo: true);
        Assert.Equal("Corner shop", _directory.Business.Name);
    }

    [Fact]
    public async Task The_demo_has_three_members_to_be_with_something_to_tell_each()
    {
        await StartAsync(demo: true);
        Assert.Equal(("Aroma Coffee", 3), (_directory.Business.Name, _directory.Shops.Length));
        var (arta, besnik, daria) = (await BalanceAsync("arta"), await BalanceAsync("besnik"), await BalanceAsync("daria"));
        Assert.Equal(("gold", null), (arta.Level.Current!.Key, arta.Level.Next));
        Assert.True(arta.AvailablePoints > 100 && arta.Batches.Length > 5 && arta.PendingPoints > 0);
        Assert.Equal("silver", besnik.Level.Current!.Key);
        Assert.InRange(besnik.Batches[0].LastDay.DayNumber - DateOnly.FromDateTime(_clock.GetUtcNow().Date).DayNumber, 3, 7);
        Assert.True(besnik.Batches.Length > 5);
        Assert.Equal(("bronze", 20L, 12L), (daria.Level.Current!.Key, daria.AvailablePoints, daria.PendingPoints));
    }

    [Fact]
    public async Task The_demos_ledger_adds_up_and_nothing_of_it_lies_in_the_future()
    {
        await StartAsync(demo: true);
        var report = await _temp.Store.ReadAsync(c => ValueTask.FromResult(LedgerVerify.Run(c)), Cancellation);
        Assert.Empty(report.Findings);
        Assert.Equal(0, await CountAsync($"transfers WHERE posted_at > {_clock.GetUtcNow().ToUnixTimeMilliseconds()}"));
        Assert.Equal(40, await CountAsync("contacts WHERE joined_at IS NOT NULL"));
        Assert.True(await CountAsync("purchases") > 300);
        Assert.True(await CountAsync("transfers WHERE reason = 'Redemption'") > 5);
        Assert.True(await CountAsync("transfers WHERE reason = 'Expiry'") > 0);
        Assert.Equal(0, await CountAsync("inbox"));
    }

    [Fact]
    public async Task A_second_start_changes_nothing_and_an_interrupted_one_is_completed()
    {
        await StartAsync(demo: true);
        var before = await CountAsync("transfers");
        await StartAsync(demo: true);
        Assert.Equal((before, 40), (await CountAsync("transfers"), await CountAsync("contacts")));
    }

    private Task StartAsync(bool demo)
    {
        var purchases = new RecordPurchase(new(new Inbox(_temp.Store, new FreshRows(), new SpineSignals(), _clock, NullLogger<Inbox>.Instance)), []);
        var options = Options.Create(new BusinessOptions { Name = "Corner shop", Currency = "ALL", Language = "sq" });
        return new FirstStart(_temp.Store, new DemoBusiness(_temp.Store, purchases, _clock), options, _directory, _clock, NullLogger<FirstStart>.Instance).RunAsync(demo, Cancellation);
    }

    private Task<Balance> BalanceAsync(string visitor)
    {
        var phone = DemoPeople.Visitors.Single(v => v.Key == visitor).Phone;
        return _temp.Store.ReadAsync(c => ValueTask.FromResult(BalanceQuery.Read(c, MemberLookup.ByPhone(c, _directory.Business.Id, phone)!.Value, _clock.GetUtcNow())!), Cancellation);
    }

    private async Task<long> CountAsync(string what) =>
        (await _temp.Store.ReadRowsAsync("SELECT COUNT(*) FROM " + what, _ => { }, row => row.GetInt64(0), Cancellation)).Single();
}
