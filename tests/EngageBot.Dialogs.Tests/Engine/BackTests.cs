namespace EngageBot.Dialogs.Tests.Engine;

/// <summary>Going back: over questions and what may be done twice, never past what may not.</summary>
public sealed class BackTests
{
    private const string Texts = """
        one: {ask: One?}
        two: {ask: Two?}
        three: {ask: Three?}
        more: {ask: More?}
        """;

    private const string Slots = "slots: {one: {type: text, max: 9}, two: {type: text, max: 9}, three: {type: text, max: 9}, sum: {type: int, start: 0}}";

    [Fact]
    public void A_step_back_restores_every_slot_that_was_set_since()
    {
        var talk = Begin($$$"""
            {{{Slots}}}
            states:
              one:   {ask: one, next: {set: {sum: sum + 1}, go: two}}
              two:   {ask: two, next: {set: {sum: sum + 10}, go: three}}
              three: {ask: three, next: gone}
            """);
        talk.Says("a").Says("b");
        Assert.Equal("11", talk.Slot("way", "sum"));
        Assert.Equal("way/two.ask", talk.Says("/back").Heard);
        Assert.Equal(("1", (string?)null), (talk.Slot("way", "sum"), talk.Slot("way", "two")));
        Assert.Equal("way/one.ask", talk.Says("/back").Heard);
        Assert.Equal(("0", (string?)null), (talk.Slot("way", "sum"), talk.Slot("way", "one")));
        Assert.Equal("shared/nothing_to_go_back", talk.Says("/back").Heard);
    }

    [Fact]
    public void An_action_that_may_be_repeated_is_gone_back_over_and_done_again()
    {
        var talk = Begin($$$"""
            {{{Slots}}}
            states:
              one:   {ask: one, next: tell}
              tell:  {do: table.hold, with: {guests: 2}, next: two, fail: two}
              two:   {ask: two, next: gone}
            """);
        Assert.Equal("table.hold", talk.Says("a").Actions);
        Assert.Equal("way/one.ask", talk.Succeeds(("id", Talk.Text("T1"))).Says("/back").Heard);
        Assert.Equal("table.hold", talk.Says("b").Actions);
    }

    [Fact]
    public void Nothing_goes_back_past_an_action_that_may_not_be_repeated_once_it_is_done()
    {
        var talk = Begin(Booked);
        talk.Says("a").Succeeds(("id", Talk.Text("T1")));
        Assert.Equal("shared/nothing_to_go_back", talk.Says("/back").Heard);
    }

    [Fact]
    public void What_failed_was_not_done_and_the_question_before_it_can_be_changed()
    {
        var talk = Begin(Booked);
        Assert.Equal("way/two.ask", talk.Says("a").Fails("full").Heard);
        Assert.Equal("way/one.ask", talk.Says("/back").Heard);
    }

    [Fact]
    public void An_action_on_the_way_into_a_state_stops_the_way_back_too()
    {
        var path = Folders.CafeCopy();
        var schema = Path.Combine(path, "_shared", "actions.schema.json");
        var text = File.ReadAllText(schema);
        var action = text.IndexOf("note.keep", StringComparison.Ordinal);
        var repeatable = text.IndexOf("true", text.IndexOf("repeatable", action, StringComparison.Ordinal), StringComparison.Ordinal);
        File.WriteAllText(schema, string.Concat(text.AsSpan(0, repeatable), "false", text.AsSpan(repeatable + 4)));
        Folders.Write(path, "way", Machine($$$"""
            {{{Slots}}}
            states:
              one: {ask: one, next: two}
              two: {ask: two, enter: [{do: note.keep, with: {text: "'way'"}}], next: gone}
            """), TextsOfWay);
        var talk = new Talk(Folders.Load(path)).Says("/way");
        Assert.Equal("note.keep", talk.Says("a").Actions);
        Assert.Equal("shared/nothing_to_go_back", talk.Says("/back").Heard);
    }

    [Fact]
    public void What_a_called_dialog_did_stops_the_way_back_of_the_one_that_called_it()
    {
        var talk = Begin($$$"""
            {{{Slots}}}
            states:
              one:   {ask: one, next: ask}
              ask:   {call: human, next: two}
              two:   {ask: two, next: three}
              three: {ask: three, next: gone}
            """);
        Assert.Equal("human.handover", talk.Says("a").Actions);
        talk.Succeeds();
        Assert.Equal("shared/nothing_to_go_back", talk.Says("/back").Heard);
        Assert.Equal("way/two.ask", talk.Says("b").Says("/back").Heard);
    }

    [Fact]
    public void A_called_dialog_that_did_nothing_is_gone_back_over()
    {
        var talk = Begin($$$"""
            {{{Slots}}}
            states:
              one: {ask: one, next: look}
              look: {call: side, next: two}
              two: {ask: two, next: gone}
            """);
        Assert.Equal("way/one.ask", talk.Says("a").Says("/back").Heard);
    }

    [Fact]
    public void A_question_can_say_that_nobody_comes_back_to_it()
    {
        var talk = Begin($$$"""
            {{{Slots}}}
            states:
              one: {ask: one, back: false, next: two}
              two: {ask: two, next: three}
              three: {ask: three, next: gone}
            """);
        Assert.Equal("shared/nothing_to_go_back", talk.Says("a").Says("/back").Heard);
        Assert.Equal("way/two.ask", talk.Says("b").Says("/back").Heard);
    }

    [Fact]
    public void A_step_back_survives_the_store_and_a_digression()
    {
        var talk = Begin($$$"""
            {{{Slots}}}
            states:
              one: {ask: one, next: two}
              two: {ask: two, next: gone}
            """);
        Assert.Equal("side/text way/two.ask", talk.Says("a").Says("/side").Heard);
        Assert.Equal("way/one.ask", talk.Says("/back").Heard);
    }

    private const string Booked = $$$"""
        {{{Slots}}}
        states:
          one:  {ask: one, next: book}
          book: {do: table.book, with: {guests: 2}, next: two, fail: two}
          two:  {ask: two, next: gone}
        """;

    private const string TextsOfWay = "words.command: {name: way, description: Way}\n" + Texts;

    private static Talk Begin(string machine) => new Talk(Folders.With("way", Machine(machine), TextsOfWay)).Says("/way");

    private static string Machine(string machine) => $$$"""
        dialog: way
        version: 1
        start: one
        starts: {command: way}
        defaults: {retries: {max: 2, go: person}, timeout: {after: 24h, go: gone}}
        {{{machine}}}
          person: {call: human, next: gone}
          gone: {final: gone}
        """;
}
