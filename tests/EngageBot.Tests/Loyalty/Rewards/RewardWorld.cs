using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Rewards;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageBot.Tests.Loyalty.Rewards;

/// <summary>A business with rewards, whose receipts bring vouchers.</summary>
internal sealed class RewardWorld : IAsyncDisposable
{
    private int _receipts;

    private RewardWorld(LoyaltyWorld world)
    {
        World = world;
        var occasions = new Occasions(new Inbox(world.Store, new FreshRows(), new SpineSignals(), world.Clock, NullLogger<Inbox>.Instance));
        Vouchers = new(occasions);
        Purchases = new(occasions, [new VouchersByPurchase(Vouchers)]);
        Returns = new([new VouchersByPurchase(Vouchers)]);
        Clock = new(world.Store, Vouchers, world.Clock, NullLogger<VoucherClock>.Instance);
    }

    public LoyaltyWorld World { get; }
    public Vouchers Vouchers { get; }
    public RecordPurchase Purchases { get; }
    public RecordReturn Returns { get; }
    public VoucherClock Clock { get; }
    public DateTimeOffset Now => World.Now;
    public BusinessId Business => World.Business;

    /// <summary>10 o'clock on a Monday in spring.</summary>
    public static async Task<RewardWorld> OpenAsync(Func<TestClock, Task<ITestStore>>? database = null) => new(await LoyaltyWorld.OpenAsync(database: database));

    /// <summary>Publishes a reward as a shop writes it: JSON in single quotes.</summary>
    public Task PublishAsync(string key, string json) => World.WriteAsync(scope =>
    {
        var (rules, errors) = RewardRules.Kind.Parse(json.Replace('\'', '"'));
        Assert.Empty(errors);
        RuleBook.Publish(scope, Business, RewardRules.Kind, key, rules!, Now, Now);
        return ValueTask.CompletedTask;
    });

    public Task<IssueOutcome> IssueAsync(ContactId contact, string reward, string occasion = "o", bool paid = false, string? shop = null, Actor? actor = null) =>
        World.Store.WriteAsync(scope => Vouchers.IssueAsync(
            scope, actor ?? new Actor.System("test"), new(Business, contact, reward, occasion, "test") { Paid = paid, Shop = shop }, Now), LoyaltyWorld.Cancellation);

    /// <summary>Issues a voucher that must be given.</summary>
    public async Task<Voucher> GivenAsync(ContactId contact, string reward, string occasion = "o") =>
        Assert.IsType<IssueOutcome.Issued>(await IssueAsync(contact, reward, occasion)).Voucher;

    public Task<PurchaseOutcome> BuyAsync(ContactId contact, long minor, string? receipt = null) =>
        World.Store.WriteAsync(scope => Purchases.RecordAsync(
            scope, World.Till, new(Business, World.Shop, receipt ?? $"R-{++_receipts}", contact, minor, "EUR", Now), Now), LoyaltyWorld.Cancellation);

    public Task<ReturnOutcome> ReturnAsync(string receipt, long minor) =>
        World.Store.WriteAsync(scope => Returns.RecordAsync(
            scope, World.Till, new(Business, World.Shop, receipt, $"{receipt}-back-{++_receipts}", minor, "EUR", Now), Now), LoyaltyWorld.Cancellation);

    public VoucherShown Shown(Voucher voucher, long? receiptMinor = 1000) =>
        new(Business, World.Shop, VoucherCode.Show(voucher.Code)) { ReceiptMinor = receiptMinor, Currency = receiptMinor is null ? null : "EUR", Member = voucher.ContactId };

    public Task<VoucherQuote> QuoteAsync(VoucherShown shown) => World.WriteAsync(scope => Vouchers.Quote(scope, World.Till, shown, Now));

    public Task<RedeemOutcome> RedeemAsync(VoucherShown shown, string reference = "till-1") =>
        World.WriteAsync(scope => Vouchers.Redeem(scope, World.Till, shown, reference, Now));

    public Task<CancelOutcome> CancelAsync(Voucher voucher) =>
        World.WriteAsync(scope => Vouchers.Cancel(scope, new Actor.System("chat"), Business, voucher.Id, "given back", Now));

    public Task<ReverseOutcome> ReverseAsync(Voucher voucher, string reference = "till-1") =>
        World.WriteAsync(scope => Vouchers.Reverse(scope, World.Till, Business, World.Shop, voucher.Id, reference, Now));

    /// <summary>As the row stands.</summary>
    public Task<Voucher> RowAsync(Voucher voucher) => World.WriteAsync(scope => VoucherRows.ById(scope, Business, voucher.Id)!);

    /// <summary>What a member has of a reward, the oldest first.</summary>
    public Task<List<Voucher>> OfAsync(ContactId contact, string reward) => World.WriteAsync(scope =>
        ((RowSource)scope).Rows("SELECT id FROM vouchers WHERE contact_id = @contact AND reward = @reward ORDER BY issued_at, occasion",
            command => command.Set("@contact", contact.ToString()).Set("@reward", reward), row => new VoucherId(Guid.Parse(row.GetString(0))))
        .ConvertAll(id => VoucherRows.ById(scope, Business, id)!));

    /// <summary>How often a code was written among the refusals.</summary>
    public Task<long> RefusedAsync(string code) => World.WriteAsync(scope => ((RowSource)scope).Query(
        "SELECT COUNT(*) FROM refusals WHERE code = @code", command => command.Set("@code", code), row => row.Read() ? row.GetInt64(0) : 0));

    public Task<int> SweepAsync() => Clock.SweepAsync(LoyaltyWorld.Cancellation);

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
