using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Codes;

/// <summary>A code that was just made; the digits are nowhere else.</summary>
/// <param name="EndsAt">The first instant at which it is no longer good.</param>
internal sealed record NewMemberCode(string Digits, DateTimeOffset EndsAt)
{
    /// <summary>As people read it out: <c>4821 9037</c>.</summary>
    public string Spaced => $"{Digits[..4]} {Digits[4..]}";
}

/// <summary>The digits with which a member proves to a till that it is they who stand there.</summary>
/// <remarks>
/// Random and short-lived, one at a time for a member, and only in the member's own chat. The first till that takes it has it: a photograph
/// of it, shown anywhere else or later, is worth nothing. The server's clock alone decides, so no till's clock matters.
/// A refusal counts: whoever calls <see cref="Take"/> lets its work commit whatever the outcome.
/// </remarks>
internal sealed class MemberCodes(MasterKey master)
{
    /// <summary>How long a code waits to be shown.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(2);

    /// <summary>How long the till that took a code may act for the member: a basket is rung up meanwhile.</summary>
    public static readonly TimeSpan Visit = TimeSpan.FromMinutes(15);

    private const string Purpose = "member-code";
    private const int Digits = 8;
    private const int Numbers = 100_000_000;

    /// <summary>Makes a code; the member's older one, if nobody took it, ends.</summary>
    public NewMemberCode Make(WriteScope scope, BusinessId business, ContactId contact, DateTimeOffset now)
    {
        scope.Command("UPDATE member_codes SET ends_at = @now WHERE contact_id = @contact AND ends_at > @now AND taken_at IS NULL")
            .Set("@contact", contact.ToString()).Set("@now", now).ExecuteNonQuery();
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var code = new NewMemberCode(RandomNumberGenerator.GetInt32(Numbers).ToString("D8", CultureInfo.InvariantCulture), now + Life);
            var made = scope.Command("""
                INSERT INTO member_codes (business_id, contact_id, hash, made_at, ends_at) VALUES (@business, @contact, @hash, @now, @ends) ON CONFLICT DO NOTHING
                """).Set("@business", business.ToString()).Set("@contact", contact.ToString()).Set("@hash", HashOf(master.For(Purpose), code.Digits))
                .Set("@now", now).Set("@ends", code.EndsAt).ExecuteNonQuery();
            if (made == 1) return code;
        }
        throw new UnreachableException("Ten random codes in a row were taken.");
    }

    /// <summary>Takes the digits somebody shows at a till.</summary>
    /// <param name="written">As typed or scanned; spaces and hyphens do not matter.</param>
    /// <param name="actor">Who was shown it: they may ask again while the visit lasts, nobody else may.</param>
    public CodeOutcome Take(WriteScope scope, Actor actor, BusinessId business, ShopId? shop, string written, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.LookUpMember, business, shop), now) is { } denial) return new CodeOutcome.Denied(denial);
        var by = actor.Name;
        scope.Lock($"member-codes:{by}");
        if (CodeTries.ClosedUntil(scope, by, now) is { } until) return new CodeOutcome.TooManyTries(until);
        if (Read(written) is { } digits)
            foreach (var key in master.AcceptedFor(Purpose))
                if (Find(scope, HashOf(key, digits)) is { } code && IsKnown(scope, business, code, now) && TryTake(scope, code.CodeId, by, now))
                    return code;
        CodeTries.Count(scope, by, now);
        return new CodeOutcome.Unknown();
    }

    /// <summary>The code by which the member stands at this till now; <see langword="null"/> if they showed none, or showed it long ago.</summary>
    public static long? ShownTo(RowSource source, Actor actor, ContactId contact, DateTimeOffset now) =>
        source.Query<long?>(
            "SELECT id FROM member_codes WHERE contact_id = @contact AND taken_by = @by AND taken_at > @since ORDER BY taken_at DESC, id DESC LIMIT 1",
            command => command.Set("@contact", contact.ToString()).Set("@by", actor.Name).Set("@since", now - Visit),
            row => row.Read() ? row.GetInt64(0) : null);

    /// <summary>Forgets codes and tries that are long over, a slice at a time.</summary>
    /// <returns>How many went.</returns>
    public static async Task<int> PruneAsync(IStore store, DateTimeOffset now, CancellationToken cancellation)
    {
        var gone = 0;
        foreach (var sql in (string[])
        [
            "DELETE FROM member_codes WHERE id IN (SELECT id FROM member_codes WHERE ends_at < @before LIMIT 1000)",
            "DELETE FROM code_tries WHERE id IN (SELECT id FROM code_tries WHERE tried_at < @before LIMIT 1000)",
        ])
            for (var slice = 1000; slice == 1000; gone += slice)
                slice = await store.WriteAsync(scope => ValueTask.FromResult(scope.Command(sql).Set("@before", now.AddDays(-1)).ExecuteNonQuery()), cancellation);
        return gone;
    }

    /// <summary>One of the business's own members, or of a partner's who agreed to be known here.</summary>
    private static bool IsKnown(RowSource source, BusinessId business, CodeOutcome.Shown code, DateTimeOffset now) =>
        code.Business == business || Coalitions.Coalitions.SeatOf(source, business, code.Contact, now) is not null;

    private static bool TryTake(WriteScope scope, long code, string by, DateTimeOffset now) =>
        scope.Command("""
            UPDATE member_codes SET taken_by = @by, taken_at = COALESCE(taken_at, @now)
            WHERE id = @id AND (taken_by IS NULL AND ends_at > @now OR taken_by = @by AND taken_at > @since)
            """).Set("@id", code).Set("@by", by).Set("@now", now).Set("@since", now - Visit).ExecuteNonQuery() == 1;

    private static CodeOutcome.Shown? Find(RowSource source, byte[] hash) =>
        source.Query("SELECT business_id, contact_id, id FROM member_codes WHERE hash = @hash", command => command.Set("@hash", hash),
            row => row.Read() ? new CodeOutcome.Shown(new(Guid.Parse(row.GetString(0))), new(Guid.Parse(row.GetString(1))), row.GetInt64(2)) : null);

    private static string? Read(string written)
    {
        if (written.Length > 40) return null;
        var digits = string.Concat(written.Where(c => c is not (' ' or '-' or '\u00A0' or '\u202F')));
        return digits.Length == Digits && digits.All(char.IsAsciiDigit) ? digits : null;
    }

    private static byte[] HashOf(byte[] key, string digits) => HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(digits));
}
