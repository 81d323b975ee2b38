namespace EngageBot.Dialogs.Tests.Engine;

/// <summary>A slot with <c>keep</c> is forgotten in time, whatever the run does meanwhile.</summary>
public sealed class KeepTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public void A_value_is_forgotten_after_its_time_and_the_run_goes_on()
    {
        var talk = Begin().Says("I am allergic").Later(3 * Day - TimeSpan.FromMinutes(1));
        Assert.Equal("I am allergic", talk.Slot("note", "remark"));
        talk.Later(TimeSpan.FromMinutes(1));
        Assert.Null(talk.Slot("note", "remark"));
        Assert.DoesNotContain("allergic", talk.Chat.Chat.ToJson(), StringComparison.Ordinal);
        Assert.Equal("note/kitchen", talk.Open);
    }

    [Fact]
    public void A_newer_answer_is_kept_its_own_time()
    {
        var talk = Begin().Says("first").Later(2 * Day).Hears("order.ready").Says("second").Later(2 * Day);
        Assert.Equal("second", talk.Slot("note", "remark"));
        Assert.Null(talk.Later(Day).Slot("note", "remark"));
    }

    [Fact]
    public void A_value_that_came_with_the_start_is_forgotten_too()
    {
        var talk = new Talk(Set()).Starts("note", null, ("remark", Talk.Text("given"))).Later(3 * Day);
        Assert.Null(talk.Slot("note", "remark"));
    }

    [Fact]
    public void A_hold_does_not_make_it_longer()
    {
        var talk = Begin().Says("private").Held().Later(4 * Day).Released().Later(TimeSpan.FromSeconds(1));
        Assert.Null(talk.Slot("note", "remark"));
    }

    [Fact]
    public void What_a_step_back_would_restore_is_forgotten_with_it()
    {
        var talk = Begin().Says("secret").Hears("order.ready").Says("other").Later(3 * Day);
        Assert.DoesNotContain("secret", talk.Chat.Chat.ToJson(), StringComparison.Ordinal);
    }

    private static Talk Begin() => new Talk(Set()).Says("/note");

    private static DialogSet Set() => Folders.With("note", """
        dialog: note
        version: 1
        start: remark
        starts: {command: note, play: true}
        slots: {remark: {type: text, max: 99, private: true, keep: 3d}}
        defaults: {retries: {max: 2, go: person}, timeout: {after: 60d, go: gone}}
        states:
          remark:  {ask: remark, next: kitchen}
          kitchen: {wait: kitchen, events: {order.ready: {go: remark}}, timeout: {remind: 30d, after: 60d, go: gone}}
          person:  {call: human, next: gone}
          gone:    {final: gone}
        """, """
        words.command: {name: note, description: A note}
        remark: {ask: Which words?}
        """);
}
