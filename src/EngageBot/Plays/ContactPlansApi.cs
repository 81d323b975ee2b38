using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EngageBot.Http;
using EngageBot.Http.Description;
using EngageBot.Loyalty;
using EngageBot.Staff;
using EngageBot.Storage;
using static EngageBot.Http.Description.FieldKind;

namespace EngageBot.Plays;

/// <summary>Regular contacts over HTTP; docs/api.md is its reference.</summary>
internal sealed class ContactPlansApi(ApiGate gate, TimeProvider clock)
{
    private const int LimitMax = 500;
    private const int LimitUsual = 100;

    private static readonly ApiOperation _overdue = new("listOverdueContacts", "Whom the shop's people should be in touch with, by plan, the longest overdue first.",
    [
        new(200, "The list.",
        [
            new("overdue", FieldKind.Object, "At most as many as were asked for.")
            {
                List = true,
                Fields =
                [
                    new("plan", Text, "The plan's key."), new("by", Text, "meeting, call, message, email or letter."), new("about", Text, "What it is about.") { Nullable = true },
                    new("memberId", Uuid, "Whom."), new("name", Text, "As they want to be called.") { Nullable = true },
                    new("lastAt", Instant, "When somebody was last in touch; since when they are known, if never."), new("daysOver", WholeNumber, "So many days too long."),
                ],
            },
        ]),
    ], []) { Write = false, Query = [new ApiField("limit", WholeNumber, "1 to 500; 100 if absent.").Optional] };

    private static readonly ApiOperation _log = new("logContact", "One of the shop's people was in touch with somebody.",
        [new(201, "It is written down.", [new("logged", Flag, "Always true.")])], [ProblemType.NotFound])
    {
        Body = [new("by", Text, "meeting, call, message, email or letter."), new ApiField("note", Text, "At most 500 characters.").Optional],
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").WithTags("Contact plans");
        group.MapGet("/contact-plans/overdue", (HttpContext http, ContactPlansApi api) => api.OverdueAsync(http)).Describe(_overdue);
        group.MapPost("/contacts/{id:guid}/log", (HttpContext http, ContactPlansApi api, Guid id) => api.LogAsync(http, new(id))).Describe(_log);
    }

    private Task<IResult> OverdueAsync(HttpContext http) => gate.ReadAsync(http, (source, caller) =>
    {
        if (!Actor.Of(caller).May(Permission.SeeCustomers)) return ApiAnswer.Problem(ProblemType.NotPermitted);
        var limit = int.TryParse(http.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var wished) ? Math.Clamp(wished, 1, LimitMax) : LimitUsual;
        return new ApiAnswer(200, new JsonObject
        {
            ["overdue"] = new JsonArray([.. ContactPlans.Overdue(source, caller.Business, clock.GetUtcNow(), limit).Select(o => new JsonObject
            {
                ["plan"] = o.Plan, ["by"] = SnakeCase.Of(o.By.ToString()), ["about"] = o.About, ["memberId"] = o.Contact.ToString(), ["name"] = o.Name,
                ["lastAt"] = o.LastAt.ToString("O", CultureInfo.InvariantCulture), ["daysOver"] = o.DaysOver,
            })]),
        }.ToJsonString());
    });

    private Task<IResult> LogAsync(HttpContext http, ContactId contact) =>
        gate.WriteAsync(http, body => ApiBody.Read(body, ContactPlansJson.Default.LogRequest, LogRequest.Errors), (scope, caller, request) => ValueTask.FromResult(
            ContactPlans.Log(scope, Actor.Of(caller), caller.Business, contact, request.By, request.Note, clock.GetUtcNow()) switch
            {
                LogOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
                LogOutcome.Unknown => ApiAnswer.Problem(ProblemType.NotFound),
                _ => new ApiAnswer(201, new JsonObject { ["logged"] = true }.ToJsonString()),
            }));
}

/// <summary>What is told of a contact.</summary>
internal sealed record LogRequest(ContactKind By, string? Note = null)
{
    public static IEnumerable<(string Field, string Error)> Errors(LogRequest request)
    {
        if (request.Note is { Length: > 500 }) yield return ("note", "is at most 500 characters.");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(SnakeCaseEnum<ContactKind>)])]
[JsonSerializable(typeof(LogRequest))]
internal sealed partial class ContactPlansJson : JsonSerializerContext;
