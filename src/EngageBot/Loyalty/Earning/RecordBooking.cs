using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Earning;

/// <summary>A member's next visit was booked.</summary>
/// <param name="Reference">The shop's number of the booking; a shop has each one once.</param>
internal sealed record NewBooking(BusinessId Business, ShopId Shop, string Reference, ContactId Contact, DateTimeOffset MadeAt)
{
    public DateTimeOffset? StartsAt { get; init; }
}

/// <summary>How recording a booking, or its end, ended.</summary>
internal abstract record BookingOutcome
{
    private BookingOutcome() { }

    /// <param name="Points">What booking on the spot gave; 0 if it was not on the spot.</param>
    public sealed record Recorded(long Points) : BookingOutcome;

    public sealed record Cancelled(long TakenPoints) : BookingOutcome;

    /// <summary>The shop has that booking, or it is cancelled already; nothing was written.</summary>
    public sealed record AlreadyDone : BookingOutcome;

    public sealed record Unknown : BookingOutcome;

    public sealed record Denied(Denial Why) : BookingOutcome;
}

/// <summary>Points for booking the next visit on the spot, and their way back when it is cancelled.</summary>
internal static class RecordBooking
{
    /// <summary>What stands behind such points.</summary>
    public const string Cause = "booking";

    public static BookingOutcome Record(WriteScope scope, Actor actor, NewBooking booking, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.RecordPurchase, booking.Business, booking.Shop, booking.Contact), now) is { } denial) return new BookingOutcome.Denied(denial);
        PointsLedger.Lock(scope, booking.Business);
        var id = PurchaseId.New(now);
        var added = scope.Command("""
            INSERT INTO bookings (id, business_id, shop_id, reference, contact_id, made_at, starts_at)
            VALUES (@id, @business, @shop, @reference, @contact, @made, @starts) ON CONFLICT DO NOTHING
            """)
            .Set("@id", id.ToString()).Set("@business", booking.Business.ToString()).Set("@shop", booking.Shop.ToString()).Set("@reference", booking.Reference)
            .Set("@contact", booking.Contact.ToString()).Set("@made", booking.MadeAt).Set("@starts", booking.StartsAt).ExecuteNonQuery() == 1;
        if (!added) return new BookingOutcome.AlreadyDone();
        var first = 0L;
        foreach (var programme in Programmes.All(scope, booking.Business, booking.MadeAt))
        {
            if (programme.Rules.Booking is not { } rule || !CameWithin(scope, booking, rule.WithinMinutes)) continue;
            var (_, zone) = RecordPurchase.Home(scope, booking.Business);
            new PointsLedger(scope).Post(new(booking.Business, booking.Contact, rule.Points, TransferReason.Bonus, $"booking:{id}:{programme.Key}", booking.MadeAt)
            {
                Wallet = programme.Key, Cause = Cause, Shop = booking.Shop, Rule = Cause, RuleVersion = programme.Version,
                ExpiresAt = EarnRules.ExpiresAt(programme.Rules.Expiry, booking.MadeAt, zone),
            });
            if (first == 0) first = rule.Points;
        }
        return new BookingOutcome.Recorded(first);
    }

    public static BookingOutcome Cancel(WriteScope scope, Actor actor, BusinessId business, ShopId shop, string reference, DateTimeOffset now)
    {
        PointsLedger.Lock(scope, business);
        if (Find(scope, shop, reference) is not var (id, contact, cancelled)) return new BookingOutcome.Unknown();
        if (Refusals.Check(scope, actor, new(Permission.RecordReturn, business, shop, contact), now) is { } denial) return new BookingOutcome.Denied(denial);
        if (cancelled) return new BookingOutcome.AlreadyDone();
        scope.Command("UPDATE bookings SET cancelled_at = @now WHERE id = @id").Set("@id", id).Set("@now", now).ExecuteNonQuery();
        var taken = 0L;
        foreach (var transfer in Given(scope, business, id))
        {
            new PointsLedger(scope).Settle(business, contact, now);
            if (LedgerOriginals.Read(scope, business, transfer) is not { OpenPoints: > 0 } gift) continue;
            new PointsLedger(scope).TakeBack(new(business, contact, transfer, gift.OpenPoints, TransferReason.Reversal, $"booking:{id}:cancelled:{transfer}", now) { Cause = Cause });
            taken += gift.OpenPoints;
        }
        return new BookingOutcome.Cancelled(taken);
    }

    private static (string Id, ContactId Contact, bool Cancelled)? Find(RowSource source, ShopId shop, string reference) =>
        source.Query<(string, ContactId, bool)?>(
            "SELECT id, contact_id, cancelled_at FROM bookings WHERE shop_id = @shop AND reference = @reference",
            command => command.Set("@shop", shop.ToString()).Set("@reference", reference),
            row => row.Read() ? (row.GetString(0), new(Guid.Parse(row.GetString(1))), !row.IsDBNull(2)) : null);

    private static List<long> Given(RowSource source, BusinessId business, string booking) => source.Rows(
        """
        SELECT t.id FROM transfers t JOIN point_accounts a ON a.business_id = t.business_id AND a.kind = 'Issued' AND a.contact_id IS NULL AND a.id = t.debit_account_id
        WHERE t.business_id = @business AND t.reference = 'booking:' || @booking || ':' || a.wallet ORDER BY t.id
        """,
        command => command.Set("@business", business.ToString()).Set("@booking", booking), row => row.GetInt64(0));

    private static bool CameWithin(RowSource source, NewBooking booking, int minutes) => source.Query(
        "SELECT 1 FROM purchases WHERE contact_id = @contact AND shop_id = @shop AND bought_at <= @made AND bought_at >= @since LIMIT 1",
        command => command.Set("@contact", booking.Contact.ToString()).Set("@shop", booking.Shop.ToString()).Set("@made", booking.MadeAt).Set("@since", booking.MadeAt.AddMinutes(-minutes)),
        row => row.Read());
}
