using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Tests.Engine;

public sealed class AnswerTests
{
    [Theory]
    [InlineData("bool", "Yes", "true")]
    [InlineData("bool", "nope", "false")]
    [InlineData("bool", "2", "false")]
    [InlineData("bool", "perhaps", null)]
    [InlineData("int", "10", "10")]
    [InlineData("int", " 1 00 ", "100")]
    [InlineData("int", "7.", "7")]
    [InlineData("int", "0", null)]
    [InlineData("int", "501", null)]
    [InlineData("int", "ten", null)]
    [InlineData("int", "99999999999999999999", null)]
    [InlineData("score", "0", "0")]
    [InlineData("score", "11", null)]
    [InlineData("money", "12.50", "12.50 EUR")]
    [InlineData("money", "12,5 €", "12.50 EUR")]
    [InlineData("money", "1 200 lek", "1200.00 ALL")]
    [InlineData("money", "1.200", "1200.00 EUR")]
    [InlineData("money", "15 рублей", "15.00 RUB")]
    [InlineData("money", "12 apples", null)]
    [InlineData("text", "  tea  ", "tea")]
    [InlineData("text", "te", null)]
    [InlineData("text", "a very long text indeed", null)]
    [InlineData("code_word", "abc42", "abc42")]
    [InlineData("code_word", "abc", null)]
    [InlineData("code_word", "abc42!", null)]
    [InlineData("choice", "Delivery", "delivery")]
    [InlineData("choice", "  DELIVERY!! ", "delivery")]
    [InlineData("choice", "deliv.", "delivery")]
    [InlineData("choice", "courier", "delivery")]
    [InlineData("choice", "3", "bill")]
    [InlineData("choice", "5", null)]
    [InlineData("choice", "Delivey", "delivery")]
    [InlineData("choice", "Delievry", "delivery")]
    [InlineData("choice", "Delivers", "delivery")]
    [InlineData("choice", "Dlivers", null)]
    [InlineData("choice", "Staf", "staff")]
    [InlineData("choice", "purple", null)]
    [InlineData("choices", "milk, lemon", "[milk, lemon]")]
    [InlineData("choices", "1 and 3", "[milk, lemon]")]
    [InlineData("choices", "milk; petrol", null)]
    [InlineData("date", "2026-03-14", "2026-03-14")]
    [InlineData("date", "14.03.2026", "2026-03-14")]
    [InlineData("date", "14 March", "2026-03-14")]
    [InlineData("date", "March 14th", "2026-03-14")]
    [InlineData("date", "1 March", "2027-03-01")]
    [InlineData("date", "14 марта 2027", "2027-03-14")]
    [InlineData("date", "14 mars", "2026-03-14")]
    [InlineData("date", "tomorrow", "2026-03-03")]
    [InlineData("date", "послезавтра", "2026-03-04")]
    [InlineData("date", "pasnesër", "2026-03-04")]
    [InlineData("date", "Friday", "2026-03-06")]
    [InlineData("date", "в пятницу", "2026-03-06")]
    [InlineData("date", "të premten", "2026-03-06")]
    [InlineData("date", "monday", "2026-03-09")]
    [InlineData("date", "in 3 days", "2026-03-05")]
    [InlineData("date", "через 3 дня", "2026-03-05")]
    [InlineData("date", "in three days", "2026-03-05")]
    [InlineData("date", "pas tri ditësh", "2026-03-05")]
    [InlineData("date", "five", null)]
    [InlineData("date", "30 February", null)]
    [InlineData("date", "29 February", "2028-02-29")]
    [InlineData("date", "31.04.2026", null)]
    [InlineData("date", "tomorrow 15:00", null)]
    [InlineData("date", "soon", null)]
    [InlineData("time", "15:00", "15:00")]
    [InlineData("time", "05:00", "05:00")]
    [InlineData("time", "5", "17:00")]
    [InlineData("time", "at 5 am", "05:00")]
    [InlineData("time", "5pm", "17:00")]
    [InlineData("time", "в 5 вечера", "17:00")]
    [InlineData("time", "ora 17", "17:00")]
    [InlineData("time", "five", "17:00")]
    [InlineData("time", "evening", null)]
    [InlineData("time", "15.30", "15:30")]
    [InlineData("time", "25:00", null)]
    [InlineData("time", "tomorrow", null)]
    [InlineData("datetime", "2026-03-14T15:00+01:00", "2026-03-14T15:00+01:00")]
    [InlineData("datetime", "2026-03-14 15:00", "2026-03-14T15:00+01:00")]
    [InlineData("datetime", "tomorrow 15:00", "2026-03-03T15:00+01:00")]
    [InlineData("datetime", "tomorrow at 3 pm", "2026-03-03T15:00+01:00")]
    [InlineData("datetime", "завтра в 5", "2026-03-03T17:00+01:00")]
    [InlineData("datetime", "завтра в 10 утра", "2026-03-03T10:00+01:00")]
    [InlineData("datetime", "nesër në orën 17", "2026-03-03T17:00+01:00")]
    [InlineData("datetime", "tomorrow at five", "2026-03-03T17:00+01:00")]
    [InlineData("datetime", "Завтра в пять", "2026-03-03T17:00+01:00")]
    [InlineData("datetime", "nesër në pesë", "2026-03-03T17:00+01:00")]
    [InlineData("datetime", "five tomorrow", "2026-03-03T17:00+01:00")]
    [InlineData("datetime", "tomorrow evening at seven", "2026-03-03T19:00+01:00")]
    [InlineData("datetime", "завтра утром в десять", "2026-03-03T10:00+01:00")]
    [InlineData("datetime", "nesër në mëngjes në dhjetë", "2026-03-03T10:00+01:00")]
    [InlineData("datetime", "half past five tomorrow", "2026-03-03T17:30+01:00")]
    [InlineData("datetime", "tomorrow at five thirty", "2026-03-03T17:30+01:00")]
    [InlineData("datetime", "завтра в половине шестого", "2026-03-03T17:30+01:00")]
    [InlineData("datetime", "завтра в полшестого", "2026-03-03T17:30+01:00")]
    [InlineData("datetime", "nesër në pesë e gjysmë", "2026-03-03T17:30+01:00")]
    [InlineData("datetime", "завтра в час дня", "2026-03-03T13:00+01:00")]
    [InlineData("datetime", "в пятницу к шести вечера", "2026-03-06T18:00+01:00")]
    [InlineData("datetime", "tomorrow at noon", "2026-03-03T12:00+01:00")]
    [InlineData("datetime", "завтра в семнадцать", "2026-03-03T17:00+01:00")]
    [InlineData("datetime", "через три дня в два", "2026-03-05T14:00+01:00")]
    [InlineData("datetime", "tomorrow evening", null)]
    [InlineData("datetime", "tomorrow at half", null)]
    [InlineData("datetime", "tomorrow at five or six", null)]
    [InlineData("datetime", "завтра в пять шесть", null)]
    [InlineData("datetime", "15:00", "2026-03-02T15:00+01:00")]
    [InlineData("datetime", "9:00", "2026-03-03T09:00+01:00")]
    [InlineData("datetime", "14.03 18:30", "2026-03-14T18:30+01:00")]
    [InlineData("datetime", "29 March 2:30", "2026-03-29T03:30+02:00")]
    [InlineData("datetime", "tomorrow", null)]
    [InlineData("datetime", "yesterday 15:00", null)]
    [InlineData("datetime", "yesterday at five", null)]
    [InlineData("day_month", "14 March", "03-14")]
    [InlineData("day_month", "14.03", "03-14")]
    [InlineData("day_month", "14 марта", "03-14")]
    [InlineData("day_month", "14 mars", "03-14")]
    [InlineData("day_month", "14.03.1990", "03-14")]
    [InlineData("day_month", "29 February", "02-29")]
    [InlineData("day_month", "30 February", null)]
    [InlineData("day_month", "14.13", null)]
    [InlineData("day_month", "March", null)]
    [InlineData("phone", "+355 69 123 45-67", "+355691234567")]
    [InlineData("phone", "00355 69 1234567", "+355691234567")]
    [InlineData("phone", "069 123 4567", "+355691234567")]
    [InlineData("phone", "1234", null)]
    [InlineData("phone", "call me", null)]
    [InlineData("email", " arta@example.al ", "arta@example.al")]
    [InlineData("email", "arta@example", null)]
    [InlineData("contact", "+355691234567", null)]
    [InlineData("photo", "a picture", null)]
    [InlineData("file", "a file", null)]
    [InlineData("location", "41.3,19.8", null)]
    [InlineData("code", " AB-12 ", "AB-12")]
    [InlineData("code", "two words", null)]
    public void What_is_typed_is_read_by_the_slots_type(string kind, string words, string? value)
    {
        var talk = At(kind).Says(words);
        Assert.Equal(value, talk.Slot("form", kind));
        Assert.Equal(value is null ? 1 : 0, talk.Run("form").Wrong);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    [InlineData("sq")]
    public void Labels_of_every_language_are_read_whatever_language_is_spoken(string spoken)
    {
        foreach (var language in new[] { "en", "ru", "sq" })
            foreach (var (member, option) in Folders.Examples.For("complaint", language, informal: false).Options["category"])
                foreach (var words in new[] { option.Label, option.Label.ToUpperInvariant() + "!", option.Label.Replace('ë', 'e').Replace('ç', 'c').Replace('ё', 'е') })
                    Assert.Equal(member, new Talk(Folders.Examples, language: spoken).Says("/complaint").Says(words).Slot("complaint", "category"));
    }

    [Fact]
    public void Only_the_customers_own_card_is_a_contact()
    {
        var talk = At("contact");
        Assert.Equal("form/contact.retry", talk.Happens(new ChatEvent.SharedContact("355691234567", Own: false)).Heard);
        Assert.Equal("+355691234567", talk.Happens(new ChatEvent.SharedContact("355691234567", Own: true)).Slot("form", "contact"));
        Assert.Equal("+355691234567", At("phone").Happens(new ChatEvent.SharedContact("+355691234567", Own: false)).Slot("form", "phone"));
    }

    [Fact]
    public void Pictures_files_and_places_are_taken_where_they_are_asked_for()
    {
        Assert.Equal("p1", At("photo").Happens(new ChatEvent.SharedPhoto("p1", null)).Slot("form", "photo"));
        Assert.Equal("f1", At("file").Happens(new ChatEvent.SharedFile("f1", "a.pdf", null)).Slot("form", "file"));
        Assert.Equal("41.3275,19.8187", At("location").Happens(new ChatEvent.SharedLocation(41.3275, 19.8187)).Slot("form", "location"));
        Assert.Equal(1, At("int").Happens(new ChatEvent.SharedPhoto("p1", null)).Run("form").Wrong);
        Assert.Equal("tea please", At("text").Happens(new ChatEvent.SharedPhoto("p1", "tea please")).Slot("form", "text"));
    }

    [Fact]
    public void What_a_list_fact_offers_is_frozen_and_answered_by_button_number_or_label()
    {
        var slots = new Value.List([Instant("2026-03-02T15:00+01:00"), Instant("2026-03-03T10:00+01:00")]);
        var talk = At("slot", slots);
        Assert.Equal(["2026-03-02T15:00+01:00", "2026-03-03T10:00+01:00"], talk.Buttons);
        talk.Facts.Set("shop.slots", new Value.List([]));
        var label = talk.Message.Buttons[1].Label;
        Assert.Equal("2026-03-03T10:00+01:00", talk.Says("2").Slot("form", "slot"));
        Assert.Equal("2026-03-03T10:00+01:00", At("slot", slots).Says(label).Slot("form", "slot"));
        Assert.Equal("2026-03-02T15:00+01:00", At("slot", slots).Taps("2026-03-02T15:00+01:00").Slot("form", "slot"));
        Assert.Equal("2026-03-05T15:00+01:00", At("slot", slots).Says("5 March 15:00").Slot("form", "slot"));
    }

    [Fact]
    public void Records_of_a_list_fact_are_labelled_by_the_states_option_and_stored_by_their_id()
    {
        var talk = new Talk();
        talk.Facts.Set("shop.tables", new Value.List([Table("T1", "By the window", 2), Table("T2", "Garden", 4)]));
        talk.Starts("form", null, ("kind", Talk.Text("table")));
        Assert.Equal(["By the window, 2 seats", "Garden, 4 seats"], talk.Message.Buttons.Select(b => b.Label));
        Assert.Equal("T2", talk.Says("Garden, 4 seats").Slot("form", "table"));
    }

    [Fact]
    public void Several_answers_are_marked_one_by_one_and_finished()
    {
        var talk = At("choices");
        Assert.Equal(["milk", "sugar", "lemon"], talk.Buttons);
        var milk = talk.Token("milk");
        talk.TapsToken(milk);
        Assert.Equal(["✓ Milk", "Sugar", "Lemon", "Done"], talk.Message.Buttons.Select(b => b.Label));
        Assert.NotNull(talk.Message.Replaces);
        Assert.Equal("Duplicate", talk.TapsToken(milk).Notice);
        talk.Taps("lemon").Taps("milk").Taps("sugar").Taps("done");
        Assert.Equal("[lemon, sugar]", talk.Slot("form", "choices"));
    }

    [Fact]
    public void The_second_wrong_answer_has_words_of_its_own_and_the_one_after_the_last_takes_the_way_out()
    {
        var talk = At("text");
        Assert.Equal("form/text.retry", talk.Says("a").Heard);
        Assert.Equal("At least 3 letters, please.", talk.Words);
        Assert.Equal("form/text.retry2", talk.Says("b").Heard);
        Assert.Equal("human.handover", talk.Says("c").Actions);
    }

    [Fact]
    public void A_question_is_skipped_by_its_button_or_its_words_and_stays_unset()
    {
        Assert.Equal("form/end", At("text").Taps("skip").Open);
        Assert.Equal("form/end", At("text").Says("Skip").Open);
        Assert.Equal("skip it", At("text").Says("skip it").Slot("form", "text"));
        Assert.Equal("form/end", At("photo").Says("skip it").Open);
        Assert.Null(At("text").Taps("skip").Slot("form", "text"));
    }

    private static Value.Instant Instant(string at) => new Value.Instant(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture));

    private static Value.Record Table(string id, string title, int seats) =>
        new(Runner.NoData.Fields.Add("id", Talk.Text(id)).Add("title", Talk.Text(title)).Add("seats", Talk.Int(seats)));

    private static Talk At(string kind, Value? slots = null)
    {
        var talk = new Talk();
        if (slots is not null) talk.Facts.Set("shop.slots", slots);
        return talk.Starts("form", null, ("kind", Talk.Text(kind)));
    }
}
