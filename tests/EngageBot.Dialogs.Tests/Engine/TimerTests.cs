using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Tests.Engine;

public sealed class TimerTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void A_question_reminds_and_then_takes_the_way_of_silence()
    {
        var talk = new Talk().Says("/book");
        Assert.Equal("booking/guests.remind", talk.Later(Hour).Heard);
        Assert.Equal("booking:quiet", talk.Later(23 * Hour).Ended);
    }

    [Fact]
    public void A_timer_of_another_epoch_is_ignored()
    {
        var talk = new Talk().Says("/book");
        var old = talk.Chat.EverSet.ToArray();
        talk.Says("3").Succeeds(("id", Talk.Text("T1"))).Later(30 * TimeSpan.FromMinutes(1));
        foreach (var due in old) Assert.False(talk.Happens(due).Last.Consumed);
        Assert.Equal("booking/place", talk.Open);
    }

    [Fact]
    public void A_timer_fires_once()
    {
        var talk = new Talk().Says("/book");
        var remind = talk.Chat.EverSet.Single(t => t.What == "remind");
        talk.Later(Hour);
        Assert.False(talk.Happens(remind).Last.Consumed);
        Assert.Equal("", talk.Heard);
    }

    [Fact]
    public void A_reminder_more_than_six_hours_late_is_dropped_but_the_end_comes_late()
    {
        var talk = new Talk().Says("/book");
        var timers = talk.Chat.EverSet.ToArray();
        talk.Chat.Sleep(31 * Hour);
        Assert.Equal("", talk.Happens(timers.Single(t => t.What == "remind")).Heard);
        Assert.Equal("booking:quiet", talk.Happens(timers.Single(t => t.What == "after")).Ended);
    }

    [Fact]
    public void A_group_keeps_its_own_time_through_all_states_inside()
    {
        var talk = new Talk().Says("/order").Says("Tea");
        Assert.Equal("waiter/patience", talk.Later(2 * Hour).Heard);
        Assert.Equal("human.handover", talk.Later(Hour).Actions);
    }

    [Fact]
    public void Working_time_is_counted_by_the_host_where_it_can_be()
    {
        var set = Folders.Examples;
        var facts = new NightShop();
        var context = new Talk(set).Chat.Context;
        var chat = ChatState.Empty;
        foreach (var happened in new ChatEvent[]
        {
            new ChatEvent.Said("/complaint"), new ChatEvent.Said("Delivery"), new ChatEvent.Said("Two hours late"), new ChatEvent.SharedPhoto("p", null),
        }) chat = DialogEngine.Step(set, chat, happened, context, facts, Talk.Monday).Chat;
        var run = chat.Runs.Single();
        var result = new Value.Record(Runner.NoData.Fields.Add("id", Talk.Text("C-1")));
        var step = DialogEngine.Step(set, chat, new ChatEvent.ActionSucceeded(run.Number, run.Epoch, result), context, facts, Talk.Monday);
        Assert.Equal(Talk.Monday + TimeSpan.FromHours(40), step.Effects.OfType<Effect.SetTimer>().Single().DueAt);
    }

    [Fact]
    public void A_hold_pauses_dialogs_and_moves_their_timers_by_its_length()
    {
        var talk = new Talk().Says("/book").Later(Hour / 2).Held();
        Assert.Empty(talk.Chat.Timers);
        Assert.False(talk.Says("3").Last.Consumed);
        Assert.Equal("", talk.Later(100 * Hour).Heard);
        Assert.Equal("booking/guests.resume", talk.Released().Heard);
        Assert.Equal("", talk.Later(Hour / 3).Heard);
        Assert.Equal("booking/guests.remind", talk.Later(Hour / 6).Heard);
    }

    [Fact]
    public void A_timer_row_from_before_a_hold_waits_for_its_new_time()
    {
        var talk = new Talk().Says("/book");
        var after = talk.Chat.EverSet.Single(t => t.What == "after");
        talk.Held().Later(10 * Hour).Released();
        talk.Later(15 * Hour);
        Assert.Equal("", talk.Happens(after).Ended);
        Assert.Equal("booking/guests", talk.Open);
    }

    [Fact]
    public void Commands_work_while_a_person_has_the_chat_and_the_open_question_is_left_alone()
    {
        var talk = new Talk().Says("/book").Held();
        Assert.Equal("shared/stopped", talk.Says("/stop").Heard);
        Assert.Equal("shared/held.waiting", talk.Says("/human").Heard);
        Assert.Equal("side/text", talk.Says("/side").Heard);
        Assert.Equal("", talk.Says("3").Heard);
        Assert.False(talk.Last.Consumed);
    }

    [Fact]
    public void Business_that_comes_during_a_hold_is_read_after_it()
    {
        var talk = new Talk().Says("/order").Says("Tea").Held().Hears("order.ready", ("table", Talk.Int(4)));
        Assert.Equal("", talk.Heard);
        Assert.Equal("waiter/fine.ask", talk.Released().Heard);
    }

    [Fact]
    public void A_result_that_comes_during_a_hold_is_taken_after_it_and_then_the_words_before_it()
    {
        var talk = new Talk().Says("/book").Says("3").Says("inside").Held().Succeeds(("id", Talk.Text("T1")));
        Assert.Equal("", talk.Heard);
        Assert.Equal("booking/place.ask booking/note.ask", talk.Released().Heard);
    }

    [Fact]
    public void The_result_of_the_handover_itself_is_taken_while_the_hold_begins()
    {
        var talk = new Talk().Says("/human").Held();
        Assert.Equal("human/called", talk.Succeeds().Heard);
    }

    private sealed class NightShop : IFacts, IWorkingTime
    {
        public Value? Read(string path) => null;

        public DateTimeOffset After(DateTimeOffset from, TimeSpan length) => from + (10 * length);
    }
}
