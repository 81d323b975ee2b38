using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Earning;

/// <summary>Whoever first buys with a card that anybody may show hears once that there is a card of their own.</summary>
internal sealed class BearerInvitation(Occasions occasions) : IPurchaseConsequence
{
    /// <summary>What dialogs hear of it.</summary>
    public const string Event = "card.shared";

    /// <inheritdoc/>
    public async ValueTask PurchasedAsync(WriteScope scope, RecordedPurchase purchase)
    {
        var (bought, contact) = (purchase.Purchase, purchase.Purchase.Contact);
        if (!bought.Announced || bought.Card is not { } number || Cards.Find(scope, bought.Business, number) is not (CardKind.Bearer, var owner) || owner == contact) return;
        if (WasAsked(scope, bought.Business, contact, purchase.Id)) return;
        await occasions.TellAsync(scope, contact, Event, $"card:{contact}", Occasions.Data(("card", new Value.Text(number))));
    }

    /// <inheritdoc/>
    public ValueTask ReturnedAsync(WriteScope scope, RecordedReturn returned) => default;

    /// <summary>A personal card is theirs already, or an earlier receipt came with such a card.</summary>
    private static bool WasAsked(RowSource source, BusinessId business, ContactId contact, PurchaseId purchase) => source.Query(
        """
        SELECT 1 FROM cards WHERE business_id = @business AND contact_id = @contact AND kind = 'Personal' AND blocked_at IS NULL
        UNION ALL
        SELECT 1 FROM purchases p JOIN cards c ON c.business_id = p.business_id AND c.number = p.card AND c.kind = 'Bearer'
        WHERE p.contact_id = @contact AND p.id <> @purchase
        LIMIT 1
        """,
        command => command.Set("@business", business.ToString()).Set("@contact", contact.ToString()).Set("@purchase", purchase.ToString()), row => row.Read());
}
