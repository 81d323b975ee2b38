using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EngageBot.Complaints;
using EngageBot.Http;
using EngageBot.Http.Description;
using EngageBot.Staff;
using EngageBot.Storage;
using static EngageBot.Http.Description.FieldKind;

namespace EngageBot.Surveys;

/// <summary>Who has a cause, and by when it is mended.</summary>
internal sealed record CausePlanRequest(string Cause, Guid Owner, DateTimeOffset FixBy);

/// <summary>It is mended: what is said of it, by language.</summary>
internal sealed record CauseFixedRequest(string Cause, ImmutableSortedDictionary<string, string> Words);

/// <summary>What lies behind cases, and those whom it struck and who said nothing; docs/api.md is its reference.</summary>
internal sealed class CausesApi(ApiGate gate, SilentDesk silent, TimeProvider clock)
{
    private const int Most = 200;

    private static readonly ImmutableArray<ApiField> _cause =
    [
        new("cause", Text, "As staff tag cases with it."), new("cases", WholeNumber, "With it."), new("open", WholeNumber, "Of these, not over."), new("lastAt", Instant, "The newest."),
        new("silent", WholeNumber, "Who probably had the same trouble and said nothing."), new("told", WholeNumber, "Of these, handed over for an apology."),
        new ApiField("owner", Text, "Who has it.").Optional, new ApiField("ownerName", Text, "Their name.").Optional, new ApiField("fixBy", Instant, "By when it is mended.").Optional,
        new ApiField("fixedAt", Instant, "When it was.").Optional,
    ];

    public static ApiOperation List { get; } = new("listCauses", "What lies behind cases, the most frequent first.", [new(200, "At most 200.", [new("causes", FieldKind.Object, "Each.") { List = true, Fields = _cause }])], []) { Write = false };

    public static ApiOperation Who { get; } = new("listSilent", "Who probably had the trouble of a cause and said nothing.",
        [new(200, "At most 200, those who bought last first.", [new("people", FieldKind.Object, "Each.")
        {
            List = true,
            Fields = [new("memberId", Uuid, "Who."), new ApiField("name", Text, "Their name.").Optional, new ApiField("shop", Text, "Where they bought.").Optional, new ApiField("item", Text, "What, where the trouble is about that.").Optional, new("boughtAt", Instant, "When.")],
        }])], []) { Write = false, Query = [new("cause", Text, "Which.")] };

    public static ApiOperation PlanIt { get; } = new("planCause", "Somebody has a cause, and a day is set.", [new(200, "The cause.", _cause)], [ProblemType.NotFound])
    {
        Body = [new("cause", Text, "Which."), new("owner", Uuid, "A staff id."), new("fixBy", Instant, "Within a year.")],
    };

    public static ApiOperation FixedIt { get; } = new("fixCause", "It is mended: those who said nothing get an apology, once a person and cause.",
        [new(201, "It is on its way.", [new("id", WholeNumber, "Of the change."), new("people", WholeNumber, "How many it is for.")])], [ProblemType.NotFound])
    {
        Body = [new("cause", Text, "Which."), new("words", AnyJson, "What it was and what was done, by language: en, ru and sq.")],
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/causes").WithTags("Cases");
        group.MapGet("", (HttpContext http, CausesApi api) => api.ListAsync(http)).Describe(List);
        group.MapGet("/silent", (HttpContext http, CausesApi api) => api.WhoAsync(http)).Describe(Who);
        group.MapPost("/plan", (HttpContext http, CausesApi api) => api.PlanAsync(http)).Describe(PlanIt);
        group.MapPost("/fixed", (HttpContext http, CausesApi api) => api.FixedAsync(http)).Describe(FixedIt);
    }

    private Task<IResult> ListAsync(HttpContext http) => gate.ReadAsync(http, [Permission.HandleCases], (source, caller) => new ApiAnswer(200, new JsonObject
    {
        ["causes"] = new JsonArray([.. CauseBook.All(source, caller.Business, Most).Select(one => Json(source, caller.Business, one))]),
    }.ToJsonString()));

    private Task<IResult> WhoAsync(HttpContext http) => gate.ReadAsync(http, [Permission.SeeCustomers], (source, caller) => new ApiAnswer(200, new JsonObject
    {
        ["people"] = new JsonArray([.. SilentOnes.Read(source, caller.Business, http.Request.Query["cause"].ToString(), Most, clock.GetUtcNow()).Select(p => Known(new JsonObject
        {
            ["memberId"] = p.Contact.ToString(), ["name"] = p.Name, ["shop"] = p.Shop, ["item"] = p.Item, ["boughtAt"] = At(p.BoughtAt),
        }))]),
    }.ToJsonString()));

    private Task<IResult> PlanAsync(HttpContext http) => gate.WriteAsync(http, body => ApiBody.Read(body, CausesJson.Default.CausePlanRequest, _ => []), (scope, caller, request) => ValueTask.FromResult(
        CauseBook.Plan(scope, Actor.Of(caller), caller.Business, request.Cause, new(request.Owner), request.FixBy, clock.GetUtcNow()) switch
        {
            CauseOutcome.Done done => new ApiAnswer(200, Json(scope, caller.Business, done.Cause).ToJsonString()),
            CauseOutcome.Invalid invalid => ApiAnswer.Invalid(invalid.Field, invalid.Error),
            CauseOutcome.Unknown => ApiAnswer.Problem(ProblemType.NotFound),
            _ => ApiAnswer.Problem(ProblemType.NotPermitted),
        }));

    private Task<IResult> FixedAsync(HttpContext http) => gate.WriteAsync(http, body => ApiBody.Read(body, CausesJson.Default.CauseFixedRequest, _ => []), (scope, caller, request) => ValueTask.FromResult(
        silent.Fixed(scope, Actor.Of(caller), caller.Business, request.Cause, request.Words, clock.GetUtcNow()) switch
        {
            FeedbackOutcome.Done done => new ApiAnswer(201, new JsonObject { ["id"] = done.Id, ["people"] = done.People }.ToJsonString()),
            FeedbackOutcome.Invalid invalid => ApiAnswer.Invalid(invalid.Field, invalid.Error),
            FeedbackOutcome.Unknown => ApiAnswer.Problem(ProblemType.NotFound),
            _ => ApiAnswer.Problem(ProblemType.NotPermitted),
        }));

    private JsonObject Json(RowSource source, BusinessId business, CauseStanding one) => Known(new JsonObject
    {
        ["cause"] = one.Cause, ["cases"] = one.Cases, ["open"] = one.Open, ["lastAt"] = At(one.LastAt), ["silent"] = SilentOnes.Count(source, business, one.Cause, clock.GetUtcNow()),
        ["told"] = SilentDesk.Told(source, business, one.Cause), ["owner"] = one.Owner, ["ownerName"] = one.OwnerName, ["fixBy"] = one.FixBy is { } due ? At(due) : null,
        ["fixedAt"] = one.FixedAt is { } done ? At(done) : null,
    });

    /// <summary>Without what is not known.</summary>
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
[JsonSerializable(typeof(CausePlanRequest))]
[JsonSerializable(typeof(CauseFixedRequest))]
internal sealed partial class CausesJson : JsonSerializerContext;
