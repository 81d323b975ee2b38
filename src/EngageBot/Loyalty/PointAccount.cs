using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty;

/// <summary>Where points are: three accounts a business, two a member. The sum over all of a business's accounts is zero.</summary>
internal enum AccountKind
{
    /// <summary>The business's: where points come from; never above zero.</summary>
    Issued,
    /// <summary>The business's: points that were spent.</summary>
    Redeemed,
    /// <summary>The business's: points that ran out.</summary>
    Expired,
    /// <summary>A member's: to be spent. Below zero only by the return of goods whose points are spent.</summary>
    Available,
    /// <summary>A member's: on the way, until the days of returning are over.</summary>
    Pending,
}

/// <summary>A balance, which only a transfer changes.</summary>
internal sealed class PointAccount
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required AccountKind Kind { get; init; }
    public ContactId? ContactId { get; init; }
    public long BalancePoints { get; init; }
}

internal sealed class PointAccountConfiguration : IEntityTypeConfiguration<PointAccount>
{
    public void Configure(EntityTypeBuilder<PointAccount> builder)
    {
        builder.ToTable("point_accounts", table =>
        {
            table.HasCheckConstraint("ck_point_accounts_kind", "kind IN ('Issued', 'Redeemed', 'Expired', 'Available', 'Pending')");
            table.HasCheckConstraint("ck_point_accounts_balance", "balance_points >= 0 OR kind IN ('Issued', 'Available')");
            table.HasCheckConstraint("ck_point_accounts_owner", "(contact_id IS NULL) = (kind IN ('Issued', 'Redeemed', 'Expired'))");
        });
        builder.HasIndex(a => new { a.ContactId, a.Kind }).IsUnique().HasFilter("contact_id IS NOT NULL").HasDatabaseName("ux_point_accounts_member");
        builder.HasIndex(a => new { a.BusinessId, a.Kind }).IsUnique().HasFilter("contact_id IS NULL").HasDatabaseName("ux_point_accounts_house");
    }
}

/// <summary>The tables of points and purchases.</summary>
internal static class LoyaltySets
{
    extension(EngageDb db)
    {
        public DbSet<PointAccount> PointAccounts => db.Set<PointAccount>();
        public DbSet<Transfer> Transfers => db.Set<Transfer>();
        public DbSet<Batch> Batches => db.Set<Batch>();
        public DbSet<Purchase> Purchases => db.Set<Purchase>();
        public DbSet<PurchaseReturn> PurchaseReturns => db.Set<PurchaseReturn>();
    }
}
