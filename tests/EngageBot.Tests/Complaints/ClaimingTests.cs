using EngageBot.Complaints;

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
