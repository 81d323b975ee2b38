using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EngageBot.Http;
using EngageBot.Http.Description;
using EngageBot.Loyalty;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>What somebody tells of a customer.</summary>
/// <param name="LostMinor">What was not bought because of it.</param>
internal sealed record NoteRequest(FeedbackKind Kind, string Words, string? MemberId = null, string? Topic = null, long? LostMinor = null)
{
    public static IEnumerable<(string Field, string Error)> Errors(NoteRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Words) || request.Words.Length > FeedbackBook.WordsMax) yield return ("words", $"are 1 to {FeedbackBook.WordsMax} characters.");
        if (request.MemberId is { } id && !Guid.TryParse(id, out _)) yield return ("memberId", "is a member's id.");
        if (request.LostMinor is < 0 or > 1_000_000_000_000) yield return ("lostMinor", "is between 0 and 1,000,000,000,000.");
    }
}

/// <summary>How far the shop is with a topic.</summary>
internal sealed record PlanRequest(FeedbackKind Kind, string Topic, TopicState State, string? Note = null)
{
    public static IEnumerable<(string Field, string Error)> Errors(PlanRequest request)
    {
        if (request.Note is { Length: > FeedbackBook.WordsMax }) yield return ("note", $"is at most {FeedbackBook.WordsMax} characters.");
    }
}

/// <summary>What a note is about.</summary>
internal sealed record TagRequest(string Topic);

/// <summary>What was changed, by language.</summary>
internal sealed record ChangeRequest(string About, ImmutableSortedDictionary<string, string> Words);

