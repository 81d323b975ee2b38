using System.Globalization;
using EngageBot.Conversations;
using EngageBot.Conversations.Windows;
using EngageBot.Http;
using EngageBot.Http.Description;
using EngageBot.Loyalty.Deeds;
using EngageBot.Staff;
using EngageBot.Storage;
using static EngageBot.Http.Description.FieldKind;

namespace EngageBot.Complaints;

/// <summary>Cases over HTTP; docs/api.md is its reference. It calls the same verbs as the staff chat.</summary>
internal sealed class CasesApi(ApiGate gate, CaseDesk desk, WindowSettings window, TimeProvider clock)
{
    private const int LimitUsual = 50;
    private const int LimitMost = 200;
    private const int DaysUsual = 30;
    private const int DaysMost = 1_830;

    private delegate ValueTask<CaseOutcome> Deed(WriteScope scope, CaseHand by, BusinessId business, CaseId id, CaseRequest request, DateTimeOffset now);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/cases").WithTags("Cases");
        group.MapGet("", (HttpContext http, CasesApi api) => api.ListAsync(http)).Describe(CasesDescription.List);
        group.MapGet("/report", (HttpContext http, CasesApi api) => api.ReportAsync(http)).Describe(CasesDescription.Report);
        group.MapGet("/{number:int}", (HttpContext http, CasesApi api, int number) => api.ShowAsync(http, number)).Describe(CasesDescription.Show);
        group.MapPost("", (HttpContext http, CasesApi api) => api.OpenAsync(http)).Describe(CasesDescription.Open);
        group.MapPost("/{number:int}/answer", (HttpContext http, CasesApi api, int number) => api.DoAsync(http, number, api.Answer)).Describe(CasesDescription.Verb("answerCase", "Writes to the customer; the first answer claims the case.",
            [new("words", Text, "To the customer."), new ApiField("asks", Flag, "The customer has the word now: targets stand still.").Optional, new ApiField("nextWordAt", Instant, "When the customer hears again; at most 90 days on.").Optional, new ApiField("sure", Flag, "What is only asked about was seen.").Optional], ProblemType.CaseWords));
        group.MapPost("/{number:int}/note", (HttpContext http, CasesApi api, int number) => api.DoAsync(http, number, (scope, by, business, id, r, now) => new(api.Desk.Note(scope, by, business, id, r.Words ?? "–", now))))
            .Describe(CasesDescription.Verb("noteInCase", "Writes a word among staff; it reaches no customer.", [new("words", Text, "Among staff.")], ProblemType.CaseWords));
        group.MapPost("/{number:int}/take", (HttpContext http, CasesApi api, int number) => api.DoAsync(http, number, (scope, by, business, id, r, now) => api.Desk.TakeAsync(scope, by, business, id, r.Over, now)))
            .Describe(CasesDescription.Verb("takeCase", "Takes a case.", [new ApiField("over", Flag, "Also from somebody who has it.").Optional]));
        group.MapPost("/{number:int}/resolve", (HttpContext http, CasesApi api, int number) => api.DoAsync(http, number, (scope, by, business, id, _, now) => api.Desk.ResolveAsync(scope, by, business, id, now)))
            .Describe(CasesDescription.Verb("resolveCase", "Says that it is solved; the customer is asked.", []));
        group.MapPost("/{number:int}/reopen", (HttpContext http, CasesApi api, int number) => api.DoAsync(http, number, (scope, by, business, id, _, now) => new(api.Desk.Reopen(scope, by, business, id, now))))
            .Describe(CasesDescription.Verb("reopenCase", "Opens it again.", []));
        group.MapPost("/{number:int}/snooze", (HttpContext http, CasesApi api, int number) => api.DoAsync(http, number, (scope, by, business, id, r, now) => new(api.Desk.Snooze(scope, by, business, id, r.Until ?? now, now))))
            .Describe(CasesDescription.Verb("snoozeCase", "Nobody is reminded until then.", [new("until", Instant, "Until when; at most 30 days on.")], ProblemType.CaseWords));
        group.MapPost("/{number:int}/hand-over", (HttpContext http, CasesApi api, int number) => api.DoAsync(http, number, (scope, by, business, id, r, now) =>
                api.Desk.HandOverAsync(scope, by, business, id, new(r.To ?? Guid.Empty), new(r.Done ?? "", r.Planned ?? "", r.Promises ?? "", r.Mood), now)))
            .Describe(CasesDescription.Verb("handOverCase", "Hands it over to a colleague, who accepts or not.",
                [new("to", Uuid, "Whose staff id."), new("done", Text, "What is done."), new("planned", Text, "What is planned."), new("promises", Text, "What was promised."), new ApiField("mood", Text, "Of the customer.").Optional], ProblemType.CaseWords));
        group.MapPost("/{number:int}/grant", (HttpContext http, CasesApi api, int number) => api.DoAsync(http, number, api.Grant))
            .Describe(CasesDescription.Verb("grantInCase", "Gives points or a voucher in the case.",
                [new ApiField("points", WholeNumber, "So many.").Optional, new ApiField("reward", Text, "Or the key of a reward.").Optional, new ApiField("words", Text, "Why, for the ledger.").Optional], ProblemType.CaseLimit));
        group.MapPost("/{number:int}/cause", (HttpContext http, CasesApi api, int number) => api.DoAsync(http, number, (scope, by, business, id, r, now) => new(api.Desk.TagCause(scope, by, business, id, r.Cause ?? "other", r.OurFault, now))))
            .Describe(CasesDescription.Verb("tagCause", "Says what lies behind it.", [new("cause", Text, "1 to 60 characters."), new ApiField("ourFault", Flag, "It was the shop's own fault.").Optional], ProblemType.CaseWords));
        group.MapPost("/{number:int}/trouble", (HttpContext http, CasesApi api, int number) => api.DoAsync(http, number, (scope, by, business, id, r, now) =>
                new(api.Desk.Struck(scope, by, business, id, r.Shop is { } shop ? new ShopId(shop) : null, r.Item, r.From ?? now, r.Until ?? now, now))))
            .Describe(CasesDescription.Verb("placeTrouble", "Says where and when the trouble of the case may have struck others.",
                [new ApiField("shop", Uuid, "A shop's id; absent for every shop, then with goods.").Optional, new ApiField("item", Text, "As receipts name it.").Optional, new("from", Instant, "From then on."), new("until", Instant, "At most 62 days later.")], ProblemType.CaseWords));
    }

    private CaseDesk Desk => desk;

    private ValueTask<CaseOutcome> Answer(WriteScope scope, CaseHand by, BusinessId business, CaseId id, CaseRequest request, DateTimeOffset now) =>
        desk.AnswerAsync(scope, by, business, id, new(request.Words ?? "", $"api:{Guid.CreateVersion7(now)}") { Asks = request.Asks, Sure = request.Sure, NextWordAt = request.NextWordAt }, now);

    private ValueTask<CaseOutcome> Grant(WriteScope scope, CaseHand by, BusinessId business, CaseId id, CaseRequest request, DateTimeOffset now)
    {
        var key = Guid.CreateVersion7(now).ToString();
        return request.Reward is { } reward ? desk.GrantVoucherAsync(scope, by, business, id, reward, key, now)
            : desk.GrantPointsAsync(scope, by, business, id, request.Points ?? 0, request.Words ?? "in a case", key, now);
    }

    private Task<IResult> ListAsync(HttpContext http) => gate.ReadAsync(http, [Permission.HandleCases], (source, caller) =>
    {
        var asked = http.Request.Query["state"].ToString();
        var state = Enum.GetValues<CaseState>().Where(s => SnakeCase.Of(s.ToString()) == asked).Select(s => (CaseState?)s).FirstOrDefault();
        if (state is null && asked.Length > 0) return ApiAnswer.Invalid("state", $"is one of {string.Join(", ", Enum.GetValues<CaseState>().Select(s => SnakeCase.Of(s.ToString())))}.");
        return ApiAnswer.Of(200, new CasesJsonPage([.. CaseRows.List(source, caller.Business, state, null, Number(http, "before", int.MaxValue, int.MaxValue), Number(http, "limit", LimitUsual, LimitMost)).Select(CaseAnswerJson.Of)]),
            CasesJson.Default.CasesJsonPage);
    });

    private Task<IResult> ShowAsync(HttpContext http, int number) => gate.ReadAsync(http, [Permission.HandleCases], (source, caller) =>
        CaseRows.ByNumber(source, caller.Business, number) is { } of ? File(source, of, 200) : ApiAnswer.Problem(ProblemType.CaseUnknown));

    private Task<IResult> ReportAsync(HttpContext http) => gate.ReadAsync(http, [Permission.SeeReports], (source, caller) =>
    {
        var now = clock.GetUtcNow();
        return ApiAnswer.Of(200, CaseReports.Read(source, caller.Business, now.AddDays(-Number(http, "days", DaysUsual, DaysMost)), now.AddMilliseconds(1), now), CasesJson.Default.CaseReport);
    });

    private Task<IResult> OpenAsync(HttpContext http) => gate.WriteAsync(http, body => ApiBody.Read(body, CasesJson.Default.OpenCaseRequest, OpenCaseRequest.Errors), async (scope, caller, request) =>
    {
        var (now, contact) = (clock.GetUtcNow(), new ContactId(request.MemberId));
        if (!Actor.Of(caller).May(Permission.HandleCases)) return ApiAnswer.Problem(ProblemType.NotPermitted);
        if (!People.Exists(scope, caller.Business, contact)) return ApiAnswer.Problem(ProblemType.MemberUnknown);
        return Answered(scope, await desk.OpenAsync(scope, CaseHand.Of(scope, Actor.Of(caller)), new(caller.Business, contact, request.Kind, request.Words, "staff", Speech.LanguageOf(scope, contact))
        {
            Title = request.Title, Shop = caller.Shop,
        }, now), 201);
    });

    private Task<IResult> DoAsync(HttpContext http, int number, Deed deed) => gate.WriteAsync(http, body => ApiBody.Read(body, CasesJson.Default.CaseRequest, CaseRequest.Errors), async (scope, caller, request) =>
        // Asked before the case is looked for: who may not handle cases does not learn which there are.
        !Actor.Of(caller).May(Permission.HandleCases) ? ApiAnswer.Problem(ProblemType.NotPermitted)
        : CaseRows.ByNumber(scope, caller.Business, number) is { } of
            ? Answered(scope, await deed(scope, CaseHand.Of(scope, Actor.Of(caller)), caller.Business, of.Id, request, clock.GetUtcNow()), 200)
            : ApiAnswer.Problem(ProblemType.CaseUnknown));

    private ApiAnswer Answered(RowSource source, CaseOutcome outcome, int status) =>
        ProblemOf(outcome) ?? (outcome is CaseOutcome.Done done ? File(source, done.Case, status) : throw new System.Diagnostics.UnreachableException());

    /// <summary>Why a verb did not do what was asked; <see langword="null"/> if it did.</summary>
    public static ApiAnswer? ProblemOf(CaseOutcome outcome) => outcome switch
    {
        CaseOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
        CaseOutcome.Unknown => ApiAnswer.Problem(ProblemType.CaseUnknown),
        CaseOutcome.Taken taken => ApiAnswer.Problem(ProblemType.CaseTaken, reason: taken.By),
        CaseOutcome.NotNow not => ApiAnswer.Problem(ProblemType.CaseNotNow, reason: CaseAnswerJson.Word(not.Case.State)),
        CaseOutcome.Mend mend => ApiAnswer.Problem(ProblemType.CaseWords, errors: mend.Remarks.GroupBy(r => r.Rule).ToDictionary(r => r.Key, r => string.Join(' ', r.Select(one => one.Why)))),
        CaseOutcome.OverLimit over => ApiAnswer.Problem(ProblemType.CaseLimit, reason: over.Most.ToString(CultureInfo.InvariantCulture)),
        _ => null,
    };

    private ApiAnswer File(RowSource source, Case of, int status)
    {
        var sent = CaseDeliveries.Of(source, of.Id);
        var now = clock.GetUtcNow();
        return ApiAnswer.Of(status, new CaseFileJson(
            CaseAnswerJson.Of(of),
            [.. CaseEntries.Read(source, of.Id).Select(e => new EntryJson(
                e.Id, CaseAnswerJson.Word(e.Kind), e.Author, e.AuthorName, e.Words, e.At, sent.GetValueOrDefault(e.Id) is { } way ? CaseAnswerJson.Word(way.State) : null, sent.GetValueOrDefault(e.Id)?.Reason))],
            [.. CasePromises.Of(source, of.Id).Select(p => new PromiseJson(CaseAnswerJson.Word(p.Kind), CaseAnswerJson.Word(p.State), p.ToldAt, p.DueAt, p.SettledAt))],
            of.Cause is { } cause ? SilentOnes.Count(source, of.BusinessId, cause, now) : null, of.ChatId is { } chat ? WindowReader.OpenUntil(source, window, chat) : null), CasesJson.Default.CaseFileJson);
    }

    private static int Number(HttpContext http, string name, int usual, int most) =>
        int.TryParse(http.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var wished) ? Math.Clamp(wished, 1, most) : usual;
}
