using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Deeds;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Causes;

/// <summary>How giving points to a cause ended.</summary>
internal abstract record DonationOutcome
{
    private DonationOutcome() { }

    /// <param name="TotalPoints">What everybody together has given to it.</param>
    public sealed record Given(long Points, long TotalPoints) : DonationOutcome;

    public sealed record InsufficientPoints(long AvailablePoints) : DonationOutcome;

    /// <summary>There is no such cause here now, or it does not take that amount.</summary>
    public sealed record NotOffered : DonationOutcome;
}

/// <summary>How handing something in ended.</summary>
internal abstract record HandInOutcome
{
    private HandInOutcome() { }

    /// <param name="YearTotal">What the member has handed in of it this year, in the rules' unit.</param>
    public sealed record Recorded(long Points, long YearTotal) : HandInOutcome;

    /// <summary>The shop's reference was used before; nothing was written.</summary>
    public sealed record AlreadyRecorded(long Points) : HandInOutcome;

    public sealed record NotTaken : HandInOutcome;

    public sealed record TooOften(int TimesPerDay) : HandInOutcome;

    public sealed record Denied(Denial Why) : HandInOutcome;
}

/// <summary>Something a member has handed in over the counter.</summary>
/// <param name="Quantity">Grams or pieces.</param>
/// <param name="Reference">The shop's own number for it; each one counts once in a shop.</param>
internal sealed record NewHandIn(BusinessId Business, ShopId Shop, ContactId Contact, string Kind, long Quantity, string Reference);

/// <summary>A cause as customers see it.</summary>
/// <param name="TotalPoints">What everybody together has given.</param>
internal sealed record CauseView(string Key, CauseRules Rules, long TotalPoints, long Givers);

/// <summary>Good deeds: points given away, things handed in.</summary>
internal sealed class CauseBook(Bonuses bonuses)
{
    /// <summary>What may be given to now. A business that serves those who count every coin offers nothing of the kind unless it says so.</summary>
    public static ImmutableArray<CauseView> Offered(RowSource source, BusinessId business, DateTimeOffset now)
    {
        var causes = RuleBook.All(source, business, CauseRules.Kind, now);
        if (causes.IsEmpty) return [];
        var economy = IsEconomy(source, business, now);
        var totals = source.Rows("SELECT cause, points, givers FROM cause_totals WHERE business_id = @business",
            command => command.Set("@business", business.ToString()), row => (Cause: row.GetString(0), Points: row.GetInt64(1), Givers: row.GetInt64(2))).ToDictionary(t => t.Cause);
        return [.. causes.Where(c => !economy || c.Rules.InEconomy).Select(c =>
        {
            var total = totals.GetValueOrDefault(c.Key);
            return new CauseView(c.Key, c.Rules, total.Points, total.Givers);
        })];
    }

    /// <summary>A member gives points to a cause; they are gone from the balance and counted in public.</summary>
    /// <param name="reference">Unique in the business: the same tap twice gives once.</param>
    public static DonationOutcome Donate(WriteScope scope, BusinessId business, ContactId contact, string cause, long points, string reference, DateTimeOffset now)
    {
        PointsLedger.Lock(scope, business);
        if (RuleBook.At(scope, business, CauseRules.Kind, cause, now) is not { Rules: var rules } || !rules.Steps.Contains(points)
            || !rules.InEconomy && IsEconomy(scope, business, now)) return new DonationOutcome.NotOffered();
        var outcome = new PointsLedger(scope).Redeem(new(business, contact, points, $"donation:{reference}", now) { Reason = TransferReason.Donation, Cause = $"cause:{cause}" });
        if (outcome is PostOutcome.InsufficientPoints few) return new DonationOutcome.InsufficientPoints(few.AvailablePoints);
        if (outcome is PostOutcome.Posted posted)
        {
            Count(scope, business, contact, cause, points);
            scope.Command("""
                INSERT INTO donations (business_id, contact_id, cause, points, transfer_id, donated_at) VALUES (@business, @contact, @cause, @points, @transfer, @now)
                """)
                .Set("@business", business.ToString()).Set("@contact", contact.ToString()).Set("@cause", cause).Set("@points", points)
                .Set("@transfer", posted.TransferId).Set("@now", now).ExecuteNonQuery();
        }
        return new DonationOutcome.Given(points, Total(scope, business, cause));
    }

