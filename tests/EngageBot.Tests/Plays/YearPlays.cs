using System.Collections.Immutable;
using EngageBot.Loyalty.Reviews;
using EngageBot.Loyalty.Rewards;
using EngageBot.Plays;
using EngageBot.Storage;

namespace EngageBot.Tests.Plays;

/// <summary>The shipped plays of the year's end and of the first year, through the workers by the test's clock.</summary>
public sealed class YearPlays
{
    [Fact]
    [Trait("Row", "S38")]
    public async Task The_small_present_of_the_years_end_comes_once_a_year_with_its_own_voucher()
    {
        await using var world = await PlayWorld.OpenAsync(new(2026, 12, 18, 0, 0, 0, TimeSpan.Zero));
        await world.RulesAsync(RewardRules.Kind, "cookies", """{"name": {"en": "A bag of cookies"}, "gives": {"kind": "percent_off", "percent": 50}, "valid": {"days": 30}, "visible": false}""");
        var member = await world.PersonAsync(joined: new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await world.PersonAsync(member: false);
        await world.OnAsync("holiday_gift", rules => rules with
        {
            HoldoutPercent = 0, Parameters = ImmutableSortedDictionary<string, string>.Empty.Add("reward", "cookies"),
        });
        await world.PassAsync(TimeSpan.FromDays(5), TimeSpan.FromHours(1));
        var (at, chat, words, _) = Assert.Single(world.Sent);
        Assert.Equal((20, world.ChatOf(member)), (at.Day, chat));
        Assert.Contains("A bag of cookies", words, StringComparison.Ordinal);
        Assert.Equal(1, await world.CountAsync("SELECT COUNT(*) FROM vouchers WHERE reward = 'cookies'"));
    }

    [Fact]
    [Trait("Row", "S119")]
    public async Task Right_after_joining_one_tap_says_who_told_them_and_whoever_came_by_a_friends_link_is_not_asked()
    {
        await using var world = await PlayWorld.OpenAsync(new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero));
        await world.OnAsync("who_told_us", rules => rules with { HoldoutPercent = 0 });
        var (drita, arta, invited) = (await world.PersonAsync(), await world.PersonAsync(consent: false, member: false), await world.PersonAsync(consent: false, member: false));
        await world.Store.WriteAsync(async scope => await scope.Command("""
            INSERT INTO referrals (business_id, referrer_id, invited_id, source, state, came_at) VALUES (@business, @drita, @invited, 'link', 'Invited', @at)
            """).Set("@business", world.Business.ToString()).Set("@drita", drita.ToString()).Set("@invited", invited.ToString()).Set("@at", world.Now).ExecuteNonQueryAsync(), PlayWorld.Cancellation);
        foreach (var person in (ContactId[])[arta, invited])
            Assert.Contains("you are in the programme", await world.SayAsync(person, "/join", "yes", "no", "yes", "yes", "skip", "skip"), StringComparison.Ordinal);
        await world.PassAsync(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(10));
        var asked = Assert.Single(world.Sent);
        Assert.Equal(world.ChatOf(arta), asked.Chat);
        Assert.Contains("How did we come to meet?", asked.Words, StringComparison.Ordinal);
        await world.SayAsync(arta, "friend");
        Assert.Contains("whom to thank", await world.SayAsync(arta, "Drita"), StringComparison.Ordinal);
        var answer = Assert.Single(await world.Store.ReadAsync(connection => ValueTask.FromResult(PlayAnswers.Page(connection, world.Business, "who_told_us", 0, 10)), PlayWorld.Cancellation));
        Assert.Equal(("friend", "Drita"), (answer.About, answer.Words));
    }

    [Theory]
    [InlineData("yes", true)]
    [InlineData("no", false)]
    [Trait("Row", "S67")]
    public async Task Years_later_the_review_takes_a_picture_of_then_and_of_now_and_asks_whether_they_may_be_shown(string answer, bool shown)
    {
        await using var world = await PlayWorld.OpenAsync(new(2028, 6, 1, 0, 0, 0, TimeSpan.Zero));
        var member = await ReviewerAsync(world, new(2025, 6, 3, 9, 0, 0, TimeSpan.Zero));
        await world.PassAsync(TimeSpan.FromDays(6), TimeSpan.FromHours(1));
        Assert.Single(world.Sent);
        await world.SayAsync(member, "yes", "After three years it still runs every morning.");
        Assert.Contains("how it was then", await world.SayAsync(member, "5"), StringComparison.Ordinal);
        await world.ShowAsync(member, "then-1");
        await world.ShowAsync(member, "now-1");
        Assert.Contains("kept with the review", await world.SayAsync(member, answer), StringComparison.Ordinal);
        var id = await world.CountAsync("SELECT MAX(id) FROM reviews");
        var photos = await world.Store.ReadAsync(connection => ValueTask.FromResult(ReviewPhotos.Of(connection, world.Business, id)), PlayWorld.Cancellation);
        Assert.Equal(("then-1", "now-1", shown, "review_asked/show.ask"), (photos!.ThenPhoto, photos.NowPhoto, photos.Publish, photos.Wording));
    }

    [Fact]
    [Trait("Row", "S22")]
    public async Task A_year_after_the_first_purchase_one_question_asks_for_honest_words()
    {
        await using var world = await PlayWorld.OpenAsync(new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
        await ReviewerAsync(world, new(2025, 6, 3, 9, 0, 0, TimeSpan.Zero));
        await world.PassAsync(TimeSpan.FromDays(6), TimeSpan.FromHours(1));
        var (at, _, words, _) = Assert.Single(world.Sent);
        Assert.Equal(3, at.Day);
        Assert.Contains("honest words", words, StringComparison.Ordinal);
    }

    /// <summary>A member who agreed to questions, who bought first on that day, and a shop that asks.</summary>
    private static async Task<ContactId> ReviewerAsync(PlayWorld world, DateTimeOffset bought)
    {
        var member = await world.PersonAsync(joined: new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await world.Store.WriteAsync(async scope => await scope.Command("""
            INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, given_at)
            SELECT business_id, contact_id, 'surveys', 'telegram', 1, '', 'en', 'dialog', 0 FROM chats WHERE contact_id = @id
            """).Set("@id", member.ToString()).ExecuteNonQueryAsync(), PlayWorld.Cancellation);
        await world.BuyAsync(member, "A-1", at: bought);
        await world.OnAsync("review_asked", rules => rules with { HoldoutPercent = 0 });
        return member;
    }
}
