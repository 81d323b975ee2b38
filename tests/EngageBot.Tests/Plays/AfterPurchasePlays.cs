using EngageBot.Plays;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Plays;

/// <summary>What follows a purchase: one question about that very thing, and short steps where a thing is not easily understood.</summary>
public abstract class AfterPurchasePlays
{
    /// <summary>A Monday, ten in the morning in Tirana.</summary>
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private protected abstract Task<ITestStore> OpenStore(TestClock clock);

    [Fact]
    [Trait("Row", "S63")]
    public async Task Three_days_later_one_question_names_the_item_and_a_low_answer_gets_to_a_person_and_into_the_report()
    {
        await using var world = await PlayWorld.OpenAsync(Start, OpenStore);
        var (unhappy, happy, nothing) = (await world.PersonAsync(surveys: true), await world.PersonAsync(surveys: true), await world.PersonAsync(surveys: true));
        await world.OnAsync("follow_up");
        await world.BuyAsync(unhappy, "A-1", item: "Lash extension");
        await world.BuyAsync(happy, "A-2", item: "Lash extension");
        await world.BuyAsync(nothing, "A-3");    // a receipt without an item has nothing to be asked about
        await world.PassAsync(TimeSpan.FromDays(2), TimeSpan.FromHours(2));
        Assert.Empty(world.Sent);
        await world.PassAsync(TimeSpan.FromDays(2), TimeSpan.FromHours(1));
        Assert.Equal(2, world.Sent.Count);
        Assert.All(world.Sent, s => Assert.Equal((5, true), (s.At.Day, s.Words.Contains("How are you finding Lash extension?", StringComparison.Ordinal))));
        Assert.Contains("Glad to hear it", await world.SayAsync(happy, "5"), StringComparison.Ordinal);
        Assert.DoesNotContain(world.Heard, m => m.Chat == PlayWorld.StaffChat);
        Assert.Contains("A person reads it and answers here", await world.SayAsync(unhappy, "2", "They fell off after a day"), StringComparison.Ordinal);
        Assert.Contains("They fell off after a day", Assert.Single(world.Heard, m => m.Chat == PlayWorld.StaffChat).Words, StringComparison.Ordinal);
        var report = Assert.Single(await world.Store.ReadAsync(connection => ValueTask.FromResult(PlayAnswers.Summary(connection, world.Business, "follow_up", 10)), PlayWorld.Cancellation));
        Assert.Equal(new AnswerSummary("item", "Lash extension", 2, 7, 2, 1), report);
        Assert.Equal(35, report.MeanTenths);
    }

    [Fact]
    [Trait("Row", "S63")]
    public async Task Goods_that_came_back_are_not_asked_about_and_nobody_is_asked_twice_in_a_fortnight()
    {
        await using var world = await PlayWorld.OpenAsync(Start, OpenStore);
        var (back, often) = (await world.PersonAsync(surveys: true), await world.PersonAsync(surveys: true));
        await world.OnAsync("follow_up");
        await world.BuyAsync(back, "A-1", item: "Lamp");
        await world.ReturnAsync("A-1", 1_000);
        for (var n = 0; n < 4; n++)
        {
            await world.BuyAsync(often, $"B-{n}", item: $"Item {n}");
            await world.PassAsync(TimeSpan.FromDays(3), TimeSpan.FromHours(3));
        }
        Assert.Equal([world.ChatOf(often)], world.Chats);
        Assert.Contains("Item 0", world.Sent[0].Words, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Row", "S61")]
    public async Task A_thing_with_a_guide_brings_its_steps_one_by_one_and_the_question_whether_it_worked()
    {
        await using var world = await PlayWorld.OpenAsync(Start, OpenStore);
        await world.RulesAsync(GuideRules.Kind, "espresso", """
            {"name": {"en": "The espresso machine"}, "items": ["ESP-100", "ESP-200"], "steps": [{"en": "Fill it once and pour it away."}, {"en": "Warm the cup first."}, {"en": "Descale it each month."}]}
            """);
        var (done, enough, plain) = (await world.PersonAsync(consent: false), await world.PersonAsync(consent: false), await world.PersonAsync());
        await world.OnAsync("getting_started");
        await world.BuyAsync(done, "A-1", item: "ESP-200");
        await world.BuyAsync(enough, "A-2", item: "ESP-100");
        await world.BuyAsync(plain, "A-3", item: "A cup");
        await world.PassAsync(TimeSpan.FromHours(26), TimeSpan.FromHours(1));
        // How to use what was bought is a service: it needs no yes to offers.
        Assert.Equal([world.ChatOf(done), world.ChatOf(enough)], world.Chats.Order(StringComparer.Ordinal));
        Assert.All(world.Sent, s => Assert.Contains("Fill it once", s.Words, StringComparison.Ordinal));
        Assert.Contains("no more steps", await world.SayAsync(enough, "enough"), StringComparison.Ordinal);
        Assert.Contains("Warm the cup first.", await world.SayAsync(done, "go on"), StringComparison.Ordinal);
        Assert.Contains("Descale it each month.", await world.SayAsync(done, "go on"), StringComparison.Ordinal);
        Assert.Contains("Did it work with The espresso machine?", await world.SayAsync(done, "go on"), StringComparison.Ordinal);
        await world.SayAsync(done, "it worked");
        Assert.Equal(["1:Ended:worked", "2:Ended:enough"], (await world.Store.ReadRowsAsync("SELECT contact_id, state, outcome FROM play_runs ORDER BY id", _ => { },
            row => $"{world.Numbers[new(Guid.Parse(row.GetString(0)))]}:{row.GetString(1)}:{row.GetString(2)}", PlayWorld.Cancellation)).Order(StringComparer.Ordinal));
        Assert.Equal(new AnswerSummary("worked", "The espresso machine", 1, 5, 1, 0),
            Assert.Single(await world.Store.ReadAsync(connection => ValueTask.FromResult(PlayAnswers.Summary(connection, world.Business, "getting_started", 10)), PlayWorld.Cancellation)));
    }
}

/// <summary>On the embedded database.</summary>
public sealed class AfterPurchasePlaysOnSqlite : AfterPurchasePlays
{
    private protected override Task<ITestStore> OpenStore(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

/// <summary>On a server.</summary>
public sealed class AfterPurchasePlaysOnPostgres : AfterPurchasePlays
{
    private protected override async Task<ITestStore> OpenStore(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
