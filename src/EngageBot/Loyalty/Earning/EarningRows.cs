using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty.Earning;

/// <summary>What one rule gave for a receipt; the transfer has the sum.</summary>
internal sealed class AccrualRow
{
    public required PurchaseId PurchaseId { get; init; }
    public required string Programme { get; init; }
    public required string Rule { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ContactId ContactId { get; init; }
    public required long RuleVersion { get; init; }
    public required long Points { get; init; }
    public required DateTimeOffset AccruedAt { get; init; }
}

internal sealed class AccrualRowConfiguration : IEntityTypeConfiguration<AccrualRow>
{
    public void Configure(EntityTypeBuilder<AccrualRow> builder)
    {
        builder.ToTable("accruals");
        builder.HasKey(a => new { a.PurchaseId, a.Programme, a.Rule });
        builder.HasIndex(a => new { a.ContactId, a.Programme, a.AccruedAt }).HasDatabaseName("ix_accruals_contact");   // a member's limits
        builder.HasIndex(a => new { a.BusinessId, a.AccruedAt }).HasDatabaseName("ix_accruals_time");                  // what rules cost in a period
    }
}

/// <summary>What all members together got of a rule in a period.</summary>
internal sealed class RuleBudgetRow
{
    public required BusinessId BusinessId { get; init; }
    public required string Programme { get; init; }
    /// <summary>Empty for the whole programme.</summary>
    public required string Rule { get; init; }
    /// <summary>Such as <c>Month:2026-03</c>.</summary>
    public required string Period { get; init; }
    public required long Points { get; init; }
}

internal sealed class RuleBudgetRowConfiguration : IEntityTypeConfiguration<RuleBudgetRow>
{
    public void Configure(EntityTypeBuilder<RuleBudgetRow> builder)
    {
        builder.ToTable("rule_budgets");
        builder.HasKey(b => new { b.BusinessId, b.Programme, b.Rule, b.Period });
    }
}

/// <summary>A standing that a member holds for a term.</summary>
internal sealed class MemberStatus
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ContactId ContactId { get; init; }
    public required string Programme { get; init; }
    public required string Status { get; init; }
    /// <summary>What makes it once-only: <c>purchase:…</c>, or the till's own number.</summary>
    public required string Reference { get; init; }
    public required long FeeMinor { get; init; }
    public PurchaseId? PurchaseId { get; init; }
    /// <summary>Who gave it.</summary>
    public required string GrantedBy { get; init; }
    public required DateTimeOffset StartsAt { get; init; }
    /// <summary>The first instant at which it is over.</summary>
    public required DateTimeOffset EndsAt { get; init; }
    /// <summary>When its holder is to be told that it ends; absent once that is done.</summary>
    public DateTimeOffset? NoticeAt { get; init; }
}

internal sealed class MemberStatusConfiguration : IEntityTypeConfiguration<MemberStatus>
{
    public void Configure(EntityTypeBuilder<MemberStatus> builder)
    {
        builder.ToTable("member_statuses", table => table.HasCheckConstraint("ck_member_statuses_term", "ends_at > starts_at"));
        builder.HasIndex(s => new { s.BusinessId, s.Reference }).IsUnique();                                             // bought once
        builder.HasIndex(s => new { s.ContactId, s.Programme, s.EndsAt }).HasDatabaseName("ix_member_statuses_contact"); // what holds now
        builder.HasIndex(s => s.NoticeAt).HasFilter("notice_at IS NOT NULL").HasDatabaseName("ix_member_statuses_notice");   // who is to be told
    }
}

/// <summary>A level a member has come to; told once, however often it is lost and reached again.</summary>
internal sealed class LevelReached
{
    public required ContactId ContactId { get; init; }
    public required string Programme { get; init; }
    public required string Level { get; init; }
    public required DateTimeOffset ReachedAt { get; init; }
}

internal sealed class LevelReachedConfiguration : IEntityTypeConfiguration<LevelReached>
{
    public void Configure(EntityTypeBuilder<LevelReached> builder)
    {
        builder.ToTable("levels_reached");
        builder.HasKey(l => new { l.ContactId, l.Programme, l.Level });
    }
}

/// <summary>A visit that was booked.</summary>
internal sealed class Booking
{
    public required PurchaseId Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ShopId ShopId { get; init; }
    /// <summary>The shop's own number of it; a shop has each one once.</summary>
    public required string Reference { get; init; }
    public required ContactId ContactId { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    /// <summary>The visit itself.</summary>
    public DateTimeOffset? StartsAt { get; init; }
    public DateTimeOffset? CancelledAt { get; init; }
}

internal sealed class BookingConfiguration : IEntityTypeConfiguration<Booking>
{
    public void Configure(EntityTypeBuilder<Booking> builder)
    {
        builder.ToTable("bookings");
        builder.HasIndex(b => new { b.ShopId, b.Reference }).IsUnique();                                        // a booking counts once
        builder.HasIndex(b => new { b.ContactId, b.MadeAt }).HasDatabaseName("ix_bookings_contact");            // a member's bookings
    }
}

/// <summary>Whose a card is.</summary>
internal enum CardKind
{
    /// <summary>A member's own.</summary>
    Personal,
    /// <summary>Anybody's who shows it: the small discount.</summary>
    Bearer,
    /// <summary>Another firm's that stands for a member: a bank's, a club's.</summary>
    Partner,
}

/// <summary>A card with a number.</summary>
internal sealed class Card
{
    public required BusinessId BusinessId { get; init; }
    /// <summary>Of a partner's card what the partner calls it, behind its issuer and a colon: never a payment card's own number.</summary>
    public required string Number { get; init; }
    public required CardKind Kind { get; init; }
    public string? Issuer { get; init; }
    /// <summary>Whose it is; of a bearer card, who brought it among people, if that is known.</summary>
    public ContactId? ContactId { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public DateTimeOffset? BlockedAt { get; init; }
}

internal sealed class CardConfiguration : IEntityTypeConfiguration<Card>
{
    public void Configure(EntityTypeBuilder<Card> builder)
    {
        builder.ToTable("cards", table =>
        {
            table.HasCheckConstraint("ck_cards_kind", "kind IN ('Personal', 'Bearer', 'Partner')");
            table.HasCheckConstraint("ck_cards_issuer", "(issuer IS NOT NULL) = (kind = 'Partner')");
            table.HasCheckConstraint("ck_cards_owner", "contact_id IS NOT NULL OR kind = 'Bearer'");
        });
        builder.HasKey(c => new { c.BusinessId, c.Number });
        builder.HasIndex(c => c.ContactId).HasFilter("contact_id IS NOT NULL").HasDatabaseName("ix_cards_contact");   // a member's cards
    }
}
