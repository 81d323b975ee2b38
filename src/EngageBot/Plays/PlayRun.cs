using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Plays;

/// <summary>The life of one contact's occasion of a play; drawn in docs/state-machines.md and enforced by the table.</summary>
internal enum PlayRunState
{
    /// <summary>Something happened; whether the play is for this contact is not looked at yet.</summary>
    New,
    /// <summary>Taken in: it begins when it is due and the gate says yes.</summary>
    Waiting,
    /// <summary>One of those left out so that the effect can be seen.</summary>
    HeldOut,
    /// <summary>The dialog was begun.</summary>
    Started,
    /// <summary>The dialog has ended, with an outcome.</summary>
    Ended,
    /// <summary>The contact did what it is for before it began or while it went on.</summary>
    Stopped,
    /// <summary>It does not begin, and the reason says why.</summary>
    LeftOut,
}

/// <summary>One contact on one occasion of a play, whatever became of it.</summary>
internal sealed class PlayRun
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required string Play { get; init; }
    public required ContactId ContactId { get; init; }
    /// <summary>What makes it once-only: a year, a receipt, a day.</summary>
    public required string Occasion { get; init; }
    public required PlayRunState State { get; init; }
    /// <summary>What the trigger told, as JSON.</summary>
    public required string Data { get; init; }
    /// <summary>When it was to begin; lateness counts from here.</summary>
    public required DateTimeOffset FirstDueAt { get; init; }
    /// <summary>When it is looked at next.</summary>
    public required DateTimeOffset DueAt { get; init; }
    public required DateTimeOffset AroseAt { get; init; }
    /// <summary>Why it did not begin or was stopped: a <c>NoSend</c> or a <see cref="PlayReason"/>.</summary>
    public string? Reason { get; init; }
    /// <summary>Where it was begun.</summary>
    public long? ChatId { get; init; }
    /// <summary>The dialog's run in that chat.</summary>
    public long? ChatRun { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    /// <summary>How the dialog ended.</summary>
    public string? Outcome { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    /// <summary>What it gave away: points, and the price in points of rewards.</summary>
    public required long CostPoints { get; init; }
}

/// <summary>Why a run was not begun or was stopped, besides what the gate says.</summary>
internal static class PlayReason
{
    /// <summary>They bought.</summary>
    public const string Bought = "Bought";
    /// <summary>The goods whose purchase began it came back.</summary>
    public const string Returned = "Returned";
    /// <summary>The birthday was entered or changed shortly before.</summary>
    public const string FreshBirthday = "FreshBirthday";
    /// <summary>The dialog was open already, or would not begin.</summary>
    public const string Busy = "Busy";
}

internal sealed class PlayRunConfiguration : IEntityTypeConfiguration<PlayRun>
{
    public void Configure(EntityTypeBuilder<PlayRun> builder)
    {
        builder.ToTable("play_runs", table =>
        {
            table.HasCheckConstraint("ck_play_runs_state", "state IN ('New', 'Waiting', 'HeldOut', 'Started', 'Ended', 'Stopped', 'LeftOut')");
            table.HasCheckConstraint("ck_play_runs_cost", "cost_points >= 0");
            table.HasCheckConstraint("ck_play_runs_reason", "state NOT IN ('LeftOut', 'Stopped') OR reason IS NOT NULL");
            table.HasCheckConstraint("ck_play_runs_started", "state NOT IN ('Started', 'Ended') OR started_at IS NOT NULL");
        });
        builder.HasIndex(r => new { r.BusinessId, r.Play, r.ContactId, r.Occasion }).IsUnique().HasDatabaseName("ux_play_runs_once");            // once an occasion
        builder.HasIndex(r => new { r.BusinessId, r.DueAt, r.Id }).HasFilter("state IN ('New', 'Waiting')").HasDatabaseName("ix_play_runs_due");  // what the clock looks at
        builder.HasIndex(r => new { r.ChatId, r.ChatRun }).HasFilter("state = 'Started'").HasDatabaseName("ix_play_runs_chat");                  // which one a dialog's end is
        builder.HasIndex(r => new { r.ContactId, r.Id }).HasDatabaseName("ix_play_runs_contact");                                                // what somebody was sent, and what not
        builder.HasIndex(r => new { r.BusinessId, r.Play, r.AroseAt }).HasDatabaseName("ix_play_runs_results");                                  // what came of a play
        builder.HasIndex(r => new { r.BusinessId, r.Play, r.StartedAt }).HasFilter("started_at IS NOT NULL").HasDatabaseName("ix_play_runs_spent");   // what a span has cost
    }
}

/// <summary>How far a play has looked for whom it is due.</summary>
internal sealed class PlayLook
{
    public required BusinessId BusinessId { get; init; }
    public required string Play { get; init; }
    /// <summary>Since when it is on without a break: what was due before is nobody's occasion.</summary>
    public required DateTimeOffset Since { get; init; }
    /// <summary>Whatever was due up to then has been found.</summary>
    public required DateTimeOffset Until { get; init; }
    /// <summary>A node looks now, and until then no other one does.</summary>
    public DateTimeOffset? ClaimedUntil { get; init; }
}

internal sealed class PlayLookConfiguration : IEntityTypeConfiguration<PlayLook>
{
    public void Configure(EntityTypeBuilder<PlayLook> builder)
    {
        builder.ToTable("play_looks");
        builder.HasKey(l => new { l.BusinessId, l.Play });
    }
}

/// <summary>Somebody who is in a play's segment now.</summary>
internal sealed class PlayMember
{
    public required BusinessId BusinessId { get; init; }
    public required string Play { get; init; }
    public required ContactId ContactId { get; init; }
    public required DateTimeOffset Since { get; init; }
}

internal sealed class PlayMemberConfiguration : IEntityTypeConfiguration<PlayMember>
{
    public void Configure(EntityTypeBuilder<PlayMember> builder)
    {
        builder.ToTable("play_members");
        builder.HasKey(m => new { m.BusinessId, m.Play, m.ContactId });
        builder.HasIndex(m => m.ContactId).HasDatabaseName("ix_play_members_contact");
    }
}

/// <summary>A play stopped by itself for a span of its budget.</summary>
internal sealed class PlayHalt
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required string Play { get; init; }
    /// <summary>Such as <c>month:2026-03-01</c>.</summary>
    public required string Span { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset HaltedAt { get; init; }
}

internal sealed class PlayHaltConfiguration : IEntityTypeConfiguration<PlayHalt>
{
    public void Configure(EntityTypeBuilder<PlayHalt> builder)
    {
        builder.ToTable("play_halts");
        builder.HasIndex(h => new { h.BusinessId, h.Play, h.Span, h.Reason }).IsUnique().HasDatabaseName("ux_play_halts_once");    // the owner is told once
    }
}
