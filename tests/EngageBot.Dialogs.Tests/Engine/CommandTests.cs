using EngageBot.Dialogs.Engine;

namespace EngageBot.Dialogs.Tests.Engine;

public sealed class CommandTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void Opening_the_chat_starts_the_dialog_whose_command_is_start()
    {
        Assert.Equal("welcome/first.ask", new Talk().Happens(new ChatEvent.Opened(null)).Heard);
        Assert.Equal("welcome/first.ask", new Talk().Says("/start").Heard);
        Assert.Equal("welcome/first.ask", new Talk().Says("/start@cafe_bot").Heard);
    }

    [Fact]
    public void A_link_brings_its_payload_into_the_slot_of_that_name()
    {
        Assert.Equal("welcome/known welcome/first.ask", new Talk().Happens(new ChatEvent.Opened("table_4")).Heard);
        Assert.Equal("table_4", new Talk().Says("/start table_4").Slot("welcome", "payload"));
    }

    [Fact]
    public void Starting_again_returns_to_the_open_greeting() =>
        Assert.Equal("welcome/first.resume", new Talk().Says("/start").Says("/start").Heard);

    [Fact]
    public void An_unknown_command_is_answered_with_the_menu_hint_and_costs_no_patience()
    {
        var talk = new Talk().Says("/chat").Says("/nonsense");
        Assert.Equal("shared/menu_hint", talk.Heard);
        Assert.Equal(0, talk.Run("chat").Wrong);
    }

    [Fact]
    public void Cancel_takes_the_way_the_innermost_state_names_before_the_dialogs_own()
    {
        var talk = new Talk().Says("/order");
        Assert.Equal("waiter/left", talk.Says("/cancel").Heard);
        talk = new Talk().Says("/order").Says("Tea").Says("/cancel");
        Assert.Equal("waiter/too_late", talk.Heard);
        Assert.Equal("waiter/kitchen.cooking", talk.Open);
    }

    [Fact]
    public void Cancel_with_an_empty_floor_goes_to_the_newest_run_that_answers_it()
    {
        var talk = new Talk().Says("/order").Says("Tea").Says("/order").Says("Coffee").Hears("nothing");
        Assert.Equal("waiter/too_late", talk.Says("/cancel").Heard);
        Assert.Equal("shared/nothing_to_cancel", new Talk().Says("/cancel").Heard);
    }

    [Fact]
    public void The_word_for_cancel_cancels_where_the_question_does_not_take_it() =>
        Assert.Equal("chat:gone", new Talk().Says("/chat").Says("Never mind.").Ended);

    [Fact]
    public void Back_restores_the_slots_as_they_were_at_the_previous_question()
    {
        var talk = new Talk().Says("/book").Says("3").Succeeds(("id", Talk.Text("T1"))).Taps("inside");
        Assert.Equal("inside", talk.Slot("booking", "place"));
        Assert.Equal("booking/place.ask", talk.Taps("back").Heard);
        Assert.Null(talk.Slot("booking", "place"));
        Assert.Equal("booking/guests.ask", talk.Says("go back").Heard);
        Assert.Null(talk.Slot("booking", "guests"));
        Assert.Equal("shared/nothing_to_go_back", talk.Says("/back").Heard);
    }

    [Fact]
    public void Back_stops_at_an_action_that_may_not_be_repeated()
    {
        var talk = new Talk().Says("/book").Says("3").Succeeds(("id", Talk.Text("T1"))).Taps("inside").Taps("skip").Succeeds(("id", Talk.Text("T1")));
        Assert.Equal("booking/extra.ask", talk.Heard);
        Assert.DoesNotContain("back", talk.Buttons);
        Assert.Equal("shared/nothing_to_go_back", talk.Says("/back").Heard);
    }

    [Fact]
    public void The_idle_hint_comes_at_most_as_often_as_it_may()
    {
        var talk = new Talk().Says("purple umbrella");
        Assert.Equal("shared/menu_hint", talk.Heard);
        Assert.False(talk.Last.Consumed);
        Assert.Equal("", talk.Says("purple umbrella").Heard);
        talk.Later(13 * Hour);
        Assert.Equal("shared/menu_hint", talk.Says("purple umbrella").Heard);
    }

    [Theory]
    [InlineData("thanks")]
    [InlineData("Thanks!")]
    [InlineData("👍")]
    [InlineData("...")]
    public void Short_closers_get_no_reply(string words)
    {
        var talk = new Talk().Says(words);
        Assert.Equal("", talk.Heard);
        Assert.False(talk.Last.Consumed);
        Assert.Equal("", new Talk().Says("/chat").Says(words == "..." ? "thanks" : words).Heard);
    }

    [Fact]
    public void An_ended_dialog_answers_nothing()
    {
        var talk = new Talk().Says("/chat").Taps("cats");
        Assert.Equal("", talk.Says("thanks").Heard);
        Assert.Equal("shared/menu_hint", talk.Says("cats").Heard);
        Assert.Equal("", talk.Open);
    }

    [Fact]
    public void What_cannot_be_read_is_answered_politely_and_costs_no_patience()
    {
        var talk = new Talk().Happens(new ChatEvent.SentUnreadable("sticker"));
        Assert.Equal("shared/unreadable.sticker", talk.Heard);
        talk = new Talk().Says("/chat").Happens(new ChatEvent.SentUnreadable("voice"));
        Assert.Equal("shared/unreadable.other", talk.Heard);
        Assert.Equal(0, talk.Run("chat").Wrong);
    }

    [Fact]
    public void A_dialog_calls_another_and_goes_on_with_its_outcome()
    {
        var talk = new Talk().Says("/tour");
        Assert.Equal("tour/intro booking/guests.ask", talk.Heard);
        Assert.Equal("tour booking", talk.OnFloor);
        Assert.Equal("booking/left tour/told tour/again.ask", talk.Says("/cancel").Heard);
        Assert.Equal("The table: left.", talk.Last.Messages[1].Message.Text.Plain);
    }

    [Fact]
    public void A_call_returns_when_the_called_dialog_starts_to_wait_and_that_one_lives_on_alone()
    {
        var talk = new Talk().Says("/tour").Says("/cancel").Taps("more").Says("Tea");
        Assert.Equal("tour/bye", talk.Heard);
        Assert.Equal("waiter/kitchen.cooking", talk.Open);
        Assert.Null(talk.Run("waiter").Caller);
    }

    [Fact]
    public void A_slot_that_came_with_the_start_is_not_asked_once()
    {
        var talk = new Talk().Starts("booking", null, ("guests", Talk.Int(3)));
        Assert.Equal("table.hold", talk.Actions);
        talk.Succeeds(("id", Talk.Text("T1"))).Taps("inside").Taps("skip").Fails("full");
        Assert.Equal("booking/full booking/guests.ask", talk.Heard);
    }

    [Fact]
    public void The_same_occasion_starts_nothing_twice()
    {
        var talk = new Talk().Starts("nag", "visit 1");
        Assert.False(talk.Starts("nag", "visit 1").Last.Consumed);
        talk.Taps("5");
        Assert.False(talk.Starts("nag", "visit 1").Last.Consumed);
        Assert.True(talk.Starts("nag", "visit 2").Last.Consumed);
    }

    [Fact]
    public void A_business_event_starts_the_dialog_that_names_it()
    {
        var talk = new Talk().Hears("visit.completed", ("id", Talk.Text("V9")));
        Assert.Equal("nag/how.ask", talk.Heard);
        Assert.False(talk.Hears("visit.completed", ("id", Talk.Text("V9"))).Last.Consumed);
    }

    [Fact]
    public void An_action_that_fails_takes_the_first_line_that_holds()
    {
        var talk = new Talk().Says("/book").Says("3").Succeeds(("id", Talk.Text("T1"))).Taps("inside").Taps("skip");
        Assert.Equal("booking/full booking/guests.ask", talk.Fails("full").Heard);
    }
}
