using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty;

/// <summary>What became of points set aside.</summary>
internal enum HoldState { Open, Completed, Cancelled, Lapsed }

/// <summary>Points promised to somebody: out of reach of expiry and of other tills, until they are spent or come back.</summary>
internal sealed class Hold
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ContactId ContactId { get; init; }
    public required string Wallet { get; init; }
    public required long Points { get; init; }
    /// <summary>Above zero once completed; the rest came back.</summary>
    public long SpentPoints { get; init; }
    public required HoldState State { get; init; }
    /// <summary>Unique in the business: what makes setting aside once-only.</summary>
    public required string Reference { get; init; }
    public string? Cause { get; init; }
    public ShopId? ShopId { get; init; }
    public string? Note { get; init; }
    public required DateTimeOffset ReservedAt { get; init; }
    /// <summary>From then on it cannot be completed and comes back by itself.</summary>
    public required DateTimeOffset HeldUntil { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}

internal sealed class HoldConfiguration : IEntityTypeConfiguration<Hold>
{
    public void Configure(EntityTypeBuilder<Hold> builder)
    {
        builder.ToTable("holds", table =>
        {
            table.HasCheckConstraint("ck_holds_points", "points > 0");
            table.HasCheckConstraint("ck_holds_state", "state IN ('Open', 'Completed', 'Cancelled', 'Lapsed')");
            table.HasCheckConstraint("ck_holds_spent", "spent_points >= 0 AND spent_points <= points AND (spent_points > 0) = (state = 'Completed')");
            table.HasCheckConstraint("ck_holds_ended", "(ended_at IS NULL) = (state = 'Open')");
        });
        builder.HasIndex(h => new { h.BusinessId, h.Reference }).IsUnique();                                    // once only
        builder.HasIndex(h => new { h.ContactId, h.Wallet }).HasFilter("state = 'Open'").HasDatabaseName("ix_holds_open");   // what a member has set aside
    }
}
