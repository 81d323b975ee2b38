namespace EngageBot.Dialogs.Tests.Engine;

public sealed class MigrationTests
{
    [Fact]
    public void A_run_in_a_state_that_keeps_its_name_is_carried_over_and_its_buttons_still_work()
    {
        var talk = AtThePlace();
        var inside = talk.Token("inside");
        talk.Chat.Dialogs = Next("version: 1", "version: 2");
        Assert.Equal("booking/note.ask", talk.TapsToken(inside).Heard);
        Assert.Equal(2, talk.Run("booking").Version);
    }

    [Fact]
    public void A_run_in_a_renamed_state_goes_where_the_map_says_and_speaks_only_when_spoken_to()
    {
        var talk = AtThePlace();
        var inside = talk.Token("inside");
        talk.Chat.Dialogs = Renamed("migrate: {1: {states: {place: seat}, slots: {place: seat}}}");
        Assert.Equal("shared/stopped", talk.Says("/stop").Heard);
        Assert.Equal("booking/seat", talk.Open);
        Assert.Equal("booking/seat.resume", talk.Says("inside").Heard);
        Assert.Equal("OldQuestion", talk.TapsToken(inside).Notice);
        Assert.Equal("booking/note.ask", talk.Says("inside").Heard);
        Assert.Equal("inside", talk.Slot("booking", "seat"));
    }

    [Fact]
    public void A_run_in_a_removed_state_ends_silently_where_the_map_says_so()
    {
        var talk = AtThePlace();
        talk.Chat.Dialogs = Renamed("migrate: {1: {states: {place: {end: dropped}}}}");
        talk.Says("thanks");
        Assert.Equal("booking:dropped", talk.Ended);
        Assert.Equal("", talk.Heard);
        Assert.Empty(talk.Chat.Timers);
    }

    [Fact]
    public void A_removed_choice_is_an_old_question_and_is_asked_again()
    {
        var talk = AtThePlace();
        var garden = talk.Token("garden");
        talk.Chat.Dialogs = Next("of: [inside, garden]", "of: [inside, bar]", "garden: In the garden", "bar: At the bar");
        Assert.Equal("booking/place.resume", talk.TapsToken(garden).Heard);
        Assert.Equal("OldQuestion", talk.Notice);
        Assert.Equal(["inside", "bar", "back"], talk.Buttons);
    }

    [Fact]
    public void A_run_of_a_dialog_that_is_gone_ends_silently()
    {
        var talk = AtThePlace();
        var path = Folders.CafeCopy();
        foreach (var dialog in new[] { "booking", "tour", "welcome" }) Directory.Delete(Path.Combine(path, dialog), recursive: true);
        talk.Chat.Dialogs = Folders.Load(path);
        Assert.Equal("booking:lost", talk.Says("thanks").Ended);
        Assert.Empty(talk.Chat.Chat.Runs);
        Assert.Empty(talk.Chat.Chat.Floor);
    }

    [Fact]
    public void A_longer_time_counts_from_when_the_question_was_asked()
    {
        var talk = AtThePlace();
        talk.Later(TimeSpan.FromHours(2)).Chat.Dialogs = Next("after: 24h", "after: 30h");
        talk.Says("/stop");
        Assert.Equal("", talk.Later(TimeSpan.FromHours(27)).Ended);
        Assert.Equal("booking:quiet", talk.Later(TimeSpan.FromHours(1)).Ended);
    }

    [Fact]
    public void A_time_that_a_release_has_made_too_short_leaves_ten_minutes()
    {
        var talk = AtThePlace();
        talk.Later(TimeSpan.FromHours(20)).Chat.Dialogs = Next("{remind: 1h, after: 24h, go: quiet}", "{after: 12h, go: quiet}");
        talk.Says("/stop");
        Assert.Equal("", talk.Later(TimeSpan.FromMinutes(9)).Ended);
        Assert.Equal("booking:quiet", talk.Later(TimeSpan.FromMinutes(1)).Ended);
    }

    [Fact]
    public void A_reminder_the_release_no_longer_has_does_not_come()
    {
        var talk = AtThePlace();
        talk.Chat.Dialogs = Next("{remind: 1h, after: 24h, go: quiet}", "{after: 24h, go: quiet}");
        talk.Says("/stop");
        Assert.Equal("", talk.Later(TimeSpan.FromHours(23)).Heard);
        Assert.Equal("booking:quiet", talk.Later(TimeSpan.FromHours(1)).Ended);
    }

    [Fact]
    public void A_time_changed_by_a_release_during_a_hold_is_moved_by_the_hold_too()
    {
        var talk = AtThePlace();
        talk.Held().Later(TimeSpan.FromHours(5)).Chat.Dialogs = Next("after: 24h", "after: 30h");
        talk.Says("/stop").Released();
        Assert.Equal("", talk.Later(TimeSpan.FromHours(29)).Ended);
        Assert.Equal("booking:quiet", talk.Later(TimeSpan.FromHours(1)).Ended);
    }

    [Fact]
    public void A_value_that_the_release_no_longer_allows_is_unset_and_the_others_stay()
    {
        var talk = AtThePlace().Taps("inside");
        talk.Chat.Dialogs = Next("{type: int, min: 1, max: 50}", "{type: int, min: 5, max: 50}");
        talk.Says("/stop");
        Assert.Null(talk.Slot("booking", "guests"));
        Assert.Equal("inside", talk.Slot("booking", "place"));
    }

