using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>Who a till or a file means. A guest, who never joined, is no member.</summary>
internal static class MemberLookup
{
    /// <param name="phone">E.164.</param>
    public static ContactId? ByPhone(RowSource source, BusinessId business, string phone) =>
        Find(source, "SELECT id FROM contacts WHERE business_id = @business AND phone = @value AND joined_at IS NOT NULL", business, phone);

    public static ContactId? ById(RowSource source, BusinessId business, Guid id) =>
        Find(source, "SELECT id FROM contacts WHERE business_id = @business AND id = @value AND joined_at IS NOT NULL", business, id.ToString());

    /// <param name="number">What the shop's own system or card calls the member.</param>
    public static ContactId? ByNumber(RowSource source, BusinessId business, string number) =>
        Find(source, """
            SELECT c.id FROM member_numbers n JOIN contacts c ON c.id = n.contact_id
            WHERE n.business_id = @business AND n.number = @value AND c.joined_at IS NOT NULL
            """, business, number);

    private static ContactId? Find(RowSource source, string sql, BusinessId business, string value) =>
        source.Query<ContactId?>(sql, command => command.Set("@business", business.ToString()).Set("@value", value),
            row => row.Read() ? new ContactId(Guid.Parse(row.GetString(0))) : null);
}
