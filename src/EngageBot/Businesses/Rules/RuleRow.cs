using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Businesses.Rules;

/// <summary>One version of a business's rules, good from an instant on until a later version's. Never changed, never deleted.</summary>
internal sealed class RuleRow
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    /// <summary><see cref="RuleKind.Name"/>.</summary>
    public required string Kind { get; init; }
    /// <summary>Which one of the kind: a reward's, a raffle's name.</summary>
    public required string Key { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset EffectiveFrom { get; init; }
    /// <summary>JSON; absent where this version withdraws the rules.</summary>
    public string? Content { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }
    /// <summary>Who published it, as the audit log names them; absent for the program itself.</summary>
    public string? PublishedBy { get; init; }
}

internal sealed class RuleRowConfiguration : IEntityTypeConfiguration<RuleRow>
{
    public void Configure(EntityTypeBuilder<RuleRow> builder)
    {
        builder.ToTable("rules", table => table.HasCheckConstraint("ck_rules_version", "version > 0"));
        builder.HasIndex(r => new { r.BusinessId, r.Kind, r.Key, r.Version }).IsUnique().HasDatabaseName("ux_rules_version");      // two editors cannot both write version 7
        builder.HasIndex(r => new { r.BusinessId, r.Kind, r.Key, r.EffectiveFrom, r.Version }).HasDatabaseName("ix_rules_in_force");  // what held at an instant
        builder.HasIndex(r => new { r.Kind, r.BusinessId }).HasDatabaseName("ix_rules_kind");                                                // who has such rules
    }
}

/// <summary>The table of rules.</summary>
internal static class RuleSets
{
    extension(EngageDb db)
    {
        public DbSet<RuleRow> Rules => db.Set<RuleRow>();
    }
}
