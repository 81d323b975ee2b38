using EngageBot.Conversations;
using EngageBot.Insights;
using EngageBot.Loyalty.Referrals;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Loyalty.Deeds;

/// <summary>A member brings a friend: who is paid for what, who is not, and what comes back.</summary>
[Trait("Row", "S21")]
public abstract class ReferralTests : DeedsContract
{
    private ContactId _arta;
    private string _code = "";

    private static ReferralRules Rules { get; } = new(ReferralPays.FirstPurchase, new(100), new(50), MinPurchaseMinor: 10_00, PerReferrerPerWeek: 3);

    private protected override async Task PrepareAsync()
    {
        await Shop.PublishAsync(ReferralRules.Kind, "friends", Rules);
        _arta = await Shop.MemberAsync();
        _code = await CodeAsync(_arta);
    }

    [Fact]
    public async Task The_friends_first_purchase_pays_both_and_the_second_pays_nobody()
    {
        var friend = await ComeAsync();
        await Shop.JoinAsync(friend);
        Assert.Equal(0, await Shop.PointsAsync(_arta));
        await Shop.BuyAsync(friend, 10_00);
        Assert.Equal((100L, 60L), (await Shop.PointsAsync(_arta), await Shop.PointsAsync(friend)));
        await Shop.BuyAsync(friend, 10_00);
        Assert.Equal((100L, 70L), (await Shop.PointsAsync(_arta), await Shop.PointsAsync(friend)));
        var mine = await Shop.World.WriteAsync(scope => ReferralRows.Of(scope, _arta, _code));
        Assert.Equal(new Invitations(_code, Came: 1, Joined: 1, Paid: 1, BroughtPoints: 100), mine);
    }

    [Fact]
    [Trait("Row", "S119")]
    public async Task Whoever_brought_most_who_bought_comes_first_and_what_came_back_does_not_count()
    {
        var (two, back) = (await Shop.MemberAsync(), await Shop.MemberAsync());
        var (friends, receipts) = (new List<ContactId>(), new List<string>());
        foreach (var code in (string[])[_code, await CodeAsync(two), await CodeAsync(two), await CodeAsync(back)])
        {
            friends.Add(await ComeAsync(code));
            await Shop.JoinAsync(friends[^1]);
            receipts.Add(await Shop.BuyAsync(friends[^1], 10_00));
        }
        await Shop.BuyAsync(friends[0], 90_00);
        await Shop.ReturnAsync(receipts[3], 10_00);
        var ranked = await RankedAsync(DateTimeOffset.UnixEpoch, 10);
        Assert.Equal([(two, 2L, 2L, 20_00L), (_arta, 1L, 1L, 100_00L), (back, 1L, 0L, 0L)], ranked.Select(r => (r.Contact, r.Came, r.Bought, r.SpentMinor)));
        Assert.Equal(two, Assert.Single(await RankedAsync(DateTimeOffset.UnixEpoch, 1)).Contact);
        Assert.Empty(await RankedAsync(Shop.Now.AddDays(1), 10));
    }

    private Task<System.Collections.Immutable.ImmutableArray<Recommender>> RankedAsync(DateTimeOffset since, int limit) =>
        Shop.World.WriteAsync(scope => Recommenders.Ranked(scope, Shop.Business, since, limit));

    [Fact]
    public async Task A_purchase_below_the_smallest_receipt_pays_nothing_and_the_next_one_may()
    {
        var friend = await ComeAsync();
        await Shop.JoinAsync(friend);
        await Shop.BuyAsync(friend, 9_99);
        Assert.Equal(0, await Shop.PointsAsync(_arta));
        await Shop.BuyAsync(friend, 10_00);
        Assert.Equal(100, await Shop.PointsAsync(_arta));
    }

    [Fact]
    public async Task Joining_pays_where_the_rules_say_so()
    {
        await Shop.PublishAsync(ReferralRules.Kind, "friends", Rules with { PaysOn = ReferralPays.Register });
        var friend = await ComeAsync();
        await Shop.JoinAsync(friend);
        Assert.Equal((100L, 50L), (await Shop.PointsAsync(_arta), await Shop.PointsAsync(friend)));
        await Shop.BuyAsync(friend, 10_00);
        Assert.Equal((100L, 60L), (await Shop.PointsAsync(_arta), await Shop.PointsAsync(friend)));
    }

