using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Achievements;
using EngageBot.Loyalty.Causes;
using EngageBot.Loyalty.Raffles;
using EngageBot.Loyalty.Referrals;
using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>What members do besides buying, said in the chat of the real program.</summary>
public sealed class DeedTalks : IAsyncLifetime
{
    private EngageHost _host = null!;
    private HouseTalk _arta = null!;
    private ContactId _contact;

    private IStore Store => _host.Services.GetRequiredService<IStore>();
    private Business Business => _host.Services.GetRequiredService<BusinessDirectory>().Business;
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await EngageHost.StartAsync(settings: ["--demo=false"]);
        _arta = new HouseTalk(_host);
        await _arta.SaysAsync("/help");
        _contact = await JoinAsync("house-talk");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    [Trait("Row", "S21")]
    public async Task A_member_gets_a_link_and_whoever_follows_it_is_told_who_sent_it_and_what_waits()
    {
        await _arta.SaysAsync("/invite");
        Assert.Contains("no bonus for friends", _arta.Words, StringComparison.Ordinal);
        await PublishAsync(ReferralRules.Kind, "friends", new ReferralRules(ReferralPays.Register, new(100), new(50)));
        await Store.WriteAsync(async scope => await scope.Command("UPDATE contacts SET name = 'Arta'").ExecuteNonQueryAsync(), Cancellation);
        await _arta.SaysAsync("/invite");
        var code = (await Store.ReadRowsAsync("SELECT code FROM referral_codes", _ => { }, row => row.GetString(0), Cancellation)).Single();
        Assert.Contains(code, _arta.Words, StringComparison.Ordinal);
        Assert.Contains("100 points", _arta.Words, StringComparison.Ordinal);
        var friend = new HouseTalk(_host, "friend");
        await friend.HappensAsync(new InboundContent.Opened(new Sender("4712", "Besa", null), $"ref_{code}"));
        Assert.Contains("Arta sent this link.", friend.Words, StringComparison.Ordinal);
        Assert.Contains("50 points are waiting", friend.Words, StringComparison.Ordinal);
        await _arta.SaysAsync("/invite");
        Assert.Contains("1 friend came", _arta.Words, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Row", "S51")]
    public async Task Whoever_says_stop_is_told_what_stays_in_the_account_and_until_when()
    {
        await Store.WriteAsync(scope =>
        {
            new PointsLedger(scope).Post(new(Business.Id, _contact, 42, TransferReason.Bonus, "gift", DateTimeOffset.UnixEpoch)
            {
                ExpiresAt = new DateTimeOffset(2099, 12, 31, 23, 0, 0, TimeSpan.Zero),
            });
            return ValueTask.CompletedTask;
        }, Cancellation);
        await _arta.SaysAsync("/stop");
        Assert.Contains("42 points stay in the account", _arta.Words, StringComparison.Ordinal);
        Assert.Contains("2099", _arta.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tickets_achievements_causes_and_the_year_answer_from_the_shops_rules()
    {
        await PublishAsync(RaffleRules.Kind, "spring", new RaffleRules(
            Names("Spring"), Names("One ticket each."), new DateTime(2020, 1, 1), new DateTime(2099, 1, 1), new(500), new()));
        await PublishAsync(AchievementRules.Kind, "five", new AchievementRules(Names("Five visits"), AchievementCount.Visits, 5, new(50)));
        await PublishAsync(CauseRules.Kind, "shelter", new CauseRules(Names("Shelter"), Names("A meal."), [10]));
        await _host.Services.GetRequiredService<RaffleClock>().SweepAsync(Cancellation);
        await _arta.SaysAsync("/tickets");
        await _arta.TapsAsync("Take a ticket");
        Assert.Contains("Your ticket: 1.", _arta.Words, StringComparison.Ordinal);
        await _arta.SaysAsync("/achievements");
        Assert.Contains("Five visits: 0 of 5", _arta.Words, StringComparison.Ordinal);
        await _arta.SaysAsync("/donate");
        Assert.Contains("Shelter: A meal.", _arta.Words, StringComparison.Ordinal);
        await _arta.SaysAsync("/year");
        Assert.Contains("No purchases yet.", _arta.Words, StringComparison.Ordinal);
    }

    private async Task<ContactId> JoinAsync(string chat)
    {
        var id = new ContactId(Guid.Parse((await Store.ReadRowsAsync($"SELECT contact_id FROM chats WHERE external_id = '{chat}'", _ => { }, row => row.GetString(0), Cancellation)).Single()));
        await Store.WriteAsync(scope =>
        {
            JoinProgramme.Join(scope, Business.Id, id, TimeProvider.System.GetUtcNow());
            return ValueTask.CompletedTask;
        }, Cancellation);
        return id;
    }

    private Task PublishAsync<T>(RuleKind<T> kind, string key, T rules) where T : class => Store.WriteAsync(scope =>
    {
        RuleBook.Publish(scope, Business.Id, kind, key, rules, DateTimeOffset.UnixEpoch, TimeProvider.System.GetUtcNow());
        return ValueTask.CompletedTask;
    }, Cancellation);

    private static ImmutableSortedDictionary<string, string> Names(string name) => ImmutableSortedDictionary<string, string>.Empty.Add("en", name);
}
