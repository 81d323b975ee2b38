using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Storage;
using EngageBot.Surveys;
using EngageBot.Tests.Plays;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Surveys;

/// <summary>A survey from its trigger to its answers, with the real plays, dialogs and gate.</summary>
public abstract class AskingContract
{
    /// <summary>A Monday, ten in the morning in Tirana.</summary>
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private protected abstract Task<ITestStore> OpenStore(TestClock clock);

    [Fact]
    [Trait("Row", "S123")]
    [Trait("Row", "S122")]
    [Trait("Row", "S126")]
    public async Task Two_hours_after_a_purchase_the_question_comes_with_its_why_and_each_answer_is_kept_as_it_comes()
    {
        await using var world = await OpenAsync("nps", "sample_percent: 50", "sample_percent: 100");
        var (one, other) = (await world.PersonAsync(surveys: true), await world.PersonAsync());
        await world.BuyAsync(one, "A-1");
        await world.BuyAsync(other, "A-2");      // never agreed to be asked
        await world.PassAsync(TimeSpan.FromHours(3), TimeSpan.FromMinutes(30));
        var asked = Assert.Single(world.Sent);
        Assert.Equal(world.ChatOf(one), asked.Chat);
        Assert.Contains("One number tells us whether we are on the right way.", asked.Words, StringComparison.Ordinal);
        Assert.Contains("From 0 (not at all likely) to 10 (very likely)", asked.Words, StringComparison.Ordinal);
        Assert.Equal(["NoConsent"], await world.NotSentAsync("survey_after_purchase"));
        Assert.Contains("What is the main reason for this number?", await world.SayAsync(one, "9"), StringComparison.Ordinal);
        // Whoever falls silent here has answered all the same.
        Assert.Equal(["recommend:9::1"], await AnswersAsync(world));
        Assert.Contains("Thank you, it is noted.", await world.SayAsync(one, "The bread is always fresh"), StringComparison.Ordinal);
        Assert.Equal(["recommend:9::1", "why::The bread is always fresh:1"], await AnswersAsync(world));
        var (state, shop) = Assert.Single(await world.Store.ReadRowsAsync("SELECT state, shop_id FROM survey_asks", _ => { }, row => (row.GetString(0), row.TextAt(1)), PlayWorld.Cancellation));
        Assert.Equal(("Done", world.Get<BusinessDirectory>().Shops[0].Id.ToString()), (state, shop));
    }

