using EngageBot.Businesses;
using EngageBot.Loyalty.Codes;
using EngageBot.Loyalty.Deeds;
using EngageBot.Loyalty.Rewards;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Till;

/// <summary>Words what a till may know: name, level and points; the phone only for who may see personal data.</summary>
internal static class MemberView
{
    public static MemberAnswer Read(RowSource source, Actor actor, TillMember member, DateTimeOffset now)
    {
        var contact = member.Contact;
        if (member.Seat is { } seat)    // a partner learns that somebody has a card, and its points
            return new(seat.Id, null, null, BalanceOf(BalanceQuery.Read(source, contact, now, seat.Coalition.Key)), MemberCodes.ShownTo(source, actor, contact, now) is not null, null) { Coalition = seat.Coalition.Key };
        var (name, phone, language) = source.Query(
            "SELECT c.name, c.phone, b.language FROM contacts c JOIN businesses b ON b.id = c.business_id WHERE c.id = @contact",
            command => command.Set("@contact", contact.ToString()), row => row.Read() ? (row.TextAt(0), row.TextAt(1), row.GetString(2)) : (null, null, "en"));
        var balance = BalanceQuery.Read(source, contact, now);
        return new(
            contact.Value, name,
            balance?.Level.Current is { } level ? new(level.Key, level.NameIn(language), balance.Level.MissingPoints) : null,
            BalanceOf(balance), MemberCodes.ShownTo(source, actor, contact, now) is not null, actor.May(Permission.SeePersonalData) ? phone : null);
    }

    public static MemberBalance BalanceOf(RowSource source, ContactId contact, DateTimeOffset now) => BalanceOf(BalanceQuery.Read(source, contact, now));

    public static QuoteAnswer Of(RowSource source, BusinessId business, QuoteOutcome.Quoted quoted, Purse? purse, string currency)
    {
        return new(
            purse is { } of ? IdOf(source, business, of.Contact, of.Wallet) : null, quoted.AvailablePoints, Money(quoted.RestMinor), quoted.MostPoints, Money(quoted.MostMinor), Money(quoted.RestMinor - quoted.MostMinor),
            quoted.Rules?.MinPoints, quoted.Rules?.StepPoints, quoted.Rules is { } rules ? new(rules.Points, Money(rules.Minor)) : null, currency)
        {
            Voucher = quoted.Voucher is { } usable ? Voucher(source, usable.Offer, usable.DiscountMinor ?? 0, currency) : null,
        };

        string Money(long minor) => MinorUnits.Format(minor, currency);
    }

    public static RedemptionAnswer Of(RowSource source, Redemption redemption, PurchaseOutcome? paid, long? taken, DateTimeOffset now)
    {
        var purchase = paid switch
        {
            PurchaseOutcome.Recorded p => (p.Id, p.Points),
            PurchaseOutcome.AlreadyRecorded p => (p.Id, p.Points),
            _ => ((PurchaseId Id, long Points)?)null,
        };
        return new(
            redemption.Id.Value, SnakeCase.Of(redemption.State.ToString()), redemption.ContactId is { } whose ? IdOf(source, redemption.BusinessId, whose, redemption.Wallet) : null, redemption.Points, Money(redemption.ValueMinor + redemption.VoucherMinor),
            Money(redemption.ValueMinor), Money(redemption.RestMinor), redemption.Currency,
            redemption.State is RedemptionState.Reserved ? redemption.HeldUntil : null,
            purchase is { } p2 ? new(p2.Id.Value, Money(PaidMinor(source, p2.Id)), p2.Points) : null,
            taken,
            redemption.ContactId is { } contact ? BalanceOf(BalanceQuery.Read(source, contact, now, redemption.Wallet)) : null)
        {
            Voucher = redemption.VoucherId is { } id && VoucherRows.ById(source, redemption.BusinessId, id) is { } voucher
                ? Voucher(source, RewardOffer.Of(source, voucher), redemption.VoucherMinor, redemption.Currency) : null,
        };

        string Money(long minor) => MinorUnits.Format(minor, redemption.Currency);
    }

    /// <summary>What a business may call somebody: a partner's member by the seat, whoever they are.</summary>
    private static Guid IdOf(RowSource source, BusinessId business, ContactId contact, string wallet) =>
        Coalitions.Coalitions.IsForeign(source, business, contact) ? Coalitions.Coalitions.SeatIdOf(source, contact, wallet) : contact.Value;

    private static VoucherAnswer Voucher(RowSource source, RewardOffer offer, long minor, string currency) =>
        new(offer.Key, offer.Rules.NameIn(Speech.LanguageOf(source, offer.Business)), MinorUnits.Format(minor, currency));

    private static long PaidMinor(RowSource source, PurchaseId purchase) =>
        source.Query("SELECT amount_minor FROM purchases WHERE id = @id", command => command.Set("@id", purchase.ToString()), row => row.Read() ? row.GetInt64(0) : 0);

    private static MemberBalance BalanceOf(Balance? balance) => new(balance?.AvailablePoints ?? 0, balance?.PendingPoints ?? 0, balance?.ReservedPoints ?? 0);
}
