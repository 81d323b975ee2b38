using EngageBot.Businesses;
using EngageBot.Loyalty.Earning;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty;

/// <summary>What the purchases a member made on one day earned in a wallet, less what their returns took back.</summary>
internal sealed class EarnedDay
{
    /// <summary>The member's available account of that wallet.</summary>
    public required long AccountId { get; init; }
    /// <summary><see cref="DateOnly.DayNumber"/> of the purchase, by the business's clock.</summary>
    public required long Day { get; init; }
    public required long Points { get; init; }
}

internal sealed class EarnedDayConfiguration : IEntityTypeConfiguration<EarnedDay>
{
    public void Configure(EntityTypeBuilder<EarnedDay> builder)
    {
        builder.ToTable("earned_days");
        builder.HasKey(d => new { d.AccountId, d.Day });
        builder.Property(d => d.AccountId).ValueGeneratedNever();
        builder.Property(d => d.Day).ValueGeneratedNever();
    }
}

/// <summary>Points earned by purchases, kept by day: a level costs at most a year of days to know, however often somebody buys.</summary>
internal static class EarnedDays
{
    /// <summary>Counts points to the day of their purchase; below zero for a return.</summary>
    public static void Add(WriteScope scope, BusinessId business, long account, DateTimeOffset boughtAt, long points) =>
        scope.Command("""
            INSERT INTO earned_days (account_id, day, points) VALUES (@account, @day, @points)
            ON CONFLICT (account_id, day) DO UPDATE SET points = earned_days.points + excluded.points
            """)
            .Set("@account", account).Set("@points", points).Set("@day", (long)LocalDays.DayOf(boughtAt, RecordPurchase.Home(scope, business).Zone).DayNumber).ExecuteNonQuery();

    /// <summary>What each day brought, from the day of one instant to that of another; a day counts as a whole, from its first moment on.</summary>
    public static List<Merit> Merits(RowSource source, ContactId contact, string wallet, DateTimeOffset since, DateTimeOffset until, TimeZoneInfo zone) => source.Rows(
        """
        SELECT d.day, d.points FROM point_accounts a JOIN earned_days d ON d.account_id = a.id AND d.day >= @first AND d.day <= @last
        WHERE a.contact_id = @contact AND a.wallet = @wallet AND a.kind = 'Available' ORDER BY d.day
        """,
        command => command.Set("@contact", contact.ToString()).Set("@wallet", wallet)
            .Set("@first", (long)LocalDays.DayOf(since, zone).DayNumber).Set("@last", (long)LocalDays.DayOf(until, zone).DayNumber),
        row => new Merit(LocalDays.StartOf(DateOnly.FromDayNumber((int)row.GetInt64(0)), zone).AddMilliseconds(1), row.GetInt64(1)));
}
