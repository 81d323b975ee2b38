using System.Collections.Immutable;
using System.Data.Common;
using EngageBot.Storage;

namespace EngageBot.Segments;

/// <summary>A segment as it is asked of the database: one condition, measured at one instant.</summary>
/// <param name="Expression">As it was written.</param>
/// <param name="Condition">On the contact <c>c</c>; it holds no word that a person wrote.</param>
/// <param name="Parameters">Whole numbers and texts.</param>
internal sealed record SegmentQuery(BusinessId Business, DateTimeOffset Now, string Expression, string Condition, IReadOnlyDictionary<string, object> Parameters)
{
    // Whoever comes while a list is being made is not on it.
    private string From => $"FROM contacts c WHERE c.business_id = @business AND c.created_at <= @now AND {Condition}";

    /// <summary>How many there are.</summary>
    public long Count(RowSource source) => source.Query($"SELECT COUNT(*) {From}", Bind, row => row.Read() ? row.GetInt64(0) : 0);

    /// <summary>The next of them by id.</summary>
    /// <param name="after">The last one of the page before; <see langword="null"/> to begin.</param>
    public ImmutableArray<ContactId> Page(RowSource source, ContactId? after, int limit) =>
    [
        .. source.Rows($"SELECT c.id {From} AND c.id > @after ORDER BY c.id LIMIT @limit",
            command =>
            {
                Bind(command);
                command.Set("@after", after?.ToString() ?? "").Set("@limit", (long)limit);
            },
            row => new ContactId(Guid.Parse(row.GetString(0)))),
    ];

    /// <summary>All of them whose ids lie in a span.</summary>
    /// <param name="after">Not included; <see langword="null"/> for the beginning.</param>
    /// <param name="until">Included; <see langword="null"/> for the end.</param>
    public ImmutableArray<ContactId> Between(RowSource source, ContactId? after, ContactId? until) =>
    [
        .. source.Rows($"SELECT c.id {From} AND c.id > @after AND c.id <= @until ORDER BY c.id",
            command =>
            {
                Bind(command);
                command.Set("@after", after?.ToString() ?? "").Set("@until", until?.ToString() ?? "g");    // after every id
            },
            row => new ContactId(Guid.Parse(row.GetString(0)))),
    ];

    /// <summary>Whether a contact is one of them.</summary>
    public bool Holds(RowSource source, ContactId contact) =>
        source.Query($"SELECT 1 {From} AND c.id = @contact",
            command =>
            {
                Bind(command);
                command.Set("@contact", contact.ToString());
            },
            row => row.Read());

    /// <summary>Those of them whom none of the shop's people was in touch with since an instant, the longest first.</summary>
    /// <param name="after">The last one of the page before; <see langword="null"/> to begin.</param>
    public List<(ContactId Contact, string? Name, DateTimeOffset LastAt)> OutOfTouch(RowSource source, DateTimeOffset since, (DateTimeOffset LastAt, ContactId Contact)? after, int limit) => source.Rows(
        $"""
        SELECT t.id, t.name, t.last_at
        FROM (SELECT c.id, c.name, COALESCE((SELECT MAX(l.at) FROM contact_log l WHERE l.contact_id = c.id), c.created_at) AS last_at {From}) t
        WHERE t.last_at < @since AND (t.last_at > @last OR t.last_at = @last AND t.id > @after) ORDER BY t.last_at, t.id LIMIT @limit
        """,
        command =>
        {
            Bind(command);
            command.Set("@since", since).Set("@last", after?.LastAt.ToUnixTimeMilliseconds() ?? long.MinValue).Set("@after", after?.Contact.ToString() ?? "").Set("@limit", (long)limit);
        },
        row => (new ContactId(Guid.Parse(row.GetString(0))), row.TextAt(1), row.InstantAt(2)));

    private void Bind(DbCommand command)
    {
        command.Set("@business", Business.ToString()).Set("@now", Now);
        foreach (var (name, value) in Parameters)
            if (value is long number) command.Set(name, number);
            else command.Set(name, (string)value);
    }
}
