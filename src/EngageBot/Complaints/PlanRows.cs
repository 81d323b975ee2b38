using System.Data.Common;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>A plan with its steps and what it is about.</summary>
internal sealed record PlanFile(RetentionPlan Plan, IReadOnlyList<PlanStep> Steps, int Number);

/// <summary>Reads and writes plans, their steps and the cards of questions.</summary>
internal static class PlanRows
{
    private const string Plans = """
        SELECT p.id, p.business_id, p.case_id, p.analysis_id, p.state, p.owner, p.owner_name, p.valued, p.made_by, p.made_at, p.ended_at, p.ended_by, p.outcome, c.number
        FROM retention_plans p JOIN cases c ON c.id = p.case_id
        """;

    /// <summary>The newest plan of a case.</summary>
    public static PlanFile? Of(RowSource source, CaseId of) => source.Rows(Plans + " WHERE p.case_id = @case ORDER BY p.id DESC LIMIT 1", command => command.Set("@case", of.ToString()), Map)
        .Select(p => p with { Steps = Steps(source, p.Plan.Id) }).FirstOrDefault();

    /// <summary>A business's plans, the newest first.</summary>
    public static List<PlanFile> All(RowSource source, BusinessId business, DateTimeOffset from, int limit) =>
        [.. source.Rows(Plans + " WHERE p.business_id = @business AND p.made_at >= @from ORDER BY p.id DESC LIMIT @limit",
            command => command.Set("@business", business.ToString()).Set("@from", from).Set("@limit", (long)limit), Map).Select(p => p with { Steps = Steps(source, p.Plan.Id) })];

    /// <summary>Steps at which the clock has to look, the longest due first.</summary>
    public static List<(BusinessId Business, CaseId Case)> Due(RowSource source, DateTimeOffset now, int limit) => source.Rows(
        "SELECT DISTINCT p.business_id, p.case_id FROM plan_steps s JOIN retention_plans p ON p.id = s.plan_id WHERE s.next_look_at <= @now LIMIT @limit",
        command => command.Set("@now", now).Set("@limit", (long)limit), row => (new BusinessId(Guid.Parse(row.GetString(0))), new CaseId(Guid.Parse(row.GetString(1)))));

    public static long Insert(WriteScope scope, RetentionPlan plan) => scope.InsertedId(scope.InsertCommand("""
        INSERT INTO retention_plans (business_id, case_id, analysis_id, state, owner, owner_name, valued, made_by, made_at) VALUES (@business, @case, @analysis, 'Open', @owner, @name, @valued, @by, @now)
        """)
        .Set("@business", plan.BusinessId.ToString()).Set("@case", plan.CaseId.ToString()).Set("@analysis", plan.AnalysisId).Set("@owner", plan.Owner).Set("@name", plan.OwnerName)
        .Set("@valued", plan.Valued).Set("@by", plan.MadeBy).Set("@now", plan.MadeAt))!.Value;

    public static void Insert(WriteScope scope, PlanStep step) =>
        scope.Command("INSERT INTO plan_steps (plan_id, position, business_id, what, due_at, told, next_look_at) VALUES (@plan, @position, @business, @what, @due, 0, @due)")
            .Set("@plan", step.PlanId).Set("@position", step.Position).Set("@business", step.BusinessId.ToString()).Set("@what", step.What).Set("@due", step.DueAt).ExecuteNonQuery();

    public static void Save(WriteScope scope, PlanStep step) =>
        scope.Command("UPDATE plan_steps SET told = @told, next_look_at = @look, done_at = @done, done_by = @by, outcome = @outcome WHERE plan_id = @plan AND position = @position")
            .Set("@told", step.Told).Set("@look", step.NextLookAt).Set("@done", step.DoneAt).Set("@by", step.DoneBy).Set("@outcome", step.Outcome).Set("@plan", step.PlanId).Set("@position", step.Position).ExecuteNonQuery();

