using System.Diagnostics;
using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Deeds;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>The verbs of vouchers: issued once, given back, shown, used and undone. All of them hold <see cref="PointsLedger.Lock"/>.</summary>
internal sealed partial class Vouchers(Occasions occasions)
{
    /// <summary>What dialogs hear when somebody gets one.</summary>
    public const string IssuedEvent = "voucher.issued";

    /// <summary>What dialogs hear when one is about to end.</summary>
    public const string ExpiringEvent = "voucher.expiring";

    /// <summary>Gives a voucher on behalf of the program itself: a referral, a raffle, an achievement.</summary>
    public ValueTask<IssueOutcome> IssueAsync(
        WriteScope scope, BusinessId business, ContactId contact, string reward, string occasion, string cause, DateTimeOffset now) =>
        IssueAsync(scope, new Actor.System(cause), new VoucherOrder(business, contact, reward, occasion, cause), now);

    /// <summary>Gives a voucher, or sells it for its price in points: points, stock and voucher in one commit.</summary>
    public async ValueTask<IssueOutcome> IssueAsync(WriteScope scope, Actor actor, VoucherOrder order, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.IssueVouchers, order.Business, Member: order.Contact), now) is { } denial) return new IssueOutcome.Denied(denial);
        PointsLedger.Lock(scope, order.Business);
        if (VoucherRows.ByOccasion(scope, order.Contact, order.Reward, order.Occasion) is { } known) return new IssueOutcome.AlreadyIssued(known);
        if (RewardOffer.At(scope, order.Business, order.Reward, now) is not { } offer) return new IssueOutcome.NotAvailable(RewardDenial.Unknown);
        if (order.Paid && PriceOf(offer) is null) return new IssueOutcome.NotAvailable(RewardDenial.NotForSale);
        var seeker = new RewardSeeker(scope, order.Business, order.Contact, now);
        if (RewardAvailability.Check(seeker, offer, order.Shop) is { } why) return new IssueOutcome.NotAvailable(why);
        var (paid, missing) = Pay(scope, offer, order, now);
        if (missing is not null) return missing;
        RewardCounts.Take(scope, offer, order.Contact, order.Shop);
        var voucher = Write(scope, offer, order, seeker.Birthday, paid, now);
        if (order.Announced) await TellAsync(scope, voucher, offer, IssuedEvent, $"voucher:{voucher.Id}");
        return new IssueOutcome.Issued(voucher, offer);
    }

    /// <summary>Takes back a voucher that nobody has used; what was paid for it comes back with the expiry it had.</summary>
    /// <param name="note">Why, for the ledger.</param>
    public static CancelOutcome Cancel(WriteScope scope, Actor actor, BusinessId business, VoucherId id, string note, DateTimeOffset now)
    {
        PointsLedger.Lock(scope, business);
        if (VoucherRows.ById(scope, business, id) is not { } voucher) return new CancelOutcome.Unknown();
        if (Refusals.Check(scope, actor, new(Permission.IssueVouchers, business, Member: voucher.ContactId), now) is { } denial) return new CancelOutcome.Denied(denial);
        voucher = Settle(scope, voucher, now);
        if (voucher.State is not VoucherState.Issued || VoucherUses.Any(scope, voucher.Id)) return new CancelOutcome.NotOpen(voucher.State);
        var offer = RewardOffer.Of(scope, voucher);
        if (voucher.TransferId is not null && !offer.Rules.Returnable && actor is Actor.System) return new CancelOutcome.NotReturnable();
        return new CancelOutcome.Cancelled(TakeBack(scope, voucher, note, now));
    }

    /// <summary>Ends an unused voucher and gives back what it cost.</summary>
    /// <returns>The points that came back.</returns>
    internal static long TakeBack(WriteScope scope, Voucher voucher, string note, DateTimeOffset now)
    {
        Move(scope, voucher, VoucherState.Cancelled, now);
        RewardCounts.GiveBack(scope, voucher, voucher.ShopId is { } shop ? ShopCodes.Of(scope, shop) : null);
        if (voucher.TransferId is not { } paid) return 0;
        new PointsLedger(scope).Reverse(voucher.BusinessId, paid, note, now);
        return LedgerOriginals.Read(scope, voucher.BusinessId, paid)?.AmountPoints ?? 0;
    }

    /// <summary>Tells the owner something about a voucher.</summary>
    internal async ValueTask<bool> TellAsync(WriteScope scope, Voucher voucher, RewardOffer offer, string name, string occasion)
    {
        var language = Speech.LanguageOf(scope, voucher.ContactId);
        var about = offer.Rules.DescriptionIn(language);
        return await occasions.TellAsync(scope, voucher.ContactId, name, occasion, Occasions.Data(
            [("id", new Value.Text(voucher.Id.ToString())), ("title", new Value.Text(offer.Rules.NameIn(language))),
             ("code", new Value.Text(VoucherCode.Show(voucher.Code))), ("until", new Value.Date(SpanOf(voucher).LastDay(offer.Zone))),
             ("about", new Value.Text(about ?? "")), ("why", new Value.Text(voucher.Why ?? "")),
             ("purpose", new Value.Text(offer.Rules.Purpose is { } purpose ? SnakeCase.Of(purpose.ToString()) : "none"))]));
    }

    /// <summary>Writes down what time has done to a voucher: a reservation that is over, a last day that has passed.</summary>
    /// <remarks>The caller holds <see cref="PointsLedger.Lock"/>. The clock does the same for everybody.</remarks>
    internal static Voucher Settle(WriteScope scope, Voucher voucher, DateTimeOffset now)
    {
        if (voucher is { State: VoucherState.Reserved, ReservedUntil: { } until } && until <= now) voucher = Move(scope, voucher, VoucherState.Issued, now);
        return voucher.State is VoucherState.Issued && voucher.ValidUntil <= now ? Move(scope, voucher, VoucherState.Expired, voucher.ValidUntil) : voucher;
    }

    /// <summary>One step of a voucher under the ledger's lock.</summary>
    internal static Voucher Move(WriteScope scope, Voucher voucher, VoucherState to, DateTimeOffset at, string? reservedFor = null, DateTimeOffset? reservedUntil = null) =>
        VoucherRows.Move(scope, voucher, to, at, reservedFor, reservedUntil)
            ? voucher with { State = to, ReservedFor = reservedFor, ReservedUntil = reservedUntil }
            : throw new UnreachableException($"Voucher {voucher.Id} was moved by somebody who does not hold the ledger's lock.");

    internal static VoucherSpan SpanOf(Voucher voucher) => new(voucher.ValidFrom, voucher.ValidUntil);

    /// <summary>What is taken for it: the points of a target that was reached, or the price.</summary>
    internal static RewardPrice? PriceOf(RewardOffer offer) =>
        offer.Rules.Issue is { On: IssueOn.Target } target ? new(target.Points, target.Wallet ?? Programmes.Points) : offer.Rules.Price;

    private static (long? Transfer, IssueOutcome? Missing) Pay(WriteScope scope, RewardOffer offer, VoucherOrder order, DateTimeOffset now)
    {
        if (!order.Paid || PriceOf(offer) is not { Points: > 0 } price) return (null, null);
        var reference = $"voucher:{order.Contact}:{order.Reward}:{order.Occasion}";
        return new PointsLedger(scope).Redeem(new(order.Business, order.Contact, price.Points, reference, now) { Wallet = price.Wallet, Cause = $"reward:{order.Reward}" }) switch
        {
            PostOutcome.Posted posted => (posted.TransferId, null),
            PostOutcome.InsufficientPoints few => (null, new IssueOutcome.InsufficientPoints(few.AvailablePoints)),
            _ => throw new UnreachableException("A voucher that was never issued had been paid for."),
        };
    }

    private static Voucher Write(WriteScope scope, RewardOffer offer, VoucherOrder order, string? birthday, long? paid, DateTimeOffset now)
    {
        var rules = offer.Rules;
        var span = VoucherSpan.Of(rules, birthday, now, offer.Zone)!.Value;
        return VoucherRows.Insert(scope, code => new()
        {
            Id = VoucherId.New(now), BusinessId = order.Business, ContactId = order.Contact, Reward = order.Reward, RewardVersion = offer.Version,
            Occasion = order.Occasion, Cause = order.Cause, Why = order.Why, Code = code, State = VoucherState.Issued,
            ShopId = order.Shop is { } shop && rules.Stock?.Shops is not null ? ShopCodes.IdOf(scope, order.Business, shop) : null,
            PurchaseId = order.Purchase, TransferId = paid,
            Currency = rules.Gives.Kind is GiftKind.MoneyOff ? rules.Currency : null,
            LeftMinor = rules.Gives.Kind is GiftKind.MoneyOff ? RewardChecks.Minor(rules, rules.Gives.Amount!) : null,
            IssuedAt = now, ValidFrom = span.From, ValidUntil = span.Until, NextNoticeAt = span.NoticeAt(0, offer.Zone),
        });
    }
}
