namespace EngageBot.Dialogs.Tests.Engine;

public sealed class FloorTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void A_digression_comes_back_to_the_open_question_with_its_own_words_and_costs_no_patience()
    {
        var talk = new Talk().Says("/book");
        var epoch = talk.Run("booking").Epoch;
        talk.Says("/side");
        Assert.Equal("side/text booking/guests.resume", talk.Heard);
        Assert.Equal(0, talk.Run("booking").Wrong);
        Assert.Equal(epoch, talk.Run("booking").Epoch);
    }

    [Fact]
    public void A_soft_command_that_only_says_something_comes_back_too() =>
        Assert.Equal("shared/hours booking/guests.resume", new Talk().Says("/book").Says("/hours").Heard);

    [Fact]
    public void Hard_commands_are_read_even_inside_a_free_text_question()
    {
        var talk = new Talk().Says("/order").Says("stop");
        Assert.Equal("consent.withdraw", talk.Actions);
        Assert.Equal("shared/stopped", talk.Heard);
        Assert.Equal("waiter/what", talk.Open);
        Assert.Equal("human.handover", talk.Says("A person!").Actions);
    }

    [Fact]
    public void A_free_text_question_takes_start_words_of_other_dialogs_as_its_answer()
    {
        var talk = new Talk().Says("/order").Says("book a table");
        Assert.Equal("book a table", talk.Slot("waiter", "what"));
    }

    [Fact]
    public void Start_words_are_read_where_the_question_does_not_accept_them_and_only_whole()
    {
        var talk = new Talk().Says("/chat").Says("Book a table!");
        Assert.Equal("booking/guests.ask", talk.Heard);
        Assert.Equal("chat booking", talk.OnFloor);
        Assert.Equal("chat/topic.retry", new Talk().Says("/chat").Says("please book a table").Heard);
    }

    [Fact]
    public void An_interrupted_question_comes_back_when_the_other_dialog_has_ended_by_itself()
    {
        var talk = new Talk().Says("/chat").Says("/book").Says("3").Succeeds(("id", Talk.Text("T1")));
        talk.Taps("inside").Taps("skip").Succeeds(("id", Talk.Text("T1")));
        Assert.Equal("booking/extra.ask", talk.Heard);
        Assert.Equal("booking/booked chat/topic.resume", talk.Taps("skip").Heard);
        Assert.Equal("chat", talk.OnFloor);
    }

    [Fact]
    public void Three_interrupted_runs_fit_under_the_floor_and_the_oldest_of_a_fifth_is_asked_later()
    {
        var talk = new Talk().Says("/book").Says("/chat").Says("/order").Says("/start").Says("/agree");
        Assert.Equal("chat waiter welcome consent", talk.OnFloor);
        Assert.Equal("booking", talk.Chat.Chat.Find(talk.Chat.Chat.Waiting.Single().Run)!.Dialog);
        Assert.Equal("welcome/first.resume", talk.Says("no").Heard);
        talk.Says("/cancel").Says("/cancel").Says("/cancel");
        Assert.Equal("", talk.OnFloor);
        Assert.Equal("booking/guests.resume", talk.Later(TimeSpan.FromMinutes(11)).Heard);
    }

    [Fact]
    public void Asking_again_returns_to_the_open_run_of_a_dialog_that_has_one()
    {
        var talk = new Talk().Says("/book").Says("/chat").Says("/book");
        Assert.Equal("booking/guests.resume", talk.Heard);
        Assert.Equal("chat booking", talk.OnFloor);
        Assert.Equal(2, talk.Chat.Chat.Runs.Length);
    }

    [Fact]
    public void A_dialog_that_may_be_open_many_times_stands_on_the_floor_once()
    {
        var talk = new Talk().Says("/chat").Says("/chat");
        Assert.Equal("chat", talk.OnFloor);
        Assert.Equal("chat/topic chat/topic", talk.Open);
    }

    [Fact]
    public void A_question_that_may_only_be_left_with_consent_asks_first()
    {
        var talk = new Talk().Says("/agree").Says("/side");
        Assert.Equal("shared/confirm.ask", talk.Heard);
        Assert.Equal(["yes", "no"], talk.Buttons);
        Assert.Equal("consent/agree.resume", talk.Says("no").Heard);
        Assert.Equal("side/text consent/agree.resume", talk.Says("/side").Taps("yes").Heard);
        Assert.Equal("consent:gone", talk.Says("no").Ended);
    }

    [Fact]
    public void Words_that_answer_neither_yes_nor_no_to_leaving_are_read_as_usual()
    {
        var talk = new Talk().Says("/agree").Says("/side").Says("purple");
        Assert.Equal("consent/agree.retry", talk.Heard);
        Assert.Null(talk.Chat.Chat.Leaving);
    }

    [Fact]
    public void A_question_that_may_never_be_left_lets_only_stop_and_human_in()
    {
        var talk = new Talk().Says("/secret");
        Assert.Equal("secret/word.resume", talk.Says("/book").Heard);
        Assert.Equal("shared/stopped", talk.Says("/stop").Heard);
        Assert.Equal("human.handover", talk.Says("/human").Actions);
    }

    [Fact]
    public void The_question_under_a_person_who_could_not_come_is_asked_again()
    {
        var talk = new Talk().Says("/secret").Says("/human").Fails("nobody");
        Assert.Equal("human/nobody secret/word.resume", talk.Heard);
    }

    [Fact]
    public void A_run_that_waits_gives_up_the_floor_and_speaks_when_its_event_comes()
    {
        var talk = new Talk().Says("/order").Says("Tea");
        Assert.Equal("", talk.OnFloor);
        Assert.Equal("waiter/fine.ask", talk.Hears("order.ready", ("table", Talk.Int(4))).Heard);
        Assert.Equal("Table 4: is it good?", talk.Words);
        Assert.Equal("waiter", talk.OnFloor);
    }

    [Fact]
    public void A_run_whose_question_may_not_wait_interrupts_and_gives_the_floor_back()
    {
        var talk = new Talk().Says("/order").Says("Tea").Says("/chat").Hears("order.ready", ("table", Talk.Int(4)));
        Assert.Equal("chat waiter", talk.OnFloor);
        Assert.Equal("chat/topic.resume", talk.Taps("good").Heard);
    }

    [Fact]
    public void A_question_that_waits_its_turn_is_asked_ten_minutes_after_another_conversation()
    {
        var talk = new Talk().Says("/chat").Starts("nag", "visit 1");
        Assert.Equal("", talk.Heard);
        Assert.Equal("chat:gone", talk.Taps("cats").Ended);
        Assert.Equal("", talk.Later(TimeSpan.FromMinutes(9)).Heard);
        Assert.Equal("nag/how.ask", talk.Later(TimeSpan.FromMinutes(2)).Heard);
    }

    [Fact]
    public void A_question_that_waits_its_turn_is_asked_at_once_where_nobody_speaks() =>
        Assert.Equal("nag/how.ask", new Talk().Starts("nag", "visit 1").Heard);

    [Fact]
    public void A_question_waits_for_the_floor_at_most_a_day()
    {
        var talk = new Talk().Says("/book").Starts("nag", "visit 1");
        Assert.Equal("booking/guests.remind", talk.Later(23 * Hour).Heard);
        talk.Says("lots");
        Assert.Contains("nag/how.ask", talk.Later(2 * Hour).Heard, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_spoken_while_an_action_runs_are_read_after_its_result()
    {
        var talk = new Talk().Says("/book").Says("3").Says("inside").Says("In the corner, please");
        Assert.Equal("", talk.Heard);
        Assert.True(talk.Last.Consumed);
        talk.Succeeds(("id", Talk.Text("T1")));
        Assert.Equal("booking/place.ask booking/note.ask", talk.Heard);
        Assert.Equal("table.book", talk.Actions);
        Assert.Equal("In the corner, please", talk.Slot("booking", "note"));
    }

    [Fact]
    public void A_person_can_be_called_while_an_action_runs_and_the_result_waits_below()
    {
        var talk = new Talk().Says("/book").Says("3").Says("/human");
        Assert.Equal("human.handover", talk.Actions);
        talk.Chat.Pending.Reverse();
        talk.Fails("nobody");
        Assert.Equal("human/nobody", talk.Heard);
        Assert.Equal("booking/place.ask", talk.Succeeds(("id", Talk.Text("T1"))).Heard);
    }

    [Fact]
    public void An_interrupted_run_that_reaches_its_next_question_asks_it_when_the_floor_is_its_own_again()
    {
        var talk = new Talk().Says("/book").Says("3").Says("/human");
        Assert.Equal("", talk.Succeeds(("id", Talk.Text("T1"))).Heard);
        Assert.Equal("human/called booking/place.ask", talk.Succeeds().Heard);
    }

    [Fact]
    public void The_time_of_a_question_that_waits_its_turn_begins_when_it_is_asked()
    {
        var talk = new Talk().Says("/chat").Starts("nag", "visit 1").Later(5 * Hour).Taps("cats");
        Assert.Equal("nag/how.ask", talk.Later(TimeSpan.FromMinutes(10)).Heard);
        Assert.Equal("", talk.Later(2 * Hour - TimeSpan.FromMinutes(1)).Heard);
        Assert.Equal("nag/how.ask", talk.Later(TimeSpan.FromMinutes(1)).Heard);
        Assert.Equal("nag:gone", talk.Later(46 * Hour).Ended);
    }

    [Fact]
    public void Questions_that_wait_their_turn_are_asked_in_their_order_each_when_the_talk_before_it_is_over()
    {
        var talk = new Talk().Says("/chat").Starts("nag", "visit 1").Starts("nag", "visit 2").Taps("cats").Later(TimeSpan.FromMinutes(10));
        Assert.Equal("visit 1", talk.Chat.Chat.Find(talk.Chat.Chat.Floor.Single())!.Occasion);
        Assert.Equal("nag/thanks", talk.Says("5").Heard);
        Assert.Equal("", talk.Later(TimeSpan.FromMinutes(9)).Heard);
        Assert.Equal("nag/how.ask", talk.Later(TimeSpan.FromMinutes(1)).Heard);
        Assert.Equal("visit 2", talk.Chat.Chat.Find(talk.Chat.Chat.Floor.Single())!.Occasion);
    }

    [Fact]
    public void A_question_that_waits_its_turn_waits_through_a_hold_and_is_asked_after_it()
    {
        var talk = new Talk().Says("/chat").Starts("nag", "visit 1").Taps("cats").Held();
        Assert.Equal("", talk.Later(30 * Hour).Heard);
        Assert.Equal("nag/how.ask", talk.Released().Heard);
    }

    [Fact]
    public void A_question_that_waited_its_turn_is_left_for_a_side_question_like_any_other() =>
        Assert.Equal("side/text nag/how.ask", new Talk().Says("/chat").Starts("nag", "visit 1").Taps("cats").Later(TimeSpan.FromMinutes(10)).Says("/side").Heard);

    [Fact]
    public void A_question_that_waits_its_turn_and_has_gone_meanwhile_is_never_asked()
    {
        var talk = new Talk().Says("/chat").Starts("nag", "visit 1").Says("/cancel").Says("/cancel");
        Assert.Equal("nag:gone", talk.Ended);
        Assert.Equal("", talk.Later(48 * Hour).Heard);
        Assert.Empty(talk.Chat.Chat.Waiting);
    }
}
