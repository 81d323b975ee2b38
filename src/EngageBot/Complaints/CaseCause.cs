using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Complaints;

/// <summary>What lies behind cases: somebody has it, and a day by which it is mended.</summary>
internal sealed class CaseCause
{
    public required BusinessId BusinessId { get; init; }
    /// <summary>As staff tag cases with it; no customer reads it.</summary>
    public required string Cause { get; init; }
    public string? Owner { get; init; }
    public string? OwnerName { get; init; }
    public DateTimeOffset? FixBy { get; init; }
    public DateTimeOffset? FixedAt { get; init; }
    public string? FixedBy { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }
}

internal sealed class CaseCauseConfiguration : IEntityTypeConfiguration<CaseCause>
{
    public void Configure(EntityTypeBuilder<CaseCause> builder)
    {
        builder.ToTable("case_causes");
        builder.HasKey(c => new { c.BusinessId, c.Cause });
    }
}

/// <summary>Where the trouble of a case may have struck others: who bought there, then, or this.</summary>
internal sealed record CaseTrouble
{
    public required CaseId CaseId { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required string Cause { get; init; }
    public ShopId? ShopId { get; init; }
    /// <summary>As receipts name it.</summary>
    public string? Item { get; init; }
    public required DateTimeOffset FromAt { get; init; }
    public required DateTimeOffset ToAt { get; init; }
}

internal sealed class CaseTroubleConfiguration : IEntityTypeConfiguration<CaseTrouble>
{
    public void Configure(EntityTypeBuilder<CaseTrouble> builder)
    {
        builder.ToTable("case_troubles", table =>
        {
            table.HasCheckConstraint("ck_case_troubles_span", "to_at > from_at");
            table.HasCheckConstraint("ck_case_troubles_where", "shop_id IS NOT NULL OR item IS NOT NULL");
        });
        builder.HasKey(t => t.CaseId);
        builder.HasIndex(t => new { t.BusinessId, t.Cause }).HasDatabaseName("ix_case_troubles_cause");    // whom a cause may have struck
    }
}
