using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Complaints;
using EngageBot.Conversations.Policy;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Surveys;
using EngageBot.Tests.Plays;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Surveys;

/// <summary>What becomes of answers: a person, a result, a register, a change that is told.</summary>
public abstract class FeedbackContract
{
    /// <summary>A Monday, ten in the morning in Tirana.</summary>
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly Actor _owner = new Actor.System("test");

    private static readonly ImmutableSortedDictionary<string, string> _words = ImmutableSortedDictionary<string, string>.Empty
        .Add("en", "Delivery now comes on Saturdays, too.").Add("ru", "Теперь доставка есть и по субботам.").Add("sq", "Tani dërgesa vjen edhe të shtunave.");

    private protected abstract Task<ITestStore> OpenStore(TestClock clock);

    [Fact]
    [Trait("Row", "S123")]
    [Trait("Row", "S120")]
    public async Task A_low_score_opens_one_case_with_what_was_said_and_what_is_said_after_it_goes_there_too()
    {
        await using var world = await OpenAsync("nps", ("sample_percent: 50", "sample_percent: 100"));
        var (unhappy, happy) = (await world.PersonAsync(surveys: true), await world.PersonAsync(surveys: true));
        await world.BuyAsync(unhappy, "A-1");
        await world.BuyAsync(happy, "A-2");
        await world.PassAsync(TimeSpan.FromHours(3), TimeSpan.FromHours(1));
        await world.SayAsync(happy, "7", "All is well");
        await world.SayAsync(unhappy, "6");
        // They may say nothing more: the case is there.
        var of = Assert.Single(await CasesAsync(world));
        Assert.Equal(("Low score in the survey: Recommendation", CaseKind.Complaint), (of.Title, of.Kind));
        Assert.Contains("A person looks at it", await world.SayAsync(unhappy, "The queue was long"), StringComparison.Ordinal);
        Assert.Equal(of.Id, Assert.Single(await CasesAsync(world)).Id);
        var said = await world.Store.ReadRowsAsync("SELECT words FROM case_entries WHERE kind = 'Customer' ORDER BY id", _ => { }, row => row.GetString(0), PlayWorld.Cancellation);
        Assert.Equal(["How likely are you to recommend us to a friend? – 6/10", "What is the main reason for this number? – The queue was long"], said);
    }

    [Fact]
    [Trait("Row", "S120")]
    public async Task Whoever_gave_a_low_score_is_asked_the_same_once_more_when_their_case_is_over()
    {
        await using var world = await OpenAsync("nps", ("sample_percent: 50", "sample_percent: 100"));
        await world.OnAsync("survey_again");
        var person = await world.PersonAsync(surveys: true);
        await world.BuyAsync(person, "A-1");
        await world.PassAsync(TimeSpan.FromHours(3), TimeSpan.FromHours(1));
        for (var time = 0; time < 2; time++)
        {
            await world.SayAsync(person, time == 0 ? "2" : "3");
            var of = (await CasesAsync(world)).Single(c => c.State is not CaseState.Closed);
            await world.Store.WriteAsync(scope => world.Get<CaseDesk>().ConfirmedAsync(scope, world.Business, of.Id, world.Now), PlayWorld.Cancellation);
            await world.PassAsync(TimeSpan.FromDays(7), TimeSpan.FromHours(12));
            Assert.Equal(time + 1, world.Sent.Count(s => s.Words.Contains("How likely are you to recommend us", StringComparison.Ordinal)));
            await world.PassAsync(TimeSpan.FromDays(2), TimeSpan.FromHours(6));
            // A low score the second time brings a person again, and no third question.
            Assert.Equal(2, world.Sent.Count(s => s.Words.Contains("How likely are you to recommend us", StringComparison.Ordinal)));
        }
        Assert.Equal(2, (await CasesAsync(world)).Count(c => c.State is CaseState.Closed));
    }

