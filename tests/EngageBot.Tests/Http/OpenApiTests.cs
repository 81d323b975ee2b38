using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using EngageBot.Http;
using EngageBot.Http.Description;
using EngageBot.Tests.Loyalty;
using EngageBot.Tests.Support;
using Microsoft.AspNetCore.Routing;

namespace EngageBot.Tests.Http;

/// <summary>The document of the API is true; every answer in the tests of the till is held against it besides.</summary>
public sealed class OpenApiTests : IAsyncLifetime
{
    private TillHost _till = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _till = await TillHost.OpenAsync(LoyaltyWorld.Rules);

    public ValueTask DisposeAsync() => _till.DisposeAsync();

    [Fact]
    public void Every_route_of_the_api_is_in_it()
    {
        var mapped = _till.Endpoints.OfType<RouteEndpoint>().Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .Select(e => OpenApi.PathOf(e.RoutePattern)).Where(path => path != "/api/v1/openapi.json" && !path.StartsWith("/api/v1/reports/", StringComparison.Ordinal)).Distinct().Order();
        Assert.Equal(mapped, _till.Truth.Operations.Select(o => o.Path).Distinct().Order());
    }

    [Fact]
    public void No_two_operations_have_one_name() =>
        Assert.Distinct(_till.Truth.Operations.Select(o => o.Operation.GetProperty("operationId").GetString()));

    [Fact]
    public void Every_problem_belongs_to_some_operation_or_to_none_at_all()
    {
        var named = _till.Truth.Operations.SelectMany(o => o.Operation.GetProperty("responses").EnumerateObject())
            .Where(r => r.Value.TryGetProperty("x-problem-types", out _)).SelectMany(r => r.Value.GetProperty("x-problem-types").EnumerateArray()).Select(t => t.GetString()).ToHashSet();
        string[] elsewhere = ["method-not-allowed"];
        Assert.Empty(ProblemType.All.Where(p => !elsewhere.Contains(p.Name) && !named.Contains($"/problems/{p.Name}")).Select(p => p.Name));
    }

    [Fact]
    public async Task The_page_names_every_path_field_and_problem()
    {
        var page = await PageAsync("api.md") + await PageAsync("rules.md");
        foreach (var (method, path, operation) in _till.Truth.Operations)
        {
            Assert.Contains($"`{method} {path}`", page, StringComparison.Ordinal);
            foreach (var field in FieldsOf(operation)) Assert.True(Regex.IsMatch(page, $@"\b{field}\b"), $"docs/api.md does not name {field} of {path}");
        }
        foreach (var problem in ProblemType.All) Assert.Contains($"| `{problem.Name}` | {problem.Status} |", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/purchases")]
    [InlineData("/api/v1/returns")]
    [InlineData("/api/v1/redemptions/quotes")]
    [InlineData("/api/v1/redemptions")]
    public async Task Every_field_of_a_body_is_read_and_no_other(string path)
    {
        var operation = _till.Truth.Operations.Single(o => o.Path == path && o.Method == "POST").Operation;
        var fields = operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("properties")
            .EnumerateObject().Select(f => f.Name).ToList();
        var wrong = JsonSerializer.Serialize(fields.ToDictionary(f => f, _ => (object)true).Append(new("tip", 1)).ToDictionary());
        var answer = await _till.PostAsync(path, "k-1", wrong);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        var errors = answer.Body.GetProperty("errors").EnumerateObject().ToDictionary(e => e.Name, e => e.Value.GetString()!);
        Assert.Equal("is not a field of this request.", errors["tip"]);
        foreach (var field in fields) Assert.True(errors.TryGetValue(field, out var error) && error != errors["tip"], $"{path} does not read {field}");
    }

    public static TheoryData<string, string> Amounts()
    {
        var data = new TheoryData<string, string>();
        foreach (var path in (string[])["purchases", "returns", "redemptions/quotes", "redemptions"])
            foreach (var amount in (string[])["0", "0.00", "-1", "1.234", "99999999999999", "1e3", "1,50", " ", "٣"]) data.Add(path, amount);
        return data;
    }

    [Theory]
    [MemberData(nameof(Amounts))]
    public async Task No_amount_of_nothing_below_nothing_too_much_or_with_three_decimals_is_written(string path, string amount)
    {
        var member = await _till.World.MemberAsync("+355691234567");
        var before = await RowsAsync();
        object body = path switch
        {
            "purchases" => new { receipt = "A-1", amount, currency = "EUR", memberId = member.ToString() },
            "returns" => new { receipt = "A-1", returnReceipt = "R-1", amount, currency = "EUR" },
            "redemptions" => new { amount, currency = "EUR", points = 1, memberId = member.ToString() },
            _ => new { amount, currency = "EUR", memberId = member.ToString() },
        };
        var answer = await _till.SendAsync($"/api/v1/{path}", "k-1", body);
        Assert.Equal((HttpStatusCode.BadRequest, "/problems/body-invalid"), (answer.Status, answer.ProblemType));
        Assert.Equal(["amount"], answer.Body.GetProperty("errors").EnumerateObject().Select(e => e.Name));
        Assert.Equal(before, await RowsAsync());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("1.5")]
    [InlineData("\"5\"")]
    [InlineData("99999999999999999999")]
    public async Task Points_are_a_whole_number_above_zero(string points)
    {
        var answer = await _till.PostAsync("/api/v1/redemptions", "k-1", $$"""{"amount": "5", "currency": "EUR", "memberCode": "12345678", "points": {{points}}}""");
        Assert.Equal(["points"], answer.Body.GetProperty("errors").EnumerateObject().Select(e => e.Name));
    }

    private static Task<string> PageAsync(string name) => File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", name), Cancellation);

    private async Task<string> RowsAsync()
    {
        var counts = new List<long>();
        foreach (var table in (string[])["purchases", "purchase_returns", "redemptions", "holds", "transfers", "idempotency_keys", "inbox"]) counts.Add(await _till.World.CountAsync(table));
        return string.Join(' ', counts);
    }

    private static IEnumerable<string> FieldsOf(JsonElement operation)
    {
        foreach (var parameter in operation.GetProperty("parameters").EnumerateArray()) yield return parameter.GetProperty("name").GetString()!;
        if (operation.TryGetProperty("requestBody", out var body))
            foreach (var name in Names(body.GetProperty("content").GetProperty("application/json").GetProperty("schema"))) yield return name;
        foreach (var response in operation.GetProperty("responses").EnumerateObject())
            if (response.Value.GetProperty("content").TryGetProperty("application/json", out var answer))
                foreach (var name in Names(answer.GetProperty("schema"))) yield return name;
    }

    private static IEnumerable<string> Names(JsonElement schema) => !schema.TryGetProperty("properties", out var properties)
        ? []
        : properties.EnumerateObject().SelectMany(p => Names(p.Value).Prepend(p.Name));
}
