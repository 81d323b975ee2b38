using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EngageBot.Businesses;
using EngageBot.Http;
using EngageBot.Plays;
using EngageBot.Storage;
using EngageBot.Tests.Http;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Plays;

/// <summary>Plays over HTTP, each answer held against the OpenAPI document.</summary>
public sealed class PlaysApiTests : IAsyncLifetime
{
    private EngageHost _host = null!;
    private ApiTruth _truth = null!;
    private string _key = "";
    private int _requests;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await EngageHost.StartAsync(settings: "--demo=false");
        _key = await KeyAsync("marketer");
        _truth = new((await SendAsync(HttpMethod.Get, "/api/v1/openapi.json")).Body);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_play_is_listed_switched_on_with_its_settings_and_paused()
    {
        var all = (await GetAsync("")).Body.GetProperty("plays").EnumerateArray().ToDictionary(p => p.GetProperty("name").GetString()!, p => p);
        Assert.Equal(("off", "marketing", 10L), (Text(all["birthday"], "state"), Text(all["birthday"], "purpose"), all["birthday"].GetProperty("holdoutPercent").GetInt64()));

        var on = await PostAsync("/birthday/on", """{"holdoutPercent": 20, "at": "11:30", "leapDay": "mar_1", "parameters": {"settled": "14d"}}""");
        Assert.Equal((HttpStatusCode.OK, "on", 20L), (on.Status, Text(on.Body, "state"), on.Body.GetProperty("holdoutPercent").GetInt64()));
        Assert.Equal("14d", Text(on.Body.GetProperty("parameters")[0], "value"));
        // What is not named stays.
        await PostAsync("/birthday/on", """{"skipAfter": "5h"}""");
        var shown = (await GetAsync("/birthday")).Body;
        Assert.Equal(("on", 20L, "14d"), (Text(shown, "state"), shown.GetProperty("holdoutPercent").GetInt64(), Text(shown.GetProperty("parameters")[0], "value")));

        Assert.Equal(0, shown.GetProperty("heldUp").GetArrayLength());
        await _host.Services.GetRequiredService<IStore>().WriteAsync(scope => ValueTask.FromResult(scope.Command("""
            INSERT INTO message_templates (account_id, name, language, category, status, variables, buttons, body, reason, synced_at, status_since)
            SELECT MIN(id), 'birthday', 'ru', 'Marketing', 'Paused', 1, 0, '', 'LOW_QUALITY', 0, 1790000000000 FROM channel_accounts
            """).ExecuteNonQuery()), Cancellation);
        var held = Assert.Single((await GetAsync("/birthday")).Body.GetProperty("heldUp").EnumerateArray());
        Assert.Equal("template birthday (ru) is paused by WhatsApp since 2026-09-21 14:13 UTC: LOW_QUALITY", Text(held, "words"));
        Assert.Equal(("birthday", "ru", "paused"), (Text(held, "template"), Text(held, "language"), Text(held, "state")));

        Assert.Equal("paused", Text((await PostAsync("/birthday/off", "{}")).Body, "state"));
        Assert.Equal("paused", Text((await GetAsync("/birthday")).Body, "state"));
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_with_the_field_and_a_play_that_is_not_there_with_its_neighbour()
    {
        var missing = await PostAsync("/winback/on", "{}");
        Assert.Equal(("/problems/rules-invalid", "has to be set: the key of a reward."), (missing.ProblemType, Text(missing.Body.GetProperty("errors"), "parameters.reward")));
        var wrong = await PostAsync("/birthday/on", """{"holdoutPercent": 70, "at": "noon"}""");
        Assert.Equal(["at", "holdout_percent"], wrong.Body.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));
        Assert.Equal("/problems/body-invalid", (await PostAsync("/birthday/on", """{"holdout": 10}""")).ProblemType);
        var unknown = await PostAsync("/brithday/on", "{}");
        Assert.Equal(("/problems/play-unknown", "Did you mean 'birthday'?"), (unknown.ProblemType, Text(unknown.Body, "detail")));
        Assert.Equal("/problems/play-unknown", (await GetAsync("/brithday")).ProblemType);
        Assert.Equal("/problems/play-unknown", (await GetAsync("/brithday/runs")).ProblemType);
    }

    [Fact]
    public async Task Who_may_not_run_plays_is_refused_and_who_may_not_see_customers_sees_no_runs()
    {
        var (cashier, viewer) = (await KeyAsync("cashier"), await KeyAsync("viewer"));
        Assert.Equal("/problems/not-permitted", (await PostAsync("/birthday/on", "{}", cashier)).ProblemType);
        Assert.Equal("/problems/not-permitted", (await PostAsync("/birthday/off", "{}", viewer)).ProblemType);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/birthday", viewer)).Status);
        Assert.Equal("/problems/not-permitted", (await GetAsync("/birthday/runs", viewer)).ProblemType);
        Assert.Equal("off", Text((await GetAsync("/birthday")).Body, "state"));
    }

