using System.Collections.Immutable;
using EngageBot.Storage;

namespace EngageBot.Segments;

/// <summary>How the making of a list ended.</summary>
internal abstract record FreezeOutcome
{
    private FreezeOutcome() { }

    /// <param name="Members">So many are on it.</param>
    public sealed record Frozen(long AudienceId, long Members) : FreezeOutcome;

    /// <summary>The segment cannot be asked; nothing was written.</summary>
    public sealed record Invalid(ImmutableArray<SegmentError> Errors) : FreezeOutcome;
}

/// <summary>Writes down whom a segment has at an instant, and reads the list a page at a time.</summary>
/// <remarks>Everybody is measured as of the instant at which the list was begun, but each slice reads the rows of its own moment: a purchase that
/// is told while the list is being made counts if it was made before.</remarks>
internal sealed class Audiences(IStore store, TimeProvider clock)
{
    /// <summary>Contacts that are looked at, and at most written down, at once: a few milliseconds, so that no turn waits long behind a slice and no
    /// reader is held long by a segment that hardly anybody is in.</summary>
    public const int SliceMax = 1_000;

    /// <summary>Rows of one statement: many small ones cost a round trip each on a server. A statement of the embedded database has 64 parameters.</summary>
    private const int RowsMax = 60;

    /// <summary>A list is kept that long, so that somebody can still ask who was on it; what works through one keeps it as long as it does.</summary>
    public const int KeepDays = 90;

    private static readonly string _insertMany = string.Intern("INSERT INTO audience_members (audience_id, contact_id) VALUES "
        + string.Join(", ", Enumerable.Range(0, RowsMax).Select(i => $"(@audience, @c{i})")) + " ON CONFLICT DO NOTHING");

    private static readonly ImmutableArray<string> _names = [.. Enumerable.Range(0, RowsMax).Select(i => $"@c{i}")];

    /// <summary>Makes the list of a source, or goes on with it where it was left. A list that is ready is answered as it is.</summary>
    /// <param name="source">For whom: <c>broadcast:12</c>.</param>
    /// <param name="segment">The name of a segment, or an expression.</param>
    public async Task<FreezeOutcome> FreezeAsync(BusinessId business, string source, string segment, CancellationToken cancellation)
    {
        var list = await store.ReadAsync(connection => ValueTask.FromResult(Find(connection, business, source)), cancellation);
        var now = list?.BegunAt ?? clock.GetUtcNow();
        var (query, errors) = await store.ReadAsync(
            connection => ValueTask.FromResult(SegmentBook.Prepare(connection, business, list?.Expression ?? segment, now)), cancellation);
        if (query is null) return new FreezeOutcome.Invalid(errors);
        list ??= await store.WriteAsync(scope => ValueTask.FromResult(Begin(scope, business, source, query)), cancellation);
        while (list.FrozenAt is null)
        {
            var after = list.Cursor is { } id ? new ContactId(Guid.Parse(id)) : (ContactId?)null;
            var (slice, until) = await store.ReadAsync(connection =>
            {
                var end = EndOfSlice(connection, business, after);
                return ValueTask.FromResult((query.Between(connection, after, end), end));
            }, cancellation);
            await store.WriteAsync(scope => ValueTask.FromResult(Add(scope, list, slice, until)), cancellation, canWait: true);
            list = await store.ReadAsync(connection => ValueTask.FromResult(Find(connection, business, source)!), cancellation);
        }
        return new FreezeOutcome.Frozen(list.Id, list.Members);
    }

    /// <summary>The next people of a list, by id.</summary>
    /// <param name="after">The last one of the page before; <see langword="null"/> to begin.</param>
    public static ImmutableArray<ContactId> Next(RowSource source, long audience, ContactId? after, int limit) =>
    [
        .. source.Rows("SELECT contact_id FROM audience_members WHERE audience_id = @audience AND contact_id > @after ORDER BY contact_id LIMIT @limit",
            command => command.Set("@audience", audience).Set("@after", after?.ToString() ?? "").Set("@limit", (long)limit),
            row => new ContactId(Guid.Parse(row.GetString(0)))),
    ];

