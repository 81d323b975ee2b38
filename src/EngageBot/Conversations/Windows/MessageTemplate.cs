using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Conversations.Windows;

/// <summary>Where a template stands with the platform.</summary>
internal enum TemplateStatus
{
    /// <summary>It can be sent.</summary>
    Approved,
    /// <summary>The platform still reads it.</summary>
    Pending,
    /// <summary>The platform does not want it so; the reason says why.</summary>
    Rejected,
    /// <summary>Too many people disliked it: it rests for some hours or days.</summary>
    Paused,
    /// <summary>It was paused too often.</summary>
    Disabled,
    /// <summary>It was rejected, and somebody asked for another look.</summary>
    InAppeal,
    /// <summary>It is gone from the platform.</summary>
    Deleted,
    /// <summary>A word of the platform's that nobody here knows: it is not sent.</summary>
    Other,
}

/// <summary>What the platform takes a template for; it may change its mind, and prices go by it.</summary>
internal enum TemplateCategory { Marketing, Utility, Authentication, Other }

/// <summary>One language of a template of one account, as the platform last told of it.</summary>
internal sealed class MessageTemplate
{
    public long AccountId { get; init; }
    public required string Name { get; init; }
    /// <summary>The platform's code, exactly as the template was made: <c>en</c> is not <c>en_US</c>.</summary>
    public required string Language { get; init; }
    public string? PlatformId { get; init; }
    public TemplateCategory Category { get; init; }
    public TemplateStatus Status { get; init; }
    /// <summary><c>GREEN</c>, <c>YELLOW</c>, <c>RED</c> or <c>UNKNOWN</c>.</summary>
    public string? Quality { get; init; }
    /// <summary>How many variables its words have.</summary>
    public long Variables { get; init; }
    /// <summary>How many quick replies stand below it.</summary>
    public long Buttons { get; init; }
    public required string Body { get; init; }
    /// <summary>Why the platform does not take it, in the platform's words.</summary>
    public string? Reason { get; init; }
    public DateTimeOffset SyncedAt { get; init; }
    /// <summary>The status that staff were last told of, if of any.</summary>
    public string? Told { get; init; }
    /// <summary>Since when it stands so, as far as that is known.</summary>
    public DateTimeOffset? StatusSince { get; init; }
    /// <summary>Since when the platform's list does not name it any more.</summary>
    public DateTimeOffset? MissingSince { get; init; }

    /// <summary>It was, or could be, sent and cannot be now: what depends on it waits.</summary>
    public bool IsStopped => Stops(Status);

    /// <summary>Whether a status keeps back what depends on the template.</summary>
    public static bool Stops(TemplateStatus status) => status is TemplateStatus.Rejected or TemplateStatus.Paused or TemplateStatus.Disabled or TemplateStatus.Deleted;
}

internal sealed class MessageTemplateConfiguration : IEntityTypeConfiguration<MessageTemplate>
{
    public void Configure(EntityTypeBuilder<MessageTemplate> builder)
    {
        builder.ToTable("message_templates", table =>
        {
            table.HasCheckConstraint("ck_message_templates_variables", "variables >= 0");
            table.HasCheckConstraint("ck_message_templates_buttons", "buttons >= 0");
            table.HasCheckConstraint("ck_message_templates_category", "category IN ('Marketing', 'Utility', 'Authentication', 'Other')");
            table.HasCheckConstraint("ck_message_templates_status", "status IN ('Approved', 'Pending', 'Rejected', 'Paused', 'Disabled', 'InAppeal', 'Deleted', 'Other')");
        });
        builder.HasKey(template => new { template.AccountId, template.Name, template.Language });
        builder.Ignore(template => template.IsStopped);
    }
}

/// <summary>When somebody was last written to first; the platform limits how many people that may be in 24 hours.</summary>
internal sealed class TemplateSend
{
    public long AccountId { get; init; }
    public required string ChatKey { get; init; }
    public DateTimeOffset SentAt { get; init; }
}

internal sealed class TemplateSendConfiguration : IEntityTypeConfiguration<TemplateSend>
{
    public void Configure(EntityTypeBuilder<TemplateSend> builder)
    {
        builder.ToTable("template_sends");
        builder.HasKey(send => new { send.AccountId, send.ChatKey });
        builder.HasIndex(send => send.SentAt, "ix_template_sends_sent");    // how many in 24 hours
    }
}

/// <summary>Until when the platform takes no offers, from an account or to one of its chats.</summary>
internal sealed class OfferPause
{
    public long AccountId { get; init; }
    /// <summary>Empty: the whole account.</summary>
    public required string ChatKey { get; init; }
    public DateTimeOffset Until { get; init; }
    public required string Why { get; init; }
}

internal sealed class OfferPauseConfiguration : IEntityTypeConfiguration<OfferPause>
{
    public void Configure(EntityTypeBuilder<OfferPause> builder)
    {
        builder.ToTable("offer_pauses");
        builder.HasKey(pause => new { pause.AccountId, pause.ChatKey });
    }
}