    [Fact]
    public async Task Every_purchase_pays_the_referrer_up_to_so_many_and_the_friend_once()
    {
        await Shop.PublishAsync(ReferralRules.Kind, "friends", Rules with { PaysOn = ReferralPays.EveryPurchase, PurchasesMax = 2 });
        var friend = await ComeAsync();
        await Shop.JoinAsync(friend);
        var first = await Shop.BuyAsync(friend, 10_00);
        await Shop.BuyAsync(friend, 10_00);
        await Shop.BuyAsync(friend, 10_00);
        Assert.Equal((200L, 80L), (await Shop.PointsAsync(_arta), await Shop.PointsAsync(friend)));
        await Shop.ReturnAsync(first, 10_00);
        Assert.Equal(100, await Shop.PointsAsync(_arta));
    }

    [Fact]
    public async Task The_rules_of_the_day_of_the_link_decide()
    {
        var friend = await ComeAsync();
        await Shop.JoinAsync(friend);
        Shop.World.Clock.Advance(TimeSpan.FromDays(1));
        await Shop.PublishAsync(ReferralRules.Kind, "friends", Rules with { Referrer = new(1) });
        await Shop.BuyAsync(friend, 10_00);
        Assert.Equal(100, await Shop.PointsAsync(_arta));
    }

    [Fact]
    public async Task Coming_back_too_late_pays_nothing()
    {
        var friend = await ComeAsync();
        await Shop.JoinAsync(friend);
        Shop.World.Clock.Advance(TimeSpan.FromDays(91));
        await Shop.BuyAsync(friend, 10_00);
        Assert.Equal(0, await Shop.PointsAsync(_arta));
    }

    [Fact]
    public async Task The_first_purchase_coming_back_takes_both_bonuses_back_and_the_next_purchase_may_pay()
    {
        var friend = await ComeAsync();
        await Shop.JoinAsync(friend);
        var receipt = await Shop.BuyAsync(friend, 15_00);
        await Shop.ReturnAsync(receipt, 5_00);
        Assert.Equal(100, await Shop.PointsAsync(_arta));    // 10.00 of it are left, which still counts
        await Shop.ReturnAsync(receipt, 1);
        Assert.Equal(0, await Shop.PointsAsync(_arta));
        await Shop.BuyAsync(friend, 10_00);
        Assert.Equal(100, await Shop.PointsAsync(_arta));
        Assert.Equal(100, (await Shop.World.WriteAsync(scope => ReferralRows.Of(scope, _arta, _code))).BroughtPoints);
    }

    [Fact]
    public async Task What_was_spent_of_a_bonus_is_owed_when_the_purchase_comes_back()
    {
        var friend = await ComeAsync();
        await Shop.JoinAsync(friend);
        var receipt = await Shop.BuyAsync(friend, 10_00);
        await Shop.World.SpendAsync(_arta, 80, "coffee");
        await Shop.ReturnAsync(receipt, 10_00);
        Assert.Equal(-80, await Shop.PointsAsync(_arta));
    }

    [Fact]
    public async Task The_own_link_a_customers_arrival_and_an_unknown_code_are_refused()
    {
        Assert.Equal("own_code", await RefusedAsync(_arta, _code));
        Assert.Equal("existing_customer", await RefusedAsync(await Shop.MemberAsync(), _code));
        Assert.Equal("unknown_code", await RefusedAsync(await Shop.GuestAsync(), "BBBBBBBB"));
        var friend = await ComeAsync();
        Assert.Equal("invited_before", await RefusedAsync(friend, await CodeAsync(await Shop.MemberAsync())));
        Assert.Equal(1, await Shop.World.CountAsync("referrals"));
    }

