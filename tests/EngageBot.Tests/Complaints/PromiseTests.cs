using EngageBot.Complaints;
using EngageBot.Storage;

namespace EngageBot.Tests.Complaints;

/// <summary>What a customer is told is kept, or somebody hears that it was not.</summary>
public sealed class PromiseTests : IAsyncLifetime
{
    private CaseWorld _cases = null!;
    private ContactId _customer;
    private StaffId _mira;

    public async ValueTask InitializeAsync()
    {
        _cases = await CaseWorld.OpenAsync(CaseWorld.At("2026-03-03 10:00"));
        _customer = await _cases.World.PersonAsync();
        _mira = await _cases.StaffAsync("Mira");
    }

    public ValueTask DisposeAsync() => _cases.DisposeAsync();

    private List<string> Heard => _cases.HeardBy(_cases.World.ChatOf(_customer));

    [Fact, Trait("Row", "S244"), Trait("Row", "S245")]
    public async Task Before_two_hours_are_over_a_holding_reply_tells_a_concrete_time_and_that_is_a_promise()
    {
        var of = await _cases.OpenedAsync(_customer);
        await _cases.PassAsync(TimeSpan.FromMinutes(85));
        Assert.Empty(Heard);
        await _cases.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Contains($"Case {of.Number}: {of.Title}", Assert.Single(Heard), StringComparison.Ordinal);
        Assert.Contains("4 March", Heard[0], StringComparison.Ordinal);
        var promises = await _cases.PromisesAsync(of);
        Assert.Equal(PromiseState.Kept, promises.Single(p => p.Kind is PromiseKind.FirstReply).State);
        Assert.Equal(CaseWorld.At("2026-03-04 09:30"), promises.Single(p => p.Kind is PromiseKind.Answer).DueAt.ToOffset(TimeSpan.FromHours(1)));
    }

    [Fact, Trait("Row", "S244"), Trait("Pitfall", "P33")]
    public async Task Whoever_answered_is_not_nagged_and_what_was_promised_is_kept()
    {
        var of = await _cases.OpenedAsync(_customer);
        await _cases.PassAsync(TimeSpan.FromMinutes(30));
        await _cases.AnswerAsync(of, _mira, "A new cup is ready.");
        await _cases.World.SettleAsync();
        var (before, room) = (Heard.Count, _cases.Room.Count);
        await _cases.PassAsync(TimeSpan.FromHours(5));
        Assert.Equal(before, Heard.Count);
        Assert.Equal(room, _cases.Room.Count);
        Assert.Equal(PromiseState.Kept, (await _cases.PromisesAsync(of)).Single(p => p.Kind is PromiseKind.FirstReply).State);
    }

    [Fact, Trait("Row", "S246"), Trait("Row", "S247"), Trait("Row", "S260")]
    public async Task An_answer_that_does_not_come_is_broken_once_told_to_the_customer_and_late_when_it_comes()
    {
        var of = await _cases.OpenedAsync(_customer);
        await _cases.PassAsync(TimeSpan.FromHours(25), TimeSpan.FromMinutes(15));
        Assert.Single(Heard, words => words.Contains("We promised to write by now", StringComparison.Ordinal));
        Assert.Equal(CaseState.Escalated, (await _cases.CaseAsync(of)).State);
        Assert.Single(_cases.Room, words => words.Contains("A promise to the customer was broken", StringComparison.Ordinal));
        await _cases.AnswerAsync(of, _mira, "At last: a new cup is ready.");
        var answers = (await _cases.PromisesAsync(of)).Where(p => p.Kind is PromiseKind.Answer).ToList();
        Assert.Contains(answers, p => p.State is PromiseState.Late && p.AnswersName is null);
        Assert.DoesNotContain(await _cases.PromisesAsync(of), p => p.State is PromiseState.Broken);
    }

    [Fact, Trait("Row", "S246")]
    public async Task An_answer_with_nothing_after_it_is_told_as_it_is_then_its_author_is_asked_to_solve_it_and_then_the_customer()
    {
        var of = await _cases.OpenedAsync(_customer);
        await _cases.AnswerAsync(of, _mira, "A new cup is ready.");
        await _cases.PassAsync(TimeSpan.FromHours(25), TimeSpan.FromMinutes(15));
        Assert.Contains(Heard, words => words.Contains("Mira answered you", StringComparison.Ordinal) && words.Contains("nothing new", StringComparison.Ordinal));
        Assert.Single(_cases.Room, words => words.Contains("The last word was yours", StringComparison.Ordinal));
        await _cases.PassAsync(TimeSpan.FromHours(25), TimeSpan.FromMinutes(15));
        Assert.Equal(CaseState.Resolved, (await _cases.CaseAsync(of)).State);
        Assert.Contains(Heard, words => words.Contains("Is it as it should be now?", StringComparison.Ordinal));
        Assert.DoesNotContain(Heard, words => words.Contains("there is no result yet", StringComparison.Ordinal) || words.Contains("says this is done", StringComparison.Ordinal));
    }

    [Fact, Trait("Row", "S246")]
    public async Task A_complaint_whose_customer_waits_is_heard_of_each_day_and_goes_up()
    {
        var of = await _cases.OpenedAsync(_customer);
        await _cases.AnswerAsync(of, _mira, "We are finding out.");
        await _cases.World.SayAsync(_customer, "And when will you know?");
        await _cases.PassAsync(TimeSpan.FromHours(75), TimeSpan.FromMinutes(15));
        Assert.Contains(Heard, words => words.Contains("News on case", StringComparison.Ordinal) && words.Contains("still working on it", StringComparison.Ordinal));
        Assert.Equal(CaseState.Escalated, (await _cases.CaseAsync(of)).State);
    }

