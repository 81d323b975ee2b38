using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations.Windows;
using EngageBot.Http;
using EngageBot.Http.Description;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>Plays over HTTP: what there is, how it stands, what came of it; docs/api.md is its reference.</summary>
internal sealed class PlaysApi(ApiGate gate, LivePlays live, TimeProvider clock)
{
    private const int RunsMax = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/plays").WithTags("Plays");
        group.MapGet("", (HttpContext http, PlaysApi api) => api.ListAsync(http)).Describe(PlaysDescription.List);
        group.MapGet("/{name}", (HttpContext http, PlaysApi api, string name) => api.ShowAsync(http, name)).Describe(PlaysDescription.Show);
        group.MapGet("/{name}/runs", (HttpContext http, PlaysApi api, string name) => api.RunsAsync(http, name)).Describe(PlaysDescription.Runs);
        group.MapGet("/{name}/answers", (HttpContext http, PlaysApi api, string name) => api.AnswersAsync(http, name)).Describe(PlaysDescription.Answers);
        group.MapPost("/{name}/on", (HttpContext http, PlaysApi api, string name) => api.OnAsync(http, name)).Describe(PlaysDescription.On);
        group.MapPost("/{name}/off", (HttpContext http, PlaysApi api, string name) => api.OffAsync(http, name)).Describe(PlaysDescription.Off);
    }

    private Task<IResult> ListAsync(HttpContext http) => gate.ReadAsync(http, [Permission.SeeReports], (source, caller) => Answer(new JsonObject
    {
        ["plays"] = new JsonArray([.. PlayDesk.All(source, caller.Business, live.All(source), clock.GetUtcNow()).Select(view => Entry(source, caller.Business, view))]),
    }));

    private Task<IResult> ShowAsync(HttpContext http, string name) => gate.ReadAsync(http, [Permission.SeeReports], (source, caller) =>
        live.All(source).TryGetValue(name, out var play)
            ? Answer(Entry(source, caller.Business, PlayDesk.Of(source, caller.Business, play, clock.GetUtcNow())))
            : ApiAnswer.Problem(ProblemType.PlayUnknown));

    private Task<IResult> RunsAsync(HttpContext http, string name) => gate.ReadAsync(http, [Permission.SeeCustomers], (source, caller) =>
    {
        if (!live.All(source).ContainsKey(name)) return ApiAnswer.Problem(ProblemType.PlayUnknown);
        var after = long.TryParse(http.Request.Query["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var runs = source.Rows(
            "SELECT id, contact_id, occasion, state, reason, outcome, first_due_at, started_at FROM play_runs WHERE business_id = @business AND play = @play AND id > @after ORDER BY id LIMIT @limit",
            command => command.Set("@business", caller.Business.ToString()).Set("@play", name).Set("@after", after).Set("@limit", (long)RunsMax),
            row => new JsonObject
            {
                ["id"] = row.GetInt64(0), ["memberId"] = row.GetString(1), ["occasion"] = row.GetString(2), ["state"] = SnakeCase.Of(row.GetString(3)),
                ["reason"] = row.TextAt(4) is { } reason ? SnakeCase.Of(reason) : null, ["outcome"] = row.TextAt(5),
                ["dueAt"] = At(row.InstantAt(6)), ["startedAt"] = row.InstantOrNullAt(7) is { } at ? At(at) : null,
            });
        return Answer(new JsonObject { ["runs"] = new JsonArray([.. runs]), ["more"] = runs.Count == RunsMax });
    });

    private Task<IResult> AnswersAsync(HttpContext http, string name) => gate.ReadAsync(http, [Permission.SeeCustomers], (source, caller) =>
    {
        if (!live.All(source).ContainsKey(name)) return ApiAnswer.Problem(ProblemType.PlayUnknown);
        var before = long.TryParse(http.Request.Query["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var lines = PlayAnswers.Page(source, caller.Business, name, before, RunsMax);
        return Answer(new JsonObject
        {
            ["summary"] = new JsonArray([.. PlayAnswers.Summary(source, caller.Business, name, RunsMax).Select(s => new JsonObject
            {
                ["question"] = s.Question, ["about"] = s.About, ["answers"] = s.Answers, ["meanTenths"] = s.MeanTenths, ["low"] = s.Low,
            })]),
            ["answers"] = new JsonArray([.. lines.Select(l => new JsonObject
            {
                ["id"] = l.Id, ["memberId"] = l.Contact.ToString(), ["question"] = l.Question, ["about"] = l.About, ["rating"] = l.Rating, ["words"] = l.Words, ["at"] = At(l.At),
            })]),
            ["more"] = lines.Count == RunsMax,
        });
    });

    private Task<IResult> OnAsync(HttpContext http, string name) => gate.WriteAsync(http, ReadRules, (scope, caller, wished) => Switched(scope, caller, PlayDesk.On(
        scope, Actor.Of(caller), caller.Business, live.All(scope), name, rules => wished.Over(rules), clock.GetUtcNow())));

    private Task<IResult> OffAsync(HttpContext http, string name) => gate.WriteAsync<string>(http, _ => ("", null), (scope, caller, _) => Switched(scope, caller, PlayDesk.Off(
        scope, Actor.Of(caller), caller.Business, live.All(scope), name, clock.GetUtcNow())));

    private ValueTask<ApiAnswer> Switched(WriteScope scope, ApiCaller caller, PlaySwitchOutcome outcome) => ValueTask.FromResult(outcome switch
    {
        PlaySwitchOutcome.Done done => Answer(Entry(scope, caller.Business, done.Play)),
        PlaySwitchOutcome.Unknown unknown => ApiAnswer.Problem(ProblemType.PlayUnknown, unknown.Near is { } near ? $"Did you mean '{near}'?" : null),
        PlaySwitchOutcome.Invalid invalid => ApiAnswer.Problem(ProblemType.RulesInvalid, errors: RuleError.ByPath(invalid.Errors, "play")),
        _ => ApiAnswer.Problem(ProblemType.NotPermitted),
    });

    private static (PlayWish? Wish, ApiAnswer? Problem) ReadRules(ReadOnlyMemory<byte> body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body.Span, PlayWishJson.Default.PlayWish) is { } wish) return (wish, null);
        }
        catch (JsonException wrong)
        {
            return (null, ApiAnswer.Problem(ProblemType.BodyInvalid, errors: new Dictionary<string, string> { [wrong.Path ?? "body"] = "It is no field here, or not of its kind." }));
        }
        return (null, ApiAnswer.Problem(ProblemType.BodyInvalid));
    }

    private JsonObject Entry(RowSource source, BusinessId business, PlayView view)
    {
        var results = PlayResults.Read(source, business, view.Play);
        return new()
        {
            ["name"] = view.Play.Name,
            ["purpose"] = SnakeCase.Of(view.Play.Purpose.ToString()),
            ["brings"] = view.Play.Brings is { } value ? SnakeCase.Of(value.ToString()) : null,
            ["state"] = SnakeCase.Of(view.Standing.ToString()),
            ["since"] = view.Since is { } since ? At(since) : null,
            ["problems"] = new JsonArray([.. view.Problems.Select(p => JsonValue.Create(p.ToString()))]),
            ["heldUp"] = new JsonArray([.. TemplateHold.Of(source, business, live.TemplatesOf(view.Play)).Select(hold => new JsonObject
            {
                ["template"] = hold.Template, ["language"] = hold.Language, ["state"] = hold.State, ["reason"] = hold.Reason,
                ["since"] = hold.Since is { } began ? At(began) : null, ["words"] = hold.Words,
            })]),
            ["parameters"] = new JsonArray([.. view.Play.Parameters.Values.Select(p => new JsonObject
            {
                ["name"] = p.Name, ["type"] = SnakeCase.Of(p.Type.Kind.ToString()), ["of"] = p.Of, ["required"] = p is { Default: null, Optional: false },
                ["value"] = view.Rules?.Parameters.GetValueOrDefault(p.Name),
            })]),
            ["holdoutPercent"] = view.Rules?.HoldoutPercent ?? view.Play.HoldoutPercent,
            ["results"] = new JsonObject
            {
                ["states"] = Counts(results.States), ["reasons"] = Counts(results.Reasons), ["outcomes"] = Counts(results.Outcomes), ["started"] = results.Started,
                ["bought"] = results.Bought, ["heldOut"] = results.HeldOut, ["heldOutBought"] = results.HeldOutBought, ["costPoints"] = results.CostPoints,
            },
        };
    }

    private static JsonArray Counts(ImmutableArray<PlayCount> counts) => [.. counts.Select(c => new JsonObject { ["key"] = c.Key, ["runs"] = c.Runs })];

    private static string At(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);

    private static ApiAnswer Answer(JsonObject body) => new(200, body.ToJsonString());
}