    [Fact]
    public async Task Whoever_leaves_and_comes_back_by_the_link_of_their_own_friend_closes_a_loop_that_is_refused()
    {
        var friend = await ComeAsync();
        await Shop.JoinAsync(friend);
        var code = await CodeAsync(friend);
        await Shop.World.WriteAsync(scope => scope.Command("UPDATE contacts SET joined_at = NULL WHERE id = @id").Set("@id", _arta.ToString()).ExecuteNonQuery());
        Assert.Equal("loop", await RefusedAsync(_arta, code));
    }

    [Fact]
    public async Task A_customer_who_bought_before_following_the_link_is_no_new_one()
    {
        var friend = await ComeAsync();
        await Shop.JoinAsync(friend);
        await Shop.BuyAsync(friend, 50_00, Shop.Now.AddDays(-3));
        await Shop.BuyAsync(friend, 50_00);
        Assert.Equal(0, await Shop.PointsAsync(_arta));
        Assert.Equal(["existing_customer"], await Shop.WordsAsync("SELECT why FROM referrals"));
    }

    [Fact]
    public async Task A_guest_who_turns_out_to_be_a_known_member_was_not_brought()
    {
        var guest = await ComeAsync();
        var known = await Shop.MemberAsync();
        await Shop.World.WriteAsync(scope =>
        {
            People.Merge(scope, guest, known);
            return ValueTask.CompletedTask;
        });
        await Shop.BuyAsync(known, 50_00);
        Assert.Equal(0, await Shop.PointsAsync(_arta));
        Assert.Equal(["existing_customer"], await Shop.WordsAsync("SELECT why FROM referrals"));
    }

    [Fact]
    public async Task More_friends_a_week_than_agreed_wait_and_a_person_with_the_permission_releases_or_refuses_them_with_a_reason()
    {
        for (var n = 0; n < 5; n++) await BringAsync();
        Assert.Equal(300, await Shop.PointsAsync(_arta));
        var held = await Shop.World.WriteAsync(scope => ReferralRows.Held(scope, Shop.Business));
        Assert.Equal(["velocity", "velocity"], held.Select(h => h.Why));
        Assert.Equal(Denial.NotPermitted, Assert.IsType<DecisionOutcome.Denied>(await ReleaseAsync(Shop.Cashier, held[0].Id)).Why);
        Assert.Equal(150, Assert.IsType<DecisionOutcome.Released>(await ReleaseAsync(Shop.Manager, held[0].Id)).Points);
        Assert.Equal(ReferralState.Paid, Assert.IsType<DecisionOutcome.NotHeld>(await ReleaseAsync(Shop.Manager, held[0].Id)).State);
        Assert.IsType<DecisionOutcome.Refused>(await Shop.World.WriteAsync(scope => ReferralBook.Refuse(scope, Shop.Manager, Shop.Business, held[1].Id, "all from one table", Shop.Now)));
        Assert.Equal(400, await Shop.PointsAsync(_arta));
        Assert.Equal(["known to the shop", "all from one table"], await Shop.WordsAsync("SELECT decided_because FROM referrals WHERE decided_because IS NOT NULL ORDER BY id"));
        // A week later friends count anew.
        Shop.World.Clock.Advance(TimeSpan.FromDays(8));
        await BringAsync();
        Assert.Equal(500, await Shop.PointsAsync(_arta));
    }

    [Fact]
    public async Task Whoever_is_the_referrer_does_not_release_their_own_friends()
    {
        for (var n = 0; n < 4; n++) await BringAsync();
        var held = Assert.Single(await Shop.World.WriteAsync(scope => ReferralRows.Held(scope, Shop.Business)));
        var arta = new Actor.Staff(StaffId.New(Shop.Now), Shop.Business, true, RoleBook.Default.Of(Role.Owner), [], [_arta]);
        Assert.Equal(Denial.OwnMembership, Assert.IsType<DecisionOutcome.Denied>(await ReleaseAsync(arta, held.Id)).Why);
    }

