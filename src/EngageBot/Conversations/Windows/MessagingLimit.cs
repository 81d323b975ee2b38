using System.Globalization;
using System.Text.Json;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Conversations.Windows;

/// <summary>How many different people the platform lets an account write to first in 24 hours, as it last told.</summary>
internal sealed class MessagingLimit
{
    public long AccountId { get; init; }
    /// <summary>0: as many as one likes.</summary>
    public long PeopleADay { get; init; }
    public DateTimeOffset ToldAt { get; init; }
}

internal sealed class MessagingLimitConfiguration : IEntityTypeConfiguration<MessagingLimit>
{
    public void Configure(EntityTypeBuilder<MessagingLimit> builder)
    {
        builder.ToTable("messaging_limits", table => table.HasCheckConstraint("ck_messaging_limits_people", "people_a_day >= 0"));
        builder.HasKey(limit => limit.AccountId);
        builder.Property(limit => limit.AccountId).ValueGeneratedNever();
    }
}

/// <summary>Reads what WhatsApp says of the limit, in whichever of its words, and keeps it.</summary>
/// <remarks>A number's field, the portfolio's, and two webhooks tell it (read 2026-11); which of them come differs, so the newest word counts.</remarks>
internal static class MessagingLimits
{
    /// <summary>Of a number, and of its portfolio since October 2025.</summary>
    public static readonly string[] Fields = ["messaging_limit_tier", "whatsapp_business_manager_messaging_limit"];

    private static readonly string[] _told = ["current_limit", "max_daily_conversations_per_business", "max_daily_conversation_per_phone", .. Fields];

    /// <summary>News of a webhook; what holds no limit changes nothing.</summary>
    public static void Hear(WriteScope scope, long account, string field, JsonElement value, DateTimeOffset now)
    {
        if (field is "phone_number_quality_update" or "business_capability_update" && In(value) is { } people) Keep(scope, account, people, now);
    }

    /// <summary>The limit that an answer or a webhook tells; <see langword="null"/> if it tells none.</summary>
    public static long? In(JsonElement told) => _told.Select(name => Read(TemplateJson.Text(told, name))).FirstOrDefault(people => people is not null);

    public static void Keep(WriteScope scope, long account, long people, DateTimeOffset now) => scope.Command("""
        INSERT INTO messaging_limits (account_id, people_a_day, told_at) VALUES (@account, @people, @now)
        ON CONFLICT (account_id) DO UPDATE SET people_a_day = excluded.people_a_day, told_at = excluded.told_at
        """).Set("@account", account).Set("@people", people).Set("@now", now).ExecuteNonQuery();

    /// <summary>The newest word on it, of whichever account: an installation is taken for one portfolio.</summary>
    public static long? Newest(RowSource source) =>
        source.Query("SELECT people_a_day FROM messaging_limits ORDER BY told_at DESC, account_id LIMIT 1", _ => { }, row => row.Read() ? row.GetInt64(0) : (long?)null);

    /// <summary><c>TIER_2K</c>, <c>TIER_UNLIMITED</c>, <c>1000</c>, <c>-1</c>; 0: no limit.</summary>
    internal static long? Read(string? word)
    {
        if (word is null) return null;
        var tier = word.StartsWith("TIER_", StringComparison.OrdinalIgnoreCase) ? word[5..] : word;
        if (tier.Equals("UNLIMITED", StringComparison.OrdinalIgnoreCase) || tier == "-1") return 0;
        var unit = tier.Length > 0 ? char.ToUpperInvariant(tier[^1]) switch { 'K' => 1_000L, 'M' => 1_000_000L, _ => 1L } : 1L;
        return long.TryParse(unit == 1 ? tier : tier[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1_000_000 ? number * unit : null;
    }
}
