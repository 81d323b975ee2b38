using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Surveys;

/// <summary>How far somebody got.</summary>
internal enum SurveyState
{
    /// <summary>The first question stands there.</summary>
    Asked,
    /// <summary>Something was answered, and a question is open.</summary>
    Answering,
    /// <summary>Through to the end.</summary>
    Done,
    /// <summary>They stopped, or fell silent; what they said stays.</summary>
    Left,
}

/// <summary>One person asked one survey on one occasion, or one visit of a mystery shopper.</summary>
internal sealed class SurveyAsk
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required string Survey { get; init; }
    /// <summary>Of the rules it was asked by: answers are read by the same.</summary>
    public required int Version { get; init; }
    public ContactId? ContactId { get; init; }
    /// <summary>Who filled it in, where no customer was asked.</summary>
    public string? Visitor { get; init; }
    /// <summary>What makes it once-only: <c>purchase:…</c>.</summary>
    public required string Occasion { get; init; }
    public long? ChatId { get; init; }
    /// <summary>Where they had been served when it went out; what happens to shops and staff later does not move it.</summary>
    public ShopId? ShopId { get; init; }
    /// <summary>By whom.</summary>
    public string? ServedBy { get; init; }
    public required SurveyState State { get; set; }
    public required DateTimeOffset AskedAt { get; init; }
    /// <summary>Answers are taken until then.</summary>
    public required DateTimeOffset ClosesAt { get; init; }
    /// <summary>The newest of a contact's is the one that is being answered.</summary>
    public required DateTimeOffset MovedAt { get; set; }
    /// <summary>The first answer.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }
    public DateTimeOffset? ThankedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    /// <summary>A low score was among the answers.</summary>
    public required bool Low { get; set; }
    /// <summary>What it opened.</summary>
    public string? CaseId { get; set; }
}

internal sealed class SurveyAskConfiguration : IEntityTypeConfiguration<SurveyAsk>
{
    public void Configure(EntityTypeBuilder<SurveyAsk> builder)
    {
        builder.ToTable("survey_asks", table =>
        {
            table.HasCheckConstraint("ck_survey_asks_whose", "(contact_id IS NULL) <> (visitor IS NULL)");
            table.HasCheckConstraint("ck_survey_asks_ended", "(state IN ('Done', 'Left')) = (ended_at IS NOT NULL)");
            table.HasCheckConstraint("ck_survey_asks_low", "low IN (0, 1)");
        });
        builder.HasIndex(a => new { a.ContactId, a.Survey, a.Occasion }).IsUnique().HasDatabaseName("ux_survey_asks_once");
        builder.HasIndex(a => new { a.ContactId, a.AskedAt }).HasDatabaseName("ix_survey_asks_contact");          // when somebody was last asked anything
        builder.HasIndex(a => new { a.BusinessId, a.Survey, a.AskedAt }).HasDatabaseName("ix_survey_asks_survey");
    }
}

/// <summary>One answer, kept as it comes.</summary>
internal sealed class SurveyAnswer
{
    public required long AskId { get; init; }
    public required string Question { get; init; }
    public required BusinessId BusinessId { get; init; }
    public long? Score { get; set; }
    /// <summary>Ids of options, with commas.</summary>
    public string? Picks { get; set; }
    public string? Words { get; set; }
    /// <summary>Nothing more is asked of this question; one that was skipped is complete and empty.</summary>
    public required bool Complete { get; set; }
    public required DateTimeOffset SaidAt { get; init; }
    public DateTimeOffset? ChangedAt { get; set; }
}

internal sealed class SurveyAnswerConfiguration : IEntityTypeConfiguration<SurveyAnswer>
{
    public void Configure(EntityTypeBuilder<SurveyAnswer> builder)
    {
        builder.ToTable("survey_answers", table =>
        {
            table.HasCheckConstraint("ck_survey_answers_score", "score IS NULL OR score BETWEEN 0 AND 10");
            table.HasCheckConstraint("ck_survey_answers_complete", "complete IN (0, 1)");
        });
        builder.HasKey(a => new { a.AskId, a.Question });
    }
}
