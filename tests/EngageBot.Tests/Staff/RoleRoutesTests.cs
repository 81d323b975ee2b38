using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EngageBot.Businesses;
using EngageBot.Http;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Codes;
using EngageBot.Loyalty.Demo;
using EngageBot.Loyalty.Earning;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Staff;

/// <summary>The whole program, a key of each role, and a member whose points can be spent.</summary>
public sealed class RoleHost : IAsyncLifetime
{
    private static readonly UnitRule _cents = new(ImmutableSortedDictionary<string, UnitName>.Empty.Add("en", new("point", "points")), ValueMinor: 1);

    private readonly Dictionary<string, string> _keys = [];
    private EngageHost _host = null!;
    private int _numbers;

    public EngageHost Host => _host;

    internal ContactId Member { get; private set; }

    private IStore Store => _host.Services.GetRequiredService<IStore>();

    private BusinessDirectory Directory => _host.Services.GetRequiredService<BusinessDirectory>();

    private DateTimeOffset Now => _host.Services.GetRequiredService<TimeProvider>().GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _host = await EngageHost.StartAsync(settings: ["--Api:Burst=10000", "--Api:RequestsPerSecond=10000"]);
        foreach (var role in Roles.OfKeys)
            _keys[role.Word()] = (await _host.Services.GetRequiredService<ApiKeys>().CreateAsync(Directory.Business.Id, Directory.Shops[0].Id, role.Word(), CancellationToken.None, role.Word())).Secret;
        await Store.WriteAsync(scope =>
        {
            Member = MemberLookup.ByPhone(scope, Directory.Business.Id, DemoPeople.Visitors[0].Phone)!.Value;
            Programmes.Publish(scope, Directory.Business.Id, DemoBusiness.Rules with { Spend = new(), Unit = _cents, PendingDays = 0 }, Now);
            AdjustPoints.Run(scope, new Actor.System("test"), new(Directory.Business.Id, Member, 100_000, "for the test", "role-host", Now), Now);
            return ValueTask.CompletedTask;
        }, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    public string Next() => $"N-{Interlocked.Increment(ref _numbers)}";

    public Task<string> CodeAsync() => Store.WriteAsync(
        scope => ValueTask.FromResult(_host.Services.GetRequiredService<MemberCodes>().Make(scope, Directory.Business.Id, Member, Now).Digits), CancellationToken.None);

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(string method, string path, object? body, string role)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = body is null ? null : new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", _keys[role]);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Next());
        if (method is not "POST") request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var response = await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonDocument.Parse(text.Length == 0 ? "{}" : text).RootElement);
    }
}

