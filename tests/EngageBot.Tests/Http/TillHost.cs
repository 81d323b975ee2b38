using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EngageBot.Broadcasts;
using EngageBot.Businesses;
using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Conversations.Policy;
using EngageBot.Http;
using EngageBot.Insights;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Codes;
using EngageBot.Loyalty.Rewards;
using EngageBot.Messaging;
using EngageBot.Plays;
using EngageBot.Segments;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Surveys;
using EngageBot.Tests.Loyalty;
using EngageBot.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EngageBot.Tests.Http;

/// <summary>An answer with its body read.</summary>
internal sealed record TillAnswer(HttpStatusCode Status, JsonElement Body, HttpResponseHeaders Headers, string? ContentType)
{
    public string? ProblemType => Body.TryGetProperty("type", out var type) ? type.GetString() : null;
}

/// <summary>The API on a real server and a real database, and a till that calls it.</summary>
internal sealed class TillHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private TillHost(LoyaltyWorld world, WebApplication app) => (World, _app, _http) = (world, app, new HttpClient { BaseAddress = new(app.Urls.Single()) });

    public LoyaltyWorld World { get; }
    public ApiKeys Keys => _app.Services.GetRequiredService<ApiKeys>();
    public string Key { get; private set; } = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What the server says of its API; every answer of this till is held against it.</summary>
    public ApiTruth Truth { get; private set; } = null!;

    public Vouchers Vouchers => _app.Services.GetRequiredService<Vouchers>();

    public IEnumerable<Microsoft.AspNetCore.Http.Endpoint> Endpoints => _app.Services.GetRequiredService<Microsoft.AspNetCore.Routing.EndpointDataSource>().Endpoints;

    public static async Task<TillHost> OpenAsync(
        ProgrammeRules? rules = null, Func<TestClock, Task<ITestStore>>? database = null, params string[] settings)
    {
        var world = await LoyaltyWorld.OpenAsync(rules, callingCode: "355", database);
        var builder = WebApplication.CreateSlimBuilder([.. settings]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(world.Store).AddSingleton<TimeProvider>(world.Clock).AddSingleton<SpineSignals>().AddSingleton<FreshRows>().AddSingleton<Inbox>().AddSingleton<Occasions>();
        builder.Services.AddBusinesses().AddApiEdge().AddLoyalty().AddRulesApi().AddSegments().AddSingleton<LivePlays>().AddSingleton<PlaysApi>().AddSingleton<ContactPlansApi>().AddSingleton<PolicyApi>().AddSingleton<MeasureBook>().AddSingleton<MeasuresApi>().AddSingleton<RecommendersApi>()
            .AddSingleton<SurveysApi>().AddSingleton<FeedbackApi>();
        // Described with the others; its own tests call it on the whole program.
        builder.Services.AddSingleton<BroadcastsApi>().AddSingleton<CasesApi>();
        builder.Services.AddSingleton(await MasterKey.LoadAsync(world.Store, world.Clock, Cancellation));
        var app = builder.Build();
        app.UseClearErrors();
        app.MapLoyalty();
        app.MapRules();
        app.MapSegments();
        app.MapPlays();
        app.MapSurveys();
        app.MapContactPolicy();
        app.MapInsights();
        app.MapBroadcasts();
        app.MapComplaints();
        await app.Services.GetRequiredService<BusinessDirectory>().LoadAsync(Cancellation);
        await app.StartAsync(Cancellation);
        var host = new TillHost(world, app);
        host.Key = (await host.Keys.CreateAsync(world.Business, world.Shop, "till 1", Cancellation)).Secret;
        host.Truth = new((await host.RequestAsync(HttpMethod.Get, "/api/v1/openapi.json", null, null, null)).Body);
        return host;
    }

    /// <summary>Another key of the shop.</summary>
    public async Task<string> AnotherKeyAsync(string role = "till") => (await Keys.CreateAsync(World.Business, World.Shop, "another", Cancellation, role)).Secret;

    /// <summary>The digits on a member's screen.</summary>
    public Task<string> CodeAsync(ContactId contact) =>
        World.WriteAsync(scope => _app.Services.GetRequiredService<MemberCodes>().Make(scope, World.Business, contact, World.Now).Digits);

    public async Task<TillAnswer> GetAsync(string path, string? key = null)
    {
        var answer = await RequestAsync(HttpMethod.Get, path, null, null, key ?? Key);
        Truth.Check("GET", path, null, answer);
        return answer;
    }

    public Task<TillAnswer> SendAsync(string path, string idempotencyKey, object body, string? key = null) => PostAsync(path, idempotencyKey, JsonSerializer.Serialize(body), key);

    public Task<TillAnswer> BuyAsync(string idempotencyKey, object purchase, string? key = null) => PostAsync("/api/v1/purchases", idempotencyKey, JsonSerializer.Serialize(purchase), key);

    public Task<TillAnswer> ReturnAsync(string idempotencyKey, object returned) => PostAsync("/api/v1/returns", idempotencyKey, JsonSerializer.Serialize(returned));

    public Task<TillAnswer> PostAsync(string path, string? idempotencyKey, string body, string? key = null) => PostAsync(path, idempotencyKey, Encoding.UTF8.GetBytes(body), key);

    public async Task<TillAnswer> PostAsync(string path, string? idempotencyKey, byte[] body, string? key = null)
    {
        var answer = await RequestAsync(HttpMethod.Post, path, idempotencyKey, body, key ?? Key);
        Truth.Check("POST", path, body, answer);
        return answer;
    }

    private async Task<TillAnswer> RequestAsync(HttpMethod method, string path, string? idempotencyKey, byte[]? body, string? key)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new ByteArrayContent(body) };
        if (key is { Length: > 0 }) request.Headers.Authorization = new("Bearer", key);
        if (idempotencyKey is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        using var response = await _http.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return new(response.StatusCode, JsonDocument.Parse(text).RootElement, response.Headers, response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>Any other request: no body, or one in JSON.</summary>
    public async Task<TillAnswer> SendAsync(HttpMethod method, string path, string? body = null, string? key = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", key ?? Key);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        var answer = new TillAnswer(response.StatusCode, JsonDocument.Parse(text).RootElement, response.Headers, response.Content.Headers.ContentType?.MediaType);
        Truth.Check(method.Method, path, body is null ? null : Encoding.UTF8.GetBytes(body), answer);
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        await World.DisposeAsync();
    }
}
