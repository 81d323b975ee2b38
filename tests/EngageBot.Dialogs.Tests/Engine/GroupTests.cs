namespace EngageBot.Dialogs.Tests.Engine;

public sealed class GroupTests
{
    [Fact]
    public void The_end_of_a_group_leads_on_where_the_group_says_and_does_not_end_the_run()
    {
        var talk = new Talk().Says("/rooms").Taps("large").Taps("sea");
        Assert.Equal("rooms/price rooms/sure.ask", talk.Heard);
        Assert.Equal("rooms/sure", talk.Open);
        Assert.Equal("1", talk.Slot("rooms", "left"));
    }

    [Fact]
    public void A_group_is_entered_at_its_start_and_left_once_for_each_time()
    {
        var talk = new Talk().Says("/rooms").Taps("small").Taps("yard").Says("no");
        Assert.Equal("rooms/size.ask", talk.Heard);
        talk.Taps("small").Taps("yard").Says("yes");
        Assert.Equal("Good-bye after 2.", talk.Words);
    }

    [Fact]
    public void History_returns_to_the_state_in_which_the_group_was_left()
    {
        var talk = new Talk().Says("/rooms").Taps("large").Hears("order.ready", ("table", Talk.Int(1)));
        Assert.Equal("rooms/pause", talk.Open);
        Assert.Equal("rooms/view.ask", talk.Hears("order.ready", ("table", Talk.Int(1))).Heard);
        Assert.Equal("rooms/stay.view", talk.Open);
    }

    [Fact]
    public void Back_goes_into_a_group_again()
    {
        var talk = new Talk().Says("/rooms").Taps("small").Taps("yard").Taps("back");
        Assert.Equal("rooms/view.ask", talk.Heard);
        Assert.Equal("rooms/stay.view", talk.Open);
        Assert.Equal("0", talk.Slot("rooms", "left"));
    }
}
