using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Clubs;

/// <summary>What is tried for free at an event: only those are invited who have bought none of it, and the report says who bought it afterwards.</summary>
/// <param name="Skus">Articles, as receipts name them.</param>
/// <param name="Categories">Categories, as receipts name them.</param>
internal sealed record TrialRules(ImmutableArray<string> Skus = default, ImmutableArray<string> Categories = default)
{
    private const int WordsMax = 20;
    private const int WordMax = 60;

    public ImmutableArray<string> Skus { get; init; } = Skus.IsDefault ? [] : Skus;
    public ImmutableArray<string> Categories { get; init; } = Categories.IsDefault ? [] : Categories;

    public IEnumerable<RuleError> Errors(string path)
    {
        if (Skus.IsEmpty && Categories.IsEmpty) yield return new(path, "names skus or categories: what is tried is what they have not bought yet.");
        foreach (var (words, field) in new[] { (Skus, "skus"), (Categories, "categories") })
        {
            if (words.Length > WordsMax) yield return new($"{path}.{field}", $"are at most {WordsMax}.");
            for (var i = 0; i < words.Length; i++)
                if (string.IsNullOrWhiteSpace(words[i]) || words[i].Length > WordMax) yield return new($"{path}.{field}[{i}]", $"is text of 1 to {WordMax} characters.");
        }
    }

    /// <summary>Whether somebody has ever bought what is tried; what came back as a whole was not bought.</summary>
    public bool WasBoughtBy(RowSource source, ContactId contact) =>
        source.Query(
            $"""
            SELECT 1 FROM purchases p JOIN purchase_items i ON i.purchase_id = p.id
            WHERE p.contact_id = @contact AND {Kept} AND {Matches} LIMIT 1
            """,
            command => Name(command.Set("@contact", contact.ToString())), row => row.Read());

    /// <summary>Of those who were let in, how many bought it after that, and for how much: the lines of it, not the whole receipts.</summary>
    public (long People, long Minor) BoughtAfter(RowSource source, BusinessId business, string key) =>
        source.Query(
            $"""
            SELECT COUNT(DISTINCT p.contact_id), CAST(COALESCE(SUM(i.amount_minor), 0) AS BIGINT)
            FROM event_passes e JOIN purchases p ON p.contact_id = e.contact_id AND p.bought_at > e.admitted_at JOIN purchase_items i ON i.purchase_id = p.id
            WHERE e.business_id = @business AND e.event = @event AND e.state = 'Admitted' AND e.guest = 0 AND {Kept} AND {Matches}
            """,
            command => Name(command.Set("@business", business.ToString()).Set("@event", key)), row => row.Read() ? (row.GetInt64(0), row.GetInt64(1)) : (0, 0));

    private const string Kept = "(SELECT COALESCE(SUM(r.amount_minor), 0) FROM purchase_returns r WHERE r.purchase_id = p.id) < p.amount_minor + p.points_paid_minor";

    private string Matches => $"({string.Join(" OR ", Skus.Select((_, i) => $"i.sku = @sku{i}").Concat(Categories.Select((_, i) => $"i.category = @category{i}")))})";

    private void Name(System.Data.Common.DbCommand command)
    {
        for (var i = 0; i < Skus.Length; i++) command.Set($"@sku{i}", Skus[i]);
        for (var i = 0; i < Categories.Length; i++) command.Set($"@category{i}", Categories[i]);
    }
}