    [Fact]
    [Trait("Pitfall", "P34")]
    public async Task A_second_purchase_within_the_cooldown_asks_nothing_and_says_why()
    {
        await using var world = await OpenAsync("nps", "sample_percent: 50", "sample_percent: 100");
        await PublishAsync(world, "ces", "sample_percent: 20", "sample_percent: 100");
        var often = await world.PersonAsync(surveys: true);
        await world.BuyAsync(often, "A-1");
        await world.PassAsync(TimeSpan.FromHours(4), TimeSpan.FromHours(1));
        // Two surveys were due; one is asked and the other says why not.
        Assert.Contains("How easy was it", Assert.Single(world.Sent).Words, StringComparison.Ordinal);
        Assert.Equal(["nps:AskedLately"], await WhyAsync(world));
        await world.PassAsync(TimeSpan.FromDays(3), TimeSpan.FromHours(6));
        await world.BuyAsync(often, "A-2");
        await world.PassAsync(TimeSpan.FromHours(4), TimeSpan.FromHours(1));
        Assert.Single(world.Sent);
        Assert.Equal(["ces:AskedBefore", "nps:AskedLately", "nps:AskedLately"], await WhyAsync(world));
        Assert.Contains("you had been asked something shortly before", await world.SayAsync(often, "/why"), StringComparison.Ordinal);
        await world.PassAsync(TimeSpan.FromDays(5), TimeSpan.FromHours(6));
        await world.BuyAsync(often, "A-3");
        await world.PassAsync(TimeSpan.FromHours(4), TimeSpan.FromHours(1));
        Assert.Contains("recommend us to a friend", world.Sent[^1].Words, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Pitfall", "P34")]
    public async Task What_another_play_asked_counts_for_the_cooldown_too()
    {
        await using var world = await PlayWorld.OpenAsync(Start, OpenStore);
        await world.OnAsync("follow_up");
        await world.OnAsync("survey_after_purchase");
        var person = await world.PersonAsync(surveys: true);
        await world.BuyAsync(person, "A-1", item: "Kettle");
        await world.PassAsync(TimeSpan.FromDays(4), TimeSpan.FromHours(4));
        Assert.Contains("Kettle", Assert.Single(world.Sent).Words, StringComparison.Ordinal);
        await PublishAsync(world, "nps", "sample_percent: 50", "sample_percent: 100");
        await world.BuyAsync(person, "A-2");
        await world.PassAsync(TimeSpan.FromHours(4), TimeSpan.FromHours(1));
        Assert.Single(world.Sent);
        Assert.Equal(["nps:AskedLately"], await WhyAsync(world));
        // And the other way round: whoever was asked a survey is not asked about the thing.
        await world.PassAsync(TimeSpan.FromDays(10), TimeSpan.FromHours(12));
        await world.BuyAsync(person, "A-3", item: "Lamp");
        await world.PassAsync(TimeSpan.FromDays(4), TimeSpan.FromHours(4));
        Assert.Contains("recommend us to a friend", world.Sent[^1].Words, StringComparison.Ordinal);
        Assert.Equal(["AskedLately"], await world.NotSentAsync("follow_up"));
    }

    [Fact]
    public async Task An_answer_can_be_changed_and_what_was_said_on_the_way_it_leaves_is_taken_back()
    {
        await using var world = await OpenAsync("service");
        var person = await world.PersonAsync(surveys: true);
        await AskAsync(world, person);
        await world.SayAsync(person, "2", "Nobody was there", "5");
        Assert.Equal(["assortment:5::1", "service:2::1", "service_why::Nobody was there:1"], await AnswersAsync(world));
        var step = await AnswerAsync(world, person, "service", new(Score: 5));
        Assert.IsType<SurveyStep.Thanks>(step);
        Assert.Equal(["assortment:5::1", "service:5::1"], await AnswersAsync(world));
        // Out of the scale, or no option at all: nothing is kept, and the way goes on as it was.
        Assert.IsType<SurveyStep.Thanks>(await AnswerAsync(world, person, "service", new(Score: 6)));
        Assert.Equal(["assortment:5::1", "service:5::1"], await AnswersAsync(world));
    }

    [Fact]
    public async Task After_its_window_an_answer_is_thanked_for_and_not_counted()
    {
        await using var world = await OpenAsync("nps", "sample_percent: 50", "answer_within: 2d");
        var person = await world.PersonAsync(surveys: true);
        await AskAsync(world, person);
        await world.PassAsync(TimeSpan.FromDays(2), TimeSpan.FromHours(12));
        Assert.Contains("has been closed since", await world.SayAsync(person, "3"), StringComparison.Ordinal);
        Assert.Empty(await AnswersAsync(world));
        Assert.Equal(1, await world.CountAsync("SELECT COUNT(*) FROM survey_asks WHERE state = 'Left' AND answered_at IS NULL"));
    }

    [Fact]
    public async Task Never_more_people_than_the_quota_are_counted_however_many_answer_at_the_same_moment()
    {
        await using var world = await OpenAsync("nps", "sample_percent: 50", "quota: 3");
        var people = new List<ContactId>();
        for (var n = 0; n < 8; n++) people.Add(await world.PersonAsync(surveys: true));
        foreach (var person in people) await world.BuyAsync(person, $"A-{person}");
        await world.PassAsync(TimeSpan.FromHours(3), TimeSpan.FromHours(1));
        Assert.Equal(8, world.Sent.Count);
        var steps = await Task.WhenAll(people.Select(person => AnswerAsync(world, person, "recommend", new(Score: 8))));
        Assert.Equal(3, await world.CountAsync("SELECT COUNT(*) FROM survey_asks WHERE answered_at IS NOT NULL"));
        Assert.Equal(3, await world.CountAsync("SELECT COUNT(*) FROM survey_answers"));
        Assert.Equal(5, steps.Count(s => s is SurveyStep.Full));
        // Whoever was in before the end may go on.
        var (index, _) = steps.Index().First(s => s.Item is SurveyStep.Ask);
        Assert.IsType<SurveyStep.Thanks>(await AnswerAsync(world, people[index], "why", new(Words: "All is well")));
    }

    private async Task<PlayWorld> OpenAsync(string survey, string was = "", string now = "")
    {
        var world = await PlayWorld.OpenAsync(Start, OpenStore);
        await PublishAsync(world, survey, was, now);
        await world.OnAsync("survey_after_purchase");
        return world;
    }

    private static Task PublishAsync(PlayWorld world, string survey, string was = "", string now = "")
    {
        var ready = ReadySurveys.Find(survey)!;
        if (was.Length > 0) Assert.Contains(was, ready.Text, StringComparison.Ordinal);
        return world.RulesAsync(SurveyRules.Kind, survey, (was.Length > 0 ? ready with { Text = ready.Text.Replace(was, now, StringComparison.Ordinal) } : ready).Json(world.Get<RuleKinds>()));
    }

    private static async Task AskAsync(PlayWorld world, ContactId person)
    {
        await world.BuyAsync(person, $"A-{person}");
        await world.PassAsync(TimeSpan.FromHours(3), TimeSpan.FromHours(1));
        Assert.Single(world.Sent);
    }

    private static Task<SurveyStep> AnswerAsync(PlayWorld world, ContactId person, string question, SurveyReply reply) => world.Store.WriteAsync(scope =>
        world.Get<SurveyDesk>().AnswerAsync(scope, new(world.Business, person, "en"), SurveyBook.Newest(scope, world.Business, person)!.Id, question, reply, world.Now), PlayWorld.Cancellation);

    private static Task<List<string>> AnswersAsync(PlayWorld world) => world.Store.ReadRowsAsync("SELECT question, score, picks, words, complete FROM survey_answers ORDER BY ask_id, question", _ => { },
        row => $"{row.GetString(0)}:{row.NumberAt(1)}{row.TextAt(2)}:{row.TextAt(3)}:{row.GetInt64(4)}", PlayWorld.Cancellation);

    private static Task<List<string>> WhyAsync(PlayWorld world) => world.Store.ReadRowsAsync("SELECT source, reason FROM not_sent WHERE source LIKE 'survey:%' ORDER BY source, id", _ => { },
        row => $"{row.GetString(0)["survey:".Length..]}:{row.GetString(1)}", PlayWorld.Cancellation);
}

/// <summary>On the embedded database.</summary>
public sealed class AskingOnSqlite : AskingContract
{
    private protected override Task<ITestStore> OpenStore(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

/// <summary>On a server.</summary>
public sealed class AskingOnPostgres : AskingContract
{
    private protected override async Task<ITestStore> OpenStore(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