    [Fact]
    public async Task After_a_case_the_survey_of_cases_is_asked_and_its_score_stays_with_whoever_had_it()
    {
        await using var world = await OpenAsync("csat");
        await world.OnAsync("survey_after_case");
        var person = await world.PersonAsync(surveys: true);
        await OpenCaseAsync(world, person, close: true);
        await world.PassAsync(TimeSpan.FromDays(4), TimeSpan.FromHours(6));
        Assert.Contains("How well did we solve it?", Assert.Single(world.Sent).Words, StringComparison.Ordinal);
        await world.SayAsync(person, "5");
        var shop = world.Get<BusinessDirectory>().Shops[0];
        Assert.Equal([$"{shop.Id}:5"], await world.Store.ReadRowsAsync("SELECT s.shop_id, a.score FROM survey_asks s JOIN survey_answers a ON a.ask_id = s.id", _ => { },
            row => $"{row.GetString(0)}:{row.GetInt64(1)}", PlayWorld.Cancellation));
    }

    [Fact]
    [Trait("Row", "S110")]
    [Trait("Row", "S111")]
    [Trait("Row", "S121")]
    public async Task What_was_missing_is_counted_by_its_cost_and_exactly_those_who_named_it_hear_that_it_is_there_now()
    {
        await using var world = await OpenAsync("service");
        await world.OnAsync("we_changed");
        var (one, two, other) = (await world.PersonAsync(surveys: true), await world.PersonAsync(surveys: true, language: "sq"), await world.PersonAsync(surveys: true));
        foreach (var (person, receipt) in new[] { (one, "A-1"), (two, "A-2"), (other, "A-3") }) await world.BuyAsync(person, receipt, minor: 2_500);
        await world.PassAsync(TimeSpan.FromHours(3), TimeSpan.FromHours(1));
        await world.SayAsync(one, "5", "3", "Delivery on Saturdays");
        await world.SayAsync(two, "5", "2", "Dërgesa të shtunën");
        await world.SayAsync(other, "5", "4", "Rye bread");
        var notes = await ReadAsync(world, source => FeedbackBook.Notes(source, world.Business, FeedbackKind.Missing, 0, 10));
        Assert.Equal(3, notes.Count);
        foreach (var note in notes) await WriteAsync(world, scope => FeedbackBook.Tag(scope, _owner, world.Business, note.Id, note.Words == "Rye bread" ? "rye" : "delivery", world.Now));
        await WriteAsync(world, scope => FeedbackBook.Plan(scope, _owner, world.Business, FeedbackKind.Missing, "delivery", TopicState.Planned, "From May on", world.Now));
        var topics = await ReadAsync(world, source => FeedbackBook.Topics(source, world.Business, FeedbackKind.Missing, 10));
        Assert.Equal(["delivery:Planned:2:5000", "rye:Noted:1:2500"], topics.Select(t => FormattableString.Invariant($"{t.Topic}:{t.State}:{t.People}:{t.LostMinor}")));

        var outcome = await WriteAsync(world, scope => ChangeDesk.Publish(scope, _owner, world.Business, "missing:delivery", _words, world.Now));
        Assert.Equal(2, Assert.IsType<FeedbackOutcome.Done>(outcome).People);
        var before = world.Sent.Count;
        for (var look = 0; look < 3; look++) await world.Get<ChangeClock>().OnceAsync(PlayWorld.Cancellation);
        await world.PassAsync(TimeSpan.FromDays(9), TimeSpan.FromHours(6));
        var told = world.Sent.Skip(before).ToArray();
        Assert.Equal(new[] { world.ChatOf(one), world.ChatOf(two) }.Order(StringComparer.Ordinal), told.Select(t => t.Chat).Order(StringComparer.Ordinal));
        Assert.Contains("Delivery now comes on Saturdays, too.", told.Single(t => t.Chat == world.ChatOf(one)).Words, StringComparison.Ordinal);
        Assert.Contains("Tani dërgesa vjen edhe të shtunave.", told.Single(t => t.Chat == world.ChatOf(two)).Words, StringComparison.Ordinal);
        Assert.Equal(TopicState.Done, (await ReadAsync(world, source => FeedbackBook.Topics(source, world.Business, FeedbackKind.Missing, 10))).Single(t => t.Topic == "delivery").State);
        Assert.IsType<FeedbackOutcome.Invalid>(await WriteAsync(world, scope => ChangeDesk.Publish(scope, _owner, world.Business, "delivery", _words, world.Now)));
    }

