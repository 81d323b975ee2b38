using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Channels.WebChat;

/// <summary>A conversation as the model sees it; <see cref="WebTranscript"/> uses hand-written statements.</summary>
internal sealed class WebConversationRow
{
    public required string Id { get; init; }
    public long AccountId { get; init; }
    public required string UserId { get; init; }
    public DateTimeOffset UsedAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>An activity as every client of its conversation gets it.</summary>
internal sealed class WebActivityRow
{
    public required string ConversationId { get; init; }
    public long Sequence { get; init; }
    /// <summary>The same key again is the same activity.</summary>
    public string? DedupKey { get; init; }
    /// <summary>JSON.</summary>
    public required string Activity { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A file of a web visitor, which lies in the upload folder under this id.</summary>
internal sealed class WebUploadRow
{
    public required string Id { get; init; }
    public long AccountId { get; init; }
    public required string ConversationId { get; init; }
    public long Bytes { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class WebConversationConfiguration : IEntityTypeConfiguration<WebConversationRow>
{
    public void Configure(EntityTypeBuilder<WebConversationRow> builder)
    {
        builder.ToTable("web_conversations");
        builder.HasIndex(row => new { row.AccountId, row.UserId, row.UsedAt }, "ix_web_conversations_newest");     // where the bot answers
    }
}

internal sealed class WebActivityConfiguration : IEntityTypeConfiguration<WebActivityRow>
{
    public void Configure(EntityTypeBuilder<WebActivityRow> builder)
    {
        builder.ToTable("web_activities");
        builder.HasKey(row => new { row.ConversationId, row.Sequence });
        builder.HasIndex(row => new { row.ConversationId, row.DedupKey }, "ux_web_activities_once").IsUnique().HasFilter("dedup_key IS NOT NULL");
    }
}

internal sealed class WebUploadConfiguration : IEntityTypeConfiguration<WebUploadRow>
{
    public void Configure(EntityTypeBuilder<WebUploadRow> builder)
    {
        builder.ToTable("web_uploads");
        builder.HasIndex(row => new { row.ConversationId, row.CreatedAt }, "ix_web_uploads_conversation");         // how many of late
        builder.HasIndex(row => new { row.AccountId, row.Bytes }, "ix_web_uploads_account");                       // how much of the quota
    }
}
