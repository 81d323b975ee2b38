using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using EngageBot.Businesses;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>A step somebody plans.</summary>
internal sealed record PlannedStep(string What, DateTimeOffset DueAt);

/// <summary>How a customer who may leave is kept: first it is seen how the talk went, then one person has a plan with steps, and it ends saved or lost.</summary>
internal sealed partial class CaseDesk
{
    /// <summary>Characters of a step, of what is valued, of an outcome.</summary>
    public const int LongestPlanWords = 500;

    private const int MostSteps = 10;
    private const int LeastQuestions = 3;
    private const int MostQuestions = 5;

    /// <summary>What was seen longer ago is seen anew before anybody plans.</summary>
    private static readonly TimeSpan AnalysisHolds = TimeSpan.FromDays(1);

    private static readonly TimeSpan FurthestStep = TimeSpan.FromDays(366);

    /// <summary>How the talk with the customer went; whoever has seen it may plan.</summary>
    public (CaseOutcome Outcome, ImmutableArray<Finding> Findings) Analyse(WriteScope scope, CaseHand by, BusinessId business, CaseId id, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return (no!, []);
        var findings = TalkHistory.Findings(scope, of, Times(scope, business, now).Rules, now);
        scope.Command("INSERT INTO case_analyses (business_id, case_id, made_by, made_at, findings) VALUES (@business, @case, @by, @now, @findings)")
            .Set("@business", business.ToString()).Set("@case", id.ToString()).Set("@by", by.Who.Name).Set("@now", now)
            .Set("@findings", JsonSerializer.Serialize(findings, FindingsJson.Default.ImmutableArrayFinding)).ExecuteNonQuery();
        return (new CaseOutcome.Done(of), findings);
    }

    /// <summary>Writes a plan: one owner, steps with a day each, and what we value in this customer.</summary>
    /// <param name="owner">Answers for it; somebody who handles cases and is not away.</param>
    public CaseOutcome Plan(WriteScope scope, CaseHand by, BusinessId business, CaseId id, StaffId owner, string valued, IReadOnlyList<PlannedStep> steps, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        RowSource source = scope;
        var analysis = source.Query("SELECT MAX(id) FROM case_analyses WHERE case_id = @case AND made_by = @by AND made_at >= @since",
            command => command.Set("@case", id.ToString()).Set("@by", by.Who.Name).Set("@since", now - AnalysisHolds), row => row.Read() ? row.NumberAt(0) : null);
        if (analysis is not { } seen) return Wrong(of, "analysis", "Look first how the talk with the customer went: /analyse. The cause may be found there, and what was seen holds for a day.");
        if (PlanRows.Of(scope, id) is { Plan.State: PlanState.Open }) return Wrong(of, "plan", "The case has a plan that is open: end it first, saved or lost.");
        if (Rota.Able(scope, of, owner, now) is not { Name: { } name } person || Rota.IsAway(scope, owner, now)) return new CaseOutcome.Unknown();
        if (!IsSaid(valued)) return Wrong(of, "valued", FormattableString.Invariant($"Say what we value in this customer, in 1 to {LongestPlanWords} characters."));
        if (steps.Count is 0 or > MostSteps || steps.Any(step => !IsSaid(step.What) || step.DueAt <= now || step.DueAt > now + FurthestStep))
            return Wrong(of, "steps", FormattableString.Invariant($"A plan has 1 to {MostSteps} steps, each with words of at most {LongestPlanWords} characters and a moment within the next year."));
        // Whoever reads the plan next meets the customer with it.
        if (readNote?.Invoke(business, string.Join('\n', steps.Select(step => step.What).Prepend(valued)), Language(scope, by)) is { IsEmpty: false } remarks) return new CaseOutcome.Mend(of, remarks);
        var plan = PlanRows.Insert(scope, new RetentionPlan { BusinessId = business, CaseId = id, AnalysisId = seen, State = PlanState.Open, Owner = person.Who.Name, OwnerName = name, Valued = valued.Trim(), MadeBy = by.Who.Name, MadeAt = now });
        foreach (var (step, position) in steps.Select((step, index) => (step, index + 1)))
            PlanRows.Insert(scope, new PlanStep { PlanId = plan, Position = position, BusinessId = business, What = step.What.Trim(), DueAt = step.DueAt, Told = 0 });
        CaseEntries.Add(scope, of, EntryKind.Change, by, FormattableString.Invariant($"plan: {steps.Count} steps, {name}"), now);
        return new CaseOutcome.Done(of);
    }

    /// <summary>A step is done, and this came of it.</summary>
    public CaseOutcome StepDone(WriteScope scope, CaseHand by, BusinessId business, CaseId id, long position, string outcome, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        if (PlanRows.Of(scope, id) is not { Plan.State: PlanState.Open } file || file.Steps.FirstOrDefault(step => step.Position == position) is not { DoneAt: null } step) return new CaseOutcome.Unknown();
        if (!IsSaid(outcome)) return Wrong(of, "outcome", FormattableString.Invariant($"Say what came of it, in 1 to {LongestPlanWords} characters."));
        if (readNote?.Invoke(business, outcome, Language(scope, by)) is { IsEmpty: false } remarks) return new CaseOutcome.Mend(of, remarks);
        PlanRows.Save(scope, step with { DoneAt = now, DoneBy = by.Who.Name, Outcome = outcome.Trim(), NextLookAt = null });
        CaseEntries.Add(scope, of, EntryKind.Change, by, FormattableString.Invariant($"plan, step {position} done: {outcome}"), now);
        return new CaseOutcome.Done(of);
    }

