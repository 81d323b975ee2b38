using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>Somebody who probably had the same trouble as whoever complained, and said nothing.</summary>
/// <param name="Item">What they bought, where that is what the trouble is about.</param>
internal sealed record SilentOne(ContactId Contact, string? Name, string? Shop, string? Item, DateTimeOffset BoughtAt);

/// <summary>One complains, many say nothing: those who bought the same, in the same shop, at the same time as somebody whose case has the cause.</summary>
internal static class SilentOnes
{
    /// <summary>A purchase that is older than this says nothing about a case.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromDays(30);

    /// <summary>Longer than this nobody looks for others.</summary>
    public static readonly TimeSpan LongestSpan = TimeSpan.FromDays(62);

    /// <summary>Who said nothing: neither a complaint since they bought, nor a case of this cause.</summary>
    /// <remarks>Takes <c>@business</c>, <c>@key</c> (the cause), <c>@until</c> and <c>@after</c>, the last contact of the page before.</remarks>
    public const string People = """
        SELECT p.contact_id, p.bought_at, p.shop_id, t.item FROM case_troubles t
        JOIN purchases p ON p.business_id = t.business_id AND p.bought_at >= t.from_at AND p.bought_at <= t.to_at AND (t.shop_id IS NULL OR p.shop_id = t.shop_id)
        WHERE t.business_id = @business AND t.cause = @key AND p.bought_at <= @until AND p.contact_id > @after
          AND (t.item IS NULL OR EXISTS (SELECT 1 FROM purchase_items i WHERE i.purchase_id = p.id AND i.sku = t.item))
          AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.contact_id = p.contact_id AND (c.business_id = p.business_id AND c.cause = @key OR c.kind = 'Complaint' AND c.opened_at >= p.bought_at))
        """;

    public static long Count(RowSource source, BusinessId business, string cause, DateTimeOffset now) => source.Query(
        $"SELECT COUNT(DISTINCT contact_id) FROM ({People}) people",
        command => command.Set("@business", business.ToString()).Set("@key", cause).Set("@until", now).Set("@after", ""), row => row.Read() ? row.GetInt64(0) : 0);

    /// <summary>Who they are, those who bought last first.</summary>
    public static List<SilentOne> Read(RowSource source, BusinessId business, string cause, int limit, DateTimeOffset now) => source.Rows(
        $"""
        SELECT s.contact_id, k.name, h.name, s.item, s.bought_at FROM (
          SELECT contact_id, MAX(shop_id) AS shop_id, MAX(item) AS item, MAX(bought_at) AS bought_at FROM ({People}) people GROUP BY contact_id) s
        JOIN contacts k ON k.id = s.contact_id LEFT JOIN shops h ON h.id = s.shop_id ORDER BY s.bought_at DESC, s.contact_id LIMIT @limit
        """,
        command => command.Set("@business", business.ToString()).Set("@key", cause).Set("@until", now).Set("@after", "").Set("@limit", (long)limit),
        row => new SilentOne(new(Guid.Parse(row.GetString(0))), row.TextAt(1), row.TextAt(2), row.TextAt(3), row.InstantAt(4)));

    /// <summary>Where a case's trouble may have struck others, as its own rows tell: the shop and the hour of the last purchase before it, and the goods if there was one kind only.</summary>
    /// <returns><see langword="null"/> if nothing is known of where it was.</returns>
    public static CaseTrouble? Of(RowSource source, Case of, string cause, ServiceRules rules)
    {
        var span = TimeSpan.FromHours(rules.SilentHours);
        var bought = source.Query(
            """
            SELECT id, shop_id, bought_at FROM purchases
            WHERE contact_id = @contact AND business_id = @business AND bought_at <= @opened AND bought_at >= @from AND (CAST(@shop AS TEXT) IS NULL OR shop_id = @shop)
            ORDER BY bought_at DESC, id LIMIT 1
            """,
            command => command.Set("@contact", of.ContactId.ToString()).Set("@business", of.BusinessId.ToString()).Set("@opened", of.OpenedAt).Set("@from", of.OpenedAt - Lately).Set("@shop", of.ShopId?.ToString()),
            row => row.Read() ? (Id: row.GetString(0), Shop: row.GetString(1), At: row.InstantAt(2)) : default);
        var shop = bought.Id is null ? of.ShopId : new ShopId(Guid.Parse(bought.Shop));
        if (shop is null) return null;
        var at = bought.Id is null ? of.OpenedAt : bought.At;
        return new() { CaseId = of.Id, BusinessId = of.BusinessId, Cause = cause, ShopId = shop, Item = bought.Id is null ? null : OnlyItem(source, bought.Id), FromAt = at - span, ToAt = at + span };
    }

    /// <summary>Writes where it may have struck; another cause of the same case takes its place.</summary>
    public static void Save(WriteScope scope, CaseTrouble trouble) =>
        scope.Command("""
            INSERT INTO case_troubles (case_id, business_id, cause, shop_id, item, from_at, to_at) VALUES (@case, @business, @cause, @shop, @item, @from, @to)
            ON CONFLICT (case_id) DO UPDATE SET cause = excluded.cause, shop_id = excluded.shop_id, item = excluded.item, from_at = excluded.from_at, to_at = excluded.to_at
            """)
            .Set("@case", trouble.CaseId.ToString()).Set("@business", trouble.BusinessId.ToString()).Set("@cause", trouble.Cause).Set("@shop", trouble.ShopId?.ToString())
            .Set("@item", trouble.Item).Set("@from", trouble.FromAt).Set("@to", trouble.ToAt).ExecuteNonQuery();

    /// <summary>Nothing is known of where it was.</summary>
    public static void Forget(WriteScope scope, CaseId of) => scope.Command("DELETE FROM case_troubles WHERE case_id = @case").Set("@case", of.ToString()).ExecuteNonQuery();

    public static CaseTrouble? Find(RowSource source, CaseId of) => source.Query(
        "SELECT business_id, cause, shop_id, item, from_at, to_at FROM case_troubles WHERE case_id = @case", command => command.Set("@case", of.ToString()),
        row => !row.Read() ? null : new CaseTrouble
        {
            CaseId = of, BusinessId = new(Guid.Parse(row.GetString(0))), Cause = row.GetString(1), ShopId = row.TextAt(2) is { } shop ? new ShopId(Guid.Parse(shop)) : null, Item = row.TextAt(3),
            FromAt = row.InstantAt(4), ToAt = row.InstantAt(5),
        });

    private static string? OnlyItem(RowSource source, string purchase) =>
        source.Rows("SELECT DISTINCT sku FROM purchase_items WHERE purchase_id = @id AND sku IS NOT NULL LIMIT 2", command => command.Set("@id", purchase), row => row.GetString(0)) is [var one] ? one : null;
}
