using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Staff;

/// <summary>Somebody was told no: a benefit was promised and not given, or somebody tried what is not theirs. Counted, and never changed.</summary>
internal sealed class Refusal
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    /// <summary>Who wanted it: <see cref="Staff.Actor.Name"/>.</summary>
    public required string Actor { get; init; }
    /// <summary>What they wanted: a permission in snake case.</summary>
    public required string What { get; init; }
    /// <summary>Why not: a <see cref="Denial"/> or the verb's own reason, in snake case.</summary>
    public required string Code { get; init; }
    public ShopId? ShopId { get; init; }
    /// <summary>Whose membership it was about.</summary>
    public ContactId? ContactId { get; init; }
    /// <summary>What it was about: a voucher, a reward, a receipt.</summary>
    public string? Subject { get; init; }
    public required DateTimeOffset RefusedAt { get; init; }
}

internal sealed class RefusalConfiguration : IEntityTypeConfiguration<Refusal>
{
    public void Configure(EntityTypeBuilder<Refusal> builder)
    {
        builder.ToTable("refusals");
        builder.HasIndex(r => new { r.BusinessId, r.RefusedAt, r.Id }).HasDatabaseName("ix_refusals_time");    // how many, why, in a period
        builder.HasIndex(r => r.ContactId).HasFilter("contact_id IS NOT NULL").HasDatabaseName("ix_refusals_contact");    // what a customer was refused
    }
}

/// <summary>Every no at a till or elsewhere, with its reason.</summary>
internal static class Refusals
{
    /// <summary>Asks whether somebody may; a no is written down in the same commit.</summary>
    /// <returns><see langword="null"/> to go ahead.</returns>
    public static Denial? Check(WriteScope scope, Actor actor, Deed deed, DateTimeOffset now)
    {
        if (actor.Denies(deed) is not { } denial) return null;
        Write(scope, actor, deed, SnakeCase.Of(denial.ToString()), null, now);
        return denial;
    }

    /// <summary>Writes down a no that the verb itself has decided.</summary>
    /// <param name="code">The reason, in snake case.</param>
    /// <param name="subject">What it was about; no person's name, phone or words.</param>
    public static void Write(WriteScope scope, Actor actor, Deed deed, string code, string? subject, DateTimeOffset now) =>
        scope.Command("""
            INSERT INTO refusals (business_id, actor, what, code, shop_id, contact_id, subject, refused_at)
            VALUES (@business, @actor, @what, @code, @shop, @contact, @subject, @now)
            """)
            .Set("@business", deed.Business.ToString()).Set("@actor", actor.Name).Set("@what", SnakeCase.Of(deed.What.ToString())).Set("@code", code)
            .Set("@shop", deed.Shop?.ToString()).Set("@contact", deed.Member?.ToString()).Set("@subject", subject).Set("@now", now).ExecuteNonQuery();
}
