using EngageBot.Conversations.Policy;
using EngageBot.Plays;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Plays;

/// <summary>News: only topics that are wanted, as often as was chosen, and nothing twice.</summary>
public abstract class DigestPlays
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    private protected abstract Task<ITestStore> OpenStore(TestClock clock);

    private async Task<PlayWorld> OpenAsync()
    {
        var world = await PlayWorld.OpenAsync(Start, OpenStore);
        await world.RulesAsync(ContactPolicyRules.Kind, ContactPolicyRules.Key, """{"topics": {"wine": {"en": "Wine"}, "shop": {"en": "The shop"}}}""");
        await world.OnAsync("news_digest", rules => rules with { HoldoutPercent = 0 });
        return world;
    }

    [Fact]
    [Trait("Row", "S80")]
    public async Task Each_hears_only_their_topics_as_often_as_they_chose()
    {
        await using var world = await OpenAsync();
        await NewsAsync(world, "a_wine", "New wine is here.", "wine");
        await NewsAsync(world, "b_bags", "Bags are of paper now.", "shop", "change");
        var (all, noWine, never) = (await world.PersonAsync(), await world.PersonAsync(), await world.PersonAsync());
        Assert.Contains("Done.", await world.SayAsync(all, "/digest", "week"), StringComparison.Ordinal);
        await world.SayAsync(never, "/digest", "never");
        await world.SayAsync(noWine, "/messages", "topics", "Wine");
        await world.PassAsync(TimeSpan.FromDays(1), TimeSpan.FromHours(1));
        Assert.Equal(["1:True:True", "2:False:True"], world.Sent.Select(s =>
            $"{s.Chat}:{s.Words.Contains("New wine is here.", StringComparison.Ordinal)}:{s.Words.Contains("What changed for you: Bags are of paper now.", StringComparison.Ordinal)}").Order(StringComparer.Ordinal));
        // Something new each week: who chose weeks hears it the next week, the other with the next month.
        await NewsAsync(world, "c_hours", "Open on Sundays.", "shop");
        await world.PassAsync(TimeSpan.FromDays(8), TimeSpan.FromHours(3));
        Assert.Equal(["1", "1", "2"], world.Chats.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("New wine", world.Sent[^1].Words, StringComparison.Ordinal);
        await world.PassAsync(TimeSpan.FromDays(22), TimeSpan.FromHours(3));
        Assert.Equal(["1", "1", "2", "2"], world.Chats.Order(StringComparer.Ordinal));
        Assert.Contains("Open on Sundays.", world.Sent[^1].Words, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Row", "S77")]
    public async Task Nobody_hears_a_thing_twice_what_is_over_is_no_news_and_with_nothing_new_nobody_is_written_to()
    {
        await using var world = await OpenAsync();
        await NewsAsync(world, "a_bags", "Bags are of paper now.", "shop", "change");
        await world.RulesAsync(NewsRules.Kind, "b_past", """{"words": {"en": "The fair is on."}, "until": "2026-03-01"}""");
        await world.PersonAsync();
        await world.PassAsync(TimeSpan.FromDays(70), TimeSpan.FromHours(12));
        var (_, _, words, _) = Assert.Single(world.Sent);
        Assert.DoesNotContain("The fair", words, StringComparison.Ordinal);
        Assert.Equal(1, await world.CountAsync("SELECT COUNT(*) FROM told_news"));
    }

    [Fact]
    [Trait("Row", "S77")]
    public async Task A_quarter_without_anything_new_reminds_the_staff_chat_once()
    {
        await using var world = await OpenAsync();
        await NewsAsync(world, "a_bags", "Bags are of paper now.", "shop", "change");
        await world.PassAsync(TimeSpan.FromDays(80), TimeSpan.FromDays(1));
        Assert.Empty(world.Heard);
        await world.PassAsync(TimeSpan.FromDays(20), TimeSpan.FromDays(1));
        Assert.Contains("nothing has changed for customers", Assert.Single(world.Heard, m => m.Chat == PlayWorld.StaffChat).Words, StringComparison.Ordinal);
    }

    private static Task NewsAsync(PlayWorld world, string key, string words, string topic, string sort = "novelty") =>
        world.RulesAsync(NewsRules.Kind, key, $$"""{"words": {"en": "{{words}}"}, "topic": "{{topic}}", "sort": "{{sort}}"}""");
}

/// <summary>On the embedded database.</summary>
public sealed class DigestPlaysOnSqlite : DigestPlays
{
    private protected override Task<ITestStore> OpenStore(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

/// <summary>On a server.</summary>
public sealed class DigestPlaysOnPostgres : DigestPlays
{
    private protected override async Task<ITestStore> OpenStore(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
