using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EngageBot.Http;
using EngageBot.Http.Description;
using EngageBot.Staff;
using EngageBot.Storage;
using static EngageBot.Http.Description.FieldKind;

namespace EngageBot.Complaints;

/// <summary>A step as a request writes it.</summary>
internal sealed record StepRequest(string What, DateTimeOffset DueAt);

/// <summary>A plan as a request writes it.</summary>
internal sealed record PlanRequest(Guid Owner, string Valued, ImmutableArray<StepRequest> Steps);

/// <summary>What came of a step, of a plan, or of a question; each reads what is its own.</summary>
internal sealed record PlanWordRequest(string? Words = null, long Number = 0, bool Saved = false, ImmutableArray<string> Questions = default);

/// <summary>How customers are kept, over HTTP; docs/api.md is its reference. It calls the same verbs as the staff chat.</summary>
internal sealed class PlansApi(ApiGate gate, CaseDesk desk, TimeProvider clock)
{
    private const int Most = 200;
    private const int HistoryLines = 100;
    private const int DaysUsual = 90;

    private static readonly ImmutableArray<ApiField> _plan =
    [
        new("number", WholeNumber, "Of the case."), new("state", Text, "open, saved or lost."), new("owner", Text, "Who answers for it."), new("ownerName", Text, "Their name."), new("valued", Text, "What we value in the customer."),
        new("madeAt", Instant, "When."), new ApiField("endedAt", Instant, "When it ended.").Optional, new ApiField("outcome", Text, "Why it ended so.").Optional,
        new("steps", FieldKind.Object, "In their order.")
        {
            List = true,
            Fields =
            [
                new("step", WholeNumber, "From 1."), new("what", Text, "What is done."), new("dueAt", Instant, "By when."), new("overdue", Flag, "Not done, and its time is over."), new ApiField("doneAt", Instant, "When it was done.").Optional,
                new ApiField("outcome", Text, "What came of it.").Optional,
            ],
        },
    ];

    private static readonly ImmutableArray<ApiField> _analysis =
    [
        new("findings", FieldKind.Object, "What may be why the customer leaves.")
        {
            List = true,
            Fields = [new("kind", Text, "long_waits, broken_promises, asked_for_news, opened_again, falling_scores, several_people or unanswered_questions."), new("count", WholeNumber, "How often."), new ApiField("detail", Text, "The longest wait in minutes; who answered.").Optional],
        },
        new("history", FieldKind.Object, "What there was with them in all of their cases, receipts and scores too; the newest first.")
        {
            List = true, Fields = [new("at", Instant, "When."), new("kind", Text, "As in a case's timeline; purchase or score."), new ApiField("who", Text, "Who.").Optional, new("words", Text, "What.")],
        },
    ];

    private static readonly ImmutableArray<ApiField> _card =
    [
        new("questions", FieldKind.Object, "The card in force.") { List = true, Fields = [new("number", WholeNumber, "From 1."), new("question", Text, "Which."), new ApiField("answer", Text, "What the contact brought.").Optional] },
    ];