    /// <summary>The plan has an outcome; nobody is reminded of its steps any more.</summary>
    public static void End(WriteScope scope, RetentionPlan plan, PlanState state, string by, string outcome, DateTimeOffset now)
    {
        scope.Command("UPDATE retention_plans SET state = @state, ended_at = @now, ended_by = @by, outcome = @outcome WHERE id = @id")
            .Set("@state", state.ToString()).Set("@now", now).Set("@by", by).Set("@outcome", outcome).Set("@id", plan.Id).ExecuteNonQuery();
        scope.Command("UPDATE plan_steps SET next_look_at = NULL WHERE plan_id = @id").Set("@id", plan.Id).ExecuteNonQuery();
    }

    /// <summary>The card in force, in its order; empty where there is none.</summary>
    public static List<KeyQuestion> Card(RowSource source, CaseId of) => source.Rows(
        """
        SELECT card, position, business_id, question, made_by, made_at, answer, answered_by, answered_at FROM key_questions
        WHERE case_id = @case AND card = (SELECT MAX(card) FROM key_questions WHERE case_id = @case) ORDER BY position
        """,
        command => command.Set("@case", of.ToString()), row => new KeyQuestion
        {
            CaseId = of, Card = row.GetInt64(0), Position = row.GetInt64(1), BusinessId = new(Guid.Parse(row.GetString(2))), Question = row.GetString(3), MadeBy = row.GetString(4),
            MadeAt = row.InstantAt(5), Answer = row.TextAt(6), AnsweredBy = row.TextAt(7), AnsweredAt = row.InstantOrNullAt(8),
        });

    public static void Insert(WriteScope scope, KeyQuestion question) =>
        scope.Command("INSERT INTO key_questions (case_id, card, position, business_id, question, made_by, made_at) VALUES (@case, @card, @position, @business, @question, @by, @now)")
            .Set("@case", question.CaseId.ToString()).Set("@card", question.Card).Set("@position", question.Position).Set("@business", question.BusinessId.ToString())
            .Set("@question", question.Question).Set("@by", question.MadeBy).Set("@now", question.MadeAt).ExecuteNonQuery();

    public static void Answer(WriteScope scope, KeyQuestion question, string answer, string by, DateTimeOffset now) =>
        scope.Command("UPDATE key_questions SET answer = @answer, answered_by = @by, answered_at = @now WHERE case_id = @case AND card = @card AND position = @position")
            .Set("@answer", answer).Set("@by", by).Set("@now", now).Set("@case", question.CaseId.ToString()).Set("@card", question.Card).Set("@position", question.Position).ExecuteNonQuery();

    private static List<PlanStep> Steps(RowSource source, long plan) => source.Rows(
        "SELECT position, business_id, what, due_at, told, next_look_at, done_at, done_by, outcome FROM plan_steps WHERE plan_id = @plan ORDER BY position", command => command.Set("@plan", plan),
        row => new PlanStep
        {
            PlanId = plan, Position = row.GetInt64(0), BusinessId = new(Guid.Parse(row.GetString(1))), What = row.GetString(2), DueAt = row.InstantAt(3), Told = row.GetInt64(4),
            NextLookAt = row.InstantOrNullAt(5), DoneAt = row.InstantOrNullAt(6), DoneBy = row.TextAt(7), Outcome = row.TextAt(8),
        });

    private static PlanFile Map(DbDataReader row) => new(new()
    {
        Id = row.GetInt64(0), BusinessId = new(Guid.Parse(row.GetString(1))), CaseId = new(Guid.Parse(row.GetString(2))), AnalysisId = row.GetInt64(3), State = Enum.Parse<PlanState>(row.GetString(4)),
        Owner = row.GetString(5), OwnerName = row.GetString(6), Valued = row.GetString(7), MadeBy = row.GetString(8), MadeAt = row.InstantAt(9), EndedAt = row.InstantOrNullAt(10),
        EndedBy = row.TextAt(11), Outcome = row.TextAt(12),
    }, [], (int)row.GetInt64(13));
}
