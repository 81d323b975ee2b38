using System.Collections.Immutable;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>Who else hears of a case.</summary>
internal static class CaseWatchers
{
    public static void Add(WriteScope scope, Case of, ContactId? contact, StaffId? staff, CaseHand by, DateTimeOffset now) =>
        scope.Command("""
            INSERT INTO case_watchers (business_id, case_id, contact_id, staff_id, added_by, added_at) VALUES (@business, @case, @contact, @staff, @by, @now) ON CONFLICT DO NOTHING
            """)
            .Set("@business", of.BusinessId.ToString()).Set("@case", of.Id.ToString()).Set("@contact", contact?.ToString()).Set("@staff", staff?.ToString())
            .Set("@by", by.Who.Name).Set("@now", now).ExecuteNonQuery();

    public static void Remove(WriteScope scope, Case of, ContactId? contact, StaffId? staff) =>
        scope.Command("DELETE FROM case_watchers WHERE case_id = @case AND (contact_id = @contact OR staff_id = @staff)")
            .Set("@case", of.Id.ToString()).Set("@contact", contact?.ToString()).Set("@staff", staff?.ToString()).ExecuteNonQuery();

    /// <summary>Everybody, customers and colleagues.</summary>
    public static ImmutableArray<(ContactId? Contact, StaffId? Staff)> Of(RowSource source, CaseId of) =>
        [.. source.Rows("SELECT contact_id, staff_id FROM case_watchers WHERE case_id = @case ORDER BY id", command => command.Set("@case", of.ToString()), row => (
            row.TextAt(0) is { } contact ? new ContactId(Guid.Parse(contact)) : (ContactId?)null, row.TextAt(1) is { } staff ? new StaffId(Guid.Parse(staff)) : (StaffId?)null))];

    /// <summary>Where the customers among them get what the customer of the case gets.</summary>
    public static ImmutableArray<(long Account, string ChatKey)> Chats(RowSource source, Case of) =>
        [.. from watcher in Of(source, of.Id)
            where watcher.Contact is not null && watcher.Contact != of.ContactId
            let chat = CaseChats.Newest(source, watcher.Contact!.Value)
            where chat is not null
            let address = CaseChats.Address(source, chat.Value)
            where address is not null
            select address.Value];
}
