using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Complaints;

/// <summary>What a customer wants of a person.</summary>
internal enum CaseKind { Complaint, Advice, Request }

/// <summary>Where a case is; drawn in docs/state-machines.md.</summary>
internal enum CaseState
{
    /// <summary>The customer waits for a person.</summary>
    Open,
    /// <summary>A person asked something: the customer has the word, targets stand still.</summary>
    WithCustomer,
    /// <summary>The last word was a person's.</summary>
    Answered,
    /// <summary>Somebody was silent for too long: it is with those above.</summary>
    Escalated,
    /// <summary>A person says it is solved; the customer is asked.</summary>
    Resolved,
    /// <summary>The customer says it is not: the same case, the same person.</summary>
    Reopened,
    Closed,
}

/// <summary>How much a case presses.</summary>
internal enum CasePriority { Normal, High, Urgent }

/// <summary>How often the customer hears of a case that is not solved yet.</summary>
internal enum CaseRhythm
{
    Hourly,
    Daily,
    /// <summary>Only what comes of it.</summary>
    Result,
}

/// <summary>Something of a customer's that a person has to do with, from the first word to the last.</summary>
internal sealed record Case
{
    public required CaseId Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    /// <summary>What people call it: counted in each business.</summary>
    public required int Number { get; init; }
    public required CaseKind Kind { get; init; }
    public required CaseState State { get; init; }
    /// <summary>Three to ten words that say what it is about; the same from the first answer on.</summary>
    public required string Title { get; init; }
    public required ContactId ContactId { get; init; }
    /// <summary>Where it came from and where it is answered; absent if the contact has no chat.</summary>
    public long? ChatId { get; init; }
    public ShopId? ShopId { get; init; }
    /// <summary>As the customer chose it.</summary>
    public string? Category { get; init; }
    /// <summary>As staff see it: the root cause.</summary>
    public string? Cause { get; init; }
    public required CasePriority Priority { get; init; }
    /// <summary>What opened it: <c>chat</c>, <c>staff</c>, <c>survey:…</c>, <c>voucher:…</c>, <c>promise:…</c>.</summary>
    public required string Source { get; init; }
    /// <summary>The case it follows, where the customer came with something new.</summary>
    public CaseId? AfterId { get; init; }
    /// <summary>Whose it is: <see cref="Staff.Actor.Name"/>; nobody's before somebody is found.</summary>
    public string? Owner { get; init; }
    public string? OwnerName { get; init; }
    /// <summary>When the owner took or answered it; until then it was only given to them, and anybody may.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }
    /// <summary>With whom the customer does not want to talk.</summary>
    public string? Avoid { get; init; }
    /// <summary>To whom it was handed over, until they accept.</summary>
    public string? OfferedTo { get; init; }
    public string? OfferedName { get; init; }
    public string? OfferedBy { get; init; }
    public DateTimeOffset? OfferedAt { get; init; }
    public required CaseRhythm Rhythm { get; init; }
    /// <summary>Since when the customer waits for a person's word; absent while nobody waits.</summary>
    public DateTimeOffset? WaitingSince { get; init; }
    /// <summary>The step of the ladder with which a wait begins: higher for large customers and repeated complaints.</summary>
    public required int FirstStep { get; init; }
    /// <summary>Steps of the ladder taken in this wait.</summary>
    public required int StepsDone { get; init; }
    public required bool OurFault { get; init; }
    /// <summary>How often the customer had to ask for news.</summary>
    public required int Chasers { get; init; }
    public required int Reopens { get; init; }
    /// <summary>How often the customer was asked whether it is solved, since it was resolved.</summary>
    public required int Asks { get; init; }
    public DateTimeOffset? AskedAt { get; init; }
    /// <summary>1 to 5, as the customer rated it at the end.</summary>
    public int? Rating { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    /// <summary>The first word with something in it: a holding reply or an answer.</summary>
    public DateTimeOffset? FirstWordAt { get; init; }
    /// <summary>The first answer of a person.</summary>
    public DateTimeOffset? FirstAnswerAt { get; init; }
    public DateTimeOffset? LastAnswerAt { get; init; }
    /// <summary>The last word about it that the customer got from anybody, the bot too.</summary>
    public DateTimeOffset? LastWordAt { get; init; }
    public DateTimeOffset? LastCustomerAt { get; init; }
    /// <summary>Until then nobody is reminded of it; promises stay what they are.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }
    public DateTimeOffset? ResolvedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public DateTimeOffset? NextLookAt { get; init; }
    /// <summary>When a customer who was not content is asked once more.</summary>
    public DateTimeOffset? ResurveyAt { get; init; }

    /// <summary>Whether somebody still has to do with it.</summary>
    public bool IsLive => State is not (CaseState.Resolved or CaseState.Closed);
}

internal sealed class CaseConfiguration : IEntityTypeConfiguration<Case>
{
    public void Configure(EntityTypeBuilder<Case> builder)
    {
        builder.ToTable("cases", table =>
        {
            table.HasCheckConstraint("ck_cases_kind", "kind IN ('Complaint', 'Advice', 'Request')");
            table.HasCheckConstraint("ck_cases_state", "state IN ('Open', 'WithCustomer', 'Answered', 'Escalated', 'Resolved', 'Reopened', 'Closed')");
            table.HasCheckConstraint("ck_cases_priority", "priority IN ('Normal', 'High', 'Urgent')");
            table.HasCheckConstraint("ck_cases_rhythm", "rhythm IN ('Hourly', 'Daily', 'Result')");
            table.HasCheckConstraint("ck_cases_rating", "rating IS NULL OR rating BETWEEN 1 AND 5");
            table.HasCheckConstraint("ck_cases_closed", "(state = 'Closed') = (closed_at IS NOT NULL)");
        });
        builder.Ignore(c => c.IsLive);
        builder.HasIndex(c => new { c.BusinessId, c.Number }).IsUnique().HasDatabaseName("ux_cases_number");          // how people call it
        builder.HasIndex(c => new { c.BusinessId, c.State, c.OpenedAt }).HasDatabaseName("ix_cases_state");           // lists and reports
        builder.HasIndex(c => new { c.ContactId, c.OpenedAt }).HasDatabaseName("ix_cases_contact");                   // a customer's own
        builder.HasIndex(c => c.ChatId).HasFilter("chat_id IS NOT NULL").HasDatabaseName("ix_cases_chat");            // which one a chat talks of
        builder.HasIndex(c => c.Owner).HasFilter("owner IS NOT NULL").HasDatabaseName("ix_cases_owner");              // what somebody has in hand
        builder.HasIndex(c => c.NextLookAt).HasFilter("next_look_at IS NOT NULL").HasDatabaseName("ix_cases_look");   // the clock
    }
}

/// <summary>The tables of cases and of who works when.</summary>
internal static class CaseSets
{
    extension(EngageDb db)
    {
        public DbSet<Case> Cases => db.Set<Case>();
        public DbSet<CaseEntry> CaseEntries => db.Set<CaseEntry>();
        public DbSet<CasePromise> CasePromises => db.Set<CasePromise>();
        public DbSet<PracticeRound> PracticeRounds => db.Set<PracticeRound>();
        public DbSet<CaseAnalysis> CaseAnalyses => db.Set<CaseAnalysis>();
        public DbSet<RetentionPlan> RetentionPlans => db.Set<RetentionPlan>();
        public DbSet<PlanStep> PlanSteps => db.Set<PlanStep>();
        public DbSet<KeyQuestion> KeyQuestions => db.Set<KeyQuestion>();
        public DbSet<CaseCause> CaseCauses => db.Set<CaseCause>();
        public DbSet<CaseTrouble> CaseTroubles => db.Set<CaseTrouble>();
        public DbSet<CaseWatcher> CaseWatchers => db.Set<CaseWatcher>();
        public DbSet<Shift> Shifts => db.Set<Shift>();
        public DbSet<Absence> Absences => db.Set<Absence>();
    }
}
