using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Tests.Engine;

/// <summary>A message nobody asked for carries what its channel and the rules of contact must know.</summary>
public sealed class UnaskedMessageTests
{
    [Fact]
    public void It_carries_the_channels_template_with_its_words_and_other_channels_none()
    {
        var talk = Begin(ChannelProfile.WhatsApp);
        Assert.Equal("hello_v2", talk.Message.Template);
        Assert.Equal(["Arta", "9–18"], talk.Message.TemplateWords!.Value);
        talk = Begin(ChannelProfile.Telegram);
        Assert.Null(talk.Message.Template);
        Assert.Null(talk.Message.TemplateWords);
    }

    [Fact]
    public void What_is_only_said_carries_its_template_too_and_whether_its_own_words_follow()
    {
        var talk = new Talk(Folders.With("told", """
            dialog: told
            version: 1
            start: first
            starts: {play: true}
            states:
              first: {say: first, template: {whatsapp: first_v1}, next: last}
              last:  {final: told, say: last, template: {whatsapp: last_v1, words: follow}}
            """, """
            first: Fresh bread is here.
            last: The list of it.
            template.first_v1: "We at the café are here {human.hours} today, as always."
            template.last_v1: A list of fresh bread is here for whoever answers.
            """), ChannelProfile.WhatsApp);
        talk.Starts("told", "play 1");
        Assert.Equal([("first_v1", false), ("last_v1", true)], talk.Last.Messages.Select(m => (m.Message.Template!, m.Message.WordsFollow)));
        Assert.Equal([["9–18"], []], talk.Last.Messages.Select(m => m.Message.TemplateWords!.Value.AsEnumerable()));
    }

    [Fact]
    public void It_carries_its_purpose_and_an_answer_to_the_customer_none()
    {
        var talk = new Talk().Starts("nag", "visit 1");
        Assert.Equal(Purpose.Survey, talk.Message.Purpose);
        Assert.Null(talk.Says("5").Message.Purpose);
        Assert.Equal(Purpose.Marketing, new Talk().Starts("offer", "play 1").Message.Purpose);
        Assert.Null(new Talk().Says("/book").Message.Purpose);
    }

    private static Talk Begin(ChannelProfile channel)
    {
        var talk = new Talk(Folders.With("promo", """
            dialog: promo
            version: 1
            start: hello
            starts: {play: true}
            slots: {want: {type: choice, of: [take, leave]}}
            defaults: {retries: {max: 1, go: person}, timeout: {after: 48h, go: gone}}
            states:
              hello:  {ask: want, template: {whatsapp: hello_v2}, next: gone}
              person: {call: human, next: gone}
              gone:   {final: gone}
            """, """
            hello: {ask: Coffee?}
            want.options: {take: "Yes, please", leave: Not today}
            template.hello_v2: ["{customer.name}", "{human.hours}"]
            """), channel);
        talk.Facts.Set("customer.name", Talk.Text("Arta"));
        return talk.Starts("promo", "play 1");
    }
}
