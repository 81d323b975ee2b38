using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Achievements;
using EngageBot.Loyalty.Activities;
using EngageBot.Loyalty.Causes;
using EngageBot.Loyalty.Deeds;
using EngageBot.Loyalty.Earning;
using EngageBot.Loyalty.Raffles;
using EngageBot.Loyalty.Referrals;
using EngageBot.Loyalty.Reviews;
using EngageBot.Loyalty.Rewards;
using EngageBot.Loyalty.Surprises;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageBot.Tests.Loyalty.Deeds;

/// <summary>A shop whose purchases have the consequences of deeds.</summary>
internal sealed class DeedsWorld : IAsyncDisposable
{
    private int _receipts;

    private DeedsWorld(LoyaltyWorld world)
    {
        World = world;
        var occasions = new Occasions(new Inbox(world.Store, new FreshRows(), new SpineSignals(), world.Clock, NullLogger<Inbox>.Instance));
        Bonuses = new(occasions, new Vouchers(occasions));
        Referrals = new(Bonuses);
        Raffles = new(Bonuses, occasions);
        Causes = new(Bonuses);
        Surprises = new(Bonuses);
        Reviews = new(Bonuses);
        Activities = new(Bonuses);
        IPurchaseConsequence[] consequences = [Referrals, new AchievementBook(Bonuses), Raffles];
        (Purchases, Returns) = (new(occasions, consequences), new(consequences));
    }

    public LoyaltyWorld World { get; }
    public Bonuses Bonuses { get; }
    public ReferralBook Referrals { get; }
    public RaffleBook Raffles { get; }
    public CauseBook Causes { get; }
    public SurpriseBook Surprises { get; }
    public ReviewBook Reviews { get; }
    public ActivityBook Activities { get; }
    public RecordPurchase Purchases { get; }
    public RecordReturn Returns { get; }

    public BusinessId Business => World.Business;
    public DateTimeOffset Now => World.Now;
    public Actor Manager => new Actor.Staff(StaffId.New(Now), Business, true, RoleBook.Default.Of(Role.Manager), [], []);
    public Actor Cashier => new Actor.Staff(StaffId.New(Now), Business, true, RoleBook.Default.Of(Role.Cashier), [], []);

    public static async Task<DeedsWorld> OpenAsync(Func<TestClock, Task<ITestStore>>? database) =>
        new(await LoyaltyWorld.OpenAsync(LoyaltyWorld.Rules with { Expiry = new(ExpiryPolicy.Never) }, database: database));

    public Task PublishAsync<T>(RuleKind<T> kind, string key, T rules) where T : class =>
        World.WriteAsync(scope => RuleBook.Publish(scope, Business, kind, key, rules, Now, Now));

    /// <summary>Somebody who has a chat and is no member yet.</summary>
    public async Task<ContactId> GuestAsync()
    {
        var id = ContactId.New(Now);
        await World.WriteAsync(scope => scope.Command("INSERT INTO contacts (id, business_id, created_at) VALUES (@id, @business, @now)")
            .Set("@id", id.ToString()).Set("@business", Business.ToString()).Set("@now", Now).ExecuteNonQuery());
        return id;
    }

    public Task<ContactId> MemberAsync() => World.MemberAsync();

    public Task JoinAsync(ContactId contact) => World.WriteAsync(async scope =>
    {
        JoinProgramme.Join(scope, Business, contact, Now);
        await Referrals.JoinedAsync(scope, Business, contact, Now);
    });

    public async Task<string> BuyAsync(ContactId contact, long minor, DateTimeOffset? at = null, ShopId? shop = null, ImmutableArray<ReceiptItem>? items = null)
    {
        var receipt = $"D-{Interlocked.Increment(ref _receipts)}";
        Assert.IsType<PurchaseOutcome.Recorded>(await World.Store.WriteAsync(scope => Purchases.RecordAsync(
            scope, new Actor.System("test"), new(Business, shop ?? World.Shop, receipt, contact, minor, "EUR", at ?? Now) { Items = items ?? [] }, Now), LoyaltyWorld.Cancellation));
        return receipt;
    }

    public async Task ReturnAsync(string receipt, long minor) =>
        Assert.IsType<ReturnOutcome.Recorded>(await World.Store.WriteAsync(scope => Returns.RecordAsync(
            scope, new Actor.System("test"), new(Business, World.Shop, receipt, $"R-{Interlocked.Increment(ref _receipts)}", minor, "EUR", Now), Now), LoyaltyWorld.Cancellation));

    public async Task<long> PointsAsync(ContactId contact) => (await World.BalanceAsync(contact)).AvailablePoints;

    public Task<List<string>> WordsAsync(string sql) =>
        World.Store.ReadRowsAsync(sql, _ => { }, row => row.IsDBNull(0) ? "" : Convert.ToString(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!, LoyaltyWorld.Cancellation);

    public async ValueTask DisposeAsync()
    {
        Assert.Empty((await World.VerifyAsync()).Findings);
        await World.DisposeAsync();
    }
}

/// <summary>Tests of deeds run on both engines: a subclass names the database.</summary>
public abstract class DeedsContract : IAsyncLifetime
{
    private protected DeedsWorld Shop { get; private set; } = null!;

    private protected abstract Func<TestClock, Task<ITestStore>>? Database { get; }

    private protected static Func<TestClock, Task<ITestStore>> Postgres { get; } = async clock => await TempPostgres.OpenAsync(clock, o => o with { Writers = 16 });

    public async ValueTask InitializeAsync()
    {
        Shop = await DeedsWorld.OpenAsync(Database);
        await PrepareAsync();
    }

    /// <summary>What every test of the class begins with.</summary>
    private protected virtual Task PrepareAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (Shop is not null) await Shop.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
