using System.Collections.Immutable;
using EngageBot.Loyalty.Rewards;
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
    [Trait("Row", "S22")]
    public async Task A_year_after_the_first_purchase_one_question_asks_for_honest_words()
    {
        await using var world = await PlayWorld.OpenAsync(new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
        var member = await world.PersonAsync(joined: new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await world.Store.WriteAsync(async scope => await scope.Command("""
            INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, given_at)
            SELECT business_id, contact_id, 'surveys', 'telegram', 1, '', 'en', 'dialog', 0 FROM chats WHERE contact_id = @id
            """).Set("@id", member.ToString()).ExecuteNonQueryAsync(), PlayWorld.Cancellation);
        await world.BuyAsync(member, "A-1", at: new(2025, 6, 3, 9, 0, 0, TimeSpan.Zero));
        await world.OnAsync("review_asked", rules => rules with { HoldoutPercent = 0 });
        await world.PassAsync(TimeSpan.FromDays(6), TimeSpan.FromHours(1));
        var (at, _, words, _) = Assert.Single(world.Sent);
        Assert.Equal(3, at.Day);
        Assert.Contains("honest words", words, StringComparison.Ordinal);
    }
}
