using System.Net;
using EngageBot.Staff;
using EngageBot.Tests.Http;
using EngageBot.Tests.Loyalty;

namespace EngageBot.Tests.Segments;

public sealed class SegmentsApiTests : IAsyncLifetime
{
    private TillHost _till = null!;
    private string _marketer = "";

    public async ValueTask InitializeAsync()
    {
        _till = await TillHost.OpenAsync(LoyaltyWorld.Rules with { Tiers = LoyaltyWorld.ThreeTiers });
        _marketer = await KeyAsync(Role.Marketer);
    }

    public ValueTask DisposeAsync() => _till.DisposeAsync();

    [Fact]
    public async Task A_preview_tells_the_count_and_a_few_examples()
    {
        var (ana, _) = (await _till.World.MemberAsync(), await _till.World.MemberAsync());
        await _till.World.BuyAsync(ana, 25_00, "A-1");
        var answer = await PreviewAsync("""{"segment": "purchases.spent >= 25 and customer.member"}""", _marketer);
        Assert.Equal((HttpStatusCode.OK, 1L, 2L), (answer.Status, answer.Body.GetProperty("members").GetInt64(), answer.Body.GetProperty("contacts").GetInt64()));
        Assert.Equal(ana.Value, answer.Body.GetProperty("examples").EnumerateArray().Single().GetProperty("memberId").GetGuid());
        Assert.Equal(0, (await PreviewAsync("""{"segment": "purchases.spent > 25.00"}""", _marketer)).Body.GetProperty("members").GetInt64());
    }

    [Fact]
    public async Task A_role_that_may_not_see_customers_is_told_the_count_alone()
    {
        await _till.World.MemberAsync();
        var answer = await PreviewAsync("""{"segment": "customer.member"}""", await KeyAsync(Role.Viewer));
        Assert.Equal(1, answer.Body.GetProperty("members").GetInt64());
        Assert.False(answer.Body.TryGetProperty("examples", out _));
        Assert.Equal("/problems/not-permitted", (await PreviewAsync("""{"segment": "true"}""", await KeyAsync(Role.Till))).ProblemType);
    }

    [Theory]
    [InlineData("purchases.cuont > 1", "column 1: there is no 'purchases.cuont'; did you mean 'purchases.count'.")]
    [InlineData("purchases.count >", "column 18: something is missing at the end.")]
    public async Task A_segment_that_cannot_be_asked_is_answered_with_the_reason(string segment, string sentence)
    {
        var answer = await PreviewAsync($$"""{"segment": "{{segment}}"}""", _marketer);
        Assert.Equal(((HttpStatusCode)422, "/problems/segment-invalid"), (answer.Status, answer.ProblemType));
        Assert.Equal(sentence, answer.Body.GetProperty("errors").GetProperty("segment").GetString());
        Assert.Equal("/problems/body-invalid", (await PreviewAsync("""{"segment": "true", "examples": 21}""", _marketer)).ProblemType);
    }

    [Fact]
    public async Task A_saved_segment_is_listed_after_those_that_come_with_the_program()
    {
        await PublishAsync("spenders", "{\"when\": \"purchases.spent.last_90d > 100\", \"about\": \"Spend much.\"}");
        var list = (await _till.SendAsync(HttpMethod.Get, "/api/v1/segments", key: _marketer)).Body.GetProperty("segments").EnumerateArray().ToList();
        Assert.Equal(("new", true), (list[0].GetProperty("key").GetString(), list[0].GetProperty("ready").GetBoolean()));
        Assert.Equal(("spenders", "Spend much.", false), (list[^1].GetProperty("key").GetString(), list[^1].GetProperty("about").GetString(), list[^1].GetProperty("ready").GetBoolean()));
        Assert.Equal(HttpStatusCode.OK, (await PreviewAsync("""{"segment": "spenders"}""", _marketer)).Status);
    }

    [Theory]
    [InlineData("regular", "{\"when\": \"true\"}", "rules", "'regular' is a segment that comes with the program; give yours another key.")]
    [InlineData("mine", "{\"when\": \"has(purchases.shops, nowhere)\"}", "when", "column 22: 'nowhere' is not one of main.")]
    [InlineData("mine", "{\"when\": \"purchases.count\"}", "when", "column 1: this is a whole number, not a yes or no.")]
    public async Task A_segment_that_cannot_be_asked_is_not_saved(string key, string document, string field, string sentence)
    {
        var answer = await PublishAsync(key, document);
        Assert.Equal("/problems/rules-invalid", answer.ProblemType);
        Assert.Equal(sentence, answer.Body.GetProperty("errors").GetProperty(field).GetString());
    }

    [Fact]
    public async Task The_facts_say_what_can_be_asked_here()
    {
        var facts = (await _till.SendAsync(HttpMethod.Get, "/api/v1/segments/facts", key: _marketer)).Body.GetProperty("facts").EnumerateArray().ToList();
        var level = facts.Single(f => f.GetProperty("name").GetString() == "level.key");
        Assert.Equal(("choice?", "bronze silver gold"), (level.GetProperty("type").GetString(), string.Join(' ', level.GetProperty("values").EnumerateArray().Select(v => v.GetString()))));
    }

    private async Task<string> KeyAsync(Role role) =>
        (await _till.Keys.CreateAsync(_till.World.Business, _till.World.Shop, role.Word(), TestContext.Current.CancellationToken, role.Word())).Secret;

    private Task<TillAnswer> PreviewAsync(string body, string key) => _till.SendAsync(HttpMethod.Post, "/api/v1/segments/preview", body, key: key);

    private Task<TillAnswer> PublishAsync(string key, string document) =>
        _till.SendAsync(HttpMethod.Put, $"/api/v1/rules/segment/{key}", document, key: _marketer, headers: [("If-None-Match", "*"), ("Idempotency-Key", Guid.CreateVersion7(_till.World.Now).ToString())]);
}
