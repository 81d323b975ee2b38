using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Plays;

/// <summary>The life of a call somebody asked for; drawn in docs/state-machines.md and enforced by the table.</summary>
internal enum CallbackState { Open, Done, Missed, Cancelled }

/// <summary>A call a customer asked for at a time that suits them: a promise.</summary>
internal sealed class Callback
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ContactId ContactId { get; init; }
    /// <summary>Where it was asked for.</summary>
    public required long ChatId { get; init; }
    public required DateTimeOffset CallAt { get; init; }
    /// <summary>Where to, if it is known; else they are called in the chat.</summary>
    public string? Phone { get; init; }
    /// <summary>What it is about, as the dialog calls it.</summary>
    public required string Topic { get; init; }
    /// <summary>The customer's own words.</summary>
    public string? Note { get; init; }
    public required CallbackState State { get; init; }
    public required DateTimeOffset AskedAt { get; init; }
    /// <summary>When the staff were reminded that it is time.</summary>
    public DateTimeOffset? RemindedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}

internal sealed class CallbackConfiguration : IEntityTypeConfiguration<Callback>
{
    public void Configure(EntityTypeBuilder<Callback> builder)
    {
        builder.ToTable("callbacks", table =>
        {
            table.HasCheckConstraint("ck_callbacks_state", "state IN ('Open', 'Done', 'Missed', 'Cancelled')");
            table.HasCheckConstraint("ck_callbacks_ended", "(state = 'Open') = (ended_at IS NULL)");
        });
        builder.HasIndex(c => new { c.BusinessId, c.CallAt }).HasFilter("state = 'Open'").HasDatabaseName("ix_callbacks_open");    // whom to call, and when
        builder.HasIndex(c => c.ContactId).HasDatabaseName("ix_callbacks_contact");
    }
}

/// <summary>Why somebody stays away, in their own choice.</summary>
internal sealed class LeavingReason
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ContactId ContactId { get; init; }
    /// <summary>The talk in which it was said: <c>play:winback:17</c>.</summary>
    public required string Source { get; init; }
    /// <summary>The word of the dialog's choice.</summary>
    public required string Reason { get; init; }
    public string? Words { get; init; }
    public required DateTimeOffset SaidAt { get; init; }
}

internal sealed class LeavingReasonConfiguration : IEntityTypeConfiguration<LeavingReason>
{
    public void Configure(EntityTypeBuilder<LeavingReason> builder)
    {
        builder.ToTable("leaving_reasons");
        builder.HasIndex(r => new { r.ContactId, r.Source }).IsUnique().HasDatabaseName("ux_leaving_reasons_once");    // one main reason a talk
        builder.HasIndex(r => new { r.BusinessId, r.SaidAt }).HasDatabaseName("ix_leaving_reasons_time");
    }
}
