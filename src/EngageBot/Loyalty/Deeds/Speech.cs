using EngageBot.Storage;

namespace EngageBot.Loyalty.Deeds;

/// <summary>In which language a name is told to somebody who is written to.</summary>
internal static class Speech
{
    /// <summary>The contact's own, or the business's.</summary>
    public static string LanguageOf(RowSource source, ContactId contact) =>
        source.Query("SELECT COALESCE(c.language, b.language) FROM contacts c JOIN businesses b ON b.id = c.business_id WHERE c.id = @contact",
            command => command.Set("@contact", contact.ToString()), row => row.Read() ? row.GetString(0) : "en");

    /// <summary>The business's own: a till's screen speaks it.</summary>
    public static string LanguageOf(RowSource source, BusinessId business) =>
        source.Query("SELECT language FROM businesses WHERE id = @business", command => command.Set("@business", business.ToString()), row => row.Read() ? row.GetString(0) : "en");
}
