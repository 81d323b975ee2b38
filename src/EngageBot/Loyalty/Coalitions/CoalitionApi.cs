using System.Diagnostics;
using System.Text.Json.Serialization;
using EngageBot.Http;
using EngageBot.Http.Description;
using EngageBot.Loyalty.Till;
using EngageBot.Staff;
using static EngageBot.Http.Description.FieldKind;

namespace EngageBot.Loyalty.Coalitions;

/// <summary>What tills call about coalitions; docs/api.md is its reference.</summary>
internal sealed class CoalitionApi(ApiGate gate, TillMembers members, TimeProvider clock)
{
    private static readonly ApiOperation Joining = new("joinCoalition", "A member who stands at the till agrees to be known by all partners of a coalition.",
        [new(201, "They are.", [new("seatId", Uuid, "By which partners know them."), new("coalition", Text, "Its key.")])],
        [ProblemType.MemberUnknown, ProblemType.CodeUnknown, ProblemType.CodeNeeded, ProblemType.TooManyTries, ProblemType.NotFound])
    {
        Body = [new("memberCode", Text, "The eight digits of the moment: they are there."), new("wording", Text, "What they were asked and said yes to."), new("language", Text, "In which.")],
    };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/v1").WithTags("Till").MapPost("/coalitions/{key}/members", (HttpContext http, CoalitionApi api, string key) => api.JoinAsync(http, key)).Describe(Joining);

    private Task<IResult> JoinAsync(HttpContext http, string key) =>
        gate.WriteAsync(http, body => ApiBody.Read(body, CoalitionApiJson.Default.JoinCoalitionRequest, JoinCoalitionRequest.Errors), (scope, caller, request) =>
        {
            var (now, actor) = (clock.GetUtcNow(), Actor.Of(caller));
            var (found, problem) = members.Find(scope, http, caller, new(null, null, null, request.MemberCode), now);
            if (found is null) return ValueTask.FromResult(problem!);
            return ValueTask.FromResult(Coalitions.Join(scope, actor, found.Contact, key, request.Wording, request.Language, now) switch
            {
                CoalitionJoin.Joined joined => ApiAnswer.Of(201, new JoinCoalitionAnswer(joined.Seat.Id, key), CoalitionApiJson.Default.JoinCoalitionAnswer),
                CoalitionJoin.Unknown => ApiAnswer.Problem(ProblemType.NotFound, "This business belongs to no coalition of that key."),
                CoalitionJoin.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
                _ => throw new UnreachableException(),
            });
        });
}

/// <summary>A member says yes at a till.</summary>
internal sealed record JoinCoalitionRequest(string MemberCode, string Wording, string Language)
{
    public static IEnumerable<(string Field, string Error)> Errors(JoinCoalitionRequest request)
    {
        if (request.MemberCode.Length is 0 or > 40) yield return ("memberCode", "is the eight digits on the member's screen.");
        if (request.Wording.Trim().Length is < 10 or > 1000) yield return ("wording", "is what they were asked, in 10 to 1000 characters.");
        if (request.Language.Length is < 2 or > 10) yield return ("language", "is a language such as \"en\".");
    }
}

/// <param name="SeatId">By which partners know them.</param>
internal sealed record JoinCoalitionAnswer(Guid SeatId, string Coalition);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(JoinCoalitionRequest))]
[JsonSerializable(typeof(JoinCoalitionAnswer))]
internal sealed partial class CoalitionApiJson : JsonSerializerContext;