    /// <summary>A cashier confirms what a member has handed in.</summary>
    public async ValueTask<HandInOutcome> HandInAsync(WriteScope scope, Actor actor, NewHandIn handed, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.RecordPurchase, handed.Business, handed.Shop, handed.Contact), now) is { } denial) return new HandInOutcome.Denied(denial);
        PointsLedger.Lock(scope, handed.Business);
        if (Known(scope, handed) is { } known) return new HandInOutcome.AlreadyRecorded(known);
        if (handed.Quantity < 1 || RuleBook.At(scope, handed.Business, HandInRules.Kind, handed.Kind, now) is not { } rule) return new HandInOutcome.NotTaken();
        var (_, zone) = RecordPurchase.Home(scope, handed.Business);
        var today = LocalDays.DayOf(now, zone);
        if (Count(scope, handed, LocalDays.StartOf(today, zone)).Times >= rule.Rules.TimesPerDay) return new HandInOutcome.TooOften(rule.Rules.TimesPerDay);
        var points = checked(handed.Quantity / rule.Rules.Per * rule.Rules.Gives.Points);
        var id = scope.InsertedId(scope.InsertCommand("""
            INSERT INTO hand_ins (business_id, shop_id, contact_id, kind, quantity, points, reference, actor, handed_at)
            VALUES (@business, @shop, @contact, @kind, @quantity, @points, @reference, @actor, @now)
            """)
            .Set("@business", handed.Business.ToString()).Set("@shop", handed.Shop.ToString()).Set("@contact", handed.Contact.ToString()).Set("@kind", handed.Kind)
            .Set("@quantity", handed.Quantity).Set("@points", points).Set("@reference", handed.Reference).Set("@actor", actor.Name).Set("@now", now))!.Value;
        if (points > 0)
            await bonuses.GiveAsync(scope, new(handed.Business, handed.Contact, new(points), $"hand_in:{handed.Kind}", string.Create(CultureInfo.InvariantCulture, $"hand_in:{id}"), rule.Version, now)
            {
                Name = rule.Rules.Name,
            });
        return new HandInOutcome.Recorded(points, Count(scope, handed, LocalDays.StartOf(new(today.Year, 1, 1), zone)).Quantity);
    }

    /// <summary>What a member has handed in since an instant, by kind.</summary>
    public static ImmutableArray<(HandInRules Rules, long Quantity)> HandedIn(RowSource source, BusinessId business, ContactId contact, DateTimeOffset since, DateTimeOffset now) =>
        [.. source.Rows("SELECT kind, SUM(quantity) FROM hand_ins WHERE contact_id = @contact AND handed_at >= @since GROUP BY kind ORDER BY kind",
            command => command.Set("@contact", contact.ToString()).Set("@since", since), row => (Kind: row.GetString(0), Quantity: row.GetInt64(1)))
            .Select(h => (RuleBook.At(source, business, HandInRules.Kind, h.Kind, now)?.Rules, h.Quantity)).Where(h => h.Rules is not null).Select(h => (h.Rules!, h.Quantity))];

    private static bool IsEconomy(RowSource source, BusinessId business, DateTimeOffset now) =>
        RuleBook.At(source, business, ShopProfile.Kind, ShopProfile.Key, now)?.Rules.Segment is ShopSegment.Economy;

    private static long Total(RowSource source, BusinessId business, string cause) =>
        source.Query("SELECT points FROM cause_totals WHERE business_id = @business AND cause = @cause",
            command => command.Set("@business", business.ToString()).Set("@cause", cause), row => row.Read() ? row.GetInt64(0) : 0);

    /// <summary>The public counter goes up with the donation, before it is written: a giver is new who has given nothing yet.</summary>
    private static void Count(WriteScope scope, BusinessId business, ContactId contact, string cause, long points) =>
        scope.Command("""
            INSERT INTO cause_totals (business_id, cause, points, givers)
            SELECT @business, @cause, @points, CASE WHEN EXISTS (SELECT 1 FROM donations WHERE business_id = @business AND cause = @cause AND contact_id = @contact) THEN 0 ELSE 1 END
            WHERE true
            ON CONFLICT (business_id, cause) DO UPDATE SET points = cause_totals.points + excluded.points, givers = cause_totals.givers + excluded.givers
            """)
            .Set("@business", business.ToString()).Set("@cause", cause).Set("@points", points).Set("@contact", contact.ToString()).ExecuteNonQuery();

    private static long? Known(RowSource source, NewHandIn handed) =>
        source.Query<long?>("SELECT points FROM hand_ins WHERE shop_id = @shop AND reference = @reference",
            command => command.Set("@shop", handed.Shop.ToString()).Set("@reference", handed.Reference), row => row.Read() ? row.GetInt64(0) : null);

    private static (long Times, long Quantity) Count(RowSource source, NewHandIn handed, DateTimeOffset since) =>
        source.Query("SELECT COUNT(*), COALESCE(SUM(quantity), 0) FROM hand_ins WHERE contact_id = @contact AND kind = @kind AND handed_at >= @since",
            command => command.Set("@contact", handed.Contact.ToString()).Set("@kind", handed.Kind).Set("@since", since), row => row.Read() ? (row.GetInt64(0), row.GetInt64(1)) : (0, 0));
}
