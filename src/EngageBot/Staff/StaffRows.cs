using System.Collections.Immutable;
using EngageBot.Storage;

namespace EngageBot.Staff;

/// <summary>Reads people of the staff: all by index, inside a write or beside it.</summary>
internal static class StaffRows
{
    private const string Columns = "SELECT id, business_id, name, role, language, state, created_at, joined_at FROM staff_members";

    public static StaffMember? Find(RowSource source, StaffId id) =>
        source.Query(Columns + " WHERE id = @id", command => command.Set("@id", id.ToString()), row => row.Read() ? Map(row) : null);

    /// <summary>Everybody of a business, those who left as well, the oldest first.</summary>
    public static List<StaffMember> All(RowSource source, BusinessId business) =>
        source.Rows(Columns + " WHERE business_id = @business ORDER BY created_at, id", command => command.Set("@business", business.ToString()), Map);

    /// <summary>Whose chat it is, if the person proved it there.</summary>
    public static StaffId? InChat(RowSource source, long chatId) =>
        source.Query<StaffId?>("SELECT staff_id FROM staff_chats WHERE chat_id = @chat", command => command.Set("@chat", chatId),
            row => row.Read() ? new StaffId(Guid.Parse(row.GetString(0))) : null);

    /// <summary>The shops named for somebody; empty for every shop.</summary>
    public static ImmutableArray<ShopId> ShopsOf(RowSource source, StaffId id) =>
        [.. source.Rows("SELECT shop_id FROM staff_shops WHERE staff_id = @id ORDER BY shop_id", command => command.Set("@id", id.ToString()),
            row => new ShopId(Guid.Parse(row.GetString(0))))];

    /// <summary>Whether a contact is one of the staff: they are nobody's customer to be won.</summary>
    public static bool IsStaff(RowSource source, ContactId contact) =>
        source.Query(
            """
            SELECT 1 FROM chats h JOIN staff_chats c ON c.chat_id = h.id JOIN staff_members s ON s.id = c.staff_id
            WHERE h.contact_id = @contact AND s.state IN ('Active', 'Suspended') LIMIT 1
            """,
            command => command.Set("@contact", contact.ToString()), row => row.Read());

    /// <summary>Somebody as the one who acts, with what holds at this moment.</summary>
    public static Actor.Staff? ActorOf(RowSource source, StaffId id, DateTimeOffset now)
    {
        if (Find(source, id) is not { } member) return null;
        var own = source.Rows("SELECT DISTINCT h.contact_id FROM staff_chats c JOIN chats h ON h.id = c.chat_id WHERE c.staff_id = @id",
            command => command.Set("@id", id.ToString()), row => new ContactId(Guid.Parse(row.GetString(0))));
        return new(id, member.BusinessId, member.State is StaffState.Active, RoleBook.Default.Of(member.Role, RoleRules.At(source, member.BusinessId, now)), ShopsOf(source, id), [.. own]);
    }

    /// <summary>Who acts in a chat; <see langword="null"/> for a customer.</summary>
    public static Actor.Staff? ActorInChat(RowSource source, long chatId, DateTimeOffset now) => InChat(source, chatId) is { } id ? ActorOf(source, id, now) : null;

    /// <summary>Owners who can still do something, besides one.</summary>
    public static bool IsOtherOwner(RowSource source, BusinessId business, StaffId besides) =>
        source.Query("SELECT 1 FROM staff_members WHERE business_id = @business AND role = 'Owner' AND state = 'Active' AND id <> @id LIMIT 1",
            command => command.Set("@business", business.ToString()).Set("@id", besides.ToString()), row => row.Read());

    private static StaffMember Map(System.Data.Common.DbDataReader row) => new()
    {
        Id = new(Guid.Parse(row.GetString(0))), BusinessId = new(Guid.Parse(row.GetString(1))), Name = row.GetString(2), Role = Enum.Parse<Role>(row.GetString(3)),
        Language = row.GetString(4), State = Enum.Parse<StaffState>(row.GetString(5)), CreatedAt = row.InstantAt(6), JoinedAt = row.InstantOrNullAt(7),
    };
}
