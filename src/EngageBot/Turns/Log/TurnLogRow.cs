using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Turns.Log;

/// <summary>What one turn was made of: event, facts read, results of actions; encrypted, because a customer's words are in it.</summary>
internal sealed class TurnLogRow
{
    /// <summary>The inbox row it handled; ascending.</summary>
    public long InboxId { get; init; }
    public required long ChatId { get; init; }
    public required DateTimeOffset At { get; init; }
    /// <summary>The release of the dialogs it ran on.</summary>
    public required long Release { get; init; }
    public required byte[] Body { get; init; }
}

internal sealed class TurnLogConfiguration : IEntityTypeConfiguration<TurnLogRow>
{
    public void Configure(EntityTypeBuilder<TurnLogRow> builder)
    {
        builder.ToTable("turn_log");
        builder.HasKey(r => r.InboxId);
        builder.Property(r => r.InboxId).ValueGeneratedNever();
        builder.HasIndex(r => r.ChatId).HasDatabaseName("ix_turn_log_chat");                        // one chat's turns, in order
    }
}
