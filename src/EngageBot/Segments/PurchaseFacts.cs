using System.Collections.Immutable;
using EngageBot.Dialogs.Values;
using static EngageBot.Segments.SqlPart;

namespace EngageBot.Segments;

/// <summary>What a contact has bought, how often, when last, and in which rhythm. Receipts of which all came back never count.</summary>
internal static class PurchaseFacts
{
    /// <summary>Minor units: ten million times a million.</summary>
    private const double MostMinor = 1e15;

    private static readonly DialogType _int = new(TypeKind.Int);
    private static readonly DialogType _money = new(TypeKind.Decimal);
    private static readonly DialogType _moneyIfAny = new(TypeKind.Decimal, Optional: true);

    public static ImmutableArray<SegmentFact> All { get; } =
    [
        .. Windowed("purchases.count", "Receipts", _ => _int, (sql, days) => Number($"(SELECT COUNT(*) {sql.Receipts(days)})", SegmentFacts.MostCount)),
        .. Windowed("purchases.spent", "What they paid in the business's currency, less what came back", _ => _money,
            (sql, days) => Money(sql, $"COALESCE((SELECT CAST(SUM({SegmentSql.Net}) AS BIGINT) {sql.Receipts(days)}), 0)")),
        .. Windowed("purchases.average", "What they paid for one receipt on average, rounded down; unset without one", _ => _moneyIfAny,
            (sql, days) => Money(sql, $"(SELECT CAST(SUM({SegmentSql.Net}) AS BIGINT) / COUNT(*) {sql.Receipts(days)})")),
        .. Windowed("purchases.largest", "Their largest receipt; unset without one", _ => _moneyIfAny,
            (sql, days) => Money(sql, $"(SELECT MAX({SegmentSql.Net}) {sql.Receipts(days)})")),
        new("purchases.spent.top_#p", _ => new(TypeKind.Bool), "They are among so many percent of the buyers who spent most, in all time.", (sql, percent) => Condition(
            $"(COALESCE((SELECT CAST(SUM({SegmentSql.Net}) AS BIGINT) {sql.Receipts()}), 0) >= {sql.Set(SegmentFacts.Named("@top_", percent), sql.Place.TopMinor(percent))})")),
        SegmentFacts.Days("purchases.first_days", "Days since their first receipt.", (sql, _) => sql.DaysAgo($"(SELECT MIN(p.bought_at) {sql.Receipts()})")),
        SegmentFacts.Days("purchases.last_days", "Days since their last receipt: the recency.", (sql, _) => sql.DaysAgo($"(SELECT MAX(p.bought_at) {sql.Receipts()})")),
        SegmentFacts.Days("purchases.rhythm_days", "The median of the days between the days on which they bought; unset before the third such day.",
            (sql, _) => $"({Rhythm.TwiceTheMedian(sql)} / 2)"),
        new("purchases.lapsed", _ => new(TypeKind.Bool), "They bought before and are gone by their own rhythm, or by the shop's cycle or seasons; see below.", (sql, _) => Condition(Rhythm.Lapsed(sql))),
        .. Windowed("purchases.items", "The items (SKU) on their receipts", _ => SegmentFacts.Texts, (sql, days) => Lines(sql, days, "i.sku")),
        .. Windowed("purchases.categories", "The categories of those items", _ => SegmentFacts.Texts, (sql, days) => Lines(sql, days, "i.category")),
        .. Windowed("purchases.shops", "The codes of the shops where they bought", place => Shops(place, TypeKind.Choices, optional: false), (sql, days) => List(
            $"EXISTS (SELECT 1 {sql.Receipts(days, Shop)} AND s.code = {{0}})", $"(SELECT COUNT(DISTINCT s.code) {sql.Receipts(days, Shop)})")),
        new("purchases.last_shop", place => Shops(place, TypeKind.Choice, optional: true), "The code of the shop where they bought last.", (sql, _) => Text(
            $"(SELECT s.code {sql.Receipts(null, Shop)} ORDER BY p.bought_at DESC, p.id DESC LIMIT 1)")),
    ];

    private const string Shop = " JOIN shops s ON s.id = p.shop_id";

    private static SegmentFact[] Windowed(string name, string summary, Func<SegmentPlace?, DialogType> type, Func<SegmentSql, long?, SqlPart> sql) =>
    [
        new(name, type, $"{summary}.", (context, _) => sql(context, null)),
        new($"{name}.last_#d", type, $"{summary}; of today and so many days before.", (context, days) => sql(context, days)),
    ];

    private static SqlPart Money(SegmentSql sql, string text) => Number(text, MostMinor, sql.Place.Digits);

    private static SqlPart Lines(SegmentSql sql, long? days, string column)
    {
        var rows = sql.Receipts(days, " JOIN purchase_items i ON i.purchase_id = p.id");
        return List($"EXISTS (SELECT 1 {rows} AND {column} = {{0}})", $"(SELECT COUNT(DISTINCT {column}) {rows})");
    }

    private static DialogType Shops(SegmentPlace? place, TypeKind kind, bool optional) => new(kind, optional) { Members = place?.Shops ?? [] };
}
