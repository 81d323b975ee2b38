using System.Net;
using EngageBot.Http;
using EngageBot.Tests.Support;
using Microsoft.Extensions.Options;

namespace EngageBot.Tests.Http;

public sealed class ApiKeyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_a_key_in_use_opens_the_api()
    {
        await using var till = await TillHost.OpenAsync();
        var prefix = till.Key.Split('.')[0];
        foreach (var wrong in new[] { "", "nonsense", prefix, prefix + ".", prefix + ".wrong", "ebxxxxxxxxxx." + till.Key.Split('.')[1], new string('k', 500) })
        {
            var answer = await till.BuyAsync("k", new { }, wrong);
            Assert.Equal((HttpStatusCode.Unauthorized, "/problems/not-authorised"), (answer.Status, answer.ProblemType));
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        }
        Assert.Equal(HttpStatusCode.BadRequest, (await till.BuyAsync("k", new { })).Status);
        Assert.True(await till.Keys.RevokeAsync(till.World.Business, prefix, Cancellation));
        Assert.False(await till.Keys.RevokeAsync(till.World.Business, prefix, Cancellation));
        Assert.Equal(HttpStatusCode.Unauthorized, (await till.BuyAsync("k", new { })).Status);
    }

    [Fact]
    public async Task A_key_is_shown_once_and_only_its_hash_is_kept()
    {
        await using var till = await TillHost.OpenAsync();
        var key = Assert.Single(await till.Keys.ListAsync(till.World.Business, Cancellation));
        Assert.Equal((till.World.Shop, "till 1", 32), (key.ShopId, key.Name, key.Hash.Length));
        Assert.DoesNotContain(key.Prefix, till.Key.Split('.')[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_another_role_does_what_that_role_may()
    {
        await using var till = await TillHost.OpenAsync();
        await till.World.MemberAsync("+355691234567");
        var purchase = new { receipt = "A-1", amount = "12.50", currency = "EUR", memberPhone = "+355691234567" };
        var viewer = await till.Keys.CreateAsync(till.World.Business, till.World.Shop, "reports", Cancellation, "viewer");
        var answer = await till.BuyAsync("k-1", purchase, viewer.Secret);
        Assert.Equal((HttpStatusCode.Forbidden, "/problems/not-permitted"), (answer.Status, answer.ProblemType));
        Assert.Equal((0, 1), (await till.World.CountAsync("purchases"), await till.World.CountAsync("refusals")));
        var owner = await till.Keys.CreateAsync(till.World.Business, till.World.Shop, "back office", Cancellation, "owner");
        Assert.Equal(HttpStatusCode.Created, (await till.BuyAsync("k-2", purchase, owner.Secret)).Status);
    }

    [Fact]
    public async Task A_key_that_runs_away_is_told_when_to_come_back()
    {
        await using var till = await TillHost.OpenAsync(null, null, "--Api:RequestsPerSecond=2", "--Api:Burst=3");
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.BadRequest, (await till.BuyAsync("k", new { })).Status);
        var answer = await till.BuyAsync("k", new { });
        Assert.Equal((HttpStatusCode.TooManyRequests, "/problems/too-many-requests", 1), (answer.Status, answer.ProblemType, answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds));
        till.World.Clock.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(HttpStatusCode.BadRequest, (await till.BuyAsync("k", new { })).Status);
    }

    [Fact]
    public void Each_key_has_a_rate_of_its_own()
    {
        var clock = new TestClock();
        var rate = new KeyRateLimit(Options.Create(new ApiOptions { RequestsPerSecond = 10, Burst = 1 }), clock);
        Assert.Null(rate.Take(1));
        Assert.Equal(TimeSpan.FromMilliseconds(100), rate.Take(1));
        Assert.Null(rate.Take(2));
        clock.Advance(TimeSpan.FromMilliseconds(60));
        Assert.Equal(TimeSpan.FromMilliseconds(40), rate.Take(1));
        clock.Advance(TimeSpan.FromMilliseconds(40));
        Assert.Null(rate.Take(1));
    }

    [Fact]
    public async Task Old_answers_are_forgotten()
    {
        await using var till = await TillHost.OpenAsync();
        await till.World.MemberAsync("+355691234567");
        await till.BuyAsync("k-1", new { receipt = "A-1", amount = "12.50", currency = "EUR", memberPhone = "+355691234567" });
        till.World.Clock.Advance(TimeSpan.FromDays(6));
        Assert.Equal(0, await till.World.WriteAsync(scope => Idempotency.Prune(scope, till.World.Now)));
        till.World.Clock.Advance(TimeSpan.FromDays(2));
        await till.World.WriteAsync(scope => Idempotency.Prune(scope, till.World.Now));
        Assert.Equal(0, await till.World.CountAsync("idempotency_keys"));
    }

    [Fact]
    public async Task Every_problem_type_is_documented()
    {
        var documented = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "api.md"), Cancellation);
        foreach (var type in ProblemType.All) Assert.Contains($"`{type.Name}` | {type.Status}", documented, StringComparison.Ordinal);
    }
}
