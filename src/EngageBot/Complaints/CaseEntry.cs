using System.Collections.Immutable;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Complaints;

/// <summary>What a line of a case's timeline is.</summary>
internal enum EntryKind
{
    /// <summary>The customer's own words.</summary>
    Customer,
    /// <summary>A person's words to the customer.</summary>
    Staff,
    /// <summary>What the bot told the customer about the case.</summary>
    Bot,
    /// <summary>Among staff: there is no way from here to the customer.</summary>
    Note,
    /// <summary>Points or a voucher given in the case.</summary>
    Grant,
    /// <summary>A time was told, kept or missed.</summary>
    Promise,
    /// <summary>It went from one person to another.</summary>
    Transfer,
    /// <summary>Anything else that changed.</summary>
    Change,
}

/// <summary>One line of a case's timeline: the only truth for every surface. Never changed.</summary>
internal sealed class CaseEntry
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required CaseId CaseId { get; init; }
    public required EntryKind Kind { get; init; }
    /// <summary>The same line is written once.</summary>
    public required string Key { get; init; }
    /// <summary><see cref="Staff.Actor.Name"/>, or <c>customer</c>.</summary>
    public required string Author { get; init; }
    public string? AuthorName { get; init; }
    public string? Words { get; init; }
    /// <summary>What came with the words: <c>photo</c>, <c>file</c>, and its id on the channel.</summary>
    public string? Media { get; init; }
    /// <summary>The row of the inbox it came by; a person's words leave under it.</summary>
    public long? InboxId { get; init; }
    /// <summary>The line whose words these replace.</summary>
    public long? Corrects { get; init; }
    public required DateTimeOffset At { get; init; }
}

internal sealed class CaseEntryConfiguration : IEntityTypeConfiguration<CaseEntry>
{
    public void Configure(EntityTypeBuilder<CaseEntry> builder)
    {
        builder.ToTable("case_entries", table => table.HasCheckConstraint(
            "ck_case_entries_kind", "kind IN ('Customer', 'Staff', 'Bot', 'Note', 'Grant', 'Promise', 'Transfer', 'Change')"));
        builder.HasIndex(e => new { e.CaseId, e.Key }).IsUnique().HasDatabaseName("ux_case_entries_once");
    }
}

/// <summary>Somebody besides the customer who hears of a case: another customer gets each answer, a colleague each note of it.</summary>
internal sealed class CaseWatcher
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required CaseId CaseId { get; init; }
    public ContactId? ContactId { get; init; }
    public StaffId? StaffId { get; init; }
    public required string AddedBy { get; init; }
    public required DateTimeOffset AddedAt { get; init; }
}

internal sealed class CaseWatcherConfiguration : IEntityTypeConfiguration<CaseWatcher>
{
    public void Configure(EntityTypeBuilder<CaseWatcher> builder)
    {
        builder.ToTable("case_watchers", table => table.HasCheckConstraint("ck_case_watchers_who", "(contact_id IS NULL) <> (staff_id IS NULL)"));
        builder.HasIndex(w => new { w.CaseId, w.ContactId }).IsUnique().HasFilter("contact_id IS NOT NULL").HasDatabaseName("ux_case_watchers_contact");
        builder.HasIndex(w => new { w.CaseId, w.StaffId }).IsUnique().HasFilter("staff_id IS NOT NULL").HasDatabaseName("ux_case_watchers_staff");
    }
}

/// <summary>Writes and reads the timeline of a case.</summary>
internal static class CaseEntries
{
    /// <summary>Characters kept of one line; a chat message has no more.</summary>
    public const int LongestWords = 4096;

    /// <summary>Adds a line.</summary>
    /// <param name="key">Makes it once-only; <see langword="null"/> for a line of its own.</param>
    /// <returns>Its id, or <see langword="null"/> if it was there.</returns>
    public static long? Add(WriteScope scope, Case of, EntryKind kind, CaseHand by, string? words, DateTimeOffset now, string? key = null, string? media = null, long? inbox = null, long? corrects = null) =>
        scope.InsertedId(scope.InsertCommand("""
            INSERT INTO case_entries (business_id, case_id, kind, key, author, author_name, words, media, inbox_id, corrects, at)
            VALUES (@business, @case, @kind, @key, @author, @name, @words, @media, @inbox, @corrects, @now) ON CONFLICT DO NOTHING
            """)
            .Set("@business", of.BusinessId.ToString()).Set("@case", of.Id.ToString()).Set("@kind", kind.ToString())
            .Set("@key", key ?? Guid.CreateVersion7(now).ToString()).Set("@author", by.Who.Name).Set("@name", by.Name)
            .Set("@words", words is null ? null : WholeText.Cut(words, LongestWords)).Set("@media", media)
            .Set("@inbox", inbox).Set("@corrects", corrects).Set("@now", now));

    /// <summary>The timeline, the oldest first; of a very long one its newest lines, because those are to be answered.</summary>
    public static ImmutableArray<CaseEntry> Read(RowSource source, CaseId of, int limit = 500) =>
        [.. source.Rows(
            """
            SELECT id, business_id, kind, key, author, author_name, words, media, inbox_id, corrects, at FROM case_entries
            WHERE case_id = @case ORDER BY id DESC LIMIT @limit
            """,
            command => command.Set("@case", of.ToString()).Set("@limit", (long)limit),
            row => new CaseEntry
            {
                Id = row.GetInt64(0), BusinessId = new(Guid.Parse(row.GetString(1))), CaseId = of, Kind = Enum.Parse<EntryKind>(row.GetString(2)), Key = row.GetString(3),
                Author = row.GetString(4), AuthorName = row.TextAt(5), Words = row.TextAt(6), Media = row.TextAt(7), InboxId = row.NumberAt(8), Corrects = row.NumberAt(9),
                At = row.InstantAt(10),
            }).AsEnumerable().Reverse()];

    /// <summary>The newest words of a person to the customer.</summary>
    public static string? LastAnswer(RowSource source, CaseId of) =>
        source.Query("SELECT words FROM case_entries WHERE case_id = @case AND kind = 'Staff' ORDER BY id DESC LIMIT 1",
            command => command.Set("@case", of.ToString()), row => row.Read() ? row.TextAt(0) : null);

    /// <summary>What the customer said since the last answer, the oldest first.</summary>
    public static ImmutableArray<string> Unanswered(RowSource source, CaseId of) =>
        [.. source.Rows(
            """
            SELECT words FROM case_entries WHERE case_id = @case AND kind = 'Customer' AND words IS NOT NULL
              AND id > COALESCE((SELECT MAX(id) FROM case_entries WHERE case_id = @case AND kind = 'Staff'), 0) ORDER BY id LIMIT 50
            """,
            command => command.Set("@case", of.ToString()), row => row.GetString(0))];

    public static bool Has(RowSource source, CaseId of, string key) => Find(source, of, key) is not null;

    /// <summary>Whether a key stands for a note among staff.</summary>
    public static bool IsNote(RowSource source, CaseId of, string key) =>
        source.Query("SELECT 1 FROM case_entries WHERE case_id = @case AND key = @key AND kind = 'Note'", command => command.Set("@case", of.ToString()).Set("@key", key), row => row.Read());

    /// <summary>The line a key stands for.</summary>
    public static long? Find(RowSource source, CaseId of, string key) =>
        source.Query("SELECT id FROM case_entries WHERE case_id = @case AND key = @key", command => command.Set("@case", of.ToString()).Set("@key", key), row => row.Read() ? row.GetInt64(0) : (long?)null);
}
