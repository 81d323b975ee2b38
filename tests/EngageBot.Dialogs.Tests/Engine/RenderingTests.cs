using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Tests.Engine;

public sealed class RenderingTests
{
    [Fact]
    public void Labels_carry_their_narrow_form_and_the_way_on_and_back()
    {
        var talk = At("choice");
        Assert.Equal("Deliv.", talk.Message.Buttons[0].NarrowLabel);
        Assert.Equal(Expect.Words, talk.Message.Expect);
        Assert.Equal("en", talk.Message.Language);
        talk = new Talk().Says("/book").Says("3").Succeeds(("id", Talk.Text("T1"))).Taps("inside");
        Assert.Equal(["skip", "back"], talk.Buttons);
        Assert.Equal(["Skip", "Back"], talk.Message.Buttons.Select(b => b.Label));
    }

    [Fact]
    public void A_question_brings_what_is_attached_to_it_with_its_first_words_and_not_with_the_later_ones()
    {
        var talk = new Talk(Folders.Shipped);
        talk.Facts.Set("customer.member", new Value.Bool(true));
        talk.Says("/card").Succeeds(("digits", Talk.Text("48219037")), ("spaced", Talk.Text("4821 9037")), ("until", new Value.Instant(Talk.Monday.AddMinutes(2))));
        Assert.Equal(("qr", "48219037", 2), (talk.Message.Attachment!.Kind, talk.Message.Attachment.Value, talk.Message.Buttons.Length));
        Assert.Null(talk.Says("purple umbrella").Message.Attachment);
    }

    [Fact]
    public void A_scale_of_eleven_is_one_page_in_rows_where_that_can_be_shown_and_typed_elsewhere()
    {
        Assert.Equal(11, At("score").Message.Buttons.Length);
        Assert.True(At("score").Message.InRows);
        Assert.Equal(11, At("score", ChannelProfile.Web).Message.Buttons.Length);
        Assert.Empty(At("score", ChannelProfile.WhatsApp).Message.Buttons);
        Assert.Equal("7", At("score", ChannelProfile.WhatsApp).Says("7").Slot("form", "score"));
        Assert.Empty(At("int").Message.Buttons);
    }

    [Fact]
    public void Yes_and_no_stand_side_by_side()
    {
        var message = At("bool").Message;
        Assert.True(message.InRows);
        Assert.Equal(["Yes", "No"], message.Buttons.Select(b => b.Label));
    }

    [Fact]
    public void A_contact_is_asked_for_by_its_button_where_the_platform_has_one()
    {
        Assert.Equal((Expect.Contact, "Share my number"), (At("contact").Message.Expect, At("contact").Message.ContactLabel));
        Assert.Equal((Expect.Words, null), (At("contact", ChannelProfile.WhatsApp).Message.Expect, At("contact", ChannelProfile.WhatsApp).Message.ContactLabel));
        Assert.Equal(Expect.Photo, At("photo").Message.Expect);
        Assert.Equal(Expect.Location, At("location").Message.Expect);
    }

    [Fact]
    public void Many_choices_come_in_pages_that_turn_in_place()
    {
        var talk = Slots(ChannelProfile.Telegram, 20);
        Assert.Equal(9, talk.Buttons.Count);
        Assert.Equal("page 2", talk.Buttons[^1]);
        var first = talk.Run("form").QuestionKey;
        var turn = talk.Token("page 2");
        talk.TapsToken(turn);
        Assert.Equal(first, talk.Message.Replaces);
        Assert.Equal(["page 1", "page 3"], talk.Buttons.Where(b => b.StartsWith("page", StringComparison.Ordinal)));
        Assert.Equal("Duplicate", talk.TapsToken(turn).Notice);
        talk.Taps("page 3");
        Assert.Equal(4 + 1, talk.Buttons.Count);
        Assert.Equal("form/end", talk.Taps(talk.Buttons[0]).Open);
    }

    [Fact]
    public void Where_nothing_can_be_edited_the_next_page_is_a_new_message()
    {
        var talk = Slots(ChannelProfile.WhatsApp, 20);
        Assert.Equal(10, talk.Buttons.Count);
        Assert.Null(talk.Taps("page 2").Message.Replaces);
        Assert.Equal(10, talk.Buttons.Count);
        Assert.Equal(10, Slots(ChannelProfile.WhatsApp, 10).Buttons.Count);
    }

    [Fact]
    public void A_promotion_nobody_asked_for_brings_its_own_way_to_end_promotions_in_its_first_message()
    {
        var talk = new Talk(channel: ChannelProfile.WhatsApp).Starts("offer", "play 1");
        Assert.Equal(["take", "leave", "/stop"], talk.Buttons);
        Assert.Equal("No more offers", talk.Message.Buttons[^1].Label);
        Assert.Equal("offer_v1", talk.Message.Template);
        Assert.Equal("shared/stopped", talk.Taps("/stop").Heard);
        Assert.DoesNotContain("/stop", talk.Says("what?").Buttons);
    }

    [Fact]
    public void Only_messages_nobody_asked_for_carry_the_dialogs_purpose()
    {
        var set = Folders.Cafe;
        var context = new Talk().Chat.Context;
        var first = DialogEngine.Step(set, ChatState.Empty, new ChatEvent.Started("offer", Runner.NoData, "1"), context, new NoFacts(), Talk.Monday);
        Assert.Equal(Purpose.Marketing, first.Effects.OfType<Effect.Send>().Single().Purpose);
        var second = DialogEngine.Step(set, first.Chat, new ChatEvent.Said("Yes, please"), context, new NoFacts(), Talk.Monday);
        Assert.Equal(Purpose.Service, second.Effects.OfType<Effect.Send>().Single().Purpose);
    }

    [Fact]
    public void Every_message_has_a_key_of_its_own_that_a_second_turn_makes_again()
    {
        var talk = new Talk().Says("/book");
        var (chat, context) = (talk.Chat.Chat, talk.Chat.Context);
        var keys = new List<string>();
        foreach (var words in new[] { "lots", "/side", "/hours", "/nonsense", "3" })
        {
            var once = DialogEngine.Step(Folders.Cafe, chat, new ChatEvent.Said(words), context, new NoFacts(), Talk.Monday);
            var twice = DialogEngine.Step(Folders.Cafe, chat, new ChatEvent.Said(words), context, new NoFacts(), Talk.Monday);
            Assert.Equal(once.Effects.OfType<Effect.Send>().Select(s => s.Key), twice.Effects.OfType<Effect.Send>().Select(s => s.Key));
            keys.AddRange(once.Effects.OfType<Effect.Send>().Select(s => s.Key));
            chat = once.Chat;
        }
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    [Fact]
    public void Texts_before_a_question_are_messages_of_their_own() =>
        Assert.Equal("welcome/known welcome/first.ask", new Talk().Says("/start friend").Heard);

    private static Talk At(string kind, ChannelProfile? channel = null) => new Talk(channel: channel).Starts("form", null, ("kind", Talk.Text(kind)));

    private static Talk Slots(ChannelProfile channel, int count)
    {
        var talk = new Talk(channel: channel);
        talk.Facts.Set("shop.slots", new Value.List([.. Enumerable.Range(1, count).Select(i => (Value)new Value.Instant(Talk.Monday.AddHours(i)))]));
        return talk.Starts("form", null, ("kind", Talk.Text("slot")));
    }

    private sealed class NoFacts : IFacts
    {
        public Value? Read(string path) => null;
    }
}
