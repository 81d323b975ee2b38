using System.Collections.Immutable;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Staff;

/// <summary>Somebody changed something. Never changed, never deleted: the table refuses both.</summary>
internal sealed class AuditEntry
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    /// <summary>Who: <see cref="Staff.Actor.Name"/>.</summary>
    public required string Actor { get; init; }
    /// <summary>What: <c>staff.invited</c>, <c>rule.published</c> …</summary>
    public required string Verb { get; init; }
    /// <summary>On which row: <c>staff:</c> and an id, <c>purchase:</c> and an id …</summary>
    public required string Subject { get; init; }
    /// <summary>What it was and what it is now, in words without personal data: <c>cashier → manager</c>.</summary>
    public string? Detail { get; init; }
    /// <summary>As the person who did it put it.</summary>
    public string? Reason { get; init; }
    public required DateTimeOffset At { get; init; }
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit");
        builder.HasIndex(a => new { a.BusinessId, a.Id }).HasDatabaseName("ix_audit_newest");       // the newest of a business
        builder.HasIndex(a => a.Subject).HasDatabaseName("ix_audit_subject");                       // what happened to a row
    }
}

/// <summary>Writes and reads who changed what.</summary>
internal static class Audit
{
    private const int LongestReason = 500;

    /// <summary>One line, in the same commit as the change.</summary>
    public static void Write(WriteScope scope, BusinessId business, Actor actor, string verb, string subject, string? detail, string? reason, DateTimeOffset now) =>
        scope.Command("""
            INSERT INTO audit (business_id, actor, verb, subject, detail, reason, at) VALUES (@business, @actor, @verb, @subject, @detail, @reason, @now)
            """)
            .Set("@business", business.ToString()).Set("@actor", actor.Name).Set("@verb", verb).Set("@subject", subject).Set("@detail", detail)
            .Set("@reason", reason is null ? null : WholeText.Cut(reason, LongestReason)).Set("@now", now).ExecuteNonQuery();

    /// <summary>The newest first.</summary>
    /// <param name="subject">Only of this row; <see langword="null"/> for all.</param>
    /// <param name="before">Only entries with a smaller id: the next page.</param>
    public static ImmutableArray<AuditEntry> Read(RowSource source, BusinessId business, string? subject, long before, int limit) =>
        [.. source.Rows(
            """
            SELECT id, actor, verb, subject, detail, reason, at FROM audit
            WHERE business_id = @business AND id < @before AND (CAST(@subject AS TEXT) IS NULL OR subject = @subject) ORDER BY id DESC LIMIT @limit
            """,
            command => command.Set("@business", business.ToString()).Set("@before", before).Set("@subject", subject).Set("@limit", (long)limit),
            row => new AuditEntry
            {
                Id = row.GetInt64(0), BusinessId = business, Actor = row.GetString(1), Verb = row.GetString(2), Subject = row.GetString(3),
                Detail = row.TextAt(4), Reason = row.TextAt(5), At = row.InstantAt(6),
            })];
}
