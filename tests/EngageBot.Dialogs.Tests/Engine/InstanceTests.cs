namespace EngageBot.Dialogs.Tests.Engine;

/// <summary>How many runs of one dialog a chat may have, and what may start one.</summary>
public sealed class InstanceTests
{
    [Fact]
    public void One_open_an_entry_button_of_a_new_occasion_returns_to_the_open_run_and_counts_as_known()
    {
        var talk = new Talk().Says("/book");
        var entry = EngageBot.Dialogs.Engine.HostButtons.Entry(talk.Chat.Context, Folders.Cafe.Dialogs["booking"].Number, 9, Talk.Monday.AddHours(1));
        Assert.Equal("booking/guests.resume", talk.TapsToken(entry).Heard);
        Assert.Single(talk.Chat.Chat.Runs);
        Assert.Equal("Duplicate", talk.TapsToken(entry).Notice);
        Assert.False(talk.Starts("booking", "play 7").Last.Consumed);
    }

    [Fact]
    public void One_per_play_starts_once_for_each_play_and_returns_to_the_open_one_where_nobody_says_which()
    {
        var talk = Visits("one_per_play");
        Assert.True(talk.Starts("poll", "march").Last.Consumed);
        Assert.False(talk.Starts("poll", "march").Last.Consumed);
        Assert.True(talk.Starts("poll", "april").Last.Consumed);
        Assert.False(talk.Starts("poll").Last.Consumed);
        Assert.Equal(2, talk.Chat.Chat.Runs.Length);
        talk.Says("5").Later(TimeSpan.FromMinutes(11)).Says("5");
        Assert.Empty(talk.Chat.Chat.Runs);
        Assert.False(talk.Starts("poll", "march").Last.Consumed);
        Assert.True(talk.Starts("poll").Last.Consumed);
    }

    [Fact]
    public void One_per_visit_starts_once_for_each_visit()
    {
        var talk = Visits("one_per_visit");
        Assert.True(talk.Starts("poll", "V1").Last.Consumed);
        Assert.False(talk.Starts("poll", "V1").Last.Consumed);
        Assert.True(talk.Starts("poll", "V2").Last.Consumed);
    }

    [Fact]
    public void One_per_slot_starts_once_for_each_value_as_long_as_it_is_open()
    {
        var talk = Visits("{one_per: order}");
        Assert.True(talk.Starts("poll", null, ("order", Talk.Text("A"))).Last.Consumed);
        Assert.False(talk.Starts("poll", null, ("order", Talk.Text("A"))).Last.Consumed);
        Assert.True(talk.Starts("poll", null, ("order", Talk.Text("B"))).Last.Consumed);
        Assert.Equal("poll/how.ask", talk.Says("/poll").Heard);
        Assert.Equal(2, talk.Chat.Chat.Runs.Length);
        talk.Says("5").Later(TimeSpan.FromMinutes(11)).Says("5");
        Assert.True(talk.Starts("poll", null, ("order", Talk.Text("A"))).Last.Consumed);
    }

    [Fact]
    public void Many_may_be_open()
    {
        var talk = Visits("many");
        talk.Says("/poll").Says("/poll").Starts("poll", "x");
        Assert.Equal(3, talk.Chat.Chat.Runs.Length);
    }

    [Fact]
    public void Where_allow_does_not_hold_a_customer_gets_the_hint_and_the_host_a_no()
    {
        var talk = Visits("many", "allow: shop.open");
        Assert.Equal("shared/menu_hint", talk.Says("/poll").Heard);
        Assert.False(talk.Starts("poll", "x").Last.Consumed);
        talk.Facts.Set("shop.open", new EngageBot.Dialogs.Values.Value.Bool(true));
        Assert.Equal("poll/how.ask", talk.Says("/poll").Heard);
    }

    [Fact]
    public void A_call_always_says_how_it_went()
    {
        Assert.Equal("refused", Called("allow: shop.open"));
        Assert.Equal("answered", Called("", talk => talk.Says("5")));
        Assert.Equal("gone", Called("", talk => talk.Says("/cancel")));
    }

    [Fact]
    public void A_dialog_that_begins_to_wait_says_so_to_the_one_that_called_it()
    {
        var talk = new Talk(Folders.With("caller", Caller.Replace("poll", "waiter", StringComparison.Ordinal), CallerTexts)).Says("/caller").Says("Tea");
        Assert.Equal("waiting", talk.Words);
    }

    [Fact]
    public void Start_words_are_read_inside_a_question_only_where_the_dialog_may_be_a_side_question()
    {
        var talk = Visits("many").Says("/chat");
        Assert.Equal("chat/topic.retry", talk.Says("my opinion").Heard);
        Assert.Equal("booking/guests.ask", talk.Says("Book a table").Heard);
        Assert.Equal("poll/how.ask", Visits("many").Says("my opinion").Heard);
    }

    [Fact]
    public void An_event_starts_every_dialog_that_names_it_and_is_told_to_every_run_that_waits_for_it()
    {
        var talk = Visits("many", starts: "event: order.ready").Says("/order").Says("Tea");
        talk.Hears("order.ready", ("table", Talk.Int(4)), ("order", Talk.Text("A")));
        Assert.Equal("waiter/fine poll/how", talk.Open);
        Assert.Equal("A", talk.Slot("poll", "order"));
    }

    private static string Called(string allow, Action<Talk>? then = null)
    {
        var path = Folders.CafeCopy();
        Folders.Write(path, "poll", Poll("many", allow, "play: true"), PollTexts);
        Folders.Write(path, "caller", Caller, CallerTexts);
        var talk = new Talk(Folders.Load(path)).Says("/caller");
        then?.Invoke(talk);
        return talk.Words;
    }

    private static Talk Visits(string instances, string allow = "", string starts = "play: true") =>
        new(Folders.With("poll", Poll(instances, allow, starts), PollTexts));

    private static string Poll(string instances, string allow, string starts) => $$$"""
        dialog: poll
        version: 1
        start: how
        starts: {command: poll, keywords: true, call: true, {{{starts}}}}
        instances: {{{instances}}}
        {{{allow}}}
        slots: {how: {type: int, min: 1, max: 5}, order: {type: text}}
        defaults: {retries: {max: 2, go: gone}, timeout: {after: 24h, go: gone}}
        cancel: {go: gone}
        states:
          how:    {ask: how, next: [{when: how == 1, go: person}, {go: thanks}]}
          thanks: {final: answered}
          person: {call: human, next: gone}
          gone:   {final: gone}
        """;

    private const string PollTexts = """
        words.start: [my opinion]
        words.command: {name: poll, description: Poll}
        how: {ask: How was it?}
        """;

    private const string Caller = """
        dialog: caller
        version: 1
        start: call
        starts: {command: caller}
        slots: {ending: {type: text}}
        states:
          call: {call: poll, save: {ending: result.outcome}, next: told}
          told: {final: told, say: told}
        """;

    private const string CallerTexts = """
        words.command: {name: caller, description: Call}
        told: "{ending}"
        """;
}
