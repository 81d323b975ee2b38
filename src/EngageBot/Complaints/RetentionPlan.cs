using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Complaints;

/// <summary>Somebody looked how the talk with a customer went; without that nobody plans how to keep them.</summary>
internal sealed class CaseAnalysis
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required CaseId CaseId { get; init; }
    public required string MadeBy { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    /// <summary>What was found then, as JSON.</summary>
    public required string Findings { get; init; }
}

internal sealed class CaseAnalysisConfiguration : IEntityTypeConfiguration<CaseAnalysis>
{
    public void Configure(EntityTypeBuilder<CaseAnalysis> builder)
    {
        builder.ToTable("case_analyses");
        builder.HasIndex(a => new { a.CaseId, a.MadeAt }).HasDatabaseName("ix_case_analyses_case");
    }
}

/// <summary>How a plan to keep a customer stands; drawn in docs/state-machines.md.</summary>
internal enum PlanState { Open, Saved, Lost }

/// <summary>What is done to keep a customer: one owner, steps with a day each, an outcome.</summary>
internal sealed record RetentionPlan
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required CaseId CaseId { get; init; }
    public required long AnalysisId { get; init; }
    public required PlanState State { get; init; }
    public required string Owner { get; init; }
    public required string OwnerName { get; init; }
    /// <summary>What we value in this customer.</summary>
    public required string Valued { get; init; }
    public required string MadeBy { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? EndedBy { get; init; }
    /// <summary>Why it ended so.</summary>
    public string? Outcome { get; init; }
}

internal sealed class RetentionPlanConfiguration : IEntityTypeConfiguration<RetentionPlan>
{
    public void Configure(EntityTypeBuilder<RetentionPlan> builder)
    {
        builder.ToTable("retention_plans", table =>
        {
            table.HasCheckConstraint("ck_retention_plans_state", "state IN ('Open', 'Saved', 'Lost')");
            table.HasCheckConstraint("ck_retention_plans_ended", "(state = 'Open') = (ended_at IS NULL)");
        });
        builder.HasIndex(p => p.CaseId).IsUnique().HasFilter("state = 'Open'").HasDatabaseName("ux_retention_plans_open");    // one at a time
        builder.HasIndex(p => new { p.BusinessId, p.MadeAt }).HasDatabaseName("ix_retention_plans_time");
    }
}

/// <summary>One step of a plan.</summary>
internal sealed record PlanStep
{
    public required long PlanId { get; init; }
    /// <summary>From 1.</summary>
    public required long Position { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required string What { get; init; }
    public required DateTimeOffset DueAt { get; init; }
    /// <summary>Steps of the ladder that heard that it is overdue.</summary>
    public required long Told { get; init; }
    public DateTimeOffset? NextLookAt { get; init; }
    public DateTimeOffset? DoneAt { get; init; }
    public string? DoneBy { get; init; }
    /// <summary>What came of it.</summary>
    public string? Outcome { get; init; }
}

internal sealed class PlanStepConfiguration : IEntityTypeConfiguration<PlanStep>
{
    public void Configure(EntityTypeBuilder<PlanStep> builder)
    {
        builder.ToTable("plan_steps");
        builder.HasKey(s => new { s.PlanId, s.Position });
        builder.HasIndex(s => s.NextLookAt).HasFilter("next_look_at IS NOT NULL").HasDatabaseName("ix_plan_steps_look");    // the clock
    }
}

/// <summary>One of the three to five questions that somebody wants answered by a contact.</summary>
internal sealed record KeyQuestion
{
    public required CaseId CaseId { get; init; }
    /// <summary>Counted in the case: a new card takes the place of the one before, which stays.</summary>
    public required long Card { get; init; }
    public required long Position { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required string Question { get; init; }
    public required string MadeBy { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public string? Answer { get; init; }
    public string? AnsweredBy { get; init; }
    public DateTimeOffset? AnsweredAt { get; init; }
}

internal sealed class KeyQuestionConfiguration : IEntityTypeConfiguration<KeyQuestion>
{
    public void Configure(EntityTypeBuilder<KeyQuestion> builder)
    {
        builder.ToTable("key_questions");
        builder.HasKey(q => new { q.CaseId, q.Card, q.Position });
    }
}
