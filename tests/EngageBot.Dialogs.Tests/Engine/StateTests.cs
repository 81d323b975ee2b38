using System.Globalization;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Transcripts;
using EngageBot.Dialogs.Values;
using FsCheck;
using FsCheck.Fluent;

namespace EngageBot.Dialogs.Tests.Engine;

public sealed class StateTests
{
    [Fact]
    public void An_empty_chat_is_two_characters()
    {
        Assert.Equal("{}", ChatState.Empty.ToJson());
        Assert.Equal(ChatState.Empty, ChatState.Parse("{}"));
    }

    [Fact]
    public void States_are_stored_by_their_names()
    {
        var json = new Talk().Says("/order").Says("Tea").Chat.Chat.ToJson();
        Assert.Contains("\"state\":\"kitchen.cooking\"", json, StringComparison.Ordinal);
        Assert.Contains("\"what\":\"Tea\"", json, StringComparison.Ordinal);
        Assert.True(json.Length < 700, json);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"runs\":[{}]}")]
    [InlineData("{\"heldBack\":[{\"nobody\":1}]}")]
    public void What_was_not_written_by_us_is_refused(string json) => Assert.Throws<FormatException>(() => ChatState.Parse(json));

    [Fact]
    public void Unknown_fields_of_a_newer_version_are_passed_over() => Assert.Equal(7u, ChatState.Parse("{\"last\":7,\"tomorrow\":{}}").LastRun);

    [Fact]
    public void Every_value_survives_its_json_with_its_type()
    {
        Value[] values =
        [
            Talk.Text("a \"quoted\" ё"), Talk.Int(-5), new Value.Bool(true), new Value.Decimal(1.50m), new Value.Money(-1250, "EUR"),
            new Value.Duration(TimeSpan.FromHours(4), Working: true), new Value.Duration(TimeSpan.FromDays(2)), new Value.Time(new TimeOnly(15, 30)),
            new Value.Date(new DateOnly(2026, 3, 14)), new Value.Instant(DateTimeOffset.Parse("2026-03-14T15:00+01:00", CultureInfo.InvariantCulture)),
        ];
        var record = new Value.Record(EngageBot.Dialogs.Engine.Runner.NoData.Fields.Add("list", new Value.List([.. values])));
        var chat = ChatState.Empty with { Runs = [new Run { Number = 1, Dialog = "d", Version = 1, Slots = Run.NoSlots.Add("r", record) }] };
        var again = ChatState.Parse(chat.ToJson());
        Assert.Equal(values, ((Value.List)((Value.Record)again.Runs[0].Slots["r"]).Fields["list"]).Items);
    }

    [Fact]
    public void Events_that_are_held_back_survive_the_json()
    {
        ChatEvent[] events =
        [
            new ChatEvent.Said("x"), new ChatEvent.Tapped("t"), new ChatEvent.SharedContact("+1", true), new ChatEvent.SharedPhoto("p", "c"),
            new ChatEvent.SharedFile("f", "n", null), new ChatEvent.SharedLocation(1.5, -2), new ChatEvent.SentUnreadable("s"), new ChatEvent.Opened("p"),
            new ChatEvent.Opened(null), new ChatEvent.TimerDue(1, 2, "after"), new ChatEvent.ActionFailed(1, 2, "full"), new ChatEvent.Held(), new ChatEvent.Released(),
        ];
        var chat = ChatState.Empty with { HeldBack = [.. events], Leaving = new Leaving(1, 2, new ChatEvent.Said("/x")) };
        var again = ChatState.Parse(chat.ToJson());
        Assert.Equal(events, again.HeldBack);
        Assert.Equal(chat.Leaving, again.Leaving);
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes()
    {
        var words = Gen.Elements("/book", "3", "inside", "/side", "/chat", "back", "/cancel", "/agree", "yes", "/order", "tea", "👍", "30 February").ListOf();
        Prop.ForAll(words.ToArbitrary(), said => Play(said) == Play(said)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_digression_at_any_question_changes_neither_slots_nor_outcome()
    {
        var words = Gen.Elements("3", "inside", "In the garden", "no idea", "back", "skip", "/chat", "cats", "0").ListOf();
        Prop.ForAll(words.ToArbitrary(), said => Outcome(said, digress: false) == Outcome(said, digress: true)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_garbage_as_a_token_is_invalid_and_any_garbage_as_words_is_harmless()
    {
        var talk = new Talk().Says("/book");
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text =>
        {
            talk.Says(text ?? "");
            return talk.TapsToken(text ?? "").Notice == "Invalid";
        }).QuickCheckThrowOnFailure();
    }

    private static string Play(IEnumerable<string> said)
    {
        var talk = new Talk();
        var effects = new List<string>();
        foreach (var words in said) effects.Add(talk.Says(words).Heard + talk.Actions);
        return talk.Chat.Chat.ToJson() + string.Join(";", effects);
    }

    private static string Outcome(IEnumerable<string> said, bool digress)
    {
        var talk = new Talk().Says("/book");
        foreach (var words in said)
        {
            if (digress && talk.Chat.Pending.Count == 0) talk.Says("/side");
            talk.Says(words);
            if (talk.Chat.Pending.Count > 0) talk.Succeeds(("id", Talk.Text("T1")));
        }
        return string.Join(";", talk.Chat.Chat.Runs.Select(r => $"{r.Dialog}/{r.State} {NodeValues.Write(new Value.Record(r.Slots))} {r.Wrong}"))
            + string.Join(";", talk.Chat.Ends.Where(e => e.Key != "side"));
    }
}
