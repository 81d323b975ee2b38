using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Dialogs.Values;
using EngageBot.Plays;
using EngageBot.Storage;

namespace EngageBot.Turns;

/// <summary>What dialogs that begin by themselves say of the past; nothing where there is none, so that nobody is thanked for what never was.</summary>
internal static class PlayFacts
{
    /// <summary><c>news.*</c>: what they want to hear and have not heard.</summary>
    public static Value.Record News(FactSource source) => FactValues.Record(("items", FactValues.List(
        NewsBook.Next(source.Scope, source.Page.Business.Id, source.Chat.ContactId, source.Now).Select(n => FactValues.Record(
            ("sort", new Value.Text(SnakeCase.Of(n.Rules.Sort.ToString()))), ("words", source.Words(n.Rules.Words)))))));

    /// <summary>The newest receipt of which not everything came back.</summary>
    public static Value.Record Bought(FactSource source)
    {
        var fields = ImmutableSortedDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        RowSource rows = source.Scope;
        rows.Query("""
            SELECT p.bought_at, s.name, (SELECT i.sku FROM purchase_items i WHERE i.purchase_id = p.id AND i.sku IS NOT NULL ORDER BY i.amount_minor DESC, i.position LIMIT 1)
            FROM purchases p JOIN shops s ON s.id = p.shop_id
            WHERE p.contact_id = @contact
              AND p.amount_minor + p.points_paid_minor > COALESCE((SELECT SUM(r.amount_minor) FROM purchase_returns r WHERE r.purchase_id = p.id), 0)
            ORDER BY p.bought_at DESC, p.id DESC LIMIT 1
            """,
            command => command.Set("@contact", source.Chat.ContactId.ToString()),
            row =>
            {
                if (!row.Read()) return 0;
                fields["day"] = new Value.Date(LocalDays.DayOf(row.InstantAt(0), source.Page.Zone));
                fields["shop"] = new Value.Text(row.GetString(1));
                if (row.TextAt(2) is { Length: > 0 } item) fields["item"] = new Value.Text(item);
                return 0;
            });
        return new(fields.ToImmutable());
    }
}
