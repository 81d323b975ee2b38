using System.Net;
using EngageBot.Storage;
using EngageBot.Tests.Loyalty;

namespace EngageBot.Tests.Http;

/// <summary>What a till learns of a member.</summary>
public sealed class MemberLookUpTests : IAsyncLifetime
{
    private const string Phone = "+355691234567";
    private TillHost _till = null!;
    private ContactId _ana;

    public async ValueTask InitializeAsync()
    {
        _till = await TillHost.OpenAsync(LoyaltyWorld.Rules with { Tiers = LoyaltyWorld.ThreeTiers });
        _ana = await _till.World.MemberAsync(Phone);
        await _till.World.GiveAsync(_ana, 70, "gift");
        await _till.World.WriteAsync(scope =>
        {
            scope.Command("UPDATE contacts SET name = 'Ana'").ExecuteNonQuery();
            return ValueTask.CompletedTask;
        });
    }

    public ValueTask DisposeAsync() => _till.DisposeAsync();

    [Fact]
    public async Task A_code_shows_name_level_and_points_and_that_the_member_stands_there()
    {
        var answer = await _till.GetAsync($"/api/v1/members?code={await _till.CodeAsync(_ana)}");
        Assert.Equal((HttpStatusCode.OK, "Ana", "bronze", 100, 70, true), (answer.Status, answer.Body.GetProperty("name").GetString(),
            answer.Body.GetProperty("level").GetProperty("key").GetString(), answer.Body.GetProperty("level").GetProperty("missingPoints").GetInt64(),
            answer.Body.GetProperty("balance").GetProperty("available").GetInt64(), answer.Body.GetProperty("shown").GetBoolean()));
    }

    [Theory]
    [InlineData("till", false)]
    [InlineData("owner", true)]
    public async Task Only_who_may_see_personal_data_sees_the_phone(string role, bool sees)
    {
        var answer = await _till.GetAsync($"/api/v1/members?id={_ana}", await _till.AnotherKeyAsync(role));
        Assert.Equal((HttpStatusCode.OK, sees, false), (answer.Status, answer.Body.TryGetProperty("phone", out _), answer.Body.GetProperty("shown").GetBoolean()));
    }

    [Theory]
    [InlineData("phone=%2B355691234567", HttpStatusCode.OK, null)]
    [InlineData("phone=%2B355690000000", HttpStatusCode.NotFound, "/problems/member-unknown")]
    [InlineData("code=12345678", HttpStatusCode.NotFound, "/problems/code-unknown")]
    [InlineData("number=C-1", HttpStatusCode.NotFound, "/problems/member-unknown")]
    [InlineData("id=nobody", HttpStatusCode.BadRequest, "/problems/body-invalid")]
    [InlineData("name=Ana", HttpStatusCode.BadRequest, "/problems/body-invalid")]
    [InlineData("", HttpStatusCode.BadRequest, "/problems/body-invalid")]
    [InlineData("phone=1&code=2", HttpStatusCode.BadRequest, "/problems/body-invalid")]
    public async Task Exactly_one_thing_is_asked_for(string query, HttpStatusCode status, string? problem)
    {
        var answer = await _till.GetAsync($"/api/v1/members?{query}");
        Assert.Equal((status, problem), (answer.Status, answer.ProblemType));
    }

    [Fact]
    [Trait("Pitfall", "P7")]
    public async Task Phones_are_not_collected_by_asking_for_one_after_the_other()
    {
        for (var n = 0; n < 10; n++) Assert.Equal(HttpStatusCode.NotFound, (await _till.GetAsync($"/api/v1/members?phone=%2B3556900000{n:00}")).Status);
        var closed = await _till.GetAsync("/api/v1/members?phone=%2B355691234567");
        Assert.Equal((HttpStatusCode.TooManyRequests, "/problems/too-many-tries", "60"), (closed.Status, closed.ProblemType, closed.Headers.GetValues("Retry-After").Single()));
        _till.World.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await _till.GetAsync("/api/v1/members?phone=%2B355691234567")).Status);
    }

    [Fact]
    public async Task A_key_whose_role_may_not_look_is_refused() =>
        Assert.Equal("/problems/not-permitted", (await _till.GetAsync($"/api/v1/members?id={_ana}", await _till.AnotherKeyAsync("viewer"))).ProblemType);

    [Fact]
    public async Task A_purchase_takes_the_code_of_the_moment()
    {
        var answer = await _till.BuyAsync("k-1", new { receipt = "A-1", amount = "5", currency = "EUR", memberCode = await _till.CodeAsync(_ana) });
        Assert.Equal((HttpStatusCode.Created, _ana.ToString()), (answer.Status, answer.Body.GetProperty("memberId").GetString()));
        Assert.Equal("/problems/code-unknown", (await _till.BuyAsync("k-2", new { receipt = "A-2", amount = "5", currency = "EUR", memberCode = "12345678" })).ProblemType);
    }
}
