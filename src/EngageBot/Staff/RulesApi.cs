using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Http;
using EngageBot.Http.Description;
using EngageBot.Storage;

namespace EngageBot.Staff;

/// <summary>Rules of every kind over HTTP; docs/api.md and docs/rules.md are its reference.</summary>
internal sealed class RulesApi(ApiGate gate, RuleKinds kinds, BusinessDirectory businesses, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/rules").WithTags("Rules");
        group.MapGet("", (HttpContext http, RulesApi api) => api.KindsAsync(http)).Describe(RulesDescription.Kinds);
        group.MapGet("/{kind}", (HttpContext http, RulesApi api, string kind) => api.ListAsync(http, kind)).Describe(RulesDescription.List);
        group.MapGet("/{kind}/{key}", (HttpContext http, RulesApi api, string kind, string key) => api.ShowAsync(http, kind, key)).Describe(RulesDescription.Show);
        group.MapGet("/{kind}/{key}/versions", (HttpContext http, RulesApi api, string kind, string key) => api.VersionsAsync(http, kind, key)).Describe(RulesDescription.Versions);
        group.MapPut("/{kind}/{key}", (HttpContext http, RulesApi api, string kind, string key) => api.EditAsync(http, kind, key, withdraw: false)).Describe(RulesDescription.Publish);
        group.MapDelete("/{kind}/{key}", (HttpContext http, RulesApi api, string kind, string key) => api.EditAsync(http, kind, key, withdraw: true)).Describe(RulesDescription.Withdraw);
    }

    private Task<IResult> KindsAsync(HttpContext http) => ReadAsync(http, (_, _) =>
        Answer(new JsonObject { ["kinds"] = new JsonArray([.. kinds.All.Select(k => new JsonObject { ["kind"] = k.Name, ["summary"] = k.Summary })]) }));

    private Task<IResult> ListAsync(HttpContext http, string kind) => ReadAsync(http, (source, caller) =>
    {
        if (kinds.Find(kind) is null) return UnknownKind();
        var held = RuleBook.Versions(source, caller.Business, kind).GroupBy(v => v.Key)
            .Select(of => (InForce: RuleBook.InForce(of, clock.GetUtcNow()), Newest: of.First())).Where(of => (of.InForce ?? of.Newest).Content is not null);
        return Answer(new JsonObject { ["rules"] = new JsonArray([.. held.Select(of => Entry(of.InForce ?? of.Newest, of.Newest.Version))]) });
    });

    private Task<IResult> ShowAsync(HttpContext http, string kind, string key) => ReadAsync(http, (source, caller) =>
    {
        if (kinds.Find(kind) is null) return UnknownKind();
        var (at, problem) = InstantOf(http, caller, "at");
        if (problem is not null) return problem;
        var versions = RuleBook.Versions(source, caller.Business, kind, key);
        var wanted = int.TryParse(http.Request.Query["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? versions.FirstOrDefault(v => v.Version == number)
            : RuleBook.InForce(versions, at ?? clock.GetUtcNow());
        if (wanted?.Content is null) return ApiAnswer.Problem(ProblemType.RulesUnknown);
        http.Response.Headers.ETag = $"\"{versions[0].Version}\"";
        var entry = Entry(wanted, versions[0].Version);
        entry["rules"] = JsonNode.Parse(wanted.Content);
        return Answer(entry);
    });

    private Task<IResult> VersionsAsync(HttpContext http, string kind, string key) => ReadAsync(http, (source, caller) =>
    {
        if (kinds.Find(kind) is null) return UnknownKind();
        var versions = RuleBook.Versions(source, caller.Business, kind, key);
        return versions.IsEmpty ? ApiAnswer.Problem(ProblemType.RulesUnknown)
            : Answer(new JsonObject { ["versions"] = new JsonArray([.. versions.Select(v => Entry(v, versions[0].Version))]) });
    });

    private Task<IResult> EditAsync(HttpContext http, string kindName, string key, bool withdraw) =>
        gate.WriteAsync<string>(http, body => (Encoding.UTF8.GetString(body.Span), null), (scope, caller, text) =>
        {
            if (kinds.Find(kindName) is not { } kind) return ValueTask.FromResult(UnknownKind());
            var (from, problem) = InstantOf(http, caller, "from");
            if (problem is not null) return ValueTask.FromResult(problem);
            var seen = SeenBy(http.Request);
            if (seen is null) return ValueTask.FromResult(ApiAnswer.Problem(ProblemType.RulesVersionMissing));
            var outcome = RuleDesk.Edit(
                scope, Actor.Of(caller), new(caller.Business, kind, key, withdraw ? null : text, from) { Seen = seen < 0 ? null : seen }, clock.GetUtcNow());
            return ValueTask.FromResult(outcome switch
            {
                RuleOutcome.Done done => Answer(new JsonObject
                {
                    ["kind"] = kindName, ["key"] = key, ["version"] = done.Version, ["effectiveFrom"] = done.EffectiveFrom.ToString("O", CultureInfo.InvariantCulture), ["changed"] = done.Changed,
                }),
                RuleOutcome.Invalid invalid => ApiAnswer.Problem(ProblemType.RulesInvalid, errors: RuleError.ByPath(invalid.Errors, "rules")),
                RuleOutcome.VersionDiffers differs => ApiAnswer.Problem(ProblemType.RulesVersionDiffers, $"The newest version is {differs.Newest}."),
                RuleOutcome.Unknown => ApiAnswer.Problem(ProblemType.RulesUnknown),
                RuleOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
                _ => throw new UnreachableException(),
            });
        });

    /// <summary>The version an editor has seen: <c>If-Match: "3"</c>, or <c>If-None-Match: *</c> for rules that are new.</summary>
    /// <returns>0 for new ones, -1 for whatever there is, <see langword="null"/> if the request does not say.</returns>
    private static int? SeenBy(HttpRequest request)
    {
        if (request.Headers.IfNoneMatch == "*") return 0;
        var match = request.Headers.IfMatch.ToString();
        if (match == "*") return -1;
        return int.TryParse(match.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
    }

    private Task<IResult> ReadAsync(HttpContext http, Func<RowSource, ApiCaller, ApiAnswer> read) =>
        gate.ReadAsync(http, [Permission.EditRules, Permission.SeeReports], read);

    private (DateTimeOffset? At, ApiAnswer? Problem) InstantOf(HttpContext http, ApiCaller caller, string name)
    {
        if (http.Request.Query[name].ToString() is not { Length: > 0 } text) return (null, null);
        // A plus sign in an address means a blank, and everybody forgets it.
        return RuleInstant.Parse(text.Replace(' ', '+'), businesses.Of(caller.Business).Zone) is { } at
            ? (at, null)
            : (null, ApiAnswer.Problem(ProblemType.BodyInvalid, errors: new Dictionary<string, string> { [name] = RuleInstant.Form }));
    }

    private ApiAnswer UnknownKind() => ApiAnswer.Problem(ProblemType.RulesUnknown, $"Kinds: {string.Join(", ", kinds.Names)}.");

    private static JsonObject Entry(RuleVersion version, int newest) => new()
    {
        ["key"] = version.Key,
        ["version"] = version.Version,
        ["newestVersion"] = newest,
        ["effectiveFrom"] = version.EffectiveFrom.ToString("O", CultureInfo.InvariantCulture),
        ["publishedAt"] = version.PublishedAt.ToString("O", CultureInfo.InvariantCulture),
        ["publishedBy"] = version.PublishedBy,
        ["withdrawn"] = version.Content is null,
    };

    private static ApiAnswer Answer(JsonObject body) => new(200, body.ToJsonString());
}

/// <summary>The rules' part of the API.</summary>
internal static class RulesModule
{
    public static IServiceCollection AddRulesApi(this IServiceCollection services) => services.AddSingleton<RulesApi>().AddRuleKind(RoleRules.Kind);

    public static IEndpointRouteBuilder MapRules(this IEndpointRouteBuilder routes)
    {
        RulesApi.Map(routes);
        return routes;
    }
}
