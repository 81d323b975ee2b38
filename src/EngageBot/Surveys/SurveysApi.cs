using System.Globalization;
using System.Text.Json.Nodes;
using EngageBot.Businesses.Rules;
using EngageBot.Http;
using EngageBot.Http.Description;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>Surveys over HTTP: what is asked and what came of it; docs/api.md is its reference.</summary>
internal sealed class SurveysApi(ApiGate gate, TimeProvider clock)
{
    private const int PageMax = 200;

    /// <summary>Without a span the last so many days are shown.</summary>
    private const int UsualDays = 90;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/surveys").WithTags("Surveys");
        group.MapGet("", (HttpContext http, SurveysApi api) => api.ListAsync(http)).Describe(SurveysDescription.List);
        group.MapGet("/{key}", (HttpContext http, SurveysApi api, string key) => api.ShowAsync(http, key)).Describe(SurveysDescription.Show);
        group.MapGet("/{key}/answers", (HttpContext http, SurveysApi api, string key) => api.AnswersAsync(http, key)).Describe(SurveysDescription.Answers);
        group.MapPost("/{key}/visits", (HttpContext http, SurveysApi api, string key) => api.VisitAsync(http, key)).Describe(SurveysDescription.Visit);
        routes.MapGroup("/api/v1/shop-scores").WithTags("Surveys").MapGet("", (HttpContext http, SurveysApi api) => api.ShopsAsync(http)).Describe(SurveysDescription.Shops);
        routes.MapGroup("/api/v1/complainers").WithTags("Surveys").MapGet("", (HttpContext http, SurveysApi api) => api.ComplainersAsync(http)).Describe(SurveysDescription.Complainers);
        routes.MapGroup("/api/v1/leaving-reasons").WithTags("Surveys").MapGet("", (HttpContext http, SurveysApi api) => api.LeavingAsync(http)).Describe(SurveysDescription.Leaving);
    }

    private Task<IResult> ListAsync(HttpContext http) => gate.ReadAsync(http, [Permission.SeeReports], (source, caller) => Spanned(http, span => Answer(new JsonObject
    {
        ["surveys"] = new JsonArray([.. RuleBook.All(source, caller.Business, SurveyRules.Kind, clock.GetUtcNow()).Select(s => Head(source, caller.Business, s, span))]),
    })));

    private Task<IResult> ShowAsync(HttpContext http, string key) => gate.ReadAsync(http, [Permission.SeeReports], (source, caller) => Spanned(http, span =>
    {
        if (RuleBook.At(source, caller.Business, SurveyRules.Kind, key, clock.GetUtcNow()) is not { } survey) return ApiAnswer.Problem(ProblemType.SurveyUnknown);
        if (SplitOf(http.Request.Query["by"]) is not { } split) return ApiAnswer.Problem(ProblemType.QueryInvalid, errors: new Dictionary<string, string> { ["by"] = "It is shop, staff or week." });
        var results = SurveyResults.Read(source, caller.Business, survey, span, split);
        var answer = Head(source, caller.Business, survey, span);
        answer["questions"] = new JsonArray([.. results.Select(Question)]);
        answer["gaps"] = new JsonArray([.. SurveyResults.Gaps(results).Select(g => new JsonObject
        {
            ["axis"] = g.Axis, ["importancePercent"] = Percent(g.Importance), ["satisfactionPercent"] = Percent(g.Satisfaction), ["gapPoints"] = Percent(g.Gap),
        })]);
        answer["byUpdates"] = new JsonArray([.. SurveyResults.ByUpdates(source, caller.Business, key, span).Select(u => new JsonObject
        {
            ["updates"] = u.Updates, ["asked"] = u.Asked, ["answered"] = u.Answered,
        })]);
        return Answer(answer);
    }));

    private Task<IResult> AnswersAsync(HttpContext http, string key) => gate.ReadAsync(http, [Permission.SeeCustomers], (source, caller) =>
    {
        if (RuleBook.At(source, caller.Business, SurveyRules.Kind, key, clock.GetUtcNow()) is null) return ApiAnswer.Problem(ProblemType.SurveyUnknown);
        var before = long.TryParse(http.Request.Query["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var asks = SurveyPages.Read(source, caller.Business, key, before, PageMax);
        return Answer(new JsonObject
        {
            ["asks"] = new JsonArray([.. asks.Select(a => new JsonObject
            {
                ["id"] = a.Id, ["memberId"] = a.Contact, ["visitor"] = a.Visitor, ["shop"] = a.Shop, ["servedBy"] = a.ServedBy, ["state"] = SnakeCase.Of(a.State), ["askedAt"] = At(a.AskedAt),
                ["caseId"] = a.CaseId,
                ["answers"] = new JsonArray([.. a.Answers.Select(g => new JsonObject
                {
                    ["question"] = g.Question, ["score"] = g.Score, ["picks"] = new JsonArray([.. g.Picks.Select(p => JsonValue.Create(p))]), ["words"] = g.Words,
                })]),
            })]),
            ["more"] = asks.Length == PageMax,
        });
    });

    private Task<IResult> LeavingAsync(HttpContext http) => gate.ReadAsync(http, [Permission.SeeReports], (source, caller) => Spanned(http, span => Answer(new JsonObject
    {
        ["reasons"] = new JsonArray([.. LeavingTrend.Read(source, caller.Business, span).Select(r => new JsonObject { ["month"] = r.Month, ["reason"] = r.Reason, ["people"] = r.People })]),
    })));

    private Task<IResult> VisitAsync(HttpContext http, string key) => gate.WriteAsync(http, body => ApiBody.Read(body, VisitJson.Default.VisitRequest, _ => []), (scope, caller, visit) =>
    {
        var now = clock.GetUtcNow();
        if (Refusals.Check(scope, Actor.Of(caller), new(Permission.HandleCases, caller.Business), now) is not null) return ValueTask.FromResult(ApiAnswer.Problem(ProblemType.NotPermitted));
        if (RuleBook.At(scope, caller.Business, SurveyRules.Kind, key, now) is not { } survey) return ValueTask.FromResult(ApiAnswer.Problem(ProblemType.SurveyUnknown));
        return ValueTask.FromResult(SurveyVisits.Record(scope, Actor.Of(caller), caller.Business, survey, visit, now) switch
        {
            FeedbackOutcome.Done done => new ApiAnswer(201, new JsonObject { ["id"] = done.Id }.ToJsonString()),
            FeedbackOutcome.Invalid invalid => ApiAnswer.Invalid(invalid.Field, invalid.Error),
            FeedbackOutcome.Unknown => ApiAnswer.Problem(ProblemType.SurveyUnknown),
            _ => ApiAnswer.Problem(ProblemType.NotPermitted),
        });
    });

    private Task<IResult> ShopsAsync(HttpContext http) => gate.ReadAsync(http, [Permission.SeeReports], (source, caller) => Spanned(http, span => Answer(new JsonObject
    {
        ["shops"] = new JsonArray([.. ShopScores.Read(source, caller.Business, span, clock.GetUtcNow()).GroupBy(s => s.Shop).Select(shop => new JsonObject
        {
            ["shop"] = shop.Key,
            ["scores"] = new JsonArray([.. shop.Select(s =>
            {
                var score = Score(s.Tally);
                score["by"] = s.ByVisits ? "visits" : "customers";
                return score;
            })]),
        })]),
    })));

    private Task<IResult> ComplainersAsync(HttpContext http) => gate.ReadAsync(http, [Permission.SeeReports], (source, caller) => Spanned(http, span =>
    {
        var complainers = ComplainersNps.Read(source, caller.Business, span, clock.GetUtcNow());
        return Answer(new JsonObject { ["people"] = complainers.People, ["before"] = Score(complainers.Before), ["after"] = Score(complainers.After) });
    }));

    private static JsonObject Head(RowSource source, BusinessId business, RuleInForce<SurveyRules> survey, SurveySpan span)
    {
        var counts = SurveyResults.Counts(source, business, survey.Key, span);
        return new()
        {
            ["key"] = survey.Key, ["version"] = survey.Version, ["name"] = survey.Rules.Name["en"],
            ["askedAfter"] = new JsonArray([.. survey.Rules.AskedAfter.Select(t => JsonValue.Create(SnakeCase.Of(t.ToString())))]),
            ["asked"] = counts.Asked, ["answered"] = counts.Answered, ["done"] = counts.Done, ["low"] = counts.Low, ["cases"] = counts.Cases,
        };
    }

    private static JsonNode Question(QuestionResult result) => new JsonObject
    {
        ["id"] = result.Question.Id, ["kind"] = SnakeCase.Of(result.Question.Kind.ToString()), ["text"] = result.Question.Text["en"], ["answers"] = result.Answers, ["skipped"] = result.Skipped,
        ["score"] = result.Tally is { } tally ? Score(tally) : null,
        ["parts"] = new JsonArray([.. result.Parts.Select(p =>
        {
            var part = Score(p.Tally);
            part["part"] = p.Part;
            return part;
        })]),
        ["options"] = new JsonArray([.. result.Options.Select(o => new JsonObject { ["id"] = o.Id, ["picked"] = o.Picked })]),
    };

    /// <summary>Tenths are whole numbers, as everywhere: NPS +44 is 440, CSAT 82 % is 820, CES 5.3 is 53.</summary>
    private static JsonObject Score(ScoreTally tally)
    {
        var scale = tally.Kind == SurveyKind.OneToFive ? 1_000 : 10;
        return new()
        {
            ["measure"] = tally.Measure, ["n"] = tally.N, ["valueTenths"] = Tenths(tally.Value * scale), ["marginTenths"] = Tenths(tally.Margin * scale), ["text"] = tally.Text,
        };
    }

    private static JsonValue? Tenths(double? value) => value is { } known ? JsonValue.Create((long)Math.Round(known, MidpointRounding.AwayFromZero)) : null;

    private static long Percent(double share) => (long)Math.Round(100 * share, MidpointRounding.AwayFromZero);

    private static SurveySplit? SplitOf(string? by) => by switch { null or "" => SurveySplit.None, "shop" => SurveySplit.Shop, "staff" => SurveySplit.Staff, "week" => SurveySplit.Week, _ => null };

    private ApiAnswer Spanned(HttpContext http, Func<SurveySpan, ApiAnswer> answer)
    {
        var now = clock.GetUtcNow();
        if (DayOf(http.Request.Query["from"], now.AddDays(-UsualDays)) is not { } from || DayOf(http.Request.Query["until"], now.AddDays(1)) is not { } until || from >= until)
            return ApiAnswer.Problem(ProblemType.QueryInvalid, errors: new Dictionary<string, string> { ["from"] = "It is a day such as 2026-03-01, before until." });
        return answer(new(from, until));
    }

    private static DateTimeOffset? DayOf(string? day, DateTimeOffset otherwise) => string.IsNullOrEmpty(day) ? otherwise
        : DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? new DateTimeOffset(date, default, TimeSpan.Zero) : null;

    private static string At(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);

    private static ApiAnswer Answer(JsonObject body) => new(200, body.ToJsonString());
}
