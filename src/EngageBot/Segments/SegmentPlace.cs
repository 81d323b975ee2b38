using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty;

using EngageBot.Storage;

namespace EngageBot.Segments;

/// <summary>The business and the instant for which a segment is asked: what some facts mean depends on them.</summary>
/// <param name="Digits">After the point of its currency.</param>
/// <param name="Shops">Their codes.</param>
/// <param name="Programme">The first programme, which its levels belong to.</param>
/// <param name="TopMinor">What one has to have spent to be among so many percent of the buyers; asked once for a segment.</param>
internal sealed record SegmentPlace(
    BusinessId Business, DateTimeOffset Now, TimeZoneInfo Zone, int Digits, string Language, ImmutableArray<string> Shops, ProgrammeRules Programme, ShopProfile Profile,
    Func<long, long> TopMinor)
{
    public static SegmentPlace Read(RowSource source, BusinessId business, DateTimeOffset now)
    {
        var (zone, currency, language) = source.Query("SELECT zone, currency, language FROM businesses WHERE id = @id", command => command.Set("@id", business.ToString()),
            row => row.Read() ? (row.GetString(0), row.GetString(1), row.GetString(2)) : throw new InvalidOperationException($"There is no business {business}."));
        return new(
            business, now, TimeZoneInfo.FindSystemTimeZoneById(zone), MinorUnits.DigitsOf(currency), language,
            [.. source.Rows("SELECT code FROM shops WHERE business_id = @id ORDER BY code", command => command.Set("@id", business.ToString()), row => row.GetString(0))],
            Programmes.At(source, business, now).Rules, RuleBook.At(source, business, ShopProfile.Kind, ShopProfile.Key, now)?.Rules ?? ShopProfile.Unsaid,
            percent => TopBuyers.LeastMinor(source, business, percent, now));
    }
}
