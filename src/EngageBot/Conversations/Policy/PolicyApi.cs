using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using EngageBot.Dialogs.Model;
using EngageBot.Http;
using EngageBot.Http.Description;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Conversations.Policy;

/// <summary>Why a contact got something, or did not; docs/api.md is its reference.</summary>
internal sealed class PolicyApi(ApiGate gate, TimeProvider clock)
{
    private const int Limit = 100;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/v1").WithTags("Contact policy")
            .MapGet("/contacts/{id:guid}/sends", (HttpContext http, PolicyApi api, Guid id) => api.SendsAsync(http, new ContactId(id))).Describe(PolicyDescription.Sends);

    /// <summary>May they be written to now? Of both purposes that can be refused.</summary>
    public static IEnumerable<(string Purpose, SendPermit Permit)> Now(RowSource source, BusinessId business, ContactId contact, DateTimeOffset now) =>
        new[] { Purpose.Marketing, Purpose.Survey }.Select(purpose =>
            (ContactPolicy.PurposeName(purpose), ContactPolicy.Ask(source, new(business, purpose, new("", "")), [contact], now)[0].Permit));

    private Task<IResult> SendsAsync(HttpContext http, ContactId contact) => gate.ReadAsync(http, [Permission.SeeCustomers], (source, caller) =>
    {
        if (!People.Exists(source, caller.Business, contact)) return ApiAnswer.Problem(ProblemType.NotFound);
        var answer = new SendsAnswer(
            [.. Now(source, caller.Business, contact, clock.GetUtcNow()).Select(asked => NowAnswer.Of(asked.Purpose, asked.Permit))],
            SendHistory.Consents(source, contact), SendHistory.Sent(source, contact, Limit),
            [.. SendHistory.NotSent(source, contact, Limit).Select(n => new NotSentAnswer(n.Source, n.Occasion, SnakeCase.Of(n.Reason.ToString()), n.Why, n.At, n.Until))]);
        return new ApiAnswer(200, JsonSerializer.Serialize(answer, PolicyApiJson.Default.SendsAnswer));
    });
}

/// <summary>Everything about one contact.</summary>
internal sealed record SendsAnswer(
    ImmutableArray<NowAnswer> Now, ImmutableArray<ConsentEntry> Consents, ImmutableArray<ProactiveEntry> Sent, ImmutableArray<NotSentAnswer> NotSent);

/// <summary>Whether they could be written to at this moment.</summary>
internal sealed record NowAnswer(string Purpose, bool Allowed, string? Reason, string? Why, DateTimeOffset? Until)
{
    public static NowAnswer Of(string purpose, SendPermit permit) => permit switch
    {
        SendPermit.No no => new(purpose, false, SnakeCase.Of(no.Reason.ToString()), no.Why, null),
        SendPermit.Later later => new(purpose, false, SnakeCase.Of(later.Reason.ToString()), later.Why, later.Until),
        _ => new(purpose, true, null, null, null),
    };
}

/// <summary>Something that did not leave.</summary>
internal sealed record NotSentAnswer(string Source, string Occasion, string Reason, string Why, DateTimeOffset At, DateTimeOffset? Until);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SendsAnswer))]
internal sealed partial class PolicyApiJson : JsonSerializerContext;
