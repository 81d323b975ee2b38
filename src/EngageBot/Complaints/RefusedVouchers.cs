using EngageBot.Loyalty.Deeds;
using EngageBot.Loyalty.Rewards;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>A good voucher that a person at a till said no to: whoever showed it left with nothing, so a case is opened before they have to complain.</summary>
/// <param name="Subject">The voucher, as refusals name it; the case's source.</param>
internal sealed record RefusedVoucher(BusinessId Business, ContactId Contact, ShopId? Shop, string Subject, string Code)
{
    private static readonly TimeSpan Back = TimeSpan.FromDays(1);
    private const int Slice = 50;

    /// <summary>Those of the last day that have no case yet.</summary>
    public static List<RefusedVoucher> Due(RowSource source, BusinessId business, DateTimeOffset now) => source.Rows(
        """
        SELECT MIN(r.contact_id), MIN(r.shop_id), r.subject, MIN(r.code) FROM refusals r
        WHERE r.business_id = @business AND r.refused_at >= @from AND r.contact_id IS NOT NULL AND r.subject LIKE 'voucher:%'
          AND r.code IN (@out, @not_now, @suspicious, @other) AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.contact_id = r.contact_id AND c.source = r.subject)
        GROUP BY r.subject ORDER BY MIN(r.id) LIMIT @limit
        """,
        command => command.Set("@business", business.ToString()).Set("@from", now - Back).Set("@limit", (long)Slice).Set("@out", Word(RefusalReason.OutOfStock))
            .Set("@not_now", Word(RefusalReason.NotServedNow)).Set("@suspicious", Word(RefusalReason.Suspicious)).Set("@other", Word(RefusalReason.Other)),
        row => new RefusedVoucher(business, new(Guid.Parse(row.GetString(0))), row.TextAt(1) is { } shop ? new ShopId(Guid.Parse(shop)) : null, row.GetString(2), row.GetString(3)));

    /// <summary>What opens its case.</summary>
    public CaseOpening Opening(RowSource source)
    {
        var language = Speech.LanguageOf(source, Contact);
        var title = language switch { "ru" => "Купон не приняли на кассе", "sq" => "Kuponi nuk u pranua në arkë", _ => "Voucher refused at the till" };
        return new(Business, Contact, CaseKind.Complaint, $"{title}: {Code}", Subject, language) { Shop = Shop, Title = title, OfProgram = true };
    }

    private static string Word(RefusalReason reason) => SnakeCase.Of(reason.ToString());
}
