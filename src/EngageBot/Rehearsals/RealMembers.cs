using EngageBot.Storage;

namespace EngageBot.Rehearsals;

/// <summary>The members of a copy, and how each of them buys.</summary>
internal static class RealMembers
{
    /// <summary>Fewer purchases tell no rhythm.</summary>
    private const int PurchasesMin = 3;

    /// <summary>Whoever has stayed away so many times longer than they do is gone.</summary>
    private const double GoneAfter = 3;

    public static async Task<List<Shopper>> ReadAsync(IStore store, BusinessId business, DateTimeOffset now, CancellationToken cancellation)
    {
        var bought = (await store.ReadRowsAsync(
            """
            SELECT c.id, p.bought_at FROM contacts c LEFT JOIN purchases p ON p.contact_id = c.id
            WHERE c.business_id = @business AND c.joined_at IS NOT NULL ORDER BY c.id, p.bought_at
            """,
            command => command.Set("@business", business.ToString()), row => (Contact: new ContactId(Guid.Parse(row.GetString(0))), At: row.InstantOrNullAt(1)), cancellation))
            .GroupBy(row => row.Contact, row => row.At);
        return [.. bought.Select(member => Of(member.Key, [.. member.OfType<DateTimeOffset>()], now))];
    }

    private static Shopper Of(ContactId contact, List<DateTimeOffset> bought, DateTimeOffset now)
    {
        if (bought.Count < PurchasesMin) return new(contact, null, bought.Count == 0 ? null : bought[^1]);
        var gaps = bought.Zip(bought.Skip(1), (one, next) => (next - one).TotalDays).Order().ToList();
        var median = Math.Max(1, gaps[gaps.Count / 2]);
        return new(contact, (now - bought[^1]).TotalDays > GoneAfter * median ? null : median, bought[^1]);
    }
}
