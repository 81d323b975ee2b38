using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Http;
using EngageBot.Http.Description;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>Broadcasts over HTTP; docs/api.md and docs/broadcasts.md are its reference.</summary>
internal sealed class BroadcastsApi(
    ApiGate gate, BroadcastDesk desk, BroadcastChangeDesk changes, BroadcastCount counts, BroadcastPreview preview, BroadcastCsv csv, BusinessDirectory businesses, TimeProvider clock)
{
    private const int PageMost = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/broadcasts").WithTags("Broadcasts");
        group.MapPost("", (HttpContext http, BroadcastsApi api) => api.CreateAsync(http)).Describe(BroadcastsDescription.Create);
        group.MapGet("", (HttpContext http, BroadcastsApi api) => api.ListAsync(http)).Describe(BroadcastsDescription.List);
        group.MapGet("/{id:long}", (HttpContext http, BroadcastsApi api, long id) => api.ShowAsync(http, id)).Describe(BroadcastsDescription.Show);
        group.MapPut("/{id:long}", (HttpContext http, BroadcastsApi api, long id) => api.RewriteAsync(http, id)).Describe(BroadcastsDescription.Rewrite);
        group.MapPost("/{id:long}/count", (HttpContext http, BroadcastsApi api, long id) => api.CountAsync(http, id)).Describe(BroadcastsDescription.Count);
        group.MapGet("/{id:long}/preview", (HttpContext http, BroadcastsApi api, long id) => api.PreviewAsync(http, id)).Describe(BroadcastsDescription.Preview);
        group.MapPost("/{id:long}/test", (HttpContext http, BroadcastsApi api, long id) => api.TestAsync(http, id)).Describe(BroadcastsDescription.Test);
        group.MapPost("/{id:long}/schedule", (HttpContext http, BroadcastsApi api, long id) => api.ScheduleAsync(http, id)).Describe(BroadcastsDescription.Schedule);
        group.MapPost("/{id:long}/approve", (HttpContext http, BroadcastsApi api, long id) => api.VerbAsync(http, id, api.ApproveAsync)).Describe(BroadcastsDescription.Approve);
        group.MapPost("/{id:long}/refuse", (HttpContext http, BroadcastsApi api, long id) => api.RefuseAsync(http, id)).Describe(BroadcastsDescription.Refuse);
        group.MapPost("/{id:long}/pause", (HttpContext http, BroadcastsApi api, long id) => api.VerbAsync(http, id, api.Pause)).Describe(BroadcastsDescription.Pause);
        group.MapPost("/{id:long}/resume", (HttpContext http, BroadcastsApi api, long id) => api.VerbAsync(http, id, api.Resume)).Describe(BroadcastsDescription.Resume);
        group.MapPost("/{id:long}/cancel", (HttpContext http, BroadcastsApi api, long id) => api.VerbAsync(http, id, api.Cancel)).Describe(BroadcastsDescription.Cancel);
        group.MapPost("/{id:long}/edit", (HttpContext http, BroadcastsApi api, long id) => api.EditAsync(http, id)).Describe(BroadcastsDescription.Edit);
        group.MapPost("/{id:long}/delete", (HttpContext http, BroadcastsApi api, long id) => api.DeleteAsync(http, id)).Describe(BroadcastsDescription.Delete);
        group.MapGet("/{id:long}/changes", (HttpContext http, BroadcastsApi api, long id) => api.ChangesAsync(http, id)).Describe(BroadcastsDescription.Changes);
        group.MapGet("/{id:long}/report", (HttpContext http, BroadcastsApi api, long id) => api.ReportAsync(http, id)).Describe(BroadcastsDescription.Report);
        group.MapGet("/{id:long}/recipients.csv", (HttpContext http, BroadcastsApi api, long id) => api.CsvAsync(http, id)).Describe(BroadcastsDescription.Recipients);
    }

    private Task<IResult> CreateAsync(HttpContext http) =>
        gate.WriteAsync(http, body => Parse(body, BroadcastsJson.Default.BroadcastRequest), (scope, caller, request) =>
            ValueTask.FromResult(Answer(scope, desk.Create(scope, Actor.Of(caller), caller.Business, request.ToDraft(), clock.GetUtcNow()), created: true)));

    private Task<IResult> RewriteAsync(HttpContext http, long id) =>
        gate.WriteAsync(http, body => Parse(body, BroadcastsJson.Default.BroadcastRequest), (scope, caller, request) =>
            ValueTask.FromResult(Answer(scope, desk.Rewrite(scope, Actor.Of(caller), caller.Business, id, request.ToDraft(), clock.GetUtcNow()))));

    private Task<IResult> ListAsync(HttpContext http) => ReadAsync(http, (source, caller) =>
    {
        var before = long.TryParse(http.Request.Query["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : long.MaxValue;
        var page = BroadcastRows.List(source, caller.Business, before, PageMost);
        return Json(200, new([.. page.Select(BroadcastLine.Of)], page.Length == PageMost ? page[^1].Id : null), BroadcastsJson.Default.BroadcastListAnswer);
    });

    private Task<IResult> ShowAsync(HttpContext http, long id) => ReadAsync(http, (source, caller) =>
        BroadcastRows.Find(source, caller.Business, id) is { } broadcast ? Show(source, 200, broadcast) : ApiAnswer.Problem(ProblemType.NotFound));

    private Task<IResult> CountAsync(HttpContext http, long id) =>
        gate.AskAsync(http, body => Parse(body, BroadcastsJson.Default.NothingRequest), async (caller, _, cancellation) =>
        {
            var (count, problem) = await counts.RunAsync(Actor.Of(caller), caller.Business, id, cancellation);
            return count is null ? ProblemOf(problem!) : Json(200, count, BroadcastsJson.Default.AudienceCount);
        });

    private Task<IResult> PreviewAsync(HttpContext http, long id) => ReadAsync(http, (source, caller) =>
        BroadcastRows.Find(source, caller.Business, id) is { } broadcast
            ? Json(200, new([.. preview.Of(broadcast, businesses.Of(caller.Business))]), BroadcastsJson.Default.PreviewAnswer)
            : ApiAnswer.Problem(ProblemType.NotFound));

    private Task<IResult> TestAsync(HttpContext http, long id) =>
        gate.WriteAsync(http, body => Parse(body, BroadcastsJson.Default.TestRequest), async (scope, caller, request) =>
        {
            var (sent, problem) = await preview.TestAsync(scope, Actor.Of(caller), businesses.Of(caller.Business), id, new(request.StaffId), clock.GetUtcNow());
            return problem is not null ? ProblemOf(problem)
                : sent > 0 ? Json(202, new TestAnswer(sent), BroadcastsJson.Default.TestAnswer)
                : ApiAnswer.Problem(ProblemType.MemberUnknown, "A test goes to somebody of the staff who has a chat with the bot.");
        });

    private Task<IResult> ScheduleAsync(HttpContext http, long id) =>
        gate.WriteAsync(http, body => Parse(body, BroadcastsJson.Default.ScheduleRequest), async (scope, caller, request) =>
            Answer(scope, await desk.ScheduleAsync(scope, Actor.Of(caller), caller.Business, id, request.StartAt, request.StartLocal, clock.GetUtcNow())));

    private Task<IResult> RefuseAsync(HttpContext http, long id) =>
        gate.WriteAsync(http, body => Parse(body, BroadcastsJson.Default.RefuseRequest), async (scope, caller, request) =>
            Answer(scope, await desk.RefuseAsync(scope, Actor.Of(caller), caller.Business, id, request.Reason, clock.GetUtcNow())));

    private Task<IResult> EditAsync(HttpContext http, long id) =>
        gate.WriteAsync(http, body => Parse(body, BroadcastsJson.Default.EditRequest), (scope, caller, request) =>
            ValueTask.FromResult(Show(scope, changes.Edit(scope, Actor.Of(caller), caller.Business, id, new(request.Variants), clock.GetUtcNow()))));

    private Task<IResult> DeleteAsync(HttpContext http, long id) =>
        gate.WriteAsync(http, body => Parse(body, BroadcastsJson.Default.NothingRequest), (scope, caller, _) =>
            ValueTask.FromResult(Show(scope, changes.Delete(scope, Actor.Of(caller), caller.Business, id, clock.GetUtcNow()))));

    private Task<IResult> ChangesAsync(HttpContext http, long id) => ReadAsync(http, (source, caller) =>
        BroadcastRows.Find(source, caller.Business, id) is null ? ApiAnswer.Problem(ProblemType.NotFound)
        : Json(200, new([.. BroadcastChangeRows.Of(source, id).Select(change => ChangeLine.Of(change, BroadcastChangeRows.Counts(source, change)))]), BroadcastsJson.Default.ChangesAnswer));

    private static ApiAnswer Show(RowSource source, (BroadcastChange? Change, BroadcastOutcome? Problem) outcome) => outcome.Change is { } change
        ? Json(202, ChangeLine.Of(change, BroadcastChangeRows.Counts(source, change)), BroadcastsJson.Default.ChangeLine)
        : ProblemOf(outcome.Problem!);

    private Task<IResult> ReportAsync(HttpContext http, long id) => ReadAsync(http, (source, caller) =>
        BroadcastRows.Find(source, caller.Business, id) is { } broadcast
            ? Json(200, ReportAnswer.Of(BroadcastReport.Read(source, broadcast), broadcast, businesses.Of(caller.Business).Business.Currency), BroadcastsJson.Default.ReportAnswer)
            : ApiAnswer.Problem(ProblemType.NotFound));

    private Task<IResult> CsvAsync(HttpContext http, long id) => gate.StreamAsync(http, [Permission.SeeCustomers], async (caller, cancellation) =>
        await csv.FindAsync(caller.Business, id, cancellation) is not { } broadcast ? ApiAnswer.Problem(ProblemType.NotFound).ToResult()
        : Results.Stream(stream => csv.WriteAsync(broadcast, stream, cancellation), "text/csv; charset=utf-8", $"broadcast-{id}.csv"));

    private Task<IResult> VerbAsync(HttpContext http, long id, Func<WriteScope, Actor, BusinessId, long, ValueTask<BroadcastOutcome>> verb) =>
        gate.WriteAsync(http, body => Parse(body, BroadcastsJson.Default.NothingRequest), async (scope, caller, _) =>
            Answer(scope, await verb(scope, Actor.Of(caller), caller.Business, id)));

    private ValueTask<BroadcastOutcome> ApproveAsync(WriteScope scope, Actor actor, BusinessId business, long id) => desk.ApproveAsync(scope, actor, business, id, clock.GetUtcNow());

    private ValueTask<BroadcastOutcome> Pause(WriteScope scope, Actor actor, BusinessId business, long id) => new(desk.Pause(scope, actor, business, id, clock.GetUtcNow()));

    private ValueTask<BroadcastOutcome> Resume(WriteScope scope, Actor actor, BusinessId business, long id) => new(desk.Resume(scope, actor, business, id, clock.GetUtcNow()));

    private ValueTask<BroadcastOutcome> Cancel(WriteScope scope, Actor actor, BusinessId business, long id) => new(desk.Cancel(scope, actor, business, id, clock.GetUtcNow()));

    private Task<IResult> ReadAsync(HttpContext http, Func<RowSource, ApiCaller, ApiAnswer> read) =>
        gate.ReadAsync(http, [Permission.SendBroadcasts, Permission.ApproveBroadcasts, Permission.SeeReports], read);

    private ApiAnswer Answer(RowSource source, BroadcastOutcome outcome, bool created = false) => outcome switch
    {
        BroadcastOutcome.Done done => Show(source, created ? 201 : 200, done.Broadcast),
        BroadcastOutcome.NeedsApproval waits => Show(source, 202, waits.Broadcast),
        _ => ProblemOf(outcome),
    };

    private static ApiAnswer ProblemOf(BroadcastOutcome outcome) => outcome switch
    {
        BroadcastOutcome.Invalid invalid => ApiAnswer.Problem(ProblemType.BodyInvalid, errors: RuleError.ByPath(invalid.Errors, "broadcast")),
        BroadcastOutcome.NotCounted => ApiAnswer.Problem(ProblemType.BroadcastNotCounted),
        BroadcastOutcome.NotNow not => ApiAnswer.Problem(ProblemType.BroadcastNotNow, $"It is {SnakeCase.Of(not.State.ToString())}.", reason: SnakeCase.Of(not.State.ToString())),
        BroadcastOutcome.ChangeUnderWay => ApiAnswer.Problem(ProblemType.BroadcastNotNow, "What it has sent is being changed already.", reason: "change_under_way"),
        BroadcastOutcome.OwnBroadcast => ApiAnswer.Problem(ProblemType.BroadcastOwn),
        BroadcastOutcome.Unknown => ApiAnswer.Problem(ProblemType.NotFound),
        BroadcastOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
        _ => throw new UnreachableException(),
    };

    private ApiAnswer Show(RowSource source, int status, Broadcast broadcast) =>
        Json(status, BroadcastAnswer.Of(broadcast, BroadcastProgress.Read(source, broadcast, clock.GetUtcNow()), BroadcastTemplates.Holds(source, broadcast)), BroadcastsJson.Default.BroadcastAnswer);

    private static (T? Request, ApiAnswer? Problem) Parse<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> json) where T : class => ApiBody.Read(body, json, _ => []);

    private static ApiAnswer Json<T>(int status, T answer, JsonTypeInfo<T> type) => new(status, JsonSerializer.Serialize(answer, type));
}
