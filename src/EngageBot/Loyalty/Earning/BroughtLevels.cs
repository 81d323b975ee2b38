using EngageBot.Conversations;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty.Earning;

/// <summary>A level somebody had before, in another system: it counts as if it had been earned on the day it was brought along.</summary>
internal sealed class BroughtLevel
{
    public required BusinessId BusinessId { get; init; }
    public required ContactId ContactId { get; init; }
    public required string Programme { get; init; }
    /// <summary>The tier's key.</summary>
    public required string Level { get; init; }
    /// <summary>What it took to reach it by the rules of that day, in what they count.</summary>
    public required long Worth { get; init; }
    public required DateTimeOffset BroughtAt { get; init; }
}

internal sealed class BroughtLevelConfiguration : IEntityTypeConfiguration<BroughtLevel>
{
    public void Configure(EntityTypeBuilder<BroughtLevel> builder)
    {
        builder.ToTable("brought_levels", table => table.HasCheckConstraint("ck_brought_levels_worth", "worth >= 0"));
        builder.HasKey(l => new { l.ContactId, l.Programme });
        builder.HasOne<Contact>().WithMany().HasForeignKey(l => l.ContactId).OnDelete(DeleteBehavior.NoAction);
    }
}

/// <summary>The statements about <c>brought_levels</c>.</summary>
internal static class BroughtLevels
{
    /// <summary>Why a level cannot be brought along.</summary>
    public static string? Problem(RowSource source, string? contact, string programme, ProgrammeRules rules, string level)
    {
        if (!rules.Tiers.Any(tier => tier.Key == level))
            return rules.Tiers.IsEmpty ? "the programme has no levels." : $"there is no level {(WholeText.Cut(level, 40))}; levels are {string.Join(", ", rules.Tiers.Select(tier => tier.Key))}.";
        var earlier = contact is null ? null : source.Query("SELECT level FROM brought_levels WHERE contact_id = @contact AND programme = @programme",
            command => command.Set("@contact", contact).Set("@programme", programme), row => row.Read() ? row.GetString(0) : null);
        return earlier is not null && earlier != level ? $"an earlier import brought the level {earlier}; a level is brought along once." : null;
    }

    /// <returns><see langword="false"/> if it was brought before.</returns>
    public static bool Add(WriteScope scope, BusinessId business, ContactId contact, string programme, ProgrammeRules rules, string level, DateTimeOffset now) =>
        scope.Command("""
            INSERT INTO brought_levels (contact_id, programme, business_id, level, worth, brought_at) VALUES (@contact, @programme, @business, @level, @worth, @now) ON CONFLICT DO NOTHING
            """)
            .Set("@contact", contact.ToString()).Set("@programme", programme).Set("@business", business.ToString()).Set("@level", level)
            .Set("@worth", rules.Tiers.First(tier => tier.Key == level).Threshold).Set("@now", now).ExecuteNonQuery() == 1;

    /// <summary>What it counts for: all of it on its day; visits on as many days up to it.</summary>
    public static List<Merit> Merits(RowSource source, ContactId contact, string programme, ProgrammeRules rules, DateTimeOffset since, DateTimeOffset until)
    {
        var brought = source.Rows("SELECT worth, brought_at FROM brought_levels WHERE contact_id = @contact AND programme = @programme AND brought_at <= @until",
            command => command.Set("@contact", contact.ToString()).Set("@programme", programme).Set("@until", until), row => new Merit(row.InstantAt(1), row.GetInt64(0)));
        if ((rules.Qualify ?? QualifyRule.Default).By is QualifyBy.Visits)
            brought = [.. brought.SelectMany(all => Enumerable.Range(0, (int)Math.Min(all.Value, 1_000)).Select(day => new Merit(all.At.AddDays(-day), 1)))];
        brought.RemoveAll(merit => merit.At <= since);
        return brought;
    }
}