    [Fact]
    public void A_waiting_run_that_is_moved_to_a_question_asks_it_at_the_customers_next_words()
    {
        var (path, talk) = Waiting();
        talk.Chat.Dialogs = Kitchen(path, "kitchen.cooking: fine");
        Assert.Equal("", talk.Happens(new EngageBot.Dialogs.Engine.ChatEvent.TimerDue(99, 1, "after")).Heard);
        Assert.Equal("waiter/fine.ask", talk.Says("hello?").Heard);
        Assert.Equal("waiter:gone", talk.Taps("good").Ended);
    }

    [Fact]
    public void A_waiting_run_that_is_moved_to_a_question_waits_until_another_conversation_is_over()
    {
        var (path, talk) = Waiting();
        talk.Says("/chat").Chat.Dialogs = Kitchen(path, "kitchen.cooking: fine");
        Assert.Equal("chat/topic.retry", talk.Says("birds").Heard);
        Assert.Equal("chat:gone", talk.Taps("cats").Ended);
        Assert.Equal("waiter/fine.ask", talk.Later(TimeSpan.FromMinutes(11)).Heard);
    }

    [Fact]
    public void A_run_that_is_moved_out_of_its_group_leaves_the_groups_time_behind()
    {
        var (path, talk) = Waiting();
        talk.Chat.Dialogs = Kitchen(path, "kitchen.cooking: fine");
        talk.Says("hello?");
        Assert.All(talk.Run("waiter").Timers, timer => Assert.DoesNotContain("kitchen", timer.What, StringComparison.Ordinal));
        Assert.Empty(talk.Run("waiter").Entered);
    }

    private static (string Path, Talk Talk) Waiting()
    {
        var path = Locked();
        return (path, new Talk(Folders.Load(path)).Says("/order").Says("Tea"));
    }

    // The kitchen cooks under another name; what cooked before goes where the map says.
    private static DialogSet Kitchen(string path, string rule)
    {
        const string file = "waiter/dialog.yaml";
        Edit(path, file, "version: 1", "version: 2");
        Edit(path, file, "start: cooking", "start: stove");
        Edit(path, file, "cooking: {wait", "stove: {wait");
        // Whoever comes from the kitchen has no table yet (D804).
        Edit(path, "waiter/en.yaml", "fine: {ask: \"Table {table}: is it good?\"}", "fine: {ask: Is it good?}");
        File.AppendAllText(Path.Combine(path, file), $"migrate: {{1: {{states: {{{rule}}}}}}}\n");
        return Folders.Load(path);
    }

    [Fact]
    public void A_run_that_may_finish_on_its_version_keeps_its_states_and_words_and_is_moved_when_its_time_is_over()
    {
        foreach (var (wait, heard) in new[] { (11, "booking/note.ask"), (13, "booking/seat.resume") })
        {
            var talk = AtThePlace();
            var old = talk.Chat.Dialogs;
            talk.Chat.Dialogs = Renamed("keep: finish_on_old\nmigrate: {1: {states: {place: seat}}}")
                .Beside([new KeptVersion(old, "booking", 1, talk.Chat.Now.AddHours(12))]);
            talk.Later(TimeSpan.FromHours(wait));
            Assert.Equal(heard, talk.Says("inside").Heard);
        }
    }

    private static Talk AtThePlace()
    {
        var path = Folders.CafeCopy();
        var set = Folders.Load(path);
        return new Talk(set).Says("/book").Says("3").Succeeds(("id", Talk.Text("T1")));
    }

    private static DialogSet Renamed(string migrate)
    {
        var path = Locked();
        Edit(path, "booking/dialog.yaml", "version: 1", "version: 2");
        Edit(path, "booking/dialog.yaml", "  place:  {type", "  seat:  {type");
        Edit(path, "booking/dialog.yaml", "next: place,", "next: seat,");
        Edit(path, "booking/dialog.yaml", "  place:  {ask: place,", "  seat:  {ask: seat,");
        File.AppendAllText(Path.Combine(path, "booking/dialog.yaml"), migrate + "\n");
        Edit(path, "booking/en.yaml", "place: {ask", "seat: {ask");
        Edit(path, "booking/en.yaml", "place.options", "seat.options");
        return Folders.Load(path);
    }

    private static DialogSet Next(string from, string to, string textFrom = "", string textTo = "")
    {
        var path = Locked();
        Edit(path, "booking/dialog.yaml", from, to);
        if (from != "version: 1") Edit(path, "booking/dialog.yaml", "version: 1", "version: 2");
        if (textFrom.Length > 0) Edit(path, "booking/en.yaml", textFrom, textTo);
        return Folders.Load(path);
    }

    // Numbers in buttons come from the lock: the new version must know those of the old one.
    private static string Locked()
    {
        var path = Folders.CafeCopy();
        Folders.Load(path).WriteLock(path);
        return path;
    }

    private static void Edit(string path, string file, string from, string to)
    {
        var full = Path.Combine(path, file);
        var text = File.ReadAllText(full);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(full, text.Replace(from, to, StringComparison.Ordinal));
    }
}
