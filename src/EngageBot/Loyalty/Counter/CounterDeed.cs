using EngageBot.Staff;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty.Counter;

/// <summary>What a cashier can do in a chat.</summary>
internal enum CounterDeedKind { Purchase, Redemption, Return }

/// <summary>A cashier did something in a chat. The newest can be taken back for some minutes.</summary>
internal sealed class CounterDeed
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    /// <summary>Who: <see cref="Staff.Actor.Name"/>.</summary>
    public required string Actor { get; init; }
    public required ShopId ShopId { get; init; }
    /// <summary>Whose; absent for the return of a purchase nobody owns.</summary>
    public ContactId? ContactId { get; init; }
    public required CounterDeedKind Kind { get; init; }
    /// <summary>The purchase's, what was paid with points or a voucher, or the return's own.</summary>
    public required string Receipt { get; init; }
    public RedemptionId? RedemptionId { get; init; }
    public required DateTimeOffset DoneAt { get; init; }
    public DateTimeOffset? UndoneAt { get; init; }
}

internal sealed class CounterDeedConfiguration : IEntityTypeConfiguration<CounterDeed>
{
    public void Configure(EntityTypeBuilder<CounterDeed> builder)
    {
        builder.ToTable("counter_deeds", table =>
        {
            table.HasCheckConstraint("ck_counter_deeds_kind", "kind IN ('Purchase', 'Redemption', 'Return')");
            table.HasCheckConstraint("ck_counter_deeds_redemption", "redemption_id IS NULL OR kind = 'Redemption'");
        });
        builder.HasIndex(d => new { d.Actor, d.Id }).HasDatabaseName("ix_counter_deeds_actor");    // somebody's newest
    }
}

/// <summary>The rows of cashiers' deeds.</summary>
internal static class CounterDeeds
{
    public static void Add(WriteScope scope, Actor actor, CounterVisit visit, ContactId? member, CounterDeedKind kind, string receipt, DateTimeOffset now, RedemptionId? redemption = null) =>
        scope.Command("""
            INSERT INTO counter_deeds (business_id, actor, shop_id, contact_id, kind, receipt, redemption_id, done_at)
            VALUES (@business, @actor, @shop, @contact, @kind, @receipt, @redemption, @now)
            """)
            .Set("@business", visit.Business.ToString()).Set("@actor", actor.Name).Set("@shop", visit.Shop.ToString()).Set("@contact", member?.ToString())
            .Set("@kind", kind.ToString()).Set("@receipt", receipt).Set("@redemption", redemption?.ToString()).Set("@now", now).ExecuteNonQuery();

    /// <summary>What somebody did last and has not taken back.</summary>
    public static CounterDeed? Newest(RowSource source, Actor actor, BusinessId business) =>
        source.Query(
            """
            SELECT id, shop_id, contact_id, kind, receipt, redemption_id, done_at FROM counter_deeds
            WHERE actor = @actor AND business_id = @business AND undone_at IS NULL ORDER BY id DESC LIMIT 1
            """,
            command => command.Set("@actor", actor.Name).Set("@business", business.ToString()),
            row => row.Read()
                ? new CounterDeed
                {
                    Id = row.GetInt64(0), BusinessId = business, Actor = actor.Name, ShopId = new(Guid.Parse(row.GetString(1))),
                    ContactId = row.TextAt(2) is { } contact ? new ContactId(Guid.Parse(contact)) : null, Kind = Enum.Parse<CounterDeedKind>(row.GetString(3)),
                    Receipt = row.GetString(4), RedemptionId = row.TextAt(5) is { } redemption ? new RedemptionId(Guid.Parse(redemption)) : null, DoneAt = row.InstantAt(6),
                }
                : null);

    public static void MarkUndone(WriteScope scope, long id, DateTimeOffset now) =>
        scope.Command("UPDATE counter_deeds SET undone_at = @now WHERE id = @id AND undone_at IS NULL").Set("@now", now).Set("@id", id).ExecuteNonQuery();
}
