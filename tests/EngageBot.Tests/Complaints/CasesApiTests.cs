using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EngageBot.Businesses;
using EngageBot.Http;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Demo;
using EngageBot.Storage;
using EngageBot.Tests.Http;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Complaints;

/// <summary>Cases over HTTP, each answer held against the OpenAPI document.</summary>
public sealed class CasesApiTests : IAsyncLifetime
{
    private EngageHost _host = null!;
    private ApiTruth? _truth;
    private string _key = "";
    private int _requests;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await EngageHost.StartAsync();
        _key = await KeyAsync("manager");
        _truth = new((await SendAsync(HttpMethod.Get, "/openapi.json")).Body);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_case_is_opened_noted_granted_and_handled_by_one_key_alone()
    {
        var member = await _host.Services.GetRequiredService<IStore>().ReadAsync(connection =>
            ValueTask.FromResult(MemberLookup.ByPhone(connection, Directory.Business.Id, DemoPeople.Visitors[0].Phone)!.Value), Cancellation);
        var opened = await SendAsync(HttpMethod.Post, "/cases", $$"""{"memberId":"{{member}}","kind":"complaint","words":"The coffee was cold and late.","title":"Cold coffee on Monday morning"}""");
        Assert.Equal((HttpStatusCode.Created, "open"), (opened.Status, opened.Body.GetProperty("case").GetProperty("state").GetString()));
        var path = $"/cases/{opened.Body.GetProperty("case").GetProperty("number").GetInt32()}";
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, path + "/take", "{}")).Status);
        Assert.Equal("/problems/case-taken", (await SendAsync(HttpMethod.Post, path + "/take", "{}", await KeyAsync("owner"))).ProblemType);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, path + "/note", """{"words":"The grinder is broken."}""")).Status);
        // A note has manners on every surface: whoever takes over reads it.
        Assert.Equal("/problems/case-words", (await SendAsync(HttpMethod.Post, path + "/note", """{"words":"The customer is an idiot."}""")).ProblemType);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, path + "/grant", """{"points":100,"words":"sorry"}""")).Status);
        Assert.Equal("/problems/case-limit", (await SendAsync(HttpMethod.Post, path + "/grant", """{"points":100000,"words":"sorry"}""")).ProblemType);
        Assert.Equal("machine", (await SendAsync(HttpMethod.Post, path + "/cause", """{"cause":"machine","ourFault":true}""")).Body.GetProperty("case").GetProperty("cause").GetString());
        Assert.Equal("resolved", (await SendAsync(HttpMethod.Post, path + "/resolve", "{}")).Body.GetProperty("case").GetProperty("state").GetString());
        Assert.Equal("/problems/case-not-now", (await SendAsync(HttpMethod.Post, path + "/resolve", "{}")).ProblemType);
        var file = (await SendAsync(HttpMethod.Get, path)).Body;
        Assert.Contains(file.GetProperty("timeline").EnumerateArray(), line => line.GetProperty("kind").GetString() == "grant");
        Assert.Equal(1, (await SendAsync(HttpMethod.Get, "/cases?state=resolved")).Body.GetProperty("cases").GetArrayLength());
        var unknown = await SendAsync(HttpMethod.Get, "/cases?state=nonsense");
        Assert.Equal("/problems/body-invalid", unknown.ProblemType);
        Assert.Contains("with_customer", unknown.Body.GetProperty("errors").GetProperty("state").GetString(), StringComparison.Ordinal);
        await CausesAsync(path);
        await PlansAsync(path);
        Assert.Equal("/problems/case-unknown", (await SendAsync(HttpMethod.Get, "/cases/999999")).ProblemType);
        Assert.Equal("/problems/not-permitted", (await SendAsync(HttpMethod.Get, path, key: await KeyAsync("till"))).ProblemType);
        // A title is made of the customer's words: whoever sees reports sees numbers, not those.
        var viewer = await KeyAsync("viewer");
        Assert.Equal("/problems/not-permitted", (await SendAsync(HttpMethod.Get, "/cases", key: viewer)).ProblemType);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, "/cases/report", key: viewer)).Status);
    }

    /// <summary>What lies behind cases, over the same key.</summary>
    private async Task CausesAsync(string path)
    {
        Assert.Equal("/problems/case-words", (await SendAsync(HttpMethod.Post, path + "/trouble", """{"from":"2026-01-01T00:00:00Z","until":"2026-01-02T00:00:00Z"}""")).ProblemType);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, path + "/trouble", """{"item":"latte","from":"2026-01-01T00:00:00Z","until":"2026-01-02T00:00:00Z"}""")).Status);
        Assert.Equal("machine", (await SendAsync(HttpMethod.Get, "/causes")).Body.GetProperty("causes")[0].GetProperty("cause").GetString());
        Assert.Equal(0, (await SendAsync(HttpMethod.Get, "/causes/silent?cause=machine")).Body.GetProperty("people").GetArrayLength());
        Assert.Equal("/problems/not-found", (await SendAsync(HttpMethod.Post, "/causes/plan", $$"""{"cause":"machine","owner":"018f0000-0000-7000-8000-000000000000","fixBy":"2030-01-01T00:00:00Z"}""")).ProblemType);
        var off = await SendAsync(HttpMethod.Post, "/causes/fixed", """{"cause":"machine","words":{"en":"It is mended.","ru":"Починили.","sq":"U rregullua."}}""");
        Assert.Contains("engagebot plays on we_are_sorry", off.Body.GetProperty("errors").GetProperty("play").GetString(), StringComparison.Ordinal);
    }

    /// <summary>How a customer is kept, over the same key.</summary>
    private async Task PlansAsync(string path)
    {
        const string Plan = """{"owner":"018f0000-0000-7000-8000-000000000000","valued":"Comes every week","steps":[{"what":"Call them","dueAt":"2030-01-01T00:00:00Z"}]}""";
        Assert.Equal("/problems/case-words", (await SendAsync(HttpMethod.Post, path + "/plan", Plan)).ProblemType);
        Assert.NotEqual(0, (await SendAsync(HttpMethod.Post, path + "/analysis", "{}")).Body.GetProperty("history").GetArrayLength());
        Assert.Equal("/problems/case-unknown", (await SendAsync(HttpMethod.Post, path + "/plan", Plan)).ProblemType);      // nobody has that id
        Assert.Equal("/problems/case-unknown", (await SendAsync(HttpMethod.Post, path + "/plan/step", """{"number":1,"words":"done"}""")).ProblemType);
        Assert.Equal("/problems/case-unknown", (await SendAsync(HttpMethod.Post, path + "/plan/end", """{"saved":true,"words":"done"}""")).ProblemType);
        Assert.Equal("/problems/case-words", (await SendAsync(HttpMethod.Post, path + "/questions", """{"questions":["one","two"]}""")).ProblemType);
        Assert.Equal(3, (await SendAsync(HttpMethod.Post, path + "/questions", """{"questions":["one","two","three"]}""")).Body.GetProperty("questions").GetArrayLength());
        Assert.Equal("yes", (await SendAsync(HttpMethod.Post, path + "/questions/answer", """{"number":2,"words":"yes"}""")).Body.GetProperty("questions")[1].GetProperty("answer").GetString());
        Assert.Equal(0, (await SendAsync(HttpMethod.Get, "/plans-to-keep?days=30")).Body.GetProperty("saved").GetInt32());
    }

    private BusinessDirectory Directory => _host.Services.GetRequiredService<BusinessDirectory>();

    private async Task<string> KeyAsync(string role) =>
        (await _host.Services.GetRequiredService<ApiKeys>().CreateAsync(Directory.Business.Id, Directory.Shops[0].Id, role, Cancellation, role)).Secret;

    private async Task<TillAnswer> SendAsync(HttpMethod method, string path, string? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1" + path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? _key);
        request.Headers.Add("Idempotency-Key", $"k-{Interlocked.Increment(ref _requests)}");
        using var response = await _host.Client.SendAsync(request, Cancellation);
        var answer = new TillAnswer(
            response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation)).RootElement, response.Headers, response.Content.Headers.ContentType?.MediaType);
        _truth?.Check(method.Method, "/api/v1" + path, body is null ? null : Encoding.UTF8.GetBytes(body), answer);
        return answer;
    }
}
