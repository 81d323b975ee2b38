using EngageBot.Complaints;
using EngageBot.Storage;

namespace EngageBot.Tests.Complaints;

/// <summary>Whose a case is, and that the customer gets one answer.</summary>
public sealed class ClaimingTests : IAsyncLifetime
{
    private CaseWorld _cases = null!;

    public async ValueTask InitializeAsync() => _cases = await CaseWorld.OpenAsync(CaseWorld.At("2026-03-02 10:00"));

    public ValueTask DisposeAsync() => _cases.DisposeAsync();

    [Fact, Trait("Row", "S164")]
    public async Task Of_two_who_answer_one_is_heard_and_the_other_is_told_who_has_it_and_what_was_said()
    {
        var customer = await _cases.World.PersonAsync();
        var (mira, ben) = (await _cases.StaffAsync("Mira"), await _cases.StaffAsync("Ben"));
        var of = await _cases.OpenedAsync(customer);
        var outcomes = await Task.WhenAll(_cases.AnswerAsync(of, mira, "A new cup is ready, Mira says."), _cases.AnswerAsync(of, ben, "Please come by, Ben says."));
        await _cases.World.SettleAsync();
        var won = Assert.Single(outcomes.OfType<CaseOutcome.Done>()).Case;
        var lost = Assert.Single(outcomes.OfType<CaseOutcome.Taken>());
        Assert.Equal(won.OwnerName, lost.By);
        var heard = Assert.Single(_cases.HeardBy(_cases.World.ChatOf(customer)));
        Assert.Contains(lost.Words!, heard, StringComparison.Ordinal);
        Assert.Contains($"Case {of.Number}: {of.Title}", heard, StringComparison.Ordinal);
        Assert.Equal(CaseState.Answered, won.State);
    }

