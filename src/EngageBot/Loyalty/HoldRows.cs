using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>The statements about <c>holds</c>; what they mean is decided in <see cref="PointsHolds"/>.</summary>
internal static class HoldRows
{
    private const string Columns = """
        SELECT id, business_id, contact_id, wallet, points, spent_points, state, reference, cause, shop_id, note, reserved_at, held_until, ended_at FROM holds
        """;

    /// <summary>The hold, or <see langword="null"/> if the business has none with that id.</summary>
    public static Hold? Find(RowSource source, BusinessId business, long id) =>
        source.Query($"{Columns} WHERE id = @id AND business_id = @business", command => command.Set("@id", id).Set("@business", business.ToString()), One);

    /// <summary>The hold that already used a reference.</summary>
    public static Hold? Find(RowSource source, BusinessId business, string reference) =>
        source.Query($"{Columns} WHERE business_id = @business AND reference = @reference",
            command => command.Set("@business", business.ToString()).Set("@reference", reference), One);

    /// <returns>The new hold's id.</returns>
    public static long Insert(WriteScope scope, Reservation wanted) =>
        scope.InsertedId(scope.InsertCommand("""
            INSERT INTO holds (business_id, contact_id, wallet, points, state, reference, cause, shop_id, note, reserved_at, held_until)
            VALUES (@business, @contact, @wallet, @points, 'Open', @reference, @cause, @shop, @note, @at, @until)
            """)
            .Set("@business", wanted.Business.ToString()).Set("@contact", wanted.Contact.ToString()).Set("@wallet", wanted.Wallet)
            .Set("@points", wanted.AmountPoints).Set("@reference", wanted.Reference).Set("@cause", wanted.Cause).Set("@shop", wanted.Shop?.ToString())
            .Set("@note", wanted.Note).Set("@at", wanted.At).Set("@until", wanted.HeldUntil))!.Value;

    /// <summary>An open hold ends, once.</summary>
    public static void End(WriteScope scope, long id, HoldState state, long spentPoints, DateTimeOffset at) =>
        scope.Command("UPDATE holds SET state = @state, spent_points = @spent, ended_at = @at WHERE id = @id AND state = 'Open'")
            .Set("@id", id).Set("@state", state.ToString()).Set("@spent", spentPoints).Set("@at", at).ExecuteNonQuery();

    private static Hold? One(System.Data.Common.DbDataReader row) => !row.Read() ? null : new()
    {
        Id = row.GetInt64(0), BusinessId = new(Guid.Parse(row.GetString(1))), ContactId = new(Guid.Parse(row.GetString(2))), Wallet = row.GetString(3),
        Points = row.GetInt64(4), SpentPoints = row.GetInt64(5), State = Enum.Parse<HoldState>(row.GetString(6)), Reference = row.GetString(7),
        Cause = row.TextAt(8), ShopId = row.TextAt(9) is { } shop ? new ShopId(Guid.Parse(shop)) : null, Note = row.TextAt(10),
        ReservedAt = row.InstantAt(11), HeldUntil = row.InstantAt(12), EndedAt = row.InstantOrNullAt(13),
    };
}
