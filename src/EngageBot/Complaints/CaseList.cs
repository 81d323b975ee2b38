using System.Collections.Immutable;
using System.Data.Common;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>Which cases somebody wants to see.</summary>
/// <param name="State">Only in this one; absent for all that somebody still has to do with.</param>
/// <param name="Everything">Whatever the state.</param>
/// <param name="Owner">Whose they are; empty for nobody's.</param>
/// <param name="Overdue">Only those in which a promise is past its time.</param>
internal sealed record CaseFilter(CaseState? State = null, bool Everything = false, ShopId? Shop = null, string? Owner = null, bool Overdue = false)
{
    /// <summary>Where the reader works; empty for every shop. Cases of no shop are everybody's.</summary>
    public ImmutableArray<ShopId> Only { get; init; } = [];
}

/// <summary>A case in a list.</summary>
/// <param name="Overdue">A time that the customer was told has passed.</param>
internal sealed record ListedCase(Case Case, bool Overdue);

/// <summary>Cases page by page, the most urgent first.</summary>
internal static class CaseList
{
    private const string Late = "EXISTS (SELECT 1 FROM case_promises p WHERE p.case_id = cases.id AND (p.state = 'Broken' OR p.state = 'Open' AND p.due_at < @now))";

    private const string Wanted = $"""
        WHERE business_id = @business
          AND (CAST(@state AS TEXT) IS NOT NULL AND state = @state OR CAST(@state AS TEXT) IS NULL AND (@all = 1 OR state NOT IN ('Resolved', 'Closed')))
          AND (CAST(@shop AS TEXT) IS NULL OR shop_id = @shop)
          AND (CAST(@owner AS TEXT) IS NULL OR COALESCE(owner, '') = @owner)
          AND (CAST(@only AS TEXT) IS NULL OR shop_id IS NULL OR @only LIKE '%' || shop_id || '%')
          AND (@overdue = 0 OR {Late})
        """;

    /// <param name="page">From 0.</param>
    /// <returns>One page, and how many there are in all.</returns>
    public static (List<ListedCase> Page, long Total) Read(RowSource source, BusinessId business, CaseFilter filter, int page, int size, DateTimeOffset now)
    {
        var total = source.Query($"SELECT COUNT(*) FROM cases {Wanted}", Bind, row => row.Read() ? row.GetInt64(0) : 0);
        var ids = source.Rows(
            $"""
            SELECT id, CASE WHEN {Late} THEN 1 ELSE 0 END FROM cases {Wanted}
            ORDER BY CASE priority WHEN 'Urgent' THEN 2 WHEN 'High' THEN 1 ELSE 0 END DESC, waiting_since IS NULL, waiting_since, number DESC LIMIT @limit OFFSET @skip
            """,
            command =>
            {
                Bind(command);
                command.Set("@limit", (long)size).Set("@skip", (long)page * size);
            },
            row => (Id: new CaseId(Guid.Parse(row.GetString(0))), Overdue: row.GetInt64(1) == 1));
        return ([.. ids.Select(one => (Case: CaseRows.Find(source, business, one.Id), one.Overdue)).Where(one => one.Case is not null).Select(one => new ListedCase(one.Case!, one.Overdue))], total);

        void Bind(DbCommand command) => command.Set("@business", business.ToString()).Set("@state", filter.State?.ToString()).Set("@all", filter.Everything ? 1L : 0L)
            .Set("@shop", filter.Shop?.ToString()).Set("@owner", filter.Owner).Set("@only", filter.Only.IsDefaultOrEmpty ? null : string.Join(',', filter.Only)).Set("@overdue", filter.Overdue ? 1L : 0L).Set("@now", now);
    }

    /// <summary>Everybody who has a case, by name.</summary>
    public static List<(string Owner, string Name)> Owners(RowSource source, BusinessId business) =>
        source.Rows("SELECT owner, MAX(owner_name) FROM cases WHERE business_id = @business AND owner IS NOT NULL AND owner_name IS NOT NULL GROUP BY owner ORDER BY 2, 1 LIMIT 200",
            command => command.Set("@business", business.ToString()), row => (row.GetString(0), row.GetString(1)));
}
