using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty.Raffles;

/// <summary>Whether a draw is still to come.</summary>
internal enum RaffleState { Open, Drawn }

/// <summary>One draw: begun with the first look at it, ended by the clock.</summary>
internal sealed class Raffle
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    /// <summary>The rules' key.</summary>
    public required string Key { get; init; }
    /// <summary>Of the rules it is held under: those in force when it was begun. What is promised on a ticket stays promised.</summary>
    public required int RuleVersion { get; init; }
    public required RaffleState State { get; set; }
    /// <summary>Hexadecimal; nobody is shown it before the draw.</summary>
    public required string Seed { get; init; }
    /// <summary>Of the seed; shown from the beginning.</summary>
    public required string Commitment { get; init; }
    public required DateTimeOffset OpensAt { get; init; }
    public required DateTimeOffset DrawsAt { get; init; }
    public DateTimeOffset? DrawnAt { get; set; }
    public string? EntriesHash { get; set; }
}

internal sealed class RaffleConfiguration : IEntityTypeConfiguration<Raffle>
{
    public void Configure(EntityTypeBuilder<Raffle> builder)
    {
        builder.ToTable("raffles", table =>
        {
            table.HasCheckConstraint("ck_raffles_state", "state IN ('Open', 'Drawn')");
            table.HasCheckConstraint("ck_raffles_drawn", "(state = 'Drawn') = (drawn_at IS NOT NULL AND entries_hash IS NOT NULL)");
        });
        builder.HasIndex(r => new { r.BusinessId, r.Key }).IsUnique().HasDatabaseName("ux_raffles_key");
        builder.HasIndex(r => r.DrawsAt).HasFilter("state = 'Open'").HasDatabaseName("ix_raffles_due");            // what the clock draws next
    }
}

/// <summary>What became of a ticket.</summary>
internal enum TicketState
{
    /// <summary>In the draw.</summary>
    Valid,
    /// <summary>Given back by its holder before the draw.</summary>
    Withdrawn,
    /// <summary>The purchase that brought it came back before the draw.</summary>
    Void,
    Won,
    Lost,
}

/// <summary>A chance with a number.</summary>
internal sealed class RaffleTicket
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required long RaffleId { get; init; }
    /// <summary>From 1, in the order in which they were given.</summary>
    public required long Number { get; init; }
    /// <summary>Stands for the person in the published list.</summary>
    public required long Holder { get; init; }
    public required ContactId ContactId { get; set; }
    public required TicketState State { get; set; }
    /// <summary>What makes it once-only: <c>tap:…</c>, <c>purchase:…:1</c>, <c>hand:…</c>.</summary>
    public required string Reference { get; init; }
    public PurchaseId? PurchaseId { get; init; }
    public required DateTimeOffset GivenAt { get; init; }
    /// <summary>When its holder was told how the draw ended.</summary>
    public DateTimeOffset? ToldAt { get; set; }
}

internal sealed class RaffleTicketConfiguration : IEntityTypeConfiguration<RaffleTicket>
{
    public void Configure(EntityTypeBuilder<RaffleTicket> builder)
    {
        builder.ToTable("raffle_tickets", table =>
        {
            table.HasCheckConstraint("ck_raffle_tickets_state", "state IN ('Valid', 'Withdrawn', 'Void', 'Won', 'Lost')");
            table.HasCheckConstraint("ck_raffle_tickets_number", "number > 0 AND holder > 0");
        });
        builder.HasIndex(t => new { t.RaffleId, t.Number }).IsUnique().HasDatabaseName("ux_raffle_tickets_number");
        builder.HasIndex(t => new { t.RaffleId, t.Reference }).IsUnique().HasDatabaseName("ux_raffle_tickets_once");
        builder.HasIndex(t => new { t.ContactId, t.RaffleId }).HasDatabaseName("ix_raffle_tickets_contact");        // somebody's own
        builder.HasIndex(t => t.PurchaseId).HasFilter("purchase_id IS NOT NULL").HasDatabaseName("ix_raffle_tickets_purchase");
        builder.HasIndex(t => t.Id).HasFilter("state = 'Lost' AND told_at IS NULL").HasDatabaseName("ix_raffle_tickets_untold");
    }
}
