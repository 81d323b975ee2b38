using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>A person whom the shop brings along: out of a file, out of the demo.</summary>
/// <param name="Phone">E.164; the shop vouches for it.</param>
/// <param name="Birthday"><c>MM-DD</c>.</param>
internal sealed record NewMember(string Phone, string? Name, string? Language, string? Birthday)
{
    /// <summary>Adds the contact, who is no member before <see cref="JoinProgramme"/>.</summary>
    public ContactId Add(WriteScope scope, BusinessId business, DateTimeOffset at)
    {
        var id = ContactId.New(at);
        scope.Command("""
            INSERT INTO contacts (id, business_id, name, language, phone, birthday, created_at) VALUES (@id, @business, @name, @language, @phone, @birthday, @at)
            """).Set("@id", id.ToString()).Set("@business", business.ToString()).Set("@name", Name).Set("@language", Language)
            .Set("@phone", Phone).Set("@birthday", Birthday).Set("@at", at).ExecuteNonQuery();
        return id;
    }
}
