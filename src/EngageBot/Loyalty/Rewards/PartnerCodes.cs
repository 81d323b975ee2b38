using System.Security.Cryptography;
using System.Text;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>How a partner's code ended.</summary>
internal abstract record PartnerOutcome
{
    private PartnerOutcome() { }

    /// <param name="WasCustomer">Whether they had bought here before.</param>
    public sealed record Unlocked(Voucher Voucher, RewardOffer Offer, bool WasCustomer) : PartnerOutcome;

    public sealed record UnknownCode : PartnerOutcome;

    /// <summary>By whomever.</summary>
    public sealed record UsedBefore : PartnerOutcome;

    public sealed record NotAvailable(RewardDenial Why) : PartnerOutcome;
}

/// <summary>Offers to another club's members, who show that they are by the code they have there. The partner gives hashes, never the codes.</summary>
internal static class PartnerCodes
{
    /// <summary>Codes taken in at once.</summary>
    public const int Most = 100_000;

    /// <summary>Takes in a partner's list; what is there already is left as it is.</summary>
    /// <param name="hashes">64 hexadecimal digits each.</param>
    /// <returns>How many are new.</returns>
    /// <exception cref="FormatException">A line is no hash; nothing was written.</exception>
    public static int Add(WriteScope scope, BusinessId business, string reward, IReadOnlyCollection<string> hashes)
    {
        if (hashes.Count > Most) throw new FormatException($"The list has more than {Most} codes; split it.");
        foreach (var (line, hash) in hashes.Index())
            if (!IsHash(hash)) throw new FormatException($"Line {line + 1} is no SHA-256 hash of 64 hexadecimal digits.");
        var insert = scope.Command("INSERT INTO partner_codes (business_id, reward, hash) VALUES (@business, @reward, @hash) ON CONFLICT DO NOTHING")
            .Set("@business", business.ToString()).Set("@reward", reward);
        return hashes.Sum(hash => insert.Set("@hash", hash.ToLowerInvariant()).ExecuteNonQuery());
    }

    /// <summary>The hash a partner gives for a code.</summary>
    public static string HashOf(string code) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(code.Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '–'))).ToUpperInvariant())));

    /// <summary>Gives the offer for a code, once.</summary>
    public static async ValueTask<PartnerOutcome> UnlockAsync(WriteScope scope, Vouchers vouchers, BusinessId business, ContactId contact, string code, DateTimeOffset now)
    {
        PointsLedger.Lock(scope, business);
        if (Find(scope, business, HashOf(code)) is not { } found) return new PartnerOutcome.UnknownCode();
        if (found.Used) return new PartnerOutcome.UsedBefore();
        var was = PurchaseSums.Of(scope, contact).Count > 0;
        switch (await vouchers.IssueAsync(scope, new Actor.System("partner"), new(business, contact, found.Reward, $"code:{found.Id}", "partner") { Announced = false }, now))
        {
            case IssueOutcome.Issued issued:
                scope.Command("UPDATE partner_codes SET contact_id = @contact, used_at = @now, was_customer = @was WHERE id = @id AND used_at IS NULL")
                    .Set("@id", found.Id).Set("@contact", contact.ToString()).Set("@now", now).Set("@was", was ? 1L : 0L).ExecuteNonQuery();
                return new PartnerOutcome.Unlocked(issued.Voucher, issued.Offer, was);
            case IssueOutcome.NotAvailable no: return new PartnerOutcome.NotAvailable(no.Why);
            default: return new PartnerOutcome.UsedBefore();
        }
    }

    private static (long Id, string Reward, bool Used)? Find(RowSource source, BusinessId business, string hash) =>
        source.Query<(long, string, bool)?>("SELECT id, reward, used_at FROM partner_codes WHERE business_id = @business AND hash = @hash",
            command => command.Set("@business", business.ToString()).Set("@hash", hash),
            row => row.Read() ? (row.GetInt64(0), row.GetString(1), !row.IsDBNull(2)) : null);

    private static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigit);
}