/// <summary>The registers of what was missing and of what others do, and "you said, we did"; docs/api.md is its reference.</summary>
internal sealed class FeedbackApi(ApiGate gate, TimeProvider clock)
{
    private const int PageMax = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/feedback").WithTags("Surveys");
        group.MapGet("/{kind}", (HttpContext http, FeedbackApi api, string kind) => api.ShowAsync(http, kind)).Describe(FeedbackDescription.Show);
        group.MapGet("/{kind}/notes", (HttpContext http, FeedbackApi api, string kind) => api.NotesAsync(http, kind)).Describe(FeedbackDescription.Notes);
        group.MapPost("/notes", (HttpContext http, FeedbackApi api) => api.NoteAsync(http)).Describe(FeedbackDescription.Note);
        group.MapPost("/notes/{id:long}/topic", (HttpContext http, FeedbackApi api, long id) => api.TagAsync(http, id)).Describe(FeedbackDescription.Tag);
        group.MapPost("/topics", (HttpContext http, FeedbackApi api) => api.PlanAsync(http)).Describe(FeedbackDescription.Plan);
        var changes = routes.MapGroup("/api/v1/changes").WithTags("Surveys");
        changes.MapGet("", (HttpContext http, FeedbackApi api) => api.ChangesAsync(http)).Describe(FeedbackDescription.Changes);
        changes.MapPost("", (HttpContext http, FeedbackApi api) => api.ChangeAsync(http)).Describe(FeedbackDescription.Change);
    }

    private Task<IResult> ShowAsync(HttpContext http, string kind) => gate.ReadAsync(http, [Permission.SeeReports], (source, caller) => KindOf(kind) is not { } known ? ApiAnswer.Problem(ProblemType.NotFound) : Answer(new JsonObject
    {
        ["topics"] = new JsonArray([.. FeedbackBook.Topics(source, caller.Business, known, PageMax).Select(t => new JsonObject
        {
            ["topic"] = t.Topic, ["state"] = SnakeCase.Of(t.State.ToString()), ["people"] = t.People, ["lostMinor"] = t.LostMinor, ["note"] = t.Note, ["lastAt"] = At(t.LastAt),
        })]),
    }));

    private Task<IResult> NotesAsync(HttpContext http, string kind) => gate.ReadAsync(http, [Permission.SeeCustomers], (source, caller) =>
    {
        if (KindOf(kind) is not { } known) return ApiAnswer.Problem(ProblemType.NotFound);
        var before = long.TryParse(http.Request.Query["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var notes = FeedbackBook.Notes(source, caller.Business, known, before, PageMax);
        return Answer(new JsonObject
        {
            ["notes"] = new JsonArray([.. notes.Select(n => new JsonObject
            {
                ["id"] = n.Id, ["memberId"] = n.Contact, ["topic"] = n.Topic, ["words"] = n.Words, ["lostMinor"] = n.LostMinor, ["at"] = At(n.At),
            })]),
            ["more"] = notes.Count == PageMax,
        });
    });

    private Task<IResult> NoteAsync(HttpContext http) => gate.WriteAsync(http, body => ApiBody.Read(body, FeedbackApiJson.Default.NoteRequest, NoteRequest.Errors), (scope, caller, request) =>
    {
        var (now, member) = (clock.GetUtcNow(), request.MemberId is { } id ? MemberOf(scope, caller.Business, id) : null);
        // A note about nobody would be counted as another person's.
        if (request.MemberId is not null && member is null && Actor.Of(caller).May(Permission.HandleCases)) return ValueTask.FromResult(ApiAnswer.Problem(ProblemType.MemberUnknown));
        return Said(FeedbackBook.Note(scope, Actor.Of(caller), new()
        {
            BusinessId = caller.Business, Kind = request.Kind, Source = $"note:{Guid.CreateVersion7(now)}", ContactId = member,
            Topic = request.Topic, Words = request.Words, LostMinor = request.LostMinor, SaidAt = now,
        }), 201);
    });

    private Task<IResult> TagAsync(HttpContext http, long id) => gate.WriteAsync(http, body => ApiBody.Read(body, FeedbackApiJson.Default.TagRequest, _ => []), (scope, caller, request) =>
        Said(FeedbackBook.Tag(scope, Actor.Of(caller), caller.Business, id, request.Topic, clock.GetUtcNow()), 200));

    private Task<IResult> PlanAsync(HttpContext http) => gate.WriteAsync(http, body => ApiBody.Read(body, FeedbackApiJson.Default.PlanRequest, PlanRequest.Errors), (scope, caller, request) =>
        Said(FeedbackBook.Plan(scope, Actor.Of(caller), caller.Business, request.Kind, request.Topic, request.State, request.Note, clock.GetUtcNow()), 200));

    private Task<IResult> ChangesAsync(HttpContext http) => gate.ReadAsync(http, [Permission.SeeReports], (source, caller) => Answer(new JsonObject
    {
        ["changes"] = new JsonArray([.. ChangeDesk.All(source, caller.Business, PageMax).Select(c => new JsonObject
        {
            ["id"] = c.Id, ["about"] = c.About, ["words"] = c.Words, ["at"] = At(c.At), ["told"] = c.Told, ["finished"] = c.Finished,
        })]),
    }));

    private Task<IResult> ChangeAsync(HttpContext http) => gate.WriteAsync(http, body => ApiBody.Read(body, FeedbackApiJson.Default.ChangeRequest, _ => []), (scope, caller, request) =>
        Said(ChangeDesk.Publish(scope, Actor.Of(caller), caller.Business, request.About, request.Words, clock.GetUtcNow()), 201));

    private static ValueTask<ApiAnswer> Said(FeedbackOutcome outcome, int status) => ValueTask.FromResult(outcome switch
    {
        FeedbackOutcome.Done done => new ApiAnswer(status, new JsonObject { ["id"] = done.Id, ["people"] = done.People }.ToJsonString()),
        FeedbackOutcome.Invalid invalid => ApiAnswer.Invalid(invalid.Field, invalid.Error),
        FeedbackOutcome.Unknown => ApiAnswer.Problem(ProblemType.NotFound),
        _ => ApiAnswer.Problem(ProblemType.NotPermitted),
    });

    private static ContactId? MemberOf(RowSource source, BusinessId business, string id) =>
        Guid.TryParse(id, out var known) && Conversations.People.Exists(source, business, new(known)) ? new ContactId(known) : null;

    private static FeedbackKind? KindOf(string kind) => kind switch { "missing" => FeedbackKind.Missing, "competitor" => FeedbackKind.Competitor, _ => null };

    private static string At(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);

    private static ApiAnswer Answer(JsonObject body) => new(200, body.ToJsonString());
}

/// <summary>How words are stored.</summary>
[JsonSerializable(typeof(ImmutableSortedDictionary<string, string>))]
internal sealed partial class FeedbackJson : JsonSerializerContext;

/// <summary>How requests are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(SnakeCaseEnum<FeedbackKind>), typeof(SnakeCaseEnum<TopicState>)])]
[JsonSerializable(typeof(NoteRequest))]
[JsonSerializable(typeof(PlanRequest))]
[JsonSerializable(typeof(TagRequest))]
[JsonSerializable(typeof(ChangeRequest))]
internal sealed partial class FeedbackApiJson : JsonSerializerContext;
