using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EngageBot.Businesses;
using EngageBot.Broadcasts;
using EngageBot.Http;
using EngageBot.Storage;
using EngageBot.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Broadcasts;

/// <summary>Broadcasts over HTTP, each answer held against the OpenAPI document.</summary>
public sealed class BroadcastsApiTests : IAsyncLifetime
{
    private BroadcastWorld _world = null!;
    private ApiTruth _truth = null!;
    private string _key = "";
    private int _requests;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _world = await BroadcastWorld.StartAsync(contacts: 40);
        _key = await KeyAsync("marketer");
        _truth = new((await SendAsync(HttpMethod.Get, "/api/v1/openapi.json")).Body);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task From_a_draft_to_the_report_over_http()
    {
        var made = await PostAsync("", """{"name":"Bread","purpose":"marketing","value":"promotion","audience":"true","variants":[{"text":{"en":"Fresh bread, {name}.\nAt four."}}]}""");
        Assert.Equal((HttpStatusCode.Created, "draft"), (made.Status, made.Body.GetProperty("state").GetString()));
        var id = made.Body.GetProperty("id").GetInt64();
        Assert.Equal("/problems/broadcast-not-counted", (await PostAsync($"/{id}/schedule", "{}")).ProblemType);
        Assert.Equal(40, (await PostAsync($"/{id}/count", "{}")).Body.GetProperty("reachable").GetInt32());
        Assert.Contains("At four.", (await GetAsync($"/{id}/preview")).Body.GetProperty("messages")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync($"/{id}/schedule", "{}")).Status);
        await _world.UntilAsync(id, BroadcastState.Finished);
        Assert.Equal("/problems/broadcast-not-now", (await PostAsync($"/{id}/pause", "{}")).ProblemType);
        var report = (await GetAsync($"/{id}/report")).Body;
        Assert.Equal(40, report.GetProperty("outcomes").GetProperty("sent").GetInt64());
        Assert.Equal(40, report.GetProperty("variants")[0].GetProperty("arrived").GetInt64());
        Assert.Equal(("promotion", 0), (report.GetProperty("value").GetString(), report.GetProperty("variants")[0].GetProperty("notUsefulPercent").GetDouble()));
        Assert.Equal(40, (await GetAsync($"/{id}")).Body.GetProperty("progress").GetProperty("decided").GetInt64());
        Assert.Equal(id, (await GetAsync("")).Body.GetProperty("broadcasts")[0].GetProperty("id").GetInt64());