    /// <summary>Forgets old lists, a slice at a time.</summary>
    /// <returns>How many rows are gone.</returns>
    public async Task<int> PruneAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow().AddDays(-KeepDays);
        var old = await store.ReadAsync(connection => ValueTask.FromResult(((RowSource)connection).Rows("""
            SELECT a.id FROM audiences a WHERE a.begun_at < @before
              AND NOT EXISTS (SELECT 1 FROM broadcasts b WHERE b.audience_id = a.id AND b.state NOT IN ('Finished', 'Cancelled')) ORDER BY a.id LIMIT 100
            """, command => command.Set("@before", before), row => row.GetInt64(0))), cancellation);
        var pruned = 0;
        foreach (var id in old)
        {
            int gone;
            do
            {
                gone = await store.WriteAsync(async scope => await scope.Command("""
                    DELETE FROM audience_members WHERE audience_id = @id AND contact_id IN (
                      SELECT contact_id FROM audience_members WHERE audience_id = @id ORDER BY contact_id LIMIT @slice)
                    """).Set("@id", id).Set("@slice", (long)SliceMax).ExecuteNonQueryAsync(CancellationToken.None), cancellation, canWait: true);
                pruned += gone;
            }
            while (gone == SliceMax);
            // The list itself last: cut off in between, the next pass finds it again.
            pruned += await store.WriteAsync(async scope =>
                await scope.Command("DELETE FROM audiences WHERE id = @id").Set("@id", id).ExecuteNonQueryAsync(CancellationToken.None), cancellation);
        }
        return pruned;
    }

    /// <summary>The list of a source, ready or not.</summary>
    public static Audience? Find(RowSource rows, BusinessId business, string source) =>
        rows.Query("SELECT id, expression, state, cursor, members, begun_at, frozen_at FROM audiences WHERE business_id = @business AND source = @source",
            command => command.Set("@business", business.ToString()).Set("@source", source),
            row => row.Read()
                ? new Audience
                {
                    Id = row.GetInt64(0), BusinessId = business, Source = source, Expression = row.GetString(1), State = Enum.Parse<AudienceState>(row.GetString(2)),
                    Cursor = row.TextAt(3), Members = row.GetInt64(4), BegunAt = row.InstantAt(5), FrozenAt = row.InstantOrNullAt(6),
                }
                : null);

    private static Audience Begin(WriteScope scope, BusinessId business, string source, SegmentQuery query)
    {
        scope.InsertedId(scope.InsertCommand("""
            INSERT INTO audiences (business_id, source, expression, state, members, begun_at) VALUES (@business, @source, @expression, 'Freezing', 0, @now) ON CONFLICT DO NOTHING
            """)
            .Set("@business", business.ToString()).Set("@source", source).Set("@expression", query.Expression).Set("@now", query.Now));
        return Find(scope, business, source)!;
    }

    /// <summary>The last contact of the slice that begins after another one; <see langword="null"/> if it goes to the end.</summary>
    private static ContactId? EndOfSlice(RowSource source, BusinessId business, ContactId? after) =>
        source.Query("SELECT id FROM contacts WHERE business_id = @business AND id > @after ORDER BY id LIMIT 1 OFFSET @slice",
            command => command.Set("@business", business.ToString()).Set("@after", after?.ToString() ?? "").Set("@slice", SliceMax - 1L),
            row => row.Read() ? new ContactId(Guid.Parse(row.GetString(0))) : (ContactId?)null);

    /// <summary>Writes one slice and the place where the next begins; nothing if another process has written it meanwhile.</summary>
    /// <param name="until">Where the slice ends; <see langword="null"/> for the end of all.</param>
    private bool Add(WriteScope scope, Audience list, ImmutableArray<ContactId> slice, ContactId? until)
    {
        var last = until is null;
        var moved = scope.Command("""
            UPDATE audiences SET cursor = @cursor, members = members + @members, state = @state, frozen_at = @frozen
            WHERE id = @id AND state = 'Freezing' AND COALESCE(cursor, '') = @before
            """)
            .Set("@cursor", until?.ToString() ?? list.Cursor).Set("@members", (long)slice.Length).Set("@state", last ? "Frozen" : "Freezing")
            .Set("@frozen", last ? clock.GetUtcNow() : (DateTimeOffset?)null).Set("@id", list.Id).Set("@before", list.Cursor ?? "").ExecuteNonQuery();
        if (moved == 0) return false;
        var written = 0;
        for (; written + RowsMax <= slice.Length; written += RowsMax)
        {
            var many = scope.Command(_insertMany).Set("@audience", list.Id);
            for (var i = 0; i < RowsMax; i++) many.Set(_names[i], slice[written + i].ToString());
            many.ExecuteNonQuery();
        }
        foreach (var contact in slice.AsSpan()[written..])
            scope.Command("INSERT INTO audience_members (audience_id, contact_id) VALUES (@audience, @contact) ON CONFLICT DO NOTHING")
                .Set("@audience", list.Id).Set("@contact", contact.ToString()).ExecuteNonQuery();
        return true;
    }
}
