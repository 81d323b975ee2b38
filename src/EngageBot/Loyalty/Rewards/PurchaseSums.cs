using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>What a member bought in all; what came back wholly does not count, what came back in part counts with the rest.</summary>
internal readonly record struct PurchaseSums(long Count, long Minor, DateTimeOffset? FirstAt, DateTimeOffset? LastAt)
{
    public static PurchaseSums Of(RowSource source, ContactId contact, DateTimeOffset? after = null) =>
        source.Query(
            """
            SELECT COUNT(*), COALESCE(SUM(kept), 0), MIN(bought_at), MAX(bought_at) FROM (
              SELECT p.bought_at, p.amount_minor - COALESCE((SELECT SUM(r.amount_minor) FROM purchase_returns r WHERE r.purchase_id = p.id), 0) AS kept
              FROM purchases p WHERE p.contact_id = @contact AND p.bought_at > @after) k WHERE kept > 0
            """,
            command => command.Set("@contact", contact.ToString()).Set("@after", after ?? DateTimeOffset.UnixEpoch),
            row => row.Read() ? new PurchaseSums(row.GetInt64(0), row.GetInt64(1), row.InstantOrNullAt(2), row.InstantOrNullAt(3)) : default);
}
