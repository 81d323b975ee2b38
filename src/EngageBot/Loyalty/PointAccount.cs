using EngageBot.Loyalty.Counter;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty;

/// <summary>The purses in which units are kept apart. A programme's key is its wallet's.</summary>
internal static class Wallets
{
    /// <summary>The one every business starts with.</summary>
    public const string Default = "points";
}

/// <summary>Where points are, in each wallet: four accounts a business, three a member. The sum over all of a business's accounts of a wallet is zero.</summary>
internal enum AccountKind
{
    /// <summary>The business's: where points come from; never above zero.</summary>
    Issued,
    /// <summary>The business's: points that were spent.</summary>
    Redeemed,
    /// <summary>The business's: points that ran out.</summary>
    Expired,
    /// <summary>The business's: points that members gave to a cause; the transfer says to which.</summary>
    Donated,
    /// <summary>A member's: to be spent. Below zero only by the return of goods whose points are spent.</summary>
    Available,
    /// <summary>A member's: on the way, until the days of returning are over.</summary>
    Pending,
    /// <summary>A member's: set aside for a <see cref="Hold"/>, until it is completed, cancelled or lapses.</summary>
    Reserved,
}

/// <summary>A balance, which only a transfer changes.</summary>
internal sealed class PointAccount
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public string Wallet { get; init; } = Wallets.Default;
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
            table.HasCheckConstraint("ck_point_accounts_kind", "kind IN ('Issued', 'Redeemed', 'Expired', 'Donated', 'Available', 'Pending', 'Reserved')");
            table.HasCheckConstraint("ck_point_accounts_wallet", "length(wallet) BETWEEN 1 AND 40");
            table.HasCheckConstraint("ck_point_accounts_balance", "balance_points >= 0 OR kind IN ('Issued', 'Available')");
            table.HasCheckConstraint("ck_point_accounts_owner", "(contact_id IS NULL) = (kind IN ('Issued', 'Redeemed', 'Expired', 'Donated'))");
        });
        builder.HasIndex(a => new { a.ContactId, a.Wallet, a.Kind }).IsUnique().HasFilter("contact_id IS NOT NULL").HasDatabaseName("ux_point_accounts_member");
        builder.HasIndex(a => new { a.BusinessId, a.Wallet, a.Kind }).IsUnique().HasFilter("contact_id IS NULL").HasDatabaseName("ux_point_accounts_house");
    }
}

/// <summary>The tables of points and purchases.</summary>
internal static class LoyaltySets
{
    extension(EngageDb db)
    {
        public DbSet<PointAccount> PointAccounts => db.Set<PointAccount>();
        public DbSet<Transfer> Transfers => db.Set<Transfer>();
        public DbSet<EarnedDay> EarnedDays => db.Set<EarnedDay>();
        public DbSet<BatchExtension> BatchExtensions => db.Set<BatchExtension>();
        public DbSet<Hold> Holds => db.Set<Hold>();
        public DbSet<Batch> Batches => db.Set<Batch>();
        public DbSet<CounterDeed> CounterDeeds => db.Set<CounterDeed>();
        public DbSet<Purchase> Purchases => db.Set<Purchase>();
        public DbSet<PurchaseReturn> PurchaseReturns => db.Set<PurchaseReturn>();
    }
}