    private static readonly ImmutableArray<ProblemType> _problems = [ProblemType.CaseUnknown, ProblemType.CaseWords, ProblemType.CaseNotNow, ProblemType.CaseTaken];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api/v1/plans-to-keep").WithTags("Cases").MapGet("", (HttpContext http, PlansApi api) => api.ListAsync(http)).Describe(
            new("listRetentionPlans", "Plans to keep customers, the newest first, with how many were saved and lost.",
            [
                new(200, "The plans.",
                [
                    new("open", WholeNumber, "Under way."), new("saved", WholeNumber, "Kept."), new("lost", WholeNumber, "Not kept."), new("overdue", WholeNumber, "Steps whose time is over."),
                    new("plans", FieldKind.Object, "At most 200.") { List = true, Fields = _plan },
                ]),
            ], []) { Write = false, Query = [new ApiField("days", WholeNumber, "Of the last 1 to 1,830 days; 90 if absent.").Optional] });
        var group = routes.MapGroup("/api/v1/cases/{number:int}").WithTags("Cases");
        group.MapPost("/analysis", (HttpContext http, PlansApi api, int number) => api.AnalyseAsync(http, number)).Describe(
            new("analyseCase", "How the talk with the customer went; whoever has seen it may plan for a day.", [new(200, "What was found.", _analysis)], _problems) { Body = [] });
        group.MapPost("/plan", (HttpContext http, PlansApi api, int number) => api.PlanAsync(http, number)).Describe(
            new("planToKeep", "Writes a plan to keep the customer.", [new(200, "The plan.", _plan)], _problems)
            {
                Body = [new("owner", Uuid, "Whose staff id."), new("valued", Text, "What we value in the customer."), new("steps", FieldKind.Object, "1 to 10.") { List = true, Fields = [new("what", Text, "What is done."), new("dueAt", Instant, "By when.")] }],
            });
        group.MapPost("/plan/step", (HttpContext http, PlansApi api, int number) => api.PlanWordAsync(http, number, (scope, by, business, id, r, now) => api._desk.StepDone(scope, by, business, id, r.Number, r.Words ?? "", now))).Describe(
            new("stepDone", "A step is done.", [new(200, "The plan.", _plan)], _problems) { Body = [new("number", WholeNumber, "Which step."), new("words", Text, "What came of it.")] });
        group.MapPost("/plan/end", (HttpContext http, PlansApi api, int number) => api.PlanWordAsync(http, number, (scope, by, business, id, r, now) => api._desk.EndPlan(scope, by, business, id, r.Saved, r.Words ?? "", now))).Describe(
            new("endPlan", "The customer was kept, or not.", [new(200, "The plan.", _plan)], _problems) { Body = [new("saved", Flag, "Kept."), new("words", Text, "Why.")] });
        group.MapPost("/questions", (HttpContext http, PlansApi api, int number) => api.CardAsync(http, number, (scope, by, business, id, r, now) => api._desk.Prepare(scope, by, business, id, r.Questions.IsDefault ? [] : r.Questions, now))).Describe(
            new("prepareContact", "Chooses the three to five questions that a contact is to answer.", [new(200, "The card.", _card)], _problems) { Body = [new("questions", Text, "3 to 5.") { List = true }] });
        group.MapPost("/questions/answer", (HttpContext http, PlansApi api, int number) => api.CardAsync(http, number, (scope, by, business, id, r, now) => api._desk.Said(scope, by, business, id, r.Number, r.Words ?? "", now))).Describe(
            new("answerQuestion", "What the contact brought to one of them.", [new(200, "The card.", _card)], _problems) { Body = [new("number", WholeNumber, "Which question."), new("words", Text, "The answer.")] });
    }

    private readonly CaseDesk _desk = desk;

    private delegate CaseOutcome Deed(WriteScope scope, CaseHand by, BusinessId business, CaseId id, PlanWordRequest request, DateTimeOffset now);

    private Task<IResult> ListAsync(HttpContext http) => gate.ReadAsync(http, [Permission.HandleCases], (source, caller) =>
    {
        var now = clock.GetUtcNow();
        var days = int.TryParse(http.Request.Query["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var wished) ? Math.Clamp(wished, 1, 1_830) : DaysUsual;
        var plans = PlanRows.All(source, caller.Business, now.AddDays(-days), Most);
        return new ApiAnswer(200, new JsonObject
        {
            ["open"] = plans.Count(p => p.Plan.State is PlanState.Open), ["saved"] = plans.Count(p => p.Plan.State is PlanState.Saved), ["lost"] = plans.Count(p => p.Plan.State is PlanState.Lost),
            ["overdue"] = plans.Where(p => p.Plan.State is PlanState.Open).Sum(p => p.Steps.Count(s => s.DoneAt is null && s.DueAt < now)),
            ["plans"] = new JsonArray([.. plans.Select(p => Json(p, now))]),
        }.ToJsonString());
    });

    private Task<IResult> AnalyseAsync(HttpContext http, int number) => gate.WriteAsync(http, body => ApiBody.Read(body, PlansJson.Default.PlanWordRequest, _ => []), (scope, caller, _) => ValueTask.FromResult(In(scope, caller, number, (by, of, now) =>
    {
        var (outcome, findings) = _desk.Analyse(scope, by, caller.Business, of.Id, now);
        return CasesApi.ProblemOf(outcome) ?? new ApiAnswer(200, new JsonObject
        {
            ["findings"] = new JsonArray([.. findings.Select(f => Known(new JsonObject { ["kind"] = SnakeCase.Of(f.Kind.ToString()), ["count"] = f.Count, ["detail"] = string.IsNullOrEmpty(f.Detail) ? null : f.Detail }))]),
            ["history"] = new JsonArray([.. TalkHistory.Read(scope, of, HistoryLines).Select(line => Known(new JsonObject { ["at"] = At(line.At), ["kind"] = line.Kind, ["who"] = line.Who, ["words"] = line.Words }))]),
        }.ToJsonString());
    })));

    private Task<IResult> PlanAsync(HttpContext http, int number) => gate.WriteAsync(http, body => ApiBody.Read(body, PlansJson.Default.PlanRequest, _ => []), (scope, caller, request) => ValueTask.FromResult(In(scope, caller, number, (by, of, now) =>
        CasesApi.ProblemOf(_desk.Plan(scope, by, caller.Business, of.Id, new(request.Owner), request.Valued, request.Steps.IsDefault ? [] : [.. request.Steps.Select(s => new PlannedStep(s.What, s.DueAt))], now))
            ?? new ApiAnswer(200, Json(PlanRows.Of(scope, of.Id)!, now).ToJsonString()))));

    private Task<IResult> PlanWordAsync(HttpContext http, int number, Deed deed) => WordAsync(http, number, deed, (scope, of, now) => Json(PlanRows.Of(scope, of.Id)!, now));

    private Task<IResult> CardAsync(HttpContext http, int number, Deed deed) => WordAsync(http, number, deed, (scope, of, _) => new JsonObject
    {
        ["questions"] = new JsonArray([.. PlanRows.Card(scope, of.Id).Select(q => Known(new JsonObject { ["number"] = q.Position, ["question"] = q.Question, ["answer"] = q.Answer }))]),
    });

    private Task<IResult> WordAsync(HttpContext http, int number, Deed deed, Func<WriteScope, Case, DateTimeOffset, JsonObject> answer) =>
        gate.WriteAsync(http, body => ApiBody.Read(body, PlansJson.Default.PlanWordRequest, _ => []), (scope, caller, request) => ValueTask.FromResult(In(scope, caller, number, (by, of, now) =>
            CasesApi.ProblemOf(deed(scope, by, caller.Business, of.Id, request, now)) ?? new ApiAnswer(200, answer(scope, of, now).ToJsonString()))));

    /// <summary>Asked before the case is looked for: who may not handle cases does not learn which there are.</summary>
    private ApiAnswer In(WriteScope scope, ApiCaller caller, int number, Func<CaseHand, Case, DateTimeOffset, ApiAnswer> work) =>
        !Actor.Of(caller).May(Permission.HandleCases) ? ApiAnswer.Problem(ProblemType.NotPermitted)
        : CaseRows.ByNumber(scope, caller.Business, number) is { } of ? work(CaseHand.Of(scope, Actor.Of(caller)), of, clock.GetUtcNow()) : ApiAnswer.Problem(ProblemType.CaseUnknown);

    private static JsonObject Json(PlanFile file, DateTimeOffset now) => Known(new JsonObject
    {
        ["number"] = file.Number, ["state"] = SnakeCase.Of(file.Plan.State.ToString()), ["owner"] = file.Plan.Owner, ["ownerName"] = file.Plan.OwnerName, ["valued"] = file.Plan.Valued, ["madeAt"] = At(file.Plan.MadeAt),
        ["endedAt"] = file.Plan.EndedAt is { } ended ? At(ended) : null, ["outcome"] = file.Plan.Outcome,
        ["steps"] = new JsonArray([.. file.Steps.Select(s => Known(new JsonObject
        {
            ["step"] = s.Position, ["what"] = s.What, ["dueAt"] = At(s.DueAt), ["overdue"] = s.DoneAt is null && s.DueAt < now && file.Plan.State is PlanState.Open, ["doneAt"] = s.DoneAt is { } done ? At(done) : null, ["outcome"] = s.Outcome,
        }))]),
    });

    private static JsonObject Known(JsonObject json)
    {
        foreach (var name in json.Where(field => field.Value is null).Select(field => field.Key).ToArray()) json.Remove(name);
        return json;
    }

    private static string At(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);
}

/// <summary>How requests are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PlanRequest))]
[JsonSerializable(typeof(PlanWordRequest))]
internal sealed partial class PlansJson : JsonSerializerContext;
