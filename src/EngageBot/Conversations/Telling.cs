using System.Collections.Immutable;
using EngageBot.Messaging;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Conversations;

/// <summary>Something that staff must hear of: it is looked after until it has reached one of them.</summary>
internal sealed record Telling
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    /// <summary><see cref="StaffNote.Key"/>.</summary>
    public required string Key { get; init; }
    public CaseId? CaseId { get; init; }
    /// <summary>Of the staff whom it is meant for above all.</summary>
    public StaffId? MeantFor { get; init; }
    /// <summary><see cref="StaffNote.Text"/>.</summary>
    public required string Text { get; init; }
    /// <summary>The words of the text as JSON.</summary>
    public required string Words { get; init; }
    public required DateTimeOffset BeganAt { get; init; }
    /// <summary>When it was seen to have reached somebody.</summary>
    public DateTimeOffset? ToldAt { get; init; }
    /// <summary>Since when nobody is left whom it could be told: from then on the console shows it.</summary>
    public DateTimeOffset? AloneAt { get; init; }
    public DateTimeOffset? NextLookAt { get; init; }
    /// <summary>Who has read it in the console.</summary>
    public string? SeenBy { get; init; }
    public DateTimeOffset? SeenAt { get; init; }
}

/// <summary>One message that carries a telling to a chat.</summary>
internal sealed record TellingSend
{
    public long Id { get; init; }
    public required long TellingId { get; init; }
    public required long OutboxId { get; init; }
    /// <summary>Into whose own chat; absent for the staff chat.</summary>
    public StaffId? StaffId { get; init; }
    public required DateTimeOffset SentAt { get; init; }
}

internal sealed class TellingConfiguration : IEntityTypeConfiguration<Telling>
{
    public void Configure(EntityTypeBuilder<Telling> builder)
    {
        builder.ToTable("staff_tellings", table => table.HasCheckConstraint("ck_staff_tellings_seen", "(seen_by IS NULL) = (seen_at IS NULL)"));
        builder.HasIndex(t => new { t.BusinessId, t.Key }).IsUnique().HasDatabaseName("ux_staff_tellings_once");
        builder.HasIndex(t => t.NextLookAt).HasFilter("next_look_at IS NOT NULL").HasDatabaseName("ix_staff_tellings_look");                 // the clock
        builder.HasIndex(t => new { t.BusinessId, t.AloneAt }).HasFilter("alone_at IS NOT NULL").HasDatabaseName("ix_staff_tellings_alone"); // what the console shows
    }
}

internal sealed class TellingSendConfiguration : IEntityTypeConfiguration<TellingSend>
{
    public void Configure(EntityTypeBuilder<TellingSend> builder)
    {
        builder.ToTable("staff_telling_sends");
        builder.HasIndex(s => s.TellingId).HasDatabaseName("ix_staff_telling_sends_telling");
    }
}

/// <summary>How a message that carries a telling stands.</summary>
/// <param name="State">Absent if the row is gone.</param>
internal sealed record TellingFate(StaffId? Staff, OutboxState? State, DateTimeOffset SentAt)
{
    public bool Arrived => State is { HasArrived: true };

    public bool Failed => State is null or { HasFailed: true };
}

/// <summary>Writes and reads what staff must hear of.</summary>
internal static class Tellings
{
    private const string Columns = "SELECT id, business_id, key, case_id, meant_for, text, words, began_at, told_at, alone_at, next_look_at, seen_by, seen_at FROM staff_tellings";

    /// <summary>The name of the lock under which they change.</summary>
    public static void Lock(WriteScope scope, BusinessId business) => scope.Lock($"tellings:{business}");

    /// <returns>Its id; <see langword="null"/> if it is known.</returns>
    public static long? Add(WriteScope scope, StaffNote note, string words, DateTimeOffset look, DateTimeOffset now) => scope.InsertedId(scope.InsertCommand("""
        INSERT INTO staff_tellings (business_id, key, case_id, meant_for, text, words, began_at, next_look_at)
        VALUES (@business, @key, @case, @for, @text, @words, @now, @look) ON CONFLICT DO NOTHING
        """)
        .Set("@business", note.Business.ToString()).Set("@key", note.Key).Set("@case", note.About?.ToString()).Set("@for", note.For?.ToString())
        .Set("@text", note.Text).Set("@words", words).Set("@now", now).Set("@look", look));