        using var csv = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/broadcasts/{id}/recipients.csv");
        csv.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        using var answer = await _world.Host.Client.SendAsync(csv, Cancellation);
        var lines = (await answer.Content.ReadAsStringAsync(Cancellation)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((41, "text/csv"), (lines.Length, answer.Content.Headers.ContentType?.MediaType));
        Assert.All(lines.Skip(1), line => Assert.Contains(",a,sent,", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broadcast_by_a_template_of_its_own_says_beforehand_how_it_would_go_on_whatsapp_and_what_holds_it_up()
    {
        await _world.Store.WriteAsync(scope => ValueTask.FromResult(scope.Command("UPDATE channel_accounts SET channel = 'whatsapp', name = 'north' WHERE id = (SELECT MIN(account_id) FROM chats)").ExecuteNonQuery()
            + scope.Command("UPDATE consents SET channel = 'whatsapp'").ExecuteNonQuery()
            + scope.Command("""
                INSERT INTO whatsapp_users (account_id, chat_key, wa_id, heard_at)
                SELECT account_id, external_id, external_id, CASE WHEN id <= (SELECT MIN(id) + 9 FROM chats) THEN @now ELSE 0 END FROM chats
                """).Set("@now", _world.Host.Services.GetRequiredService<TimeProvider>().GetUtcNow()).ExecuteNonQuery()
            + scope.Command("""
                INSERT INTO message_templates (account_id, name, language, category, status, variables, buttons, body, synced_at, status_since)
                SELECT MIN(account_id), 'fresh_bread', 'en', 'Marketing', 'Approved', 0, 0, 'Fresh bread today.', 0, 1790000000000 FROM chats
                """).ExecuteNonQuery()), Cancellation);
        var made = await PostAsync("", """{"name":"Bread","purpose":"marketing","audience":"true","variants":[{"text":{"en":"Fresh bread."}}],"template":{"name":"fresh_bread"}}""");
        Assert.Equal(("fresh_bread", 0), (made.Body.GetProperty("template").GetProperty("name").GetString(), made.Body.GetProperty("heldUp").GetArrayLength()));
        var id = made.Body.GetProperty("id").GetInt64();
        var whatsApp = (await PostAsync($"/{id}/count", "{}")).Body.GetProperty("whatsApp");
        Assert.Equal((10, 30), (whatsApp.GetProperty("open").GetInt32(), whatsApp.GetProperty("byTemplate").GetInt32()));

        await _world.Store.WriteAsync(scope => ValueTask.FromResult(scope.Command("UPDATE message_templates SET status = 'Paused', reason = 'LOW_QUALITY'").ExecuteNonQuery()), Cancellation);
        whatsApp = (await PostAsync($"/{id}/count", "{}")).Body.GetProperty("whatsApp");
        Assert.Equal((0, 30), (whatsApp.GetProperty("byTemplate").GetInt32(), whatsApp.GetProperty("later").GetProperty("template_not_approved").GetInt32()));
        var held = Assert.Single((await GetAsync($"/{id}")).Body.GetProperty("heldUp").EnumerateArray());
        Assert.Equal("template fresh_bread (en) is paused by WhatsApp since 2026-09-21 14:13 UTC: LOW_QUALITY", held.GetProperty("words").GetString());
    }

    [Fact]
    public async Task Who_may_not_send_is_refused_and_a_wrong_draft_is_explained()
    {
        const string Draft = """{"name":"Bread","purpose":"marketing","value":"promotion","audience":"true","variants":[{"text":{"en":"Bread."}}]}""";
        Assert.Equal("/problems/not-permitted", (await PostAsync("", Draft, await KeyAsync("cashier"))).ProblemType);
        var wrong = await PostAsync("", """{"name":"","purpose":"marketing","value":"promotion","audience":"true","variants":[{"text":{"de":"Brot."}}]}""");
        Assert.Equal(["name", "variants[0].text"], wrong.Body.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));
        Assert.Equal("/problems/not-found", (await PostAsync("/999/cancel", "{}")).ProblemType);
        foreach (var empty in (string[])["null", """{"text":{"en":null}}""", """{"text":{"en":"Bread."},"buttons":[null]}""", """{"text":{"en":"Bread."},"buttons":[{"label":{"en":null},"link":"https://example.com"}]}"""])
            Assert.Equal("/problems/body-invalid", (await PostAsync("", $$"""{"name":"Bread","purpose":"marketing","value":"promotion","audience":"true","variants":[{{empty}}]}""")).ProblemType);
    }

    private async Task<string> KeyAsync(string role)
    {
        var directory = _world.Host.Services.GetRequiredService<BusinessDirectory>();
        return (await _world.Host.Services.GetRequiredService<ApiKeys>().CreateAsync(directory.Business.Id, directory.Shops[0].Id, role, Cancellation, role)).Secret;
    }

    private Task<TillAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, "/api/v1/broadcasts" + path);

    private Task<TillAnswer> PostAsync(string path, string body, string? key = null) => SendAsync(HttpMethod.Post, "/api/v1/broadcasts" + path, body, key);

    private async Task<TillAnswer> SendAsync(HttpMethod method, string path, string? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? _key);
        request.Headers.Add("Idempotency-Key", $"k-{Interlocked.Increment(ref _requests)}");
        using var response = await _world.Host.Client.SendAsync(request, Cancellation);
        var answer = new TillAnswer(
            response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation)).RootElement, response.Headers, response.Content.Headers.ContentType?.MediaType);
        if (_truth is not null) _truth.Check(method.Method, path, body is null ? null : Encoding.UTF8.GetBytes(body), answer);
        return answer;
    }
}
