using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Deeds;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Thanks;

/// <summary>How a card by hand ended.</summary>
internal enum ThanksOutcome
{
    Told,
    /// <summary>The member has no chat that can be reached.</summary>
    NoChat,
    Denied,
}

/// <summary>Sends cards of thanks: with the purchase that a rule names, or because somebody of the staff wants to thank a member.</summary>
internal sealed class ThanksBook(Occasions occasions) : IPurchaseConsequence
{
    /// <summary>What dialogs hear of it.</summary>
    public const string Event = "thanks.card";

    /// <inheritdoc/>
    public async ValueTask PurchasedAsync(WriteScope scope, RecordedPurchase purchase)
    {
        if (!purchase.Purchase.Announced) return;
        var (business, contact) = (purchase.Purchase.Business, purchase.Purchase.Contact);
        var rules = RuleBook.All(scope, business, ThanksRules.Kind, purchase.Now);
        if (rules.IsEmpty) return;
        var bought = Purchases(scope, contact);
        foreach (var rule in rules.Where(r => r.Rules.AfterPurchases == bought))
            await TellAsync(scope, contact, $"thanks:{rule.Key}:{contact}", InLanguage.Of(rule.Rules.Words, Speech.LanguageOf(scope, contact)), rule.Rules.SignedBy);
    }

    /// <inheritdoc/>
    public ValueTask ReturnedAsync(WriteScope scope, RecordedReturn returned) => default;

    /// <summary>A card by a manager's hand.</summary>
    /// <param name="occasion">The sender's own word for this one time: the same one again tells nothing.</param>
    public async ValueTask<ThanksOutcome> SendAsync(WriteScope scope, Actor actor, BusinessId business, ContactId contact, ThanksCard card, string occasion, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.HandleCases, business, null, contact), now) is not null) return ThanksOutcome.Denied;
        return await TellAsync(scope, contact, $"thanks:hand:{occasion}", card.Words, card.SignedBy) ? ThanksOutcome.Told : ThanksOutcome.NoChat;
    }

    private ValueTask<bool> TellAsync(WriteScope scope, ContactId contact, string occasion, string words, string signedBy) =>
        occasions.TellAsync(scope, contact, Event, occasion, Occasions.Data(("signed_by", new Value.Text(signedBy)), ("words", new Value.Text(words))));

    private static long Purchases(RowSource source, ContactId contact) => source.Query(
        "SELECT COUNT(*) FROM purchases WHERE contact_id = @contact", command => command.Set("@contact", contact.ToString()), row => row.Read() ? row.GetInt64(0) : 0);
}

/// <summary>A card of thanks in somebody's own words.</summary>
internal sealed record ThanksCard(string Words, string SignedBy)
{
    public static IEnumerable<(string Field, string Error)> Errors(ThanksCard card)
    {
        if (card.Words.Trim().Length is 0 or > ThanksRules.WordsMax) yield return ("words", $"is text of 1 to {ThanksRules.WordsMax} characters.");
        else if (ThanksWords.OfferIn(card.Words) is { } offer) yield return ("words", $"says '{offer}': a card of thanks offers nothing.");
        if (!ThanksWords.IsName(card.SignedBy)) yield return ("signedBy", "is the name of a person, 2 to 60 letters.");
    }
}