    public static void Carried(WriteScope scope, long telling, long outbox, StaffId? to, DateTimeOffset now) =>
        scope.Command("INSERT INTO staff_telling_sends (telling_id, outbox_id, staff_id, sent_at) VALUES (@telling, @outbox, @staff, @now)")
            .Set("@telling", telling).Set("@outbox", outbox).Set("@staff", to?.ToString()).Set("@now", now).ExecuteNonQuery();

    public static Telling? Find(RowSource source, long id) => source.Query(Columns + " WHERE id = @id", command => command.Set("@id", id), row => row.Read() ? Map(row) : null);

    /// <summary>Those at which somebody has to look.</summary>
    public static List<long> Due(RowSource source, DateTimeOffset now, int limit) =>
        source.Rows("SELECT id FROM staff_tellings WHERE next_look_at <= @now ORDER BY next_look_at, id LIMIT @limit",
            command => command.Set("@now", now).Set("@limit", (long)limit), row => row.GetInt64(0));

    /// <summary>Each message that carries it, the oldest first.</summary>
    public static ImmutableArray<TellingFate> Fates(RowSource source, long telling) =>
        [.. source.Rows(
            "SELECT s.staff_id, o.state, s.sent_at FROM staff_telling_sends s LEFT JOIN outbox o ON o.id = s.outbox_id WHERE s.telling_id = @telling ORDER BY s.id",
            command => command.Set("@telling", telling),
            row => new TellingFate(row.TextAt(0) is { } staff ? new StaffId(Guid.Parse(staff)) : null, row.TextAt(1) is { } state ? OutboxStates.Read(state) : null, row.InstantAt(2)))];

    public static void Save(WriteScope scope, Telling telling) =>
        scope.Command("UPDATE staff_tellings SET told_at = @told, alone_at = @alone, next_look_at = @look WHERE id = @id")
            .Set("@told", telling.ToldAt).Set("@alone", telling.AloneAt).Set("@look", telling.NextLookAt).Set("@id", telling.Id).ExecuteNonQuery();

    /// <summary>What reached nobody and nobody has read, the newest first.</summary>
    public static List<Telling> Alone(RowSource source, BusinessId business, int limit) => source.Rows(Columns + """
         WHERE business_id = @business AND alone_at IS NOT NULL AND told_at IS NULL AND seen_at IS NULL ORDER BY alone_at DESC, id DESC LIMIT @limit
        """, command => command.Set("@business", business.ToString()).Set("@limit", (long)limit), Map);

    /// <summary>Somebody has read it in the console.</summary>
    public static bool Seen(WriteScope scope, BusinessId business, long id, string by, DateTimeOffset now) =>
        scope.Command("UPDATE staff_tellings SET seen_by = @by, seen_at = @now, next_look_at = NULL WHERE id = @id AND business_id = @business AND seen_at IS NULL")
            .Set("@by", by).Set("@now", now).Set("@id", id).Set("@business", business.ToString()).ExecuteNonQuery() == 1;

    /// <summary>Forgets what is long over.</summary>
    public static Task<int> PruneAsync(IStore store, DateTimeOffset before, CancellationToken cancellation) => store.WriteAsync(scope =>
    {
        const string Old = "SELECT id FROM staff_tellings WHERE began_at < @before AND next_look_at IS NULL AND (alone_at IS NULL OR told_at IS NOT NULL OR seen_at IS NOT NULL) ORDER BY id LIMIT 1000";
        scope.Command($"DELETE FROM staff_telling_sends WHERE telling_id IN ({Old})").Set("@before", before).ExecuteNonQuery();
        return ValueTask.FromResult(scope.Command($"DELETE FROM staff_tellings WHERE id IN ({Old})").Set("@before", before).ExecuteNonQuery());
    }, cancellation);

    private static Telling Map(System.Data.Common.DbDataReader row) => new()
    {
        Id = row.GetInt64(0), BusinessId = new(Guid.Parse(row.GetString(1))), Key = row.GetString(2), CaseId = row.TextAt(3) is { } of ? new CaseId(Guid.Parse(of)) : null,
        MeantFor = row.TextAt(4) is { } staff ? new StaffId(Guid.Parse(staff)) : null, Text = row.GetString(5), Words = row.GetString(6), BeganAt = row.InstantAt(7),
        ToldAt = row.InstantOrNullAt(8), AloneAt = row.InstantOrNullAt(9), NextLookAt = row.InstantOrNullAt(10), SeenBy = row.TextAt(11), SeenAt = row.InstantOrNullAt(12),
    };
}
