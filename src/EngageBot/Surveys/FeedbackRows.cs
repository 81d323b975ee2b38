using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Surveys;

/// <summary>What somebody said besides an opinion.</summary>
internal enum FeedbackKind
{
    /// <summary>A service or thing they missed: what is often taken for the price.</summary>
    Missing,
    /// <summary>What another shop does; never quoted to customers.</summary>
    Competitor,
}

/// <summary>How far the shop is with what was missing.</summary>
internal enum TopicState
{
    Noted,
    Planned,
    Done,
}

/// <summary>One thing that one customer said, or that one of the staff heard.</summary>
internal sealed class FeedbackNote
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required FeedbackKind Kind { get; init; }
    /// <summary>What makes it once-only: <c>survey:17:missing</c>, <c>staff:…</c>.</summary>
    public required string Source { get; init; }
    public ContactId? ContactId { get; init; }
    public ShopId? ShopId { get; init; }
    /// <summary>What it is about, a small word given by staff: <c>delivery</c>; of another shop its name.</summary>
    public string? Topic { get; set; }
    public required string Words { get; set; }
    /// <summary>What was not bought because of it: as staff say, else one usual receipt of that customer.</summary>
    public long? LostMinor { get; set; }
    public required DateTimeOffset SaidAt { get; init; }
}

internal sealed class FeedbackNoteConfiguration : IEntityTypeConfiguration<FeedbackNote>
{
    public void Configure(EntityTypeBuilder<FeedbackNote> builder)
    {
        builder.ToTable("feedback_notes");
        builder.HasIndex(n => new { n.BusinessId, n.Kind, n.Source }).IsUnique().HasDatabaseName("ux_feedback_notes_once");
        builder.HasIndex(n => new { n.BusinessId, n.Kind, n.Topic }).HasDatabaseName("ix_feedback_notes_topic");
        builder.HasIndex(n => n.ContactId).HasFilter("contact_id IS NOT NULL").HasDatabaseName("ix_feedback_notes_contact");
    }
}

/// <summary>How far the shop is with a topic; of another shop's, what the own shop has instead.</summary>
internal sealed class FeedbackTopic
{
    public required BusinessId BusinessId { get; init; }
    public required FeedbackKind Kind { get; init; }
    public required string Topic { get; init; }
    public required TopicState State { get; set; }
    public string? Note { get; set; }
    public required string ChangedBy { get; set; }
    public required DateTimeOffset ChangedAt { get; set; }
}

internal sealed class FeedbackTopicConfiguration : IEntityTypeConfiguration<FeedbackTopic>
{
    public void Configure(EntityTypeBuilder<FeedbackTopic> builder)
    {
        builder.ToTable("feedback_topics");
        builder.HasKey(t => new { t.BusinessId, t.Kind, t.Topic });
    }
}

/// <summary>Something the shop changed because customers said so; exactly those who named it hear of it, once.</summary>
internal sealed class FeedbackChange
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    /// <summary>What they named: <c>missing:delivery</c>, <c>reason:conditions</c>, <c>option:SURVEY.QUESTION.OPTION</c>, <c>low:SURVEY.QUESTION</c>.</summary>
    public required string About { get; init; }
    /// <summary>By language, as JSON.</summary>
    public required string Words { get; init; }
    public required string MadeBy { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    /// <summary>The last contact who was told; they go in the order of their ids.</summary>
    public string? ToldUpTo { get; set; }
    public required long Told { get; set; }
    /// <summary>Everybody was told.</summary>
    public DateTimeOffset? ToldAt { get; set; }
}

internal sealed class FeedbackChangeConfiguration : IEntityTypeConfiguration<FeedbackChange>
{
    public void Configure(EntityTypeBuilder<FeedbackChange> builder)
    {
        builder.ToTable("feedback_changes");
        builder.HasIndex(c => c.Id).HasFilter("told_at IS NULL").HasDatabaseName("ix_feedback_changes_untold");
    }
}
