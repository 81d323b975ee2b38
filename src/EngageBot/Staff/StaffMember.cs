using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Staff;

/// <summary>Where somebody of the staff is; drawn in docs/state-machines.md.</summary>
internal enum StaffState
{
    /// <summary>A link was made for them; nobody has taken it yet.</summary>
    Invited,
    Active,
    /// <summary>May do nothing until somebody says otherwise.</summary>
    Suspended,
    /// <summary>Gone; the row stays, because others name it.</summary>
    Removed,
}

/// <summary>A person who works for the business.</summary>
internal sealed class StaffMember
{
    public required StaffId Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    /// <summary>As colleagues know them.</summary>
    public required string Name { get; set; }
    public required Role Role { get; set; }
    /// <summary>ISO 639-1: of the staff page; in a chat they choose themselves.</summary>
    public required string Language { get; set; }
    public required StaffState State { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When they took the invitation.</summary>
    public DateTimeOffset? JoinedAt { get; set; }
}

internal sealed class StaffMemberConfiguration : IEntityTypeConfiguration<StaffMember>
{
    public void Configure(EntityTypeBuilder<StaffMember> builder)
    {
        builder.ToTable("staff_members", table =>
        {
            table.HasCheckConstraint("ck_staff_members_role", "role IN ('Owner', 'Marketer', 'Manager', 'Cashier', 'Viewer')");
            table.HasCheckConstraint("ck_staff_members_state", "state IN ('Invited', 'Active', 'Suspended', 'Removed')");
        });
        builder.HasIndex(s => s.BusinessId).HasDatabaseName("ix_staff_members_business");           // the list, and the last owner
    }
}

/// <summary>A shop somebody works in; nobody with a row here works in the others.</summary>
internal sealed class StaffShop
{
    public required StaffId StaffId { get; init; }
    public required ShopId ShopId { get; init; }
}

internal sealed class StaffShopConfiguration : IEntityTypeConfiguration<StaffShop>
{
    public void Configure(EntityTypeBuilder<StaffShop> builder)
    {
        builder.ToTable("staff_shops");
        builder.HasKey(s => new { s.StaffId, s.ShopId });
    }
}

/// <summary>A chat in which the bot takes somebody for one of the staff: they proved it there by a link.</summary>
/// <remarks>The chat is bound, not the contact: a phone number that finds a new owner brings no rights along.</remarks>
internal sealed class LinkedChat
{
    public required long ChatId { get; init; }
    public required StaffId StaffId { get; init; }
    public required DateTimeOffset LinkedAt { get; init; }
}

internal sealed class LinkedChatConfiguration : IEntityTypeConfiguration<LinkedChat>
{
    public void Configure(EntityTypeBuilder<LinkedChat> builder)
    {
        builder.ToTable("staff_chats");
        builder.HasKey(c => c.ChatId);
        builder.Property(c => c.ChatId).ValueGeneratedNever();
        builder.HasIndex(c => c.StaffId).HasDatabaseName("ix_staff_chats_staff");                   // all of a person's chats end together
    }
}

/// <summary>The tables of people who work here.</summary>
internal static class StaffSets
{
    extension(EngageDb db)
    {
        public DbSet<StaffMember> StaffMembers => db.Set<StaffMember>();
        public DbSet<StaffShop> StaffShops => db.Set<StaffShop>();
        public DbSet<LinkedChat> LinkedChats => db.Set<LinkedChat>();
        public DbSet<StaffSession> StaffSessions => db.Set<StaffSession>();
        public DbSet<StaffLink> StaffLinks => db.Set<StaffLink>();
        public DbSet<AuditEntry> Audit => db.Set<AuditEntry>();
        public DbSet<Refusal> Refusals => db.Set<Refusal>();
    }
}