    [Fact]
    public async Task What_was_changed_for_low_scores_is_told_to_those_whose_score_was_low_on_the_scale_of_that_question()
    {
        await using var world = await OpenAsync("service");
        var shop = world.Get<BusinessDirectory>().Shops[0];
        foreach (var score in (int[])[1, 2, 3, 5])
        {
            var person = await world.PersonAsync(surveys: true);
            await WriteAsync(world, scope =>
            {
                Answer(scope, world, person, "service", shop.Id, world.Now, ("service", score, null));
                return 0;
            });
        }
        var outcome = await WriteAsync(world, scope => ChangeDesk.Publish(scope, _owner, world.Business, "low:service.service", _words, world.Now));
        Assert.Equal(2, Assert.IsType<FeedbackOutcome.Done>(outcome).People);
        outcome = await WriteAsync(world, scope => ChangeDesk.Publish(scope, _owner, world.Business, "low:service.nothing", _words, world.Now));
        Assert.Equal(0, Assert.IsType<FeedbackOutcome.Done>(outcome).People);
    }

    [Fact]
    public async Task A_register_counts_people_a_change_for_one_option_is_no_news_for_another_and_a_letter_zero_loses_nothing()
    {
        await using var world = await OpenAsync("factors");
        var (person, other) = (await world.PersonAsync(surveys: true), await world.PersonAsync(surveys: true));
        var shop = world.Get<BusinessDirectory>().Shops[0];
        foreach (var source in (string[])["survey:1:missing", "survey:2:missing"])
            await WriteAsync(world, scope => FeedbackBook.Keep(scope, new()
            {
                BusinessId = world.Business, Kind = FeedbackKind.Missing, Source = source, ContactId = person, Topic = "delivery", Words = "On \0Saturdays", SaidAt = world.Now,
            }));
        Assert.Equal(1, Assert.Single(await ReadAsync(world, source => FeedbackBook.Topics(source, world.Business, FeedbackKind.Missing, 10))).People);
        await WriteAsync(world, scope =>
        {
            Answer(scope, world, person, "factors", shop.Id, world.Now, ("matters", null, "too_far"));
            Answer(scope, world, other, "factors", shop.Id, world.Now, ("matters", null, "too-far"));
            return 0;
        });
        var outcome = await WriteAsync(world, scope => ChangeDesk.Publish(scope, _owner, world.Business, "option:factors.matters.too_far", _words, world.Now));
        Assert.Equal(1, Assert.IsType<FeedbackOutcome.Done>(outcome).People);
    }

