using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Http;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Surveys;
using EngageBot.Tests.Http;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Surveys;

/// <summary>Surveys over HTTP, each answer held against the OpenAPI document.</summary>
public sealed class SurveysApiTests : IAsyncLifetime
{
    private EngageHost _host = null!;
    private ApiTruth _truth = null!;
    private string _key = "";
    private int _requests;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private BusinessDirectory Directory => _host.Services.GetRequiredService<BusinessDirectory>();

    public async ValueTask InitializeAsync()
    {
        _host = await EngageHost.StartAsync(settings: "--demo=false");
        _key = await KeyAsync("owner");
        _truth = new((await SendAsync(HttpMethod.Get, "/api/v1/openapi.json")).Body);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    [Trait("Row", "S123")]
    [Trait("Row", "S130")]
    public async Task Results_are_read_with_n_and_margin_by_shop_and_visits_stand_beside_them()
    {
        await AnswersAsync();
        var nps = await GetAsync("/api/v1/surveys/nps?by=shop");
        Assert.Equal((50L, 50L, 8L), (Number(nps, "asked"), Number(nps, "answered"), Number(nps, "low")));
        var score = nps.GetProperty("questions")[0].GetProperty("score");
        Assert.Equal(("+44 ± 21 (n = 50)", 440L, 210L), (Text(score, "text"), Number(score, "valueTenths"), 10 * (long)Math.Round(Number(score, "marginTenths") / 10.0)));
        Assert.Equal(Directory.Shops[0].Name, Text(nps.GetProperty("questions")[0].GetProperty("parts")[0], "part"));
        Assert.Equal("n/a (n = 0)", Text((await GetAsync("/api/v1/surveys/nps?from=2020-01-01&until=2020-02-01")).GetProperty("questions")[0].GetProperty("score"), "text"));
        Assert.Equal(50, (await GetAsync("/api/v1/surveys/nps/answers")).GetProperty("asks").GetArrayLength());
        Assert.Equal(["mystery", "nps"], (await GetAsync("/api/v1/surveys")).GetProperty("surveys").EnumerateArray().Select(s => Text(s, "key")));
        Assert.Single((await GetAsync("/api/v1/surveys/nps?by=week")).GetProperty("questions")[0].GetProperty("parts").EnumerateArray());

        var shop = JsonSerializer.Serialize(Directory.Shops[0].Name);
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(HttpMethod.Post, "/api/v1/surveys/mystery/visits", $$$"""{"shop": {{{shop}}}, "scores": {"greeting": 2, "till": 5}, "words": {"words": "Nobody looked up"}}""")).Status);
        Assert.Equal("/problems/body-invalid", (await SendAsync(HttpMethod.Post, "/api/v1/surveys/mystery/visits", $$$"""{"shop": {{{shop}}}, "scores": {"greeting": 6}}""")).ProblemType);
        Assert.Equal("/problems/survey-unknown", (await SendAsync(HttpMethod.Post, "/api/v1/surveys/nps/visits", $$$"""{"shop": {{{shop}}}, "scores": {"recommend": 6}}""")).ProblemType);
        var scores = (await GetAsync("/api/v1/shop-scores")).GetProperty("shops")[0].GetProperty("scores").EnumerateArray().Select(s => $"{Text(s, "by")} {Text(s, "measure")} {Number(s, "n")}");
        Assert.Equal(["customers nps 50", "visits csat 2"], scores);
        Assert.Equal(0, Number(await GetAsync("/api/v1/complainers"), "people"));