    /// <summary>The customer was kept, or not, and why.</summary>
    public CaseOutcome EndPlan(WriteScope scope, CaseHand by, BusinessId business, CaseId id, bool saved, string outcome, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        if (PlanRows.Of(scope, id) is not { Plan: { State: PlanState.Open } plan }) return new CaseOutcome.Unknown();
        if (!IsSaid(outcome)) return Wrong(of, "outcome", FormattableString.Invariant($"Say what came of it, in 1 to {LongestPlanWords} characters."));
        if (readNote?.Invoke(business, outcome, Language(scope, by)) is { IsEmpty: false } remarks) return new CaseOutcome.Mend(of, remarks);
        PlanRows.End(scope, plan, saved ? PlanState.Saved : PlanState.Lost, by.Who.Name, outcome.Trim(), now);
        CaseEntries.Add(scope, of, EntryKind.Change, by, $"plan: {(saved ? "saved" : "lost")}, {outcome}", now);
        return new CaseOutcome.Done(of);
    }

    /// <summary>Three to five questions that a contact is to answer; a new card takes the place of the one before.</summary>
    public CaseOutcome Prepare(WriteScope scope, CaseHand by, BusinessId business, CaseId id, IReadOnlyList<string> questions, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        if (questions.Count is < LeastQuestions or > MostQuestions || questions.Any(question => !IsSaid(question)))
            return Wrong(of, "questions", FormattableString.Invariant($"Choose the {LeastQuestions} to {MostQuestions} most important questions, each of at most {LongestPlanWords} characters; there are {questions.Count}."));
        if (readNote?.Invoke(business, string.Join('\n', questions), Language(scope, by)) is { IsEmpty: false } remarks) return new CaseOutcome.Mend(of, remarks);
        var card = PlanRows.Card(scope, id) is [var first, ..] ? first.Card + 1 : 1;
        foreach (var (question, position) in questions.Select((question, index) => (question.Trim(), index + 1)))
            PlanRows.Insert(scope, new KeyQuestion { CaseId = id, Card = card, Position = position, BusinessId = business, Question = question, MadeBy = by.Who.Name, MadeAt = now });
        CaseEntries.Add(scope, of, EntryKind.Change, by, FormattableString.Invariant($"{questions.Count} questions before the contact"), now);
        return new CaseOutcome.Done(of);
    }

    /// <summary>What the contact brought to one of the questions.</summary>
    public CaseOutcome Said(WriteScope scope, CaseHand by, BusinessId business, CaseId id, long position, string answer, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        if (PlanRows.Card(scope, id).FirstOrDefault(question => question.Position == position) is not { } question) return new CaseOutcome.Unknown();
        if (!IsSaid(answer)) return Wrong(of, "answer", FormattableString.Invariant($"An answer has 1 to {LongestPlanWords} characters."));
        if (readNote?.Invoke(business, answer, Language(scope, by)) is { IsEmpty: false } remarks) return new CaseOutcome.Mend(of, remarks);
        PlanRows.Answer(scope, question, answer.Trim(), by.Who.Name, now);
        return new CaseOutcome.Done(of);
    }

    /// <summary>Steps that are overdue climb the ladder: whoever has the plan at once, then the next, the duty, the owners. Each look reads anew.</summary>
    public async ValueTask LookAtPlanAsync(WriteScope scope, BusinessId business, CaseId id, DateTimeOffset now)
    {
        CaseRows.Lock(scope, business);
        if (CaseRows.Find(scope, business, id) is not { } of || PlanRows.Of(scope, id) is not { Plan.State: PlanState.Open } file) return;
        var times = Times(scope, business, now);
        foreach (var step in file.Steps.Where(step => step.NextLookAt <= now))
        {
            var told = (int)step.Told;
            var people = told == 0 ? (CaseHand.StaffOf(file.Plan.Owner) is { } own ? [own] : []) : Ladder.People(scope, of with { Owner = file.Plan.Owner }, times.Rules.Ladder[told].To, times.Rules, now);
            var key = FormattableString.Invariant($"plan:{step.PlanId}:{step.Position}:{told}");
            CaseEntries.Add(scope, of, EntryKind.Change, CaseHand.Clock, FormattableString.Invariant($"plan, step {step.Position} is overdue"), now, key);
            (string, string)[] words = [("relay.planned", step.What), ("relay.done", file.Plan.OwnerName)];
            var due = StaffTime.Minute(step.DueAt, times.Hours.Zone, businesses.Of(business).Business.Language);
            if (people.IsEmpty) await NoteAsync(scope, of, "staff.plan_overdue", key, due, null, null, words);
            foreach (var person in people) await NoteAsync(scope, of, "staff.plan_overdue", $"{key}:{person}", due, person, null, words);
            var next = told + 1 < times.Rules.Ladder.Length ? times.Step(told + 1, step.DueAt) : null;
            PlanRows.Save(scope, step with { Told = told + 1, NextLookAt = next is { } at && at <= now ? now.AddMinutes(1) : next });
        }
    }

    private static CaseOutcome.Mend Wrong(Case of, string what, string why) => new(of, [new(true, what, "", why)]);

    private static bool IsSaid(string words) => !string.IsNullOrWhiteSpace(words) && words.Length <= LongestPlanWords;

    private static string? Language(RowSource source, CaseHand by) => by.Who is Actor.Staff member ? StaffRows.Find(source, member.Id)?.Language : null;
}

/// <summary>How findings are stored.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(ImmutableArray<Finding>))]
internal sealed partial class FindingsJson : JsonSerializerContext;
