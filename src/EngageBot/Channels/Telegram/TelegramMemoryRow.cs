using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Channels.Telegram;

/// <summary>What <see cref="TelegramMemory"/> keeps, as the model sees it.</summary>
internal sealed class TelegramMemoryRow
{
    public long AccountId { get; init; }
    public long BotId { get; init; }
    public required string Name { get; init; }
    public required string Value { get; init; }
}

internal sealed class TelegramMemoryConfiguration : IEntityTypeConfiguration<TelegramMemoryRow>
{
    public void Configure(EntityTypeBuilder<TelegramMemoryRow> builder)
    {
        builder.ToTable("telegram_memory");
        builder.HasKey(row => new { row.AccountId, row.BotId, row.Name });
    }
}
