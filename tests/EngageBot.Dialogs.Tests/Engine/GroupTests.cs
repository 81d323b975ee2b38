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

    [Fact]
    public void Shallow_history_enters_the_inner_group_anew_and_deep_history_the_very_state()
    {
        Assert.Equal("house/floor.room.bed", Left("{history: floor, deep: true}").Open);
        Assert.Equal("house/floor.room.door", Left("{history: floor}").Open);
    }

    [Fact]
    public void History_of_a_group_nobody_was_in_is_its_start() =>
        Assert.Equal("house/floor.hall", House("{history: floor, deep: true}").Says("/house").Taps("yard").Open);

    [Fact]
    public void A_line_from_a_group_to_a_state_inside_leaves_the_group_only_where_it_says_so()
    {
        Assert.Equal("0", Ready("{go: hall}").Slot("house", "left"));
        Assert.Equal("1", Ready("{go: hall, reenter: true}").Slot("house", "left"));
    }

    [Fact]
    public void A_groups_time_runs_on_through_a_line_that_stays_inside_and_begins_anew_where_the_group_is_left()
    {
        var stays = House("{history: floor}", "{go: hall}").Says("/house").Taps("house").Later(TimeSpan.FromHours(2)).Hears("order.ready");
        Assert.Equal("house:gone", stays.Later(TimeSpan.FromHours(1)).Ended);
        var leaves = House("{history: floor}", "{go: hall, reenter: true}").Says("/house").Taps("house").Later(TimeSpan.FromHours(2)).Hears("order.ready");
        Assert.Equal("", leaves.Later(TimeSpan.FromHours(2)).Ended);
        Assert.Equal("house:gone", leaves.Later(TimeSpan.FromHours(1)).Ended);
    }

    [Fact]
    public void A_group_and_a_wait_remind_with_texts_of_their_own_and_a_wait_is_asked_for_with_its_resume()
    {
        var talk = House("{history: floor}").Says("/house").Taps("house");
        Assert.Equal("house/floor.remind", talk.Later(TimeSpan.FromMinutes(90)).Heard);
        talk = House("{history: floor}").Says("/house").Taps("house").Says("x").Says("x").Says("/cancel");
        Assert.Equal("house/garden", talk.Open);
        Assert.Equal("house/garden.resume", talk.Says("/house").Heard);
        Assert.Equal("house/garden.remind", talk.Later(TimeSpan.FromMinutes(31)).Heard);
    }

    private static Talk Left(string history) => House(history).Says("/house").Taps("house").Says("x").Says("x").Says("/cancel").Hears("order.ready");

    private static Talk Ready(string line) => House("{history: floor}", line).Says("/house").Taps("house").Says("x").Hears("order.ready");

    private static Talk House(string history, string ready = "{say: patience}") => new(Folders.With("house", $$$"""
        dialog: house
        version: 1
        start: where
        starts: {command: house}
        slots: {where: {type: choice, of: [house, yard]}, words: {type: text, max: 9}, left: {type: int, start: 0}}
        defaults: {retries: {max: 2, go: person}, timeout: {after: 24h, go: gone}}
        states:
          where: {ask: where, next: [{when: where == house, go: floor}, {go: look}]}
          look:  {route: [{go: {{{history}}}}]}
          floor:
            start: hall
            exit: [{set: {left: left + 1}}]
            timeout: {remind: 90m, after: 3h, go: gone}
            events: {cancel: {go: garden}, order.ready: {{{ready}}}}
            states:
              hall: {ask: words, next: room}
              room:
                start: door
                states:
                  door: {ask: words, next: bed}
                  bed:  {ask: words, next: gone}
          garden: {wait: garden, events: {order.ready: {go: {{{history}}}}}, timeout: {remind: 31m, after: 1h, go: gone}}
          person: {call: human, next: gone}
          gone:   {final: gone}
        """, """
        words.command: {name: house, description: A house}
        where: {ask: Where?}
        where.options: {house: In the house, yard: In the yard}
        floor: {remind: Still in the house?}
        hall: {ask: The hall?}
        door: {ask: The door?}
        bed: {ask: The bed?}
        garden: {remind: Still in the garden?, resume: We wait in the garden.}
        patience: A moment.
        """));
}