/// <summary>Every call of the API that writes, by every role, against the table in docs/staff.md.</summary>
public sealed partial class RoleRoutesTests(RoleHost host) : IClassFixture<RoleHost>
{
    private static readonly List<(string Call, string Permission)> _documented =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "docs", "staff.md")).Select(line => Row().Match(line)).Where(row => row.Success).Select(row => (row.Groups["call"].Value, row.Groups["permission"].Value)),
    ];

    public static TheoryData<string, string> Calls => [.. _documented];

    [Fact]
    public void Every_call_that_writes_stands_in_the_table()
    {
        var served = host.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/v1", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Where(method => method is not "GET")
                .Select(method => $"{method} {Constraint().Replace(endpoint.RoutePattern.RawText!, "}").TrimEnd('/')}"));
        Assert.Equal(served.Order(StringComparer.Ordinal), _documented.Select(row => row.Call).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task Each_role_may_call_what_its_permissions_say_and_nothing_else(string call, string permission)
    {
        var what = Enum.GetValues<Permission>().Single(p => SnakeCase.Of(p.ToString()) == permission);
        foreach (var role in Roles.OfKeys)
        {
            var (path, body) = await CaseAsync(call);
            var refusals = await host.Host.CountAsync("SELECT COUNT(*) FROM refusals WHERE code = 'not_permitted'");
            var (status, answer) = await host.SendAsync(call.Split(' ')[0], path, body, role.Word());
            var refused = status is HttpStatusCode.Forbidden && answer.GetProperty("type").GetString() == "/problems/not-permitted";
            Assert.Equal((call, role, RoleBook.Default.Of(role).Contains(what)), (call, role, !refused));
            Assert.True((int)status < 500 && status is not HttpStatusCode.Unauthorized, $"{call} by {role}: {status} {answer}");
            Assert.True(refused || await host.Host.CountAsync("SELECT COUNT(*) FROM refusals WHERE code = 'not_permitted'") == refusals, $"{call} by {role} was written down as refused.");
        }
    }

    /// <summary>What the call needs to be there, and its body.</summary>
    private async Task<(string Path, object? Body)> CaseAsync(string call)
    {
        var path = call.Split(' ')[1];
        object Paid() => new { receipt = host.Next(), amount = "10.00", currency = "EUR", memberId = host.Member.Value };
        switch (path["/api/v1".Length..])
        {
            case "/purchases": return (path, Paid());
            case "/returns": return (path, new { receipt = (await BoughtAsync()).Receipt, returnReceipt = host.Next(), amount = "1.00", currency = "EUR" });
            case "/purchases/{id}/undo": return (Named(path, (await BoughtAsync()).Id), new { });
            case "/redemptions/quotes": return (path, new { amount = "10.00", currency = "EUR", memberId = host.Member.Value });
            case "/redemptions": return (path, new { amount = "10.00", currency = "EUR", memberId = host.Member.Value, points = 10 });
            case "/redemptions/{id}/commit": return (Named(path, await ReservedAsync(commit: false)), new { receipt = host.Next() });
            case "/redemptions/{id}/cancel": return (Named(path, await ReservedAsync(commit: false)), new { });
            case "/redemptions/{id}/undo": return (Named(path, await ReservedAsync(commit: true)), new { });
            case "/vouchers/refusals": return (path, new { voucher = "22222-22222", why = "other" });
            case "/coalitions/{key}/members": return (path.Replace("{key}", "city", StringComparison.Ordinal), new { memberCode = await host.CodeAsync(), wording = "May all partners know your card?", language = "en" });
            case "/discounts": return (path, new { amount = "10.00", currency = "EUR", memberId = host.Member.Value });
            case "/cards": return (path, new { number = host.Next(), kind = "bearer" });
            case "/statuses": return (path, new { reference = host.Next(), memberId = host.Member.Value, status = "vip", amount = "50.00", currency = "EUR" });
            case "/bookings": return (path, new { reference = host.Next(), memberId = host.Member.Value });
            case "/bookings/cancel":
                var reference = host.Next();
                await DoneAsync("/api/v1/bookings", new { reference, memberId = host.Member.Value });
                return (path, new { reference });
            case "/hand-ins": return (path, new { memberId = host.Member.Value, kind = "clothes", quantity = 1000, reference = host.Next() });
            case "/members/{id}/events": return (Named(path, host.Member.Value), new { @event = "profile", reference = host.Next() });
            case "/members/{id}/thanks": return (Named(path, host.Member.Value), new { words = "Thank you for helping.", signedBy = "Ben", reference = host.Next() });
            case "/event-passes/admit": return (path, new { code = "BBBBBBBBBB" });
            case "/reviews/{id}/publish": return (path.Replace("{id}", "1", StringComparison.Ordinal), new { shown = true });
            case "/referrals/{id}/release" or "/referrals/{id}/refuse": return (path.Replace("{id}", "1", StringComparison.Ordinal), new { reason = "They came together." });
            case "/rules/{kind}/{key}": return ("/api/v1/rules/club/ladies", call.StartsWith("PUT", StringComparison.Ordinal) ? new { name = new { en = "Ladies" }, terms = new { en = "Evenings." } } : null);
            case "/rules/programme/{key}/dry-run": return ("/api/v1/rules/programme/points/dry-run?since=2026-01-01&until=2026-01-02", new { earn = new { per_minor = 100, points = 1 } });
            case "/segments/preview": return (path, new { segment = "customer.member" });
            case "/plays/{name}/on" or "/plays/{name}/off": return (path.Replace("{name}", "birthday", StringComparison.Ordinal), new { });
            case "/surveys/{key}/visits": return (path.Replace("{key}", "mystery", StringComparison.Ordinal), new { shop = "Centre", scores = new { greeting = 3 } });
            case "/feedback/notes": return (path, new { kind = "missing", words = "No delivery." });
            case "/feedback/notes/{id}/topic": return (Named(path, 999_999), new { topic = "delivery" });
            case "/feedback/topics": return (path, new { kind = "missing", topic = "delivery", state = "noted" });
            case "/changes": return (path, new { about = "missing:delivery", words = new { en = "It comes.", ru = "Теперь есть.", sq = "Tani ka." } });
            case "/broadcasts": return (path, new { name = host.Next(), purpose = "service", audience = "customer.member", variants = new[] { new { text = new { en = "News." } } } });
            case "/broadcasts/{id}/test": return (Named(path, 999_999), new { staffId = Guid.CreateVersion7(DateTimeOffset.UnixEpoch) });
            case "/broadcasts/{id}/edit": return (Named(path, 999_999), new { variants = new[] { new { text = new { en = "News." } } } });
            case "/cases": return (path, new { memberId = host.Member.Value, kind = "request", words = "The card was lost on the way." });
            case "/cases/{number}/plan":
                return (path.Replace("{number}", "999999", StringComparison.Ordinal), new { owner = Guid.CreateVersion7(DateTimeOffset.UnixEpoch), valued = "Comes every week.", steps = new[] { new { what = "Call.", dueAt = "2030-01-01T10:00:00Z" } } });
            case "/causes/plan": return (path, new { cause = "late", owner = Guid.CreateVersion7(DateTimeOffset.UnixEpoch), fixBy = "2030-01-01T10:00:00Z" });
            case "/causes/fixed": return (path, new { cause = "late", words = new { en = "It was late.", ru = "Было поздно.", sq = "Ishte vonë." } });
            case "/contacts/{id}/log": return (Named(path, host.Member.Value), new { by = "call" });
            case "/broadcasts/{id}/refuse": return (Named(path, 999_999), new { reason = "Not like this." });
            case "/broadcasts/{id}": return (Named(path, 999_999), new { name = host.Next(), purpose = "service", audience = "customer.member", variants = new[] { new { text = new { en = "News." } } } });
            default: return (Named(path.Replace("{number}", "999999", StringComparison.Ordinal), 999_999), new { });
        }
    }

    private static string Named(string path, object id) => path.Replace("{id}", Convert.ToString(id, System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private async Task<(string Receipt, string Id)> BoughtAsync()
    {
        var receipt = host.Next();
        return (receipt, (await DoneAsync("/api/v1/purchases", new { receipt, amount = "10.00", currency = "EUR", memberId = host.Member.Value })).GetProperty("purchaseId").GetString()!);
    }

    private async Task<string> ReservedAsync(bool commit)
    {
        var reserved = (await DoneAsync("/api/v1/redemptions", new { amount = "10.00", currency = "EUR", memberCode = await host.CodeAsync(), points = 10 })).GetProperty("redemptionId").GetString()!;
        if (commit) await DoneAsync($"/api/v1/redemptions/{reserved}/commit", new { receipt = host.Next() });
        return reserved;
    }

    /// <summary>Done before by the owner, so that the role under test finds it.</summary>
    private async Task<JsonElement> DoneAsync(string path, object body)
    {
        var (status, answer) = await host.SendAsync("POST", path, body, "owner");
        Assert.True((int)status is >= 200 and < 300, $"{path}: {status} {answer}");
        return answer;
    }

    [GeneratedRegex(@"^\| `(?<call>(POST|PUT|DELETE) /api/[^`]+)` \| `(?<permission>[a-z_]+)` \|$")]
    private static partial Regex Row();

    [GeneratedRegex(@":[a-z]+\}")]
    private static partial Regex Constraint();
}
