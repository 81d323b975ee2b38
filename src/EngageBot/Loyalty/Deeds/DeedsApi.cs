using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EngageBot.Http;
using EngageBot.Loyalty.Referrals;
using EngageBot.Staff;

namespace EngageBot.Loyalty.Deeds;

/// <summary>What programs call about deeds; docs/api.md is its reference.</summary>
internal sealed class DeedsApi(ApiGate gate, ReferralBook referrals, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").WithTags("Deeds");
        group.MapPost("/referrals/{id:long}/release", (HttpContext http, DeedsApi api, long id) => api.DecideAsync(http, id, release: true));
        group.MapPost("/referrals/{id:long}/refuse", (HttpContext http, DeedsApi api, long id) => api.DecideAsync(http, id, release: false));
    }

    private Task<IResult> DecideAsync(HttpContext http, long id, bool release) =>
        gate.WriteAsync(http, body => Read(body, DeedsApiJson.Default.DecisionRequest, DecisionRequest.Errors), async (scope, caller, request) =>
        {
            var (actor, now) = (Actor.Of(caller), clock.GetUtcNow());
            var outcome = release
                ? await referrals.ReleaseAsync(scope, actor, caller.Business, id, request.Reason, now)
                : ReferralBook.Refuse(scope, actor, caller.Business, id, request.Reason, now);
            return outcome switch
            {
                DecisionOutcome.Released released => new(200, JsonSerializer.Serialize(new DecisionAnswer(id, "paid", released.Points), DeedsApiJson.Default.DecisionAnswer)),
                DecisionOutcome.Refused => new(200, JsonSerializer.Serialize(new DecisionAnswer(id, "refused", 0), DeedsApiJson.Default.DecisionAnswer)),
                DecisionOutcome.NotHeld held => ApiAnswer.Problem(ProblemType.AlreadyDecided, $"It is {held.State.ToString().ToLowerInvariant()}."),
                DecisionOutcome.Unknown => ApiAnswer.Problem(ProblemType.NotFound),
                DecisionOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
                _ => throw new UnreachableException(),
            };
        });

    /// <summary>Reads a body as a record; what is wrong is said field by field.</summary>
    internal static (T? Request, ApiAnswer? Problem) Read<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> json, Func<T, IEnumerable<(string Field, string Error)>> errors)
        where T : class
    {
        T? request;
        try
        {
            request = JsonSerializer.Deserialize(body.Span, json);
        }
        catch (JsonException wrong)
        {
            var field = (wrong.Path ?? "$").TrimStart('$').TrimStart('.');
            return (null, Invalid([(field.Length == 0 ? "body" : field, "is not of the documented form.")]));
        }
        if (request is null) return (null, Invalid([("body", "is a JSON object.")]));
        var found = errors(request).ToList();
        return found.Count == 0 ? (request, null) : (null, Invalid(found));
    }

    private static ApiAnswer Invalid(IEnumerable<(string Field, string Error)> errors) =>
        ApiAnswer.Problem(ProblemType.BodyInvalid, errors: errors.DistinctBy(e => e.Field).ToDictionary(e => e.Field, e => e.Error));
}

/// <summary>Why somebody decides so.</summary>
internal sealed record DecisionRequest(string Reason)
{
    /// <summary>A reason is words, not an essay.</summary>
    public const int ReasonMax = 300;

    public static IEnumerable<(string Field, string Error)> Errors(DecisionRequest request)
    {
        if (request.Reason.Trim().Length is < 3 or > ReasonMax) yield return ("reason", $"is text of 3 to {ReasonMax} characters.");
    }
}

/// <param name="State"><c>paid</c> or <c>refused</c>.</param>
/// <param name="Points">Paid to both together.</param>
internal sealed record DecisionAnswer(long Id, string State, long Points);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(DecisionRequest))]
[JsonSerializable(typeof(DecisionAnswer))]
internal sealed partial class DeedsApiJson : JsonSerializerContext;
