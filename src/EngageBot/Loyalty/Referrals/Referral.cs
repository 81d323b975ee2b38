using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty.Referrals;

/// <summary>What became of an invitation.</summary>
internal enum ReferralState
{
    /// <summary>Came by the link; nothing was paid yet.</summary>
    Invited,
    /// <summary>Would pay, but looks odd: a person releases or refuses it.</summary>
    Held,
    Paid,
    Refused,
    /// <summary>The purchase that paid came back; the next one may pay.</summary>
    Reversed,
}

/// <summary>One person who came by a member's link.</summary>
internal sealed class Referral
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ContactId ReferrerId { get; init; }
    public required ContactId InvitedId { get; set; }
    /// <summary>The link's tag, or the channel.</summary>
    public required string Source { get; init; }
    public required ReferralState State { get; set; }
    /// <summary>Why it is held or refused: <c>velocity</c>, <c>same_person</c>, <c>existing_customer</c> …</summary>
    public string? Why { get; set; }
    public required DateTimeOffset CameAt { get; init; }
    /// <summary>The purchase that paid, or would; absent where joining did.</summary>
    public PurchaseId? PurchaseId { get; set; }
    /// <summary>When it was last paid or held.</summary>
    public DateTimeOffset? SettledAt { get; set; }
    /// <summary>What it has brought the referrer so far, less what was taken back.</summary>
    public long BroughtPoints { get; set; }
    /// <summary>How often it has paid, less what came back; above one only where every purchase pays.</summary>
    public long PaidTimes { get; set; }
    /// <summary>Who released or refused it: an actor's name.</summary>
    public string? DecidedBy { get; set; }
    /// <summary>Their reason, in their words.</summary>
    public string? DecidedBecause { get; set; }
}

internal sealed class ReferralConfiguration : IEntityTypeConfiguration<Referral>
{
    public void Configure(EntityTypeBuilder<Referral> builder)
    {
        builder.ToTable("referrals", table =>
        {
            table.HasCheckConstraint("ck_referrals_state", "state IN ('Invited', 'Held', 'Paid', 'Refused', 'Reversed')");
            table.HasCheckConstraint("ck_referrals_people", "referrer_id <> invited_id");
            table.HasCheckConstraint("ck_referrals_why", "(why IS NULL) = (state NOT IN ('Held', 'Refused'))");
        });
        builder.HasIndex(r => r.InvitedId).IsUnique().HasDatabaseName("ux_referrals_invited");                     // a person is brought once
        builder.HasIndex(r => new { r.ReferrerId, r.SettledAt }).HasDatabaseName("ix_referrals_referrer");         // how many, and how fast
        builder.HasIndex(r => new { r.BusinessId, r.Source, r.SettledAt }).HasDatabaseName("ix_referrals_source");
        builder.HasIndex(r => new { r.BusinessId, r.State, r.Id }).HasDatabaseName("ix_referrals_state");          // what waits for a look
    }
}

/// <summary>A member's own code, made when they first ask for it; it stays theirs.</summary>
internal sealed class ReferralCode
{
    public required BusinessId BusinessId { get; init; }
    public required string Code { get; init; }
    public required ContactId ContactId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class ReferralCodeConfiguration : IEntityTypeConfiguration<ReferralCode>
{
    public void Configure(EntityTypeBuilder<ReferralCode> builder)
    {
        builder.ToTable("referral_codes");
        builder.HasKey(c => new { c.BusinessId, c.Code });
        builder.HasIndex(c => c.ContactId).IsUnique().HasDatabaseName("ux_referral_codes_contact");
    }
}
