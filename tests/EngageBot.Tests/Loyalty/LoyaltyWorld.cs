using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Loyalty;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageBot.Tests.Loyalty;

/// <summary>A real database with one business in Tirana, one shop and a programme: 1 point a euro, usable at once, good for 30 days.</summary>
internal sealed class LoyaltyWorld : IAsyncDisposable
{
    private readonly ITestStore _temp;
    private int _members;

    private LoyaltyWorld(TestClock clock, ITestStore database)
    {
        (Clock, _temp) = (clock, database);
        Purchases = new(new(new Inbox(Store, new FreshRows(), new SpineSignals(), clock, NullLogger<Inbox>.Instance)), []);
    }

    public RecordPurchase Purchases { get; }
    public RecordReturn Returns { get; } = new([]);

    public TestClock Clock { get; }
    public IStore Store => _temp.Store;
    public BusinessId Business { get; private set; }
    public ShopId Shop { get; private set; }
    /// <summary>The shop's till.</summary>
    public Actor Till => new Actor.TillKey(1, Business, Shop, RoleBook.Default.Of(Role.Till));
    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Tirane");
    public DateTimeOffset Now => Clock.GetUtcNow();

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static ProgrammeRules Rules { get; } = new(new(PerMinor: 100, Points: 1), PendingDays: 0, new(ExpiryPolicy.AfterDays, Days: 30), Tiers: []);

    public static ImmutableArray<Tier> ThreeTiers { get; } =
    [
        new("bronze", Names("Bronze"), 0), new("silver", Names("Silver"), 100, 125), new("gold", Names("Gold"), 500, 150),
    ];

    public static async Task<LoyaltyWorld> OpenAsync(ProgrammeRules? rules = null, string? callingCode = null, Func<TestClock, Task<ITestStore>>? database = null)
    {
        var clock = new TestClock();
        var world = new LoyaltyWorld(clock, database is null ? TempStore.Open(clock) : await database(clock));
        await world.WriteAsync(scope =>
        {
            var business = BusinessSetup.Open(scope, new() { Name = "Test Coffee", CallingCode = callingCode }, world.Now);
            world.Business = business.Id;
            Programmes.Publish(scope, business.Id, rules ?? Rules, world.Now);
            world.Shop = BusinessSetup.Shops(scope, business.Id).Single().Id;
            return ValueTask.CompletedTask;
        });
        return world;
    }

    public async Task<ContactId> MemberAsync(string? phone = null)
    {
        var id = ContactId.New(Now);
        phone ??= $"+35569000{++_members:0000}";
        await WriteAsync(scope =>
        {
            scope.Command("INSERT INTO contacts (id, business_id, phone, created_at) VALUES (@id, @business, @phone, @now)")
                .Set("@id", id.ToString()).Set("@business", Business.ToString()).Set("@phone", phone).Set("@now", Now).ExecuteNonQuery();
            JoinProgramme.Join(scope, Business, id, Now);
            return ValueTask.CompletedTask;
        });
        return id;
    }

    public Task WriteAsync(Func<WriteScope, ValueTask> work) => Store.WriteAsync(work, Cancellation);

    public Task<T> WriteAsync<T>(Func<WriteScope, T> work) => Store.WriteAsync(scope => ValueTask.FromResult(work(scope)), Cancellation);

    public Task<Balance> BalanceAsync(ContactId contact, string wallet = Wallets.Default) =>
        Store.ReadAsync(connection =>
        {
            var balance = BalanceQuery.Read(connection, contact, Now, wallet)!;
            // Asked about one or about many, it is the same.
            if (wallet == Wallets.Default) Assert.Equal(balance.AvailablePoints, BalanceQuery.AvailableOf(connection, [contact], Now)[contact]);
            return ValueTask.FromResult(balance);
        }, Cancellation);

    public Task<ImmutableArray<HistoryItem>> HistoryAsync(ContactId contact) =>
        Store.ReadAsync(connection => ValueTask.FromResult(HistoryQuery.Read(connection, contact, Now)), Cancellation);

    public Task<LedgerReport> VerifyAsync() => Store.ReadAsync(connection => ValueTask.FromResult(LedgerVerify.Run(connection)), Cancellation);

    public Task<PostOutcome> GiveAsync(ContactId contact, long points, string reference, int? days = null, int? unlockDays = null, string wallet = Wallets.Default) =>
        WriteAsync(scope => new PointsLedger(scope).Post(new(Business, contact, points, TransferReason.Adjustment, reference, Now)
        {
            ExpiresAt = Now + (days is { } n ? TimeSpan.FromDays(n) : null), UnlocksAt = Now + (unlockDays is { } m ? TimeSpan.FromDays(m) : null),
            Wallet = wallet,
        }));

    public Task<PostOutcome> SpendAsync(ContactId contact, long points, string reference) =>
        WriteAsync(scope => new PointsLedger(scope).Redeem(new(Business, contact, points, reference, Now)));

    public Task<ReserveOutcome> ReserveAsync(ContactId contact, long points, string reference, TimeSpan? hold = null, string wallet = Wallets.Default) =>
        WriteAsync(scope => new PointsHolds(scope).Reserve(new(Business, contact, points, reference, Now, Now + (hold ?? TimeSpan.FromMinutes(15))) { Wallet = wallet, Cause = "reward:coffee" }));

    public async Task<long> HoldAsync(ContactId contact, long points, string reference, TimeSpan? hold = null) =>
        Assert.IsType<ReserveOutcome.Reserved>(await ReserveAsync(contact, points, reference, hold)).HoldId;

    public Task<HoldOutcome> CompleteAsync(long hold, long? points = null) =>
        WriteAsync(scope => new PointsHolds(scope).Complete(new(Business, hold, Now) { Points = points }));

    public Task<HoldOutcome> CancelAsync(long hold) => WriteAsync(scope => new PointsHolds(scope).Cancel(Business, hold, Now));

    public Task<PurchaseOutcome> BuyAsync(ContactId contact, long minor, string receipt, DateTimeOffset? at = null, string currency = "EUR") =>
        BuyAsync(Till, contact, minor, receipt, at, currency);

    public Task<PurchaseOutcome> BuyAsync(Actor actor, ContactId contact, long minor, string receipt, DateTimeOffset? at = null, string currency = "EUR") =>
        Store.WriteAsync(scope => Purchases.RecordAsync(scope, actor, new(Business, Shop, receipt, contact, minor, currency, at ?? Now), Now), Cancellation);

    public Task<ReturnOutcome> ReturnAsync(string receipt, long minor, string returnReceipt) => ReturnAsync(Till, receipt, minor, returnReceipt);

    public Task<ReturnOutcome> ReturnAsync(Actor actor, string receipt, long minor, string returnReceipt) =>
        Store.WriteAsync(scope => Returns.RecordAsync(scope, actor, new(Business, Shop, receipt, returnReceipt, minor, "EUR", Now), Now), Cancellation);

    public Task<int> SweepAsync() => new PointsClock(Store, Clock, NullLogger<PointsClock>.Instance).SweepAsync(Cancellation);

    public Task<long> CountAsync(string table) =>
        Store.ReadAsync(connection => ValueTask.FromResult(((RowSource)connection).Query($"SELECT COUNT(*) FROM {table}", _ => { }, row => row.Read() ? row.GetInt64(0) : 0)), Cancellation);

    public ValueTask DisposeAsync() => _temp.DisposeAsync();

    private static ImmutableSortedDictionary<string, string> Names(string name) => ImmutableSortedDictionary<string, string>.Empty.Add("en", name);
}