        Assert.Equal("/problems/query-invalid", (await SendAsync(HttpMethod.Get, "/api/v1/surveys/nps?by=weather")).ProblemType);
        Assert.Equal("/problems/query-invalid", (await SendAsync(HttpMethod.Get, "/api/v1/surveys?from=2026-13-01")).ProblemType);
        Assert.Equal("/problems/survey-unknown", (await SendAsync(HttpMethod.Get, "/api/v1/surveys/npss")).ProblemType);
        Assert.Equal("/problems/not-permitted", (await SendAsync(HttpMethod.Get, "/api/v1/surveys/nps/answers", key: await KeyAsync("viewer"))).ProblemType);
        Assert.Equal("/problems/not-permitted", (await SendAsync(HttpMethod.Post, "/api/v1/surveys/mystery/visits", $$$"""{"shop": {{{shop}}}, "scores": {"greeting": 2}}""", await KeyAsync("cashier"))).ProblemType);
    }

    [Fact]
    [Trait("Row", "S110")]
    [Trait("Row", "S129")]
    public async Task What_was_missing_and_what_others_do_is_noted_tagged_planned_and_answered_by_a_change()
    {
        Assert.Equal(HttpStatusCode.Created, (await PostAsync("/api/v1/feedback/notes", """{"kind": "missing", "words": "No delivery on Saturdays", "lostMinor": 2500}""")).Status);
        var note = (await GetAsync("/api/v1/feedback/missing/notes")).GetProperty("notes")[0];
        Assert.Equal(HttpStatusCode.OK, (await PostAsync($"/api/v1/feedback/notes/{Number(note, "id")}/topic", """{"topic": "delivery"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("/api/v1/feedback/topics", """{"kind": "missing", "topic": "delivery", "state": "planned", "note": "From May on"}""")).Status);
        var topic = (await GetAsync("/api/v1/feedback/missing")).GetProperty("topics")[0];
        Assert.Equal(("delivery", "planned", 2500L, "From May on"), (Text(topic, "topic"), Text(topic, "state"), Number(topic, "lostMinor"), Text(topic, "note")));
        Assert.Equal("/problems/member-unknown", (await PostAsync("/api/v1/feedback/notes", """{"kind": "missing", "words": "No parking", "memberId": "0195e000-0000-7000-8000-000000000000"}""")).ProblemType);
        Assert.Equal("/problems/body-invalid", (await PostAsync("/api/v1/feedback/notes", """{"kind": "competitor", "words": "They deliver on Sundays"}""")).ProblemType);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync("/api/v1/feedback/notes", """{"kind": "competitor", "words": "They deliver on Sundays", "topic": "corner-shop"}""")).Status);
        Assert.Equal("corner-shop", Text((await GetAsync("/api/v1/feedback/competitor")).GetProperty("topics")[0], "topic"));

        var change = await PostAsync("/api/v1/changes", """{"about": "missing:delivery", "words": {"en": "It comes on Saturdays.", "ru": "Теперь и по субботам.", "sq": "Tani edhe të shtunave."}}""");
        Assert.Equal((HttpStatusCode.Created, 0L), (change.Status, Number(change.Body, "people")));
        Assert.Equal("/problems/body-invalid", (await PostAsync("/api/v1/changes", """{"about": "missing:delivery", "words": {"en": "It comes on Saturdays."}}""")).ProblemType);
        Assert.Equal("missing:delivery", Text((await GetAsync("/api/v1/changes")).GetProperty("changes")[0], "about"));
        Assert.Equal("/problems/not-found", (await SendAsync(HttpMethod.Get, "/api/v1/feedback/praise")).ProblemType);
        Assert.Equal("/problems/not-permitted", (await SendAsync(HttpMethod.Post, "/api/v1/changes", """{"about": "missing:delivery", "words": {}}""", await KeyAsync("cashier"))).ProblemType);
        Assert.Empty((await GetAsync("/api/v1/leaving-reasons")).GetProperty("reasons").EnumerateArray());
    }

    /// <summary>Thirty promoters, twelve passives, eight detractors.</summary>
    private Task AnswersAsync() => _host.Services.GetRequiredService<IStore>().WriteAsync(scope =>
    {
        var (business, shop, now) = (Directory.Business.Id, Directory.Shops[0].Id, TimeProvider.System.GetUtcNow());
        var kinds = _host.Services.GetRequiredService<RuleKinds>();
        foreach (var key in (string[])["nps", "mystery"])
            Assert.IsType<RuleOutcome.Done>(RuleDesk.Edit(scope, new Actor.System("test"), new(business, SurveyRules.Kind, key, ReadySurveys.Find(key)!.Json(kinds)), now));
        var rules = RuleBook.At(scope, business, SurveyRules.Kind, "nps", now)!;
        for (var n = 0; n < 50; n++)
        {
            var contact = ContactId.New(now);
            scope.Command("INSERT INTO contacts (id, business_id, created_at) VALUES (@id, @business, @now)").Set("@id", contact.ToString()).Set("@business", business.ToString()).Set("@now", now).ExecuteNonQuery();
            var score = n < 30 ? 9 + n % 2 : n < 42 ? 7 + n % 2 : n % 7;
            var ask = SurveyBook.Of(scope, business, contact, SurveyBook.Add(scope, new(business, contact, null, "test", shop, null), rules, now))!;
            SurveyBook.Put(scope, ask, new("recommend", score, [], null, true), now);
            SurveyBook.Move(scope, ask.Id, SurveyState.Answering, true, score <= 6, now);
        }
        return ValueTask.CompletedTask;
    }, Cancellation);

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();

    private static long Number(JsonElement of, string name) => of.GetProperty(name).GetInt64();

    private async Task<string> KeyAsync(string role) =>
        (await _host.Services.GetRequiredService<ApiKeys>().CreateAsync(Directory.Business.Id, Directory.Shops[0].Id, role, Cancellation, role)).Secret;

    private async Task<JsonElement> GetAsync(string path)
    {
        var answer = await SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Body;
    }

    private Task<TillAnswer> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    private async Task<TillAnswer> SendAsync(HttpMethod method, string path, string? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? _key);
        request.Headers.Add("Idempotency-Key", $"k-{Interlocked.Increment(ref _requests)}");
        using var response = await _host.Client.SendAsync(request, Cancellation);
        var answer = new TillAnswer(
            response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation)).RootElement, response.Headers, response.Content.Headers.ContentType?.MediaType);
        if (_truth is not null) _truth.Check(method.Method, path, body is null ? null : Encoding.UTF8.GetBytes(body), answer);
        return answer;
    }
}