    [Fact]
    public async Task Words_that_are_too_long_are_cut_between_characters_and_lose_nobody_their_case()
    {
        await using var world = await OpenAsync("service");
        var person = await world.PersonAsync(surveys: true);
        // Half a smile at the border could not be written at all on a server.
        var words = new string('a', CaseDesk.LongestWords - 1) + "😡 and more";
        var of = Assert.IsType<CaseOutcome.Done>(await world.Store.WriteAsync(scope => world.Get<CaseDesk>().OpenAsync(
            scope, CaseHand.Customer, new(world.Business, person, CaseKind.Complaint, words, "test", "en"), world.Now), PlayWorld.Cancellation)).Case;
        Assert.Equal(CaseDesk.LongestWords - 1, (await ReadAsync(world, source => CaseEntries.Read(source, of.Id)))[0].Words!.Length);
        of = Assert.IsType<CaseOutcome.Done>(await world.Store.WriteAsync(scope => world.Get<CaseDesk>().OpenAsync(
            scope, CaseHand.Customer, new(world.Business, person, CaseKind.Complaint, $"It is {new string('o', 87)} so 😡😡😡", "test", "en"), world.Now), PlayWorld.Cancellation)).Case;
        Assert.EndsWith(" so", of.Title, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Row", "S108")]
    [Trait("Row", "S109")]
    [Trait("Row", "S116")]
    public async Task Whoever_says_stop_is_asked_once_why_and_counts_with_one_main_reason()
    {
        await using var world = await OpenAsync("leaving");
        var (leaver, silent) = (await world.PersonAsync(surveys: true), await world.PersonAsync());
        Assert.Contains("What was the main reason?", await world.SayAsync(leaver, "/stop"), StringComparison.Ordinal);
        Assert.Contains("What could we change", await world.SayAsync(leaver, "7"), StringComparison.Ordinal);
        Assert.Contains("The door is always open", await world.SayAsync(leaver, "Half the price"), StringComparison.Ordinal);
        // Without a yes to questions nobody is asked; and nobody is asked twice.
        Assert.DoesNotContain("What was the main reason?", await world.SayAsync(silent, "/stop"), StringComparison.Ordinal);
        Assert.DoesNotContain("What was the main reason?", await world.SayAsync(leaver, "/stop"), StringComparison.Ordinal);
        var span = new SurveySpan(Start.AddDays(-1), Start.AddDays(40));
        Assert.Equal([new LeavingCount("2026-03", "price", 1)], await ReadAsync(world, source => LeavingTrend.Read(source, world.Business, span)));
        Assert.Equal(["Half the price"], await world.Store.ReadRowsAsync("SELECT words FROM leaving_reasons", _ => { }, row => row.GetString(0), PlayWorld.Cancellation));
        // A second reason, later and elsewhere: the last one is the main one.
        await WriteAsync(world, scope => scope.Command("INSERT INTO leaving_reasons (business_id, contact_id, source, reason, said_at) VALUES (@business, @contact, 'play:9', 'moved', @now)")
            .Set("@business", world.Business.ToString()).Set("@contact", leaver.ToString()).Set("@now", Start.AddDays(30)).ExecuteNonQuery());
        Assert.Equal([new LeavingCount("2026-04", "moved", 1)], await ReadAsync(world, source => LeavingTrend.Read(source, world.Business, span)));
    }

    [Fact]
    [Trait("Row", "S109")]
    public async Task Weeks_and_months_begin_by_the_clock_of_the_business()
    {
        await using var world = await OpenAsync("service");
        var (person, shop) = (await world.PersonAsync(surveys: true), world.Get<BusinessDirectory>().Shops[0]);
        // In Tirana Sunday ends an hour before it does in Greenwich, and March, in summer time, two.
        var (sunday, monday) = (new DateTimeOffset(2026, 3, 8, 22, 59, 59, TimeSpan.Zero), new DateTimeOffset(2026, 3, 8, 23, 0, 0, TimeSpan.Zero));
        await WriteAsync(world, scope =>
        {
            Answer(scope, world, person, "service", shop.Id, sunday, ("service", 5, null));
            Answer(scope, world, person, "service", shop.Id, monday, ("service", 1, null));
            foreach (var (source, reason, at) in new[] { ("a", "price", sunday), ("b", "moved", new DateTimeOffset(2026, 3, 31, 22, 0, 0, TimeSpan.Zero)) })
                scope.Command("INSERT INTO leaving_reasons (business_id, contact_id, source, reason, said_at) SELECT @business, id, @source, @reason, @at FROM contacts ORDER BY created_at LIMIT 1")
                    .Set("@business", world.Business.ToString()).Set("@source", source).Set("@reason", reason).Set("@at", at).ExecuteNonQuery();
            return 0;
        });
        var span = new SurveySpan(Start.AddDays(-30), Start.AddDays(30));
        var service = await ReadAsync(world, source => RuleBook.At(source, world.Business, SurveyRules.Kind, "service", world.Now)!);
        var weeks = (await ReadAsync(world, source => SurveyResults.Read(source, world.Business, service, span, SurveySplit.Week))).Single(q => q.Question.Id == "service").Parts;
        Assert.Equal(["2026-03-02:1", "2026-03-09:1"], weeks.Select(w => FormattableString.Invariant($"{w.Part}:{w.Tally.N}")));
        Assert.Equal([new LeavingCount("2026-04", "moved", 1)], await ReadAsync(world, source => LeavingTrend.Read(source, world.Business, span)));
    }

    [Fact]
    public async Task A_change_that_cannot_be_told_keeps_no_other_from_being_told()
    {
        await using var world = await OpenAsync("service");
        await world.OnAsync("we_changed");
        var person = await world.PersonAsync(surveys: true);
        await WriteAsync(world, scope => FeedbackBook.Keep(scope, new()
        {
            BusinessId = world.Business, Kind = FeedbackKind.Missing, Source = "survey:1:missing", ContactId = person, Topic = "delivery", Words = "On Saturdays", SaidAt = world.Now,
        }));
        await WriteAsync(world, scope => ChangeDesk.Publish(scope, _owner, world.Business, "missing:delivery", _words, world.Now));
        await WriteAsync(world, scope => ChangeDesk.Publish(scope, _owner, world.Business, "missing:delivery", _words, world.Now));
        await WriteAsync(world, scope => scope.Command("UPDATE feedback_changes SET words = 'no JSON' WHERE id = 1").ExecuteNonQuery());
        await world.Get<ChangeClock>().OnceAsync(PlayWorld.Cancellation);
        Assert.Equal([false, true], (await world.Store.ReadRowsAsync("SELECT told_at IS NOT NULL FROM feedback_changes ORDER BY id", _ => { }, row => Convert.ToBoolean(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture), PlayWorld.Cancellation)));
        Assert.Contains(world.Errors, error => error.Contains("Change 1 could not be told", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Row", "S124")]
    [Trait("Row", "S130")]
    [Trait("Row", "S132")]
    [Trait("Row", "S266")]
    public async Task Results_say_how_many_the_gaps_what_visits_found_beside_customers_and_what_complainers_say_after()
    {
        await using var world = await OpenAsync("nps");
        foreach (var key in (string[])["factors", "mystery", "service"]) await PublishAsync(world, key);
        var (shop, person) = (world.Get<BusinessDirectory>().Shops[0], await world.PersonAsync(surveys: true));
        await WriteAsync(world, scope =>
        {
            Answer(scope, world, person, "factors", shop.Id, world.Now, ("matters", null, "prices,service"), ("with_prices", 2, null), ("with_service", 5, null));
            Answer(scope, world, person, "service", shop.Id, world.Now, ("service", 5, null), ("assortment", 2, null));
            return 0;
        });
        var span = new SurveySpan(Start.AddDays(-1), Start.AddDays(100));
        var factors = await ReadAsync(world, source => RuleBook.At(source, world.Business, SurveyRules.Kind, "factors", world.Now)!);
        var gaps = await ReadAsync(world, source => SurveyResults.Gaps(SurveyResults.Read(source, world.Business, factors, span, SurveySplit.None)));
        Assert.Equal(["prices:100", "service:0"], gaps.Select(g => FormattableString.Invariant($"{g.Axis}:{100 * g.Gap:0}")));
        Assert.Equal([new UpdateShare("0", 1, 1)], await ReadAsync(world, source => SurveyResults.ByUpdates(source, world.Business, "factors", span)));

        var mystery = await ReadAsync(world, source => RuleBook.At(source, world.Business, SurveyRules.Kind, "mystery", world.Now)!);
        var scores = ImmutableSortedDictionary<string, long>.Empty.Add("greeting", 2).Add("till", 5);
        Assert.IsType<FeedbackOutcome.Done>(await WriteAsync(world, scope => SurveyVisits.Record(scope, _owner, world.Business, mystery, new(shop.Name, scores), world.Now)));
        Assert.IsType<FeedbackOutcome.Invalid>(await WriteAsync(world, scope => SurveyVisits.Record(scope, _owner, world.Business, mystery, new(shop.Name, scores.Add("goodbye", 9)), world.Now)));
        var shops = await ReadAsync(world, source => ShopScores.Read(source, world.Business, span, world.Now));
        Assert.Equal([(false, 4L), (true, 2L)], shops.Where(s => s.Tally.Kind == SurveyKind.OneToFive).Select(s => (s.ByVisits, s.Tally.N)));

        await WriteAsync(world, scope =>
        {
            Answer(scope, world, person, "nps", shop.Id, world.Now, ("recommend", 3, null));
            return 0;
        });
        await OpenCaseAsync(world, person, close: true);
        world.Clock.Advance(TimeSpan.FromDays(30));
        await WriteAsync(world, scope =>
        {
            Answer(scope, world, person, "nps", shop.Id, world.Now, ("recommend", 9, null));
            return 0;
        });
        var complainers = await ReadAsync(world, source => ComplainersNps.Read(source, world.Business, span, world.Now));
        Assert.Equal((1L, -100.0, 100.0), (complainers.People, complainers.Before.Value, complainers.After.Value));
        // Who complained twice is one person, and counts with the last complaint.
        await OpenCaseAsync(world, person, close: true);
        await WriteAsync(world, scope =>
        {
            Answer(scope, world, person, "nps", shop.Id, world.Now.AddMinutes(1), ("recommend", 8, null));
            return 0;
        });
        complainers = await ReadAsync(world, source => ComplainersNps.Read(source, world.Business, span, world.Now));
        Assert.Equal((1L, 100.0, 0.0), (complainers.People, complainers.Before.Value, complainers.After.Value));
    }

    private async Task<PlayWorld> OpenAsync(string survey, params (string Was, string Now)[] changes)
    {
        var world = await PlayWorld.OpenAsync(Start, OpenStore);
        await PublishAsync(world, survey, changes);
        await world.OnAsync("survey_after_purchase");
        // Several questions a week are one talk each; the caps are another test's.
        await world.RulesAsync(ContactPolicyRules.Kind, ContactPolicyRules.Key, """{"per_day": null, "per_week": null}""");
        return world;
    }

    private static Task PublishAsync(PlayWorld world, string survey, params (string Was, string Now)[] changes)
    {
        var ready = ReadySurveys.Find(survey)!;
        foreach (var (was, now) in changes) ready = ready with { Text = ready.Text.Replace(was, now, StringComparison.Ordinal) };
        return world.RulesAsync(SurveyRules.Kind, survey, ready.Json(world.Get<RuleKinds>()));
    }

    private static void Answer(WriteScope scope, PlayWorld world, ContactId person, string survey, ShopId shop, DateTimeOffset at, params (string Question, long? Score, string? Picks)[] answers)
    {
        var rules = RuleBook.At(scope, world.Business, SurveyRules.Kind, survey, at)!;
        var id = SurveyBook.Add(scope, new(world.Business, person, null, $"test:{at.ToUnixTimeMilliseconds()}", shop, null), rules, at);
        var ask = SurveyBook.Of(scope, world.Business, person, id)!;
        foreach (var (question, score, picks) in answers) SurveyBook.Put(scope, ask, new(question, score, SurveyBook.Split(picks), null, true), at);
        SurveyBook.Move(scope, id, SurveyState.Done, true, false, at);
    }

    private static async Task OpenCaseAsync(PlayWorld world, ContactId person, bool close)
    {
        var shop = world.Get<BusinessDirectory>().Shops[0].Id;
        var of = Assert.IsType<CaseOutcome.Done>(await world.Store.WriteAsync(scope => world.Get<CaseDesk>().OpenAsync(
            scope, CaseHand.Customer, new(world.Business, person, CaseKind.Complaint, "The soup was cold again", "test", "en") { Shop = shop }, world.Now), PlayWorld.Cancellation)).Case;
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Store.WriteAsync(scope => world.Get<CaseDesk>().ResolveAsync(scope, CaseHand.Clock, world.Business, of.Id, world.Now), PlayWorld.Cancellation);
        if (close) await world.Store.WriteAsync(scope => world.Get<CaseDesk>().ConfirmedAsync(scope, world.Business, of.Id, world.Now), PlayWorld.Cancellation);
        await world.SettleAsync();
    }

    private static Task<ImmutableArray<Case>> CasesAsync(PlayWorld world) => ReadAsync(world, source =>
        source.Rows("SELECT id FROM cases ORDER BY number", _ => { }, row => new CaseId(Guid.Parse(row.GetString(0)))).Select(id => CaseRows.Find(source, world.Business, id)!).ToImmutableArray());

    private static Task<T> WriteAsync<T>(PlayWorld world, Func<WriteScope, T> write) => world.Store.WriteAsync(scope => ValueTask.FromResult(write(scope)), PlayWorld.Cancellation);

    private static Task<T> ReadAsync<T>(PlayWorld world, Func<RowSource, T> read) => world.Store.ReadAsync(connection => ValueTask.FromResult(read(connection)), PlayWorld.Cancellation);
}

/// <summary>On the embedded database.</summary>
public sealed class FeedbackOnSqlite : FeedbackContract
{
    private protected override Task<ITestStore> OpenStore(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

/// <summary>On a server.</summary>
public sealed class FeedbackOnPostgres : FeedbackContract
{
    private protected override async Task<ITestStore> OpenStore(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