    [Fact]
    public async Task A_friend_with_the_referrers_name_and_birthday_waits_for_a_look()
    {
        var friend = await ComeAsync();
        await Shop.JoinAsync(friend);
        await Shop.World.WriteAsync(scope => scope.Command("UPDATE contacts SET name = CASE WHEN id = @arta THEN 'Arta' ELSE 'arta' END, birthday = '05-17' WHERE id IN (@arta, @friend)")
            .Set("@arta", _arta.ToString()).Set("@friend", friend.ToString()).ExecuteNonQuery());
        await Shop.BuyAsync(friend, 10_00);
        Assert.Equal(0, await Shop.PointsAsync(_arta));
        Assert.Equal("same_person", Assert.Single(await Shop.World.WriteAsync(scope => ReferralRows.Held(scope, Shop.Business))).Why);
    }

    [Fact]
    public async Task One_tag_that_brings_too_many_waits_whoever_sent_the_link()
    {
        await Shop.PublishAsync(ReferralRules.Kind, "friends", Rules with { PerSourcePerWeek = 2 });
        for (var n = 0; n < 3; n++)
        {
            var friend = await ComeAsync(await CodeAsync(await Shop.MemberAsync()), "coupon-site");
            await Shop.JoinAsync(friend);
            await Shop.BuyAsync(friend, 10_00);
        }
        Assert.Equal("source_velocity", Assert.Single(await Shop.World.WriteAsync(scope => ReferralRows.Held(scope, Shop.Business))).Why);
    }

    [Fact]
    public async Task Twelve_friends_who_buy_at_the_same_instant_never_pay_more_than_the_week_allows()
    {
        var friends = new List<ContactId>();
        for (var n = 0; n < 12; n++)
        {
            friends.Add(await ComeAsync());
            await Shop.JoinAsync(friends[^1]);
        }
        await Task.WhenAll(friends.Select(friend => Shop.BuyAsync(friend, 10_00)));
        Assert.Equal(300, await Shop.PointsAsync(_arta));
        Assert.Equal(9, (await Shop.World.WriteAsync(scope => ReferralRows.Held(scope, Shop.Business))).Length);
    }

    [Theory]
    [InlineData("ref_BCDFGHJK", "BCDFGHJK", null)]
    [InlineData("ref_BCDFGHJK_flyer-2", "BCDFGHJK", "flyer-2")]
    [InlineData("ref_bcdfghjk", "bcdfghjk", null)]
    [InlineData("ref_BCDFGHJ", null, null)]
    [InlineData("ref_'; DROP--", null, null)]
    [InlineData("spring", null, null)]
    [InlineData(null, null, null)]
    public void A_links_payload_is_read_as_what_it_is(string? payload, string? code, string? tag) =>
        Assert.Equal(code is null ? null : (code, tag), ReferralCodes.Read(payload));

    private async Task BringAsync()
    {
        var friend = await ComeAsync();
        await Shop.JoinAsync(friend);
        await Shop.BuyAsync(friend, 10_00);
    }

    private Task<string> CodeAsync(ContactId member) => Shop.World.WriteAsync(scope => ReferralCodes.Of(scope, Shop.Business, member, Shop.Now));

    private async Task<ContactId> ComeAsync(string? code = null, string source = "telegram")
    {
        var guest = await Shop.GuestAsync();
        Assert.IsType<ArrivalOutcome.Invited>(await Shop.World.WriteAsync(scope => ReferralBook.Arrive(scope, Shop.Business, guest, code ?? _code, source, Shop.Now)));
        return guest;
    }

    private async Task<string> RefusedAsync(ContactId contact, string code) =>
        Assert.IsType<ArrivalOutcome.Refused>(await Shop.World.WriteAsync(scope => ReferralBook.Arrive(scope, Shop.Business, contact, code, "telegram", Shop.Now))).Why;

    private Task<DecisionOutcome> ReleaseAsync(Actor actor, long id) =>
        Shop.World.Store.WriteAsync(scope => Shop.Referrals.ReleaseAsync(scope, actor, Shop.Business, id, "known to the shop", Shop.Now), LoyaltyWorld.Cancellation);
}

public sealed class ReferralTestsOnSqlite : ReferralTests
{
    private protected override Func<TestClock, Task<ITestStore>>? Database => null;
}

public sealed class ReferralTestsOnPostgres : ReferralTests
{
    private protected override Func<TestClock, Task<ITestStore>>? Database => Postgres;
}
