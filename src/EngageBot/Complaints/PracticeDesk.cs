using System.Collections.Immutable;
using EngageBot.Staff;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Complaints;

/// <summary>One answer somebody practised.</summary>
internal sealed class PracticeRound
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required StaffId StaffId { get; init; }
    public required string Situation { get; init; }
    public required string Words { get; init; }
    /// <summary>Rules it broke, with commas.</summary>
    public required string Broken { get; init; }
    /// <summary>It could have gone out.</summary>
    public required bool Passed { get; init; }
    public required DateTimeOffset At { get; init; }
}

internal sealed class PracticeRoundConfiguration : IEntityTypeConfiguration<PracticeRound>
{
    public void Configure(EntityTypeBuilder<PracticeRound> builder)
    {
        builder.ToTable("practice_rounds", table => table.HasCheckConstraint("ck_practice_rounds_passed", "passed IN (0, 1)"));
        builder.HasIndex(r => new { r.StaffId, r.Id }).HasDatabaseName("ix_practice_rounds_staff");
    }
}

/// <summary>How somebody does in practice.</summary>
/// <param name="Weak">Rules they broke and have not kept since, where it was tempting.</param>
internal sealed record PracticeScore(StaffId Who, string Name, long Rounds, long Passed, ImmutableArray<string> Weak);

/// <summary>Staff practise answers to situations that nobody sent: the manners of live answers read them, and what is weak comes again. No customer is ever involved.</summary>
internal sealed class PracticeDesk(ReadDraft? readDraft = null)
{
    private const int Back = 100;

    /// <summary>The situation that comes next: one that tempts to what is weak, else the one that was practised longest ago.</summary>
    public static Situation Next(RowSource source, StaffId who)
    {
        var rounds = Rounds(source, who);
        var weak = Weak(rounds);
        var last = rounds.Count == 0 ? null : rounds[^1].Situation;
        return Situation.All.OrderByDescending(situation => situation.Key != last && situation.Tempts.Any(weak.Contains)).ThenBy(situation => rounds.FindLastIndex(round => round.Situation == situation.Key)).First();
    }

    /// <summary>Reads an answer as a live one is read, and keeps how it went.</summary>
    /// <returns><see langword="null"/> if there is no such situation.</returns>
    public ImmutableArray<CaseRemark>? Try(WriteScope scope, BusinessId business, StaffId who, string situation, string words, string language, DateTimeOffset now)
    {
        if (Situation.All.FirstOrDefault(one => one.Key == situation) is not { } known) return null;
        var remarks = readDraft?.Invoke(scope, business, words, language, [known.In(language)]) ?? [];
        scope.Command("INSERT INTO practice_rounds (business_id, staff_id, situation, words, broken, passed, at) VALUES (@business, @staff, @situation, @words, @broken, @passed, @now)")
            .Set("@business", business.ToString()).Set("@staff", who.ToString()).Set("@situation", known.Key).Set("@words", WholeText.Cut(words, CaseEntries.LongestWords))
            .Set("@broken", string.Join(',', remarks.Select(remark => remark.Rule).Distinct())).Set("@passed", remarks.Any(remark => remark.Blocks) ? 0L : 1L).Set("@now", now).ExecuteNonQuery();
        return remarks;
    }

    /// <summary>How somebody does.</summary>
    public static PracticeScore Of(RowSource source, StaffMember who)
    {
        var rounds = Rounds(source, who.Id);
        return new(who.Id, who.Name, rounds.Count, rounds.Count(round => round.Passed), [.. Weak(rounds).Order(StringComparer.Ordinal)]);
    }

    /// <summary>A rule stays weak until an answer in which it was tempting keeps it.</summary>
    private static ImmutableHashSet<string> Weak(List<(string Situation, ImmutableArray<string> Broken, bool Passed)> rounds)
    {
        var weak = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var round in rounds)
        {
            weak.ExceptWith(Situation.All.FirstOrDefault(one => one.Key == round.Situation)?.Tempts ?? []);
            weak.UnionWith(round.Broken);
        }
        return weak.ToImmutable();
    }

    /// <summary>The newest, in their order.</summary>
    private static List<(string Situation, ImmutableArray<string> Broken, bool Passed)> Rounds(RowSource source, StaffId who) =>
        [.. source.Rows("SELECT situation, broken, passed FROM practice_rounds WHERE staff_id = @staff ORDER BY id DESC LIMIT @limit", command => command.Set("@staff", who.ToString()).Set("@limit", (long)Back),
            row => (row.GetString(0), row.GetString(1).Split(',', StringSplitOptions.RemoveEmptyEntries).ToImmutableArray(), row.GetInt64(2) == 1)).AsEnumerable().Reverse()];
}
