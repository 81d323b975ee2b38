using System.Collections.Immutable;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Earning;

/// <summary>A card that is to be known.</summary>
/// <param name="Number">A partner's behind its issuer: <c>bank:5123</c>.</param>
internal sealed record NewCard(BusinessId Business, ShopId Shop, string Number, CardKind Kind, ContactId? Contact);

/// <summary>How that ended.</summary>
internal abstract record CardOutcome
{
    private CardOutcome() { }

    public sealed record Issued : CardOutcome;

    /// <summary>It is known already.</summary>
    /// <param name="Same">As the same kind, of the same member.</param>
    public sealed record AlreadyIssued(bool Same) : CardOutcome;

    /// <param name="Why">One sentence.</param>
    public sealed record Invalid(string Why) : CardOutcome;

    public sealed record Denied(Denial Why) : CardOutcome;
}

/// <summary>Who buys with a card that anybody may show.</summary>
/// <param name="Buyers">Different members who were known at the till.</param>
/// <param name="NewMembers">Of them, those who joined after they first bought with it.</param>
internal sealed record BearerCircle(string Number, long Receipts, long AmountMinor, long Buyers, long NewMembers);

/// <summary>Cards with numbers: personal ones, ones that anybody may show, and partners' cards that stand for a member.</summary>
internal static class Cards
{
    public static CardOutcome Issue(WriteScope scope, Actor actor, NewCard card, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.RecordPurchase, card.Business, card.Shop, card.Contact), now) is { } denial) return new CardOutcome.Denied(denial);
        if (Problem(card) is { } why) return new CardOutcome.Invalid(why);
        var added = scope.Command("""
            INSERT INTO cards (business_id, number, kind, issuer, contact_id, issued_at) VALUES (@business, @number, @kind, @issuer, @contact, @now) ON CONFLICT DO NOTHING
            """)
            .Set("@business", card.Business.ToString()).Set("@number", card.Number).Set("@kind", card.Kind.ToString())
            .Set("@issuer", card.Kind is CardKind.Partner ? card.Number.Split(':')[0] : null).Set("@contact", card.Contact?.ToString()).Set("@now", now).ExecuteNonQuery() == 1;
        if (added) return new CardOutcome.Issued();
        return new CardOutcome.AlreadyIssued(Find(scope, card.Business, card.Number) is var (kind, contact) && kind == card.Kind && contact == card.Contact);
    }

    /// <summary>A card that may be used.</summary>
    /// <returns><see langword="null"/> for one that is unknown or blocked.</returns>
    public static (CardKind Kind, ContactId? Contact)? Find(RowSource source, BusinessId business, string number) =>
        source.Query<(CardKind, ContactId?)?>(
            "SELECT kind, contact_id FROM cards WHERE business_id = @business AND number = @number AND blocked_at IS NULL",
            command => command.Set("@business", business.ToString()).Set("@number", number),
            row => row.Read() ? (Enum.Parse<CardKind>(row.GetString(0)), row.TextAt(1) is { } id ? new ContactId(Guid.Parse(id)) : null) : null);

    /// <summary>A lost card; what was bought with it stays.</summary>
    /// <returns><see langword="false"/> if no such card could be used.</returns>
    public static bool Block(WriteScope scope, BusinessId business, string number, DateTimeOffset now) =>
        scope.Command("UPDATE cards SET blocked_at = @now WHERE business_id = @business AND number = @number AND blocked_at IS NULL")
            .Set("@business", business.ToString()).Set("@number", number).Set("@now", now).ExecuteNonQuery() == 1;

    /// <summary>The circle of each bearer card, the busiest first.</summary>
    public static ImmutableArray<BearerCircle> Circles(RowSource source, BusinessId business, DateTimeOffset since, int limit = 100) =>
        [.. source.Rows(
            """
            SELECT c.number, COUNT(*), CAST(SUM(p.amount_minor) AS BIGINT), COUNT(DISTINCT p.contact_id),
              COUNT(DISTINCT CASE WHEN m.joined_at > (SELECT MIN(f.bought_at) FROM purchases f WHERE f.business_id = c.business_id AND f.card = c.number AND f.contact_id = m.id) THEN m.id END)
            FROM cards c JOIN purchases p ON p.business_id = c.business_id AND p.card = c.number AND p.bought_at >= @since LEFT JOIN contacts m ON m.id = p.contact_id
            WHERE c.business_id = @business AND c.kind = 'Bearer' GROUP BY c.number ORDER BY COUNT(*) DESC, c.number LIMIT @limit
            """,
            command => command.Set("@business", business.ToString()).Set("@since", since).Set("@limit", (long)limit),
            row => new BearerCircle(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)))];

    /// <summary>Whose number it is, whether the card may be used or not.</summary>
    /// <returns>A contact's id, empty for a card of nobody's; <see langword="null"/> if no card has that number.</returns>
    public static string? Taken(RowSource source, BusinessId business, string number) =>
        source.Query("SELECT contact_id, blocked_at FROM cards WHERE business_id = @business AND number = @number",
            command => command.Set("@business", business.ToString()).Set("@number", number), row => row.Read() ? row.NumberAt(1) is null ? row.TextAt(0) ?? "" : "" : null);

    /// <summary>What is wrong with a card in itself.</summary>
    public static string? Problem(NewCard card)
    {
        var parts = card.Number.Split(':');
        if (card.Number.Length is 0 or > 100 || card.Number.Any(c => char.IsControl(c) || c == ' ')) return "A card's number is 1 to 100 signs without blanks.";
        if ((card.Kind is CardKind.Partner) != (parts is [{ Length: > 0 }, { Length: > 0 }])) return "A partner's card is written behind its issuer, such as bank:5123, and no other card has a colon.";
        if (IsPaymentCard(parts[^1])) return "This is the number of a payment card. It is not kept here: take what the issuer calls the customer, or the last four digits with the issuer's token.";
        return card.Kind is not CardKind.Bearer && card.Contact is null ? "A personal or a partner's card belongs to a member." : null;
    }

    /// <summary>13 to 19 digits with the check digit of payment cards (ISO/IEC 7812-1, the Luhn formula).</summary>
    private static bool IsPaymentCard(string number)
    {
        var digits = number.Replace("-", "", StringComparison.Ordinal);
        if (digits.Length is < 13 or > 19 || !digits.All(char.IsAsciiDigit)) return false;
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var value = (digits[^(i + 1)] - '0') * (i % 2 == 0 ? 1 : 2);
            sum += value > 9 ? value - 9 : value;
        }
        return sum % 10 == 0;
    }
}
