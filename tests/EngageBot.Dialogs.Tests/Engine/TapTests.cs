using EngageBot.Dialogs.Engine;

namespace EngageBot.Dialogs.Tests.Engine;

public sealed class TapTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void A_current_button_is_the_answer()
    {
        var talk = new Talk().Says("/chat").Taps("cats");
        Assert.Equal("Accepted", talk.Notice);
        Assert.Equal("chat:gone", talk.Ended);
    }

    [Fact]
    public void A_double_tap_never_runs_twice()
    {
        var talk = AtThePlace();
        var inside = talk.Token("inside");
        talk.TapsToken(inside);
        Assert.Equal("booking/note.ask", talk.Heard);
        talk.TapsToken(inside);
        Assert.Equal("Duplicate", talk.Notice);
        Assert.Equal("", talk.Heard + talk.Actions);
    }

    [Fact]
    public void A_double_tap_on_the_button_that_runs_an_action_runs_it_once()
    {
        var talk = AtThePlace().Taps("inside");
        var skip = talk.Token("skip");
        Assert.Equal("table.book", talk.TapsToken(skip).Actions);
        Assert.Equal("", talk.TapsToken(skip).Actions);
        Assert.Equal("Duplicate", talk.Notice);
    }

    [Fact]
    public void A_button_of_an_answer_that_was_typed_is_a_duplicate_too()
    {
        var talk = AtThePlace();
        var inside = talk.Token("inside");
        Assert.Equal("Duplicate", talk.Says("inside").TapsToken(inside).Notice);
    }

    [Fact]
    public void Another_choice_in_time_changes_the_answer_and_goes_the_way_again()
    {
        var talk = AtThePlace();
        var garden = talk.Token("garden");
        var inside = talk.Token("inside");
        talk.TapsToken(inside).Later(Hour / 2).TapsToken(garden);
        Assert.Equal("Accepted", talk.Notice);
        Assert.Equal("booking/note.ask", talk.Heard);
        Assert.Equal("garden", talk.Slot("booking", "place"));
        Assert.Equal("Duplicate", talk.TapsToken(garden).Notice);
        Assert.Equal("inside", talk.TapsToken(inside).Slot("booking", "place"));
    }

    [Fact]
    public void Too_late_to_change_an_answer_is_an_old_question_which_is_shown_again_once()
    {
        var talk = AtThePlace();
        var garden = talk.Token("garden");
        talk.Taps("inside").Later(Hour + TimeSpan.FromMinutes(1)).TapsToken(garden);
        Assert.Equal("OldQuestion", talk.Notice);
        Assert.True(talk.Last.Notices[0].RemoveButtons);
        Assert.Equal("booking/note.ask", talk.Heard);
        Assert.Equal("inside", talk.Slot("booking", "place"));
        Assert.Equal("", talk.TapsToken(garden).Heard);
        Assert.Equal("OldQuestion", talk.Notice);
    }

    [Fact]
    public void An_answer_cannot_be_changed_across_an_action_that_may_not_be_repeated()
    {
        var talk = AtThePlace();
        var garden = talk.Token("garden");
        talk.Taps("inside").Taps("skip").Succeeds(("id", Talk.Text("T1"))).TapsToken(garden);
        Assert.Equal("OldQuestion", talk.Notice);
        Assert.Equal("inside", talk.Slot("booking", "place"));
    }

    [Fact]
    public void A_result_that_comes_after_the_answer_was_changed_is_nobodys()
    {
        var talk = AtThePlace();
        var garden = talk.Token("garden");
        talk.Taps("inside").Taps("back").Taps("back");
        Assert.Equal("booking/guests", talk.Open);
        talk.Says("4");
        var pending = talk.Chat.Pending.Single();
        Assert.Equal("OldQuestion", talk.TapsToken(garden).Notice);
        Assert.False(talk.Happens(new ChatEvent.ActionSucceeded(pending.Run, pending.Epoch - 1, Runner.NoData)).Last.Consumed);
        Assert.Equal("booking/hold", talk.Open);
    }

    [Fact]
    public void A_button_of_an_ended_run_says_finished_one_of_nobodys_expired()
    {
        var talk = new Talk().Says("/chat");
        var cats = talk.Token("cats");
        talk.TapsToken(cats).TapsToken(cats);
        Assert.Equal("Finished", talk.Notice);
        Assert.Equal("That talk has ended.", talk.Last.Notices[0].Text);
        Assert.Equal("Expired", new Talk().TapsToken(cats).Notice);
    }

    [Fact]
    public void A_forged_button_is_invalid_and_changes_nothing()
    {
        var talk = new Talk().Says("/chat");
        var cats = talk.Token("cats");
        var before = talk.Chat.Chat.ToJson();
        for (var at = 0; at < cats.Length; at++)
        {
            var forged = string.Concat(cats.AsSpan(0, at), cats[at] == 'B' ? "C" : "B", cats.AsSpan(at + 1));
            Assert.Equal("Invalid", talk.TapsToken(forged).Notice);
        }
        foreach (var garbage in new[] { "", "cats", new string('A', 30), new string('é', 30), cats + "A", "******************************" })
            Assert.Equal("Invalid", talk.TapsToken(garbage).Notice);
        Assert.Equal(before, talk.Chat.Chat.ToJson());
    }

    [Fact]
    public void A_button_of_another_chat_is_invalid()
    {
        var talk = new Talk().Says("/chat");
        var cats = talk.Token("cats");
        talk.Chat.Context = talk.Chat.Context with { ChatId = 2 };
        Assert.Equal("Invalid", talk.TapsToken(cats).Notice);
    }

    [Fact]
    public void A_button_of_an_interrupted_question_takes_the_floor()
    {
        var talk = new Talk().Says("/book").Says("3").Succeeds(("id", Talk.Text("T1")));
        var inside = talk.Token("inside");
        talk.Says("/chat");
        Assert.Equal("booking chat", talk.OnFloor);
        Assert.Equal("booking/note.ask", talk.TapsToken(inside).Heard);
        Assert.Equal("chat booking", talk.OnFloor);
    }

    [Fact]
    public void A_button_does_not_break_into_a_question_that_may_never_be_left()
    {
        var talk = AtThePlace();
        var inside = talk.Token("inside");
        talk.Says("/secret").TapsToken(inside);
        Assert.Equal("OldQuestion", talk.Notice);
        Assert.Equal("booking secret", talk.OnFloor);
    }

    [Fact]
    public void An_entry_button_starts_its_dialog_once_until_it_expires()
    {
        var talk = new Talk();
        var dialog = Folders.Cafe.Dialogs["booking"].Number;
        var entry = HostButtons.Entry(talk.Chat.Context, dialog, 77, Talk.Monday + Hour);
        Assert.Equal(ButtonToken.Length, entry.Length);
        Assert.Equal("booking/guests.ask", talk.TapsToken(entry).Heard);
        Assert.Equal("Accepted", talk.Notice);
        Assert.Equal("Duplicate", talk.TapsToken(entry).Notice);
        Assert.Equal("77", talk.Run("booking").Occasion);
        Assert.Equal("Expired", new Talk(now: Talk.Monday + (2 * Hour)).TapsToken(entry).Notice);
    }

    [Fact]
    public void An_entry_button_may_answer_the_first_question_at_once()
    {
        var talk = new Talk();
        var offer = Folders.Cafe.Dialogs["offer"];
        var take = (byte)offer.Slots["want"].ChoiceNumbers["take"];
        talk.TapsToken(HostButtons.Entry(talk.Chat.Context, offer.Number, 5, Talk.Monday + Hour, take));
        Assert.Equal("offer/taken", talk.Heard);
    }

    [Fact]
    public void A_command_button_works_like_the_command()
    {
        var talk = new Talk();
        Assert.Equal("shared/stopped", talk.TapsToken(HostButtons.Command(talk.Chat.Context, "stop")).Heard);
        Assert.Equal("Duplicate", talk.TapsToken(HostButtons.Command(talk.Chat.Context, "stop")).Notice);
        talk.Later(TimeSpan.FromMinutes(1));
        Assert.Equal("consent.withdraw", talk.TapsToken(HostButtons.Command(talk.Chat.Context, "stop")).Actions);
        Assert.Equal("Expired", talk.TapsToken(HostButtons.Command(talk.Chat.Context, "gone")).Notice);
    }

    [Fact]
    public void A_token_has_thirty_characters_even_at_its_greatest_values()
    {
        var key = new byte[32];
        var token = new ButtonToken(ButtonKind.Answer, ushort.MaxValue, ushort.MaxValue, ushort.MaxValue, uint.MaxValue, uint.MaxValue, byte.MaxValue);
        var text = token.Sign(key, long.MaxValue);
        Assert.Equal(30, text.Length);
        Assert.All(text, letter => Assert.True(char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'));
        Assert.True(ButtonToken.TryRead(text, key, long.MaxValue, out var read));
        Assert.Equal(token, read);
        Assert.False(ButtonToken.TryRead(text, key, 1, out _));
    }

    [Fact]
    public void An_entry_token_carries_its_id_and_expiry()
    {
        var entry = ButtonToken.ForEntry(3, long.MaxValue - 5, Talk.Monday, 9);
        Assert.Equal(long.MaxValue - 5, entry.EntryId);
        Assert.Equal(Talk.Monday, entry.Expires);
    }

    private static Talk AtThePlace() => new Talk().Says("/book").Says("3").Succeeds(("id", Talk.Text("T1")));
}
