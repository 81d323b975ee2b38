using EngageBot.Dialogs.Model;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Broadcasts;

/// <summary>Where a broadcast stands; drawn in docs/state-machines.md.</summary>
internal enum BroadcastState { Draft, Scheduled, Running, Paused, Cancelled, Finished }

/// <summary>One message to many people, chosen once: what is said, to whom, when, and how far it has come.</summary>
internal sealed record Broadcast
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    /// <summary>As the staff call it; customers never see it.</summary>
    public required string Name { get; init; }
    /// <summary>Whose rules it falls under.</summary>
    public required Purpose Purpose { get; init; }
    public required BroadcastState State { get; init; }
    /// <summary><see cref="BroadcastContent"/> as JSON.</summary>
    public required string Content { get; init; }
    /// <summary>The name of a segment, or an expression over facts; <c>true</c> for everybody.</summary>
    public required string Audience { get; init; }
    /// <summary>So many of a hundred get nothing, to be compared with.</summary>
    public required int HoldoutPercent { get; init; }
    /// <summary>The key of the reward of which every recipient gets a voucher.</summary>
    public string? Reward { get; init; }
    /// <summary>When it begins; in the customers' time the earliest that any of them is reached.</summary>
    public DateTimeOffset? StartAt { get; init; }
    /// <summary><c>2026-12-24T10:00</c> on each customer's own clock; absent where it begins for all at once.</summary>
    public string? StartLocal { get; init; }
    /// <summary>Whoever could not be reached so long after it began for them is left out.</summary>
    public required int LastsHours { get; init; }
    public required string CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>It goes to more people than one may decide about alone, and waits for a second person.</summary>
    public DateTimeOffset? ApprovalAskedAt { get; init; }
    public string? ApprovedBy { get; init; }
    public DateTimeOffset? ApprovedAt { get; init; }
    /// <summary>The frozen audience.</summary>
    public long? AudienceId { get; init; }
    /// <summary>How many people it holds.</summary>
    public long? AudienceCount { get; init; }
    /// <summary>The last contact of this round that was looked at.</summary>
    public string? Cursor { get; init; }
    /// <summary>When the round under way begins; absent once everybody has been looked at for good.</summary>
    public DateTimeOffset? RoundAt { get; init; }
    /// <summary>When the first of those put off in this round may be reached.</summary>
    public DateTimeOffset? NextRoundAt { get; init; }
    /// <summary>After it nobody new is written to.</summary>
    public DateTimeOffset? EndsAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    /// <summary>When it was last stopped for a while.</summary>
    public DateTimeOffset? PausedAt { get; init; }
    /// <summary><c>staff</c>, or the limit that was passed: <c>errors</c>, <c>blocked</c>, <c>opt_outs</c>.</summary>
    public string? PauseReason { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    /// <summary>Messages written to the outbox.</summary>
    public int Written { get; init; }
    /// <summary>Those of which the outcome is known.</summary>
    public int Settled { get; init; }
    /// <summary>Of those, refused by the platform for other reasons than that the contact is gone.</summary>
    public int Failed { get; init; }
    /// <summary>Of those, to contacts who blocked us or are gone.</summary>
    public int Blocked { get; init; }
    /// <summary>Recipients who ended promotions soon after theirs.</summary>
    public int OptedOut { get; init; }
    /// <summary>How many were settled when the limits last stopped it; resumed, it is judged by what comes after.</summary>
    public int CheckedAt { get; init; }

    /// <summary>The key of its messages in the outbox, and its name wherever a source is written down.</summary>
    public string Source => SourceOf(Id);

    public static string SourceOf(long id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{SourcePrefix}{id}");

    public const string SourcePrefix = "broadcast:";

    /// <summary>Which broadcast an outbox row's key belongs to.</summary>
    public static long? IdOf(string source) =>
        source.StartsWith(SourcePrefix, StringComparison.Ordinal)
        && long.TryParse(source.AsSpan(SourcePrefix.Length), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id) ? id : null;
}

internal sealed class BroadcastConfiguration : IEntityTypeConfiguration<Broadcast>
{
    public void Configure(EntityTypeBuilder<Broadcast> builder)
    {
        builder.ToTable("broadcasts", table =>
        {
            table.HasCheckConstraint("ck_broadcasts_purpose", "purpose IN ('Service', 'Survey', 'Marketing')");
            table.HasCheckConstraint("ck_broadcasts_state", "state IN ('Draft', 'Scheduled', 'Running', 'Paused', 'Cancelled', 'Finished')");
            table.HasCheckConstraint("ck_broadcasts_holdout", "holdout_percent BETWEEN 0 AND 90");
            table.HasCheckConstraint("ck_broadcasts_lasts", "lasts_hours BETWEEN 1 AND 168");
            table.HasCheckConstraint("ck_broadcasts_ended", "(ended_at IS NULL) = (state NOT IN ('Cancelled', 'Finished'))");
            table.HasCheckConstraint("ck_broadcasts_paused", "(pause_reason IS NULL) = (state <> 'Paused')");
            table.HasCheckConstraint("ck_broadcasts_start", "state IN ('Draft', 'Cancelled') OR start_at IS NOT NULL");
            table.HasCheckConstraint(
                "ck_broadcasts_frozen", "state NOT IN ('Running', 'Paused', 'Finished') OR audience_id IS NOT NULL AND ends_at IS NOT NULL AND started_at IS NOT NULL");
            table.HasCheckConstraint("ck_broadcasts_approved", "(approved_by IS NULL) = (approved_at IS NULL)");
        });
        builder.Ignore(b => b.Source);
        foreach (var count in (string[])["Written", "Settled", "Failed", "Blocked", "OptedOut", "CheckedAt"]) builder.Property<int>(count).HasDefaultValue(0);
        builder.HasIndex(b => new { b.BusinessId, b.Id }).HasDatabaseName("ix_broadcasts_business");           // the list
        builder.HasIndex(b => new { b.State, b.Id }).HasFilter("state IN ('Scheduled', 'Running', 'Paused')").HasDatabaseName("ix_broadcasts_work");   // the worker
    }
}
