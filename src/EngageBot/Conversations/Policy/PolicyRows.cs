using EngageBot.Messaging;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Conversations.Policy;

/// <summary>How a contact wants to be written to; whoever has said nothing has no row.</summary>
internal sealed class ContactPreferences
{
    public required ContactId ContactId { get; init; }
    public required BusinessId BusinessId { get; init; }
    /// <summary>IANA zone the contact lives in; absent: the business's.</summary>
    public string? Zone { get; init; }
    /// <summary>Minutes after local midnight from which they want to be left alone; absent: as the business does.</summary>
    public int? QuietFrom { get; init; }
    public int? QuietTo { get; init; }
    /// <summary><c>telegram</c>, <c>web</c>, <c>phone</c> …; absent: whichever chat rings.</summary>
    public string? Channel { get; init; }
    /// <summary>Keys of topics they do not want, between commas.</summary>
    public string? TopicsOff { get; init; }
    /// <summary>How often they want news: <c>week</c>, <c>month</c> or <c>never</c>; absent: each month.</summary>
    public string? Digest { get; init; }
    /// <summary>No offers and no questions before it.</summary>
    public DateTimeOffset? PausedUntil { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }
}

internal sealed class ContactPreferencesConfiguration : IEntityTypeConfiguration<ContactPreferences>
{
    public void Configure(EntityTypeBuilder<ContactPreferences> builder)
    {
        builder.ToTable("contact_preferences", table =>
        {
            table.HasCheckConstraint("ck_contact_preferences_quiet", "(quiet_from IS NULL) = (quiet_to IS NULL)");
            table.HasCheckConstraint("ck_contact_preferences_digest", "digest IS NULL OR digest IN ('week', 'month', 'never')");
        });
        builder.HasKey(p => p.ContactId);
        builder.HasIndex(p => p.PausedUntil).HasFilter("paused_until IS NOT NULL").HasDatabaseName("ix_contact_preferences_paused");   // whose break is over
    }
}

/// <summary>A message that was begun to be sent without anybody having asked for it.</summary>
internal sealed class ProactiveSend
{
    public required long OutboxId { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ContactId ContactId { get; init; }
    public required long ChatId { get; init; }
    public required string Source { get; init; }
    public required string Occasion { get; init; }
    public string? Topic { get; init; }
    /// <summary>It counts towards the caps: an offer or a question, no service message.</summary>
    public required bool Counted { get; init; }
    public required DateTimeOffset SentAt { get; init; }
}

internal sealed class ProactiveSendConfiguration : IEntityTypeConfiguration<ProactiveSend>
{
    public void Configure(EntityTypeBuilder<ProactiveSend> builder)
    {
        builder.ToTable("proactive_sends", table => table.HasCheckConstraint("ck_proactive_sends_counted", "counted IN (0, 1)"));
        builder.HasKey(s => s.OutboxId);
        builder.Property(s => s.OutboxId).ValueGeneratedNever();
        builder.HasIndex(s => new { s.ContactId, s.SentAt }).HasDatabaseName("ix_proactive_sends_contact");       // what counts towards the caps
    }
}

/// <summary>What was not sent, or not yet: the newest word on one occasion.</summary>
internal sealed class NotSentRow
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ContactId ContactId { get; init; }
    public required string Source { get; init; }
    public required string Occasion { get; init; }
    public required NoSend Reason { get; init; }
    /// <summary>One sentence for whoever asks.</summary>
    public required string Why { get; init; }
    public required DateTimeOffset At { get; init; }
    /// <summary>When it is asked again; absent where the answer is no.</summary>
    public DateTimeOffset? Until { get; init; }
}

internal sealed class NotSentConfiguration : IEntityTypeConfiguration<NotSentRow>
{
    public void Configure(EntityTypeBuilder<NotSentRow> builder)
    {
        builder.ToTable("not_sent");
        builder.HasIndex(n => new { n.ContactId, n.Source, n.Occasion }).IsUnique().HasDatabaseName("ux_not_sent_once");   // one word on one occasion
        builder.HasIndex(n => new { n.BusinessId, n.Source, n.Id }).HasDatabaseName("ix_not_sent_source");             // who was left out, and why
        builder.HasIndex(n => n.At).HasDatabaseName("ix_not_sent_age");                                                // what is old enough to go
    }
}