    [Fact]
    public async Task Words_for_a_person_open_a_case_with_a_number_and_a_title_and_more_words_belong_to_it()
    {
        var customer = await _cases.World.PersonAsync();
        await _cases.World.SayAsync(customer, "/human", "Do you have oat milk today?");
        Assert.Contains("Case 1: *Do you have oat milk today*", Markup(_cases.Room[^1]), StringComparison.Ordinal);
        await _cases.World.SayAsync(customer, "/human", "And soy milk?");
        Assert.Contains("And soy milk?", _cases.Room[^1], StringComparison.Ordinal);
        Assert.Equal(1, await _cases.World.CountAsync("SELECT COUNT(*) FROM cases"));
        Assert.Equal(2, await _cases.World.CountAsync("SELECT COUNT(*) FROM case_entries WHERE kind = 'Customer'"));

        static string Markup(string plain) => plain.Replace("Case 1: Do you have oat milk today", "Case 1: *Do you have oat milk today*", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("My coffee was cold and nobody cared, I want to complain", "My coffee was cold and nobody cared")]
    [InlineData("This is outrageous! Я ждал заказ целый час, потом ушёл, и никто даже не извинился передо мной", "Я ждал заказ целый час, потом ушёл")]
    [InlineData("The queue was long, too long", "The queue was long, too long")]
    [InlineData("One two three four five six seven eight nine ten eleven", "One two three four five six seven eight nine ten")]
    public void A_title_stops_where_a_part_of_the_sentence_does(string words, string title) => Assert.Equal(title, CaseTitle.Suggest(words, "en"));

    [Fact, Trait("Row", "S263"), Trait("Pitfall", "P33")]
    public async Task A_note_among_staff_reaches_nobody_and_stops_no_clock()
    {
        var customer = await _cases.World.PersonAsync();
        var mira = await _cases.StaffAsync("Mira");
        var of = await _cases.OpenedAsync(customer);
        var before = await _cases.PromisesAsync(of);
        await _cases.DoAsync((scope, _) => _cases.World.Get<CaseDesk>().Note(scope, _cases.Hand(scope, mira), _cases.Business, of.Id, "The grinder is broken again, do not tell.", _cases.Now));
        await _cases.World.SettleAsync();
        Assert.DoesNotContain(_cases.World.Heard, h => h.Words.Contains("grinder", StringComparison.Ordinal));
        Assert.Equal(before, await _cases.PromisesAsync(of));
        Assert.Equal((await _cases.CaseAsync(of)).WaitingSince, of.WaitingSince);
    }

    [Fact, Trait("Pitfall", "P33")]
    public async Task A_note_that_is_edited_without_its_sign_stays_a_note_and_the_state_is_told_in_the_language_staff_read()
    {
        await _cases.SpeaksAsync("sq");
        var customer = await _cases.World.PersonAsync();
        await _cases.World.SayAsync(customer, "/human", "Do you have oat milk today?");
        await _cases.ReplyInRoomAsync("// The grinder is broken again", "7001");
        await _cases.ReplyInRoomAsync("The grinder is broken again, do not tell", "7001", edits: true);
        Assert.DoesNotContain(_cases.HeardBy(_cases.World.ChatOf(customer)), words => words.Contains("grinder", StringComparison.Ordinal));
        Assert.Equal(2, await _cases.World.CountAsync("SELECT COUNT(*) FROM case_entries WHERE kind = 'Note'"));
        await _cases.ReplyInRoomAsync("/take", "7002");
        Assert.Contains("E hapur. Po merret: Mira.", _cases.Room[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_refused_opens_no_closed_case_and_promises_nothing()
    {
        var customer = await _cases.World.PersonAsync();
        var (mira, ben) = (await _cases.StaffAsync("Mira"), await _cases.StaffAsync("Ben"));
        var of = await _cases.OpenedAsync(customer);
        await _cases.AnswerAsync(of, mira, "A new cup is ready, Mira says.");
        await _cases.DoAsync((scope, desk) => desk.ResolveAsync(scope, _cases.Hand(scope, mira), _cases.Business, of.Id, _cases.Now));
        await _cases.Store.WriteAsync(scope => _cases.Desk.ConfirmedAsync(scope, _cases.Business, of.Id, _cases.Now), TestContext.Current.CancellationToken);
        var before = await _cases.EntriesAsync(of);
        Assert.IsType<CaseOutcome.Taken>(await _cases.AnswerAsync(of, ben, "Please come by, Ben says."));
        Assert.Equal(CaseState.Closed, (await _cases.CaseAsync(of)).State);
        Assert.Equal(before.Count, (await _cases.EntriesAsync(of)).Count);
        Assert.DoesNotContain(await _cases.PromisesAsync(of), p => p.State is PromiseState.Open);
        Assert.IsType<CaseOutcome.Done>(await _cases.AnswerAsync(of, mira, "One more thing, Mira says."));
        Assert.Equal(1, (await _cases.CaseAsync(of)).Reopens);
    }

    [Fact]
    public async Task One_customer_cannot_bury_the_others_and_of_a_long_case_the_newest_words_are_shown()
    {
        var customer = await _cases.World.PersonAsync();
        for (var number = 1; number <= 12; number++) await _cases.OpenedAsync(customer, $"Complaint {number} of somebody who does not stop");
        Assert.Equal(10, await _cases.World.CountAsync("SELECT COUNT(*) FROM cases"));
        var of = await _cases.OpenedAsync(customer, "And once more");
        await _cases.Store.WriteAsync(scope =>
        {
            for (var line = 0; line < 600; line++) _cases.Desk.Heard(scope, of, $"Line {line}", null, null, _cases.Now);
            return ValueTask.FromResult(0);
        }, TestContext.Current.CancellationToken);
        var shown = await _cases.EntriesAsync(of);
        Assert.Equal((500, "Line 599"), (shown.Count, shown[^1].Words));
    }

    [Fact]
    public async Task A_case_that_cannot_be_looked_at_keeps_no_other_from_being_looked_at()
    {
        var (first, second) = (await _cases.OpenedAsync(await _cases.World.PersonAsync()), await _cases.OpenedAsync(await _cases.World.PersonAsync()));
        await _cases.Store.WriteAsync(scope => ValueTask.FromResult(scope.Command("UPDATE case_promises SET told_at = 9000000000000000 WHERE case_id = @case")
            .Set("@case", first.Id.ToString()).ExecuteNonQuery()), TestContext.Current.CancellationToken);
        _cases.World.Clock.Advance(TimeSpan.FromHours(2));
        await _cases.World.Get<CaseClock>().SweepAsync(TestContext.Current.CancellationToken);
        Assert.Contains(await _cases.PromisesAsync(second), p => p.RemindedAt is not null || p.State is PromiseState.Broken);
    }

    [Fact]
    public async Task A_reply_in_the_staff_chat_answers_the_case_and_done_asks_the_customer_and_brings_the_bot_back()
    {
        var customer = await _cases.World.PersonAsync();
        await _cases.World.SayAsync(customer, "/human", "Do you have oat milk today?");
        await _cases.ReplyInRoomAsync("Yes, oat and soy.", "7001");
        Assert.Contains("Yes, oat and soy.", _cases.HeardBy(_cases.World.ChatOf(customer))[^1], StringComparison.Ordinal);
        await _cases.ReplyInRoomAsync("/done", "7002");
        Assert.Contains(_cases.HeardBy(_cases.World.ChatOf(customer)), words => words.StartsWith("The bot is back", StringComparison.Ordinal));
        Assert.Equal(1, await _cases.World.CountAsync("SELECT COUNT(*) FROM cases WHERE state = 'Resolved'"));
        Assert.Equal(0, await _cases.World.CountAsync("SELECT COUNT(*) FROM chats WHERE held_at IS NOT NULL"));
    }
}