    [Fact]
    public async Task Runs_are_read_a_page_at_a_time_with_the_reason_of_each_that_was_left_out()
    {
        await _host.Services.GetRequiredService<IStore>().WriteAsync(scope =>
        {
            var (business, now) = (_host.Services.GetRequiredService<BusinessDirectory>().Business.Id, TimeProvider.System.GetUtcNow());
            for (var n = 0; n < 205; n++)
            {
                var contact = ContactId.New(now);
                scope.Command("INSERT INTO contacts (id, business_id, created_at) VALUES (@id, @business, @now)")
                    .Set("@id", contact.ToString()).Set("@business", business.ToString()).Set("@now", now).ExecuteNonQuery();
                PlayRunRows.Add(scope, business, "birthday", new(contact, "2026", DateOnly.FromDateTime(now.UtcDateTime), now, EngageBot.Conversations.Occasions.Data()),
                    PlayRunState.LeftOut, PlayReason.FreshBirthday, now);
            }
            return ValueTask.CompletedTask;
        }, Cancellation);
        var first = (await GetAsync("/birthday/runs")).Body;
        Assert.Equal((200, true), (first.GetProperty("runs").GetArrayLength(), first.GetProperty("more").GetBoolean()));
        var run = first.GetProperty("runs")[0];
        Assert.Equal(("left_out", "fresh_birthday", "2026"), (Text(run, "state"), Text(run, "reason"), Text(run, "occasion")));
        var last = first.GetProperty("runs")[199].GetProperty("id").GetInt64();
        var second = (await GetAsync($"/birthday/runs?after={last}")).Body;
        Assert.Equal((5, false), (second.GetProperty("runs").GetArrayLength(), second.GetProperty("more").GetBoolean()));
        var results = (await GetAsync("/birthday")).Body.GetProperty("results");
        Assert.Equal(("fresh_birthday", 205L), (Text(results.GetProperty("reasons")[0], "key"), results.GetProperty("reasons")[0].GetProperty("runs").GetInt64()));
    }

    [Fact]
    public async Task Answers_are_summed_up_by_thing_with_the_most_complained_of_first_and_events_say_who_comes()
    {
        await _host.Services.GetRequiredService<IStore>().WriteAsync(scope =>
        {
            var (business, now) = (_host.Services.GetRequiredService<BusinessDirectory>().Business.Id, TimeProvider.System.GetUtcNow());
            var contact = ContactId.New(now);
            scope.Command("INSERT INTO contacts (id, business_id, created_at) VALUES (@id, @business, @now)")
                .Set("@id", contact.ToString()).Set("@business", business.ToString()).Set("@now", now).ExecuteNonQuery();
            foreach (var (run, about, rating) in ((long, string, long)[])[(1, "Lamp", 5), (2, "Lamp", 4), (3, "Kettle", 1)])
                scope.Command("""
                    INSERT INTO play_answers (business_id, play, contact_id, run_id, question, about, rating, words, said_at) VALUES (@business, 'follow_up', @id, @run, 'item', @about, @rating, 'x', @now)
                    """)
                    .Set("@business", business.ToString()).Set("@id", contact.ToString()).Set("@run", run).Set("@about", about).Set("@rating", rating).Set("@now", now).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        }, Cancellation);
        var answers = (await GetAsync("/follow_up/answers")).Body;
        Assert.Equal(["Kettle:10:1", "Lamp:45:0"], answers.GetProperty("summary").EnumerateArray().Select(s => $"{Text(s, "about")}:{s.GetProperty("meanTenths").GetInt64()}:{s.GetProperty("low").GetInt64()}"));
        Assert.Equal(3, answers.GetProperty("answers").GetArrayLength());
        var last = answers.GetProperty("answers")[2].GetProperty("id").GetInt64();
        Assert.Empty((await GetAsync($"/follow_up/answers?before={last}")).Body.GetProperty("answers").EnumerateArray());
        Assert.Equal("/problems/not-permitted", (await GetAsync("/follow_up/answers", await KeyAsync("viewer"))).ProblemType);
        Assert.Empty((await SendAsync(HttpMethod.Get, "/api/v1/events")).Body.GetProperty("events").EnumerateArray());
    }

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();

    private async Task<string> KeyAsync(string role)
    {
        var directory = _host.Services.GetRequiredService<BusinessDirectory>();
        return (await _host.Services.GetRequiredService<ApiKeys>().CreateAsync(directory.Business.Id, directory.Shops[0].Id, role, Cancellation, role)).Secret;
    }

    private Task<TillAnswer> GetAsync(string path, string? key = null) => SendAsync(HttpMethod.Get, "/api/v1/plays" + path, key: key);

    private Task<TillAnswer> PostAsync(string path, string body, string? key = null) => SendAsync(HttpMethod.Post, "/api/v1/plays" + path, body, key);

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
