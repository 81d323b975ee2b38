using EngageBot.Staff;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty;

/// <summary>Batches that were given longer to live; why and by whom. Never changed.</summary>
internal sealed class BatchExtension
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required string Wallet { get; init; }
    /// <summary>Whose; absent for everybody's.</summary>
    public ContactId? ContactId { get; init; }
    /// <summary>Their new end.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
    public required long Batches { get; init; }
    public required long Points { get; init; }
    public required string Note { get; init; }
    /// <summary><see cref="Staff.Actor.Name"/>.</summary>
    public required string Actor { get; init; }
    public required DateTimeOffset ExtendedAt { get; init; }
}

internal sealed class BatchExtensionConfiguration : IEntityTypeConfiguration<BatchExtension>
{
    public void Configure(EntityTypeBuilder<BatchExtension> builder) =>
        builder.ToTable("batch_extensions", table =>
        {
            table.HasCheckConstraint("ck_batch_extensions_batches", "batches > 0");
            table.HasCheckConstraint("ck_batch_extensions_points", "points > 0");
        });
}

/// <summary>Points that would expire before a day live until it.</summary>
/// <param name="Contact">Whose; <see langword="null"/> for every member's.</param>
/// <param name="ExpiresAt">The first instant at which they are no longer good; what lives longer already is left alone.</param>
/// <param name="Note">Why, for whoever asks later.</param>
internal sealed record Extension(BusinessId Business, ContactId? Contact, DateTimeOffset ExpiresAt, string Note)
{
    public string Wallet { get; init; } = Wallets.Default;
}

/// <summary>Gives points longer to live: the shop was closed, the rules have become kinder. What has run out stays so.</summary>
internal static class ExtendPoints
{
    private const int Slice = 500;

    /// <summary>One slice, so that a whole business's points do not keep others from the writer; call it until nothing moves.</summary>
    /// <returns>How many batches were given longer, or <see langword="null"/> if the actor may not.</returns>
    public static int? Run(WriteScope scope, Actor actor, Extension extension, DateTimeOffset now)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(extension.Note);
        if (Refusals.Check(scope, actor, new(Permission.AdjustPoints, extension.Business, Member: extension.Contact), now) is not null) return null;
        PointsLedger.Lock(scope, extension.Business);
        var batches = ((RowSource)scope).Rows(
            """
            SELECT b.id, b.remaining_points FROM batches b JOIN point_accounts a ON a.id = b.account_id
            WHERE b.remaining_points > 0 AND b.expires_at > @now AND b.expires_at < @until AND b.business_id = @business AND a.wallet = @wallet
              AND (CAST(@contact AS TEXT) IS NULL OR a.contact_id = @contact) ORDER BY b.expires_at, b.id LIMIT @slice
            """,
            command => command.Set("@now", now).Set("@until", extension.ExpiresAt).Set("@business", extension.Business.ToString())
                .Set("@wallet", extension.Wallet).Set("@contact", extension.Contact?.ToString()).Set("@slice", Slice),
            row => (Id: row.GetInt64(0), Points: row.GetInt64(1)));
        if (batches.Count == 0) return 0;
        foreach (var (id, _) in batches)
            scope.Command("UPDATE batches SET expires_at = @until WHERE id = @id").Set("@id", id).Set("@until", extension.ExpiresAt).ExecuteNonQuery();
        scope.Command("""
            INSERT INTO batch_extensions (business_id, wallet, contact_id, expires_at, batches, points, note, actor, extended_at)
            VALUES (@business, @wallet, @contact, @until, @batches, @points, @note, @actor, @now)
            """)
            .Set("@business", extension.Business.ToString()).Set("@wallet", extension.Wallet).Set("@contact", extension.Contact?.ToString())
            .Set("@until", extension.ExpiresAt).Set("@batches", (long)batches.Count).Set("@points", batches.Sum(b => b.Points)).Set("@note", extension.Note)
            .Set("@actor", actor.Name).Set("@now", now).ExecuteNonQuery();
        return batches.Count;
    }
}