    [Fact, Trait("Row", "S256"), Trait("Row", "S258")]
    public async Task Who_waits_hears_how_many_are_before_and_has_something_of_use_until_a_person_comes()
    {
        await _cases.World.RulesAsync(ServiceRules.Kind, ServiceRules.Key, """{"while_waiting": {"en": "How we roast: mokka.example/roast"}}""");
        for (var before = 0; before < 2; before++) await _cases.OpenedAsync(await _cases.World.PersonAsync());
        var of = await _cases.OpenedAsync(_customer);
        Assert.Contains("Sorry that you have to wait: 2 questions are before yours.", await _cases.World.SayAsync(_customer, "any news"), StringComparison.Ordinal);
        await _cases.PassAsync(TimeSpan.FromMinutes(95));
        var holding = Assert.Single(Heard, words => words.Contains("We're working on your question", StringComparison.Ordinal));
        Assert.Contains("2 questions are before yours", holding, StringComparison.Ordinal);
        Assert.Contains("mokka.example/roast", holding, StringComparison.Ordinal);
        await _cases.AnswerAsync(of, _mira, "A new cup is ready.");
        await _cases.PassAsync(TimeSpan.FromHours(30), TimeSpan.FromMinutes(30));
        Assert.Single(Heard, words => words.Contains("mokka.example/roast", StringComparison.Ordinal));
    }

    [Fact, Trait("Row", "S256")]
    public async Task The_pace_of_the_last_weeks_is_told_where_there_was_one()
    {
        for (var earlier = 0; earlier < 5; earlier++)
        {
            var done = await _cases.OpenedAsync(await _cases.World.PersonAsync());
            await _cases.PassAsync(TimeSpan.FromMinutes(10));
            await _cases.AnswerAsync(done, _mira, "A new cup is ready.");
        }
        await _cases.OpenedAsync(_customer);
        Assert.Contains("At the pace of the last weeks it will be about 11:00", await _cases.World.SayAsync(_customer, "any news"), StringComparison.Ordinal);
    }

    [Theory, Trait("Row", "S248"), InlineData("hourly", 5), InlineData("result", 0)]
    public async Task The_customer_chooses_how_often(string rhythm, int heard)
    {
        var of = await _cases.OpenedAsync(_customer);
        await _cases.AnswerAsync(of, _mira, "We are finding out.");
        await _cases.PassAsync(TimeSpan.FromMinutes(125));          // the chat is the bot's again
        await _cases.Store.WriteAsync(scope =>
        {
            _cases.Desk.ChooseRhythm(scope, of, rhythm == "hourly" ? CaseRhythm.Hourly : CaseRhythm.Result, _cases.Now);
            return ValueTask.CompletedTask;
        }, TestContext.Current.CancellationToken);
        await _cases.PassAsync(TimeSpan.FromHours(5));
        Assert.InRange(Heard.Count(words => words.Contains("since then there is nothing new", StringComparison.Ordinal)), heard, heard == 0 ? 0 : heard + 2);
    }

    [Fact, Trait("Row", "S249")]
    public async Task Who_has_to_ask_hears_at_once_how_it_stands_and_it_is_counted_as_our_defect()
    {
        var of = await _cases.OpenedAsync(_customer);
        Assert.Contains($"Case {of.Number}: {of.Title}", await _cases.World.SayAsync(_customer, "any news"), StringComparison.Ordinal);
        Assert.Equal(1, (await _cases.CaseAsync(of)).Chasers);
        Assert.Contains("had to ask for news", _cases.Room[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_cases_of_one_customer_keep_apart()
    {
        var cold = await _cases.OpenedAsync(_customer, "My coffee was cold and late");
        var late = await _cases.OpenedAsync(_customer, "The delivery never came to me");
        await _cases.AnswerAsync(cold, _mira, "A new cup is ready.");
        Assert.Equal(CaseState.Answered, (await _cases.CaseAsync(cold)).State);
        Assert.Equal(CaseState.Open, (await _cases.CaseAsync(late)).State);
        Assert.Equal([1, 2], [cold.Number, late.Number]);
        Assert.Contains(await _cases.PromisesAsync(late), p => p is { Kind: PromiseKind.FirstReply, State: PromiseState.Open });
    }

    [Fact]
    public async Task While_the_customer_has_the_word_nobody_is_nagged_and_silence_ends_in_two_questions()
    {
        var of = await _cases.OpenedAsync(_customer);
        await _cases.AnswerAsync(of, _mira, "Which cup was it, please?", asks: true);
        await _cases.World.SettleAsync();
        var room = _cases.Room.Count;
        await _cases.PassAsync(TimeSpan.FromHours(47), TimeSpan.FromMinutes(30));
        Assert.Equal(room, _cases.Room.Count);
        await _cases.PassAsync(TimeSpan.FromHours(51), TimeSpan.FromMinutes(30));
        Assert.Equal(CaseState.Closed, (await _cases.CaseAsync(of)).State);
        Assert.Equal(2, Heard.Count(words => words.Contains("Is it as it should be", StringComparison.Ordinal) || words.Contains("says this is done", StringComparison.Ordinal)));
    }
}
