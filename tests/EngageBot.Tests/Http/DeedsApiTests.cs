using System.Collections.Immutable;
using System.Net;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Activities;
using EngageBot.Loyalty.Causes;
using EngageBot.Storage;
using EngageBot.Tests.Loyalty;

namespace EngageBot.Tests.Http;

/// <summary>What programs tell of deeds: recorded once, refused with a documented problem.</summary>
public sealed class DeedsApiTests : IAsyncLifetime
{
    private TillHost _till = null!;
    private ContactId _ana;

    public async ValueTask InitializeAsync()
    {
        _till = await TillHost.OpenAsync(LoyaltyWorld.Rules);
        _ana = await _till.World.MemberAsync();
        await PublishAsync(HandInRules.Kind, "clothes", new HandInRules(Names("Clothes"), HandInUnit.Grams, 500, new(20), TimesPerDay: 1));
        await PublishAsync(ActivityRules.Kind, "quiz", new ActivityRules(Names("Quiz"), new(5), 1, ActivitySpan.Day));
    }

    public ValueTask DisposeAsync() => _till?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    [Trait("Row", "S34")]
    public async Task A_hand_in_is_recorded_once_and_answers_with_the_years_total()
    {
        var body = $$"""{"memberId": "{{_ana}}", "kind": "clothes", "quantity": 1250, "reference": "H-1"}""";
        var first = await _till.PostAsync("/api/v1/hand-ins", "a", body);
        Assert.Equal((HttpStatusCode.Created, 40L, 1250L), (first.Status, first.Body.GetProperty("points").GetInt64(), first.Body.GetProperty("yearTotal").GetInt64()));
        Assert.Equal(HttpStatusCode.OK, (await _till.PostAsync("/api/v1/hand-ins", "b", body)).Status);
        Assert.Equal("/problems/deed-too-often", (await _till.PostAsync("/api/v1/hand-ins", "c", body.Replace("H-1", "H-2", StringComparison.Ordinal))).ProblemType);
        Assert.Equal("/problems/deed-unknown", (await _till.PostAsync("/api/v1/hand-ins", "d", body.Replace("clothes", "bottles", StringComparison.Ordinal).Replace("H-1", "H-3", StringComparison.Ordinal))).ProblemType);
        Assert.Equal("/problems/body-invalid", (await _till.PostAsync("/api/v1/hand-ins", "e", body.Replace("1250", "0", StringComparison.Ordinal))).ProblemType);
        Assert.Equal(40, (await _till.World.BalanceAsync(_ana)).AvailablePoints);
    }

    [Fact]
    [Trait("Row", "S42")]
    public async Task A_card_of_thanks_is_sent_by_whoever_decides_cases_once_and_never_with_an_offer()
    {
        var path = $"/api/v1/members/{_ana}/thanks";
        const string Card = """{"words": "Thank you for the help with the chairs!", "signedBy": "Ben", "reference": "chairs"}""";
        Assert.Equal("/problems/not-permitted", (await _till.PostAsync(path, "a", Card)).ProblemType);
        var manager = await _till.AnotherKeyAsync("manager");
        var sent = await _till.PostAsync(path, "b", Card, manager);
        Assert.Equal((HttpStatusCode.OK, false), (sent.Status, sent.Body.GetProperty("told").GetBoolean()));    // she has no chat
        await ChatAsync();
        Assert.True((await _till.PostAsync(path, "c", Card.Replace("chairs\"", "tables\"", StringComparison.Ordinal), manager)).Body.GetProperty("told").GetBoolean());
        Assert.False((await _till.PostAsync(path, "d", Card.Replace("chairs\"", "tables\"", StringComparison.Ordinal), manager)).Body.GetProperty("told").GetBoolean());
        Assert.Equal(1, await _till.World.CountAsync("inbox"));
        var offer = await _till.PostAsync(path, "e", Card.Replace("Thank you for", "Take 10 off for", StringComparison.Ordinal), manager);
        Assert.Equal((HttpStatusCode.BadRequest, "/problems/body-invalid"), (offer.Status, offer.ProblemType));
        Assert.Equal("/problems/body-invalid", (await _till.PostAsync(path, "f", Card.Replace("Ben", " ", StringComparison.Ordinal), manager)).ProblemType);
        Assert.Equal("/problems/member-unknown", (await _till.PostAsync($"/api/v1/members/{Guid.Empty}/thanks", "g", Card, manager)).ProblemType);
    }

    [Fact]
    [Trait("Field", "b9")]
    public async Task An_activity_pays_as_often_as_its_rules_say()
    {
        var path = $"/api/v1/members/{_ana}/events";
        Assert.Equal(HttpStatusCode.Created, (await _till.PostAsync(path, "a", """{"event": "quiz", "reference": "1"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _till.PostAsync(path, "b", """{"event": "quiz", "reference": "1"}""")).Status);
        Assert.Equal("/problems/deed-too-often", (await _till.PostAsync(path, "c", """{"event": "quiz", "reference": "2"}""")).ProblemType);
        Assert.Equal("/problems/member-unknown", (await _till.PostAsync($"/api/v1/members/{Guid.Empty}/events", "d", """{"event": "quiz", "reference": "3"}""")).ProblemType);
        Assert.Equal(5, (await _till.World.BalanceAsync(_ana)).AvailablePoints);
    }

    [Fact]
    [Trait("Row", "S21")]
    public async Task A_till_decides_no_referral_and_nobody_decides_without_a_reason()
    {
        Assert.Equal("/problems/not-permitted", (await _till.PostAsync("/api/v1/referrals/1/release", "a", """{"reason": "known to the shop"}""")).ProblemType);
        Assert.Equal("/problems/body-invalid", (await _till.PostAsync("/api/v1/referrals/1/refuse", "b", """{"reason": " "}""")).ProblemType);
    }

    private Task<int> ChatAsync() => _till.World.WriteAsync(scope => scope.Command("""
        INSERT INTO chats (business_id, account_id, contact_id, external_id, kind, state, created_at)
        SELECT @business, MIN(id), @contact, '77', 'Customer', '{}', 0 FROM channel_accounts
        """).Set("@business", _till.World.Business.ToString()).Set("@contact", _ana.ToString()).ExecuteNonQuery());

    private Task<int> PublishAsync<T>(RuleKind<T> kind, string key, T rules) where T : class =>
        _till.World.WriteAsync(scope => RuleBook.Publish(scope, _till.World.Business, kind, key, rules, _till.World.Now, _till.World.Now));

    private static ImmutableSortedDictionary<string, string> Names(string name) => ImmutableSortedDictionary<string, string>.Empty.Add("en", name);
}
