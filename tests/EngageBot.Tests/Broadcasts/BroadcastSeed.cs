using System.Globalization;
using EngageBot.Storage;

namespace EngageBot.Tests.Broadcasts;

/// <summary>Contacts by the thousand, as imports and conversations would have left them.</summary>
internal static class BroadcastSeed
{
    public static ContactId ContactOf(int n) => new(new Guid($"019b0000-0000-7000-8000-{n:x12}"));

    /// <summary>Contacts with a chat on Telegram each, who agreed to offers there.</summary>
    /// <returns>How many.</returns>
    public static int Contacts(WriteScope scope, BusinessId business, long account, int first, int count, DateTimeOffset now)
    {
        var before = now.AddDays(-30);
        for (var n = first; n < first + count; n++)
        {
            var contact = ContactOf(n).ToString();
            scope.Command("INSERT INTO contacts (id, business_id, name, language, created_at) VALUES (@id, @business, @name, @language, @at)")
                .Set("@id", contact).Set("@business", business.ToString()).Set("@name", n % 5 == 0 ? null : $"Guest {n}").Set("@language", (n % 3) switch { 0 => "en", 1 => "ru", _ => "sq" })
                .Set("@at", before).ExecuteNonQuery();
            scope.Command("""
                INSERT INTO chats (business_id, account_id, contact_id, external_id, kind, state, created_at) VALUES (@business, @account, @contact, @key, 'Customer', '', @at)
                """)
                .Set("@business", business.ToString()).Set("@account", account).Set("@contact", contact)
                .Set("@key", (BroadcastWorld.FirstChat + n).ToString(CultureInfo.InvariantCulture)).Set("@at", before).ExecuteNonQuery();
            scope.Command("""
                INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, given_at)
                VALUES (@business, @contact, 'marketing', 'telegram', 1, 'Yes', 'en', 'import', @at)
                """).Set("@business", business.ToString()).Set("@contact", contact).Set("@at", before).ExecuteNonQuery();
        }
        return count;
    }
}
