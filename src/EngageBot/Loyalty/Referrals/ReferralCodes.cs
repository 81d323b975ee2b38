using System.Security.Cryptography;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Referrals;

/// <summary>Members' codes and what a link carries of them.</summary>
internal static class ReferralCodes
{
    /// <summary>What a link's payload begins with: <c>ref_K7PW9XQM</c>, or with a tag of the shop's: <c>ref_K7PW9XQM_flyer</c>.</summary>
    public const string Prefix = "ref_";

    /// <summary>Telegram lets a link carry 64 characters.</summary>
    private const int TagMax = 40;

    private const int Length = 8;

    // No vowels and nothing that looks alike: no words come out, and a code can be read aloud.
    private const string Letters = "BCDFGHJKMNPQRSTVWXYZ23456789";

    /// <summary>The member's code, made at the first time.</summary>
    public static string Of(WriteScope scope, BusinessId business, ContactId contact, DateTimeOffset now)
    {
        while (true)
        {
            if (scope.Command("SELECT code FROM referral_codes WHERE contact_id = @contact").Set("@contact", contact.ToString()).ExecuteScalar() is string known) return known;
            // 28^8 codes: a clash with another member's is a matter of trying again.
            scope.Command("INSERT INTO referral_codes (business_id, code, contact_id, created_at) VALUES (@business, @code, @contact, @now) ON CONFLICT DO NOTHING")
                .Set("@business", business.ToString()).Set("@code", RandomNumberGenerator.GetString(Letters, Length)).Set("@contact", contact.ToString())
                .Set("@now", now).ExecuteNonQuery();
        }
    }

    /// <summary>Whose code it is, if they are a member still.</summary>
    public static ContactId? OwnerOf(RowSource source, BusinessId business, string code) =>
        source.Query<ContactId?>(
            "SELECT c.id FROM referral_codes r JOIN contacts c ON c.id = r.contact_id WHERE r.business_id = @business AND r.code = @code AND c.joined_at IS NOT NULL",
            command => command.Set("@business", business.ToString()).Set("@code", code.ToUpperInvariant()),
            row => row.Read() ? new ContactId(Guid.Parse(row.GetString(0))) : null);

    /// <summary>What a link's payload says; it is user input.</summary>
    /// <returns><see langword="null"/> if the link is no invitation.</returns>
    public static (string Code, string? Tag)? Read(string? payload)
    {
        if (payload is null || !payload.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var rest = payload.AsSpan(Prefix.Length);
        var end = rest.IndexOf('_');
        var code = end < 0 ? rest : rest[..end];
        var tag = end < 0 ? [] : rest[(end + 1)..];
        if (code.Length != Length || tag.Length > TagMax) return null;
        foreach (var c in code)
            if (!Letters.Contains(char.ToUpperInvariant(c), StringComparison.Ordinal)) return null;
        foreach (var c in tag)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return null;
        return (code.ToString(), tag.Length == 0 ? null : tag.ToString());
    }
}
