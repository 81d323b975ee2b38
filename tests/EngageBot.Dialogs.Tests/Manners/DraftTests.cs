using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using EngageBot.Dialogs.Manners;

namespace EngageBot.Dialogs.Tests.Manners;

/// <summary>What is found in what staff write to customers, and what is left alone.</summary>
public sealed class DraftTests
{
    private static readonly DialogSet _set = DialogSet.Load(Path.Combine(Root(), "dialogs")).Set!;

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));

    private static ImmutableArray<Remark> Read(string language, string draft, params string[] said) => _set.Manners.Read(draft, language, language, said);

    [Theory, Trait("Row", "S178")]
    [InlineData("en", "You are wrong.", "argument"), InlineData("ru", "Вы не правы.", "argument"), InlineData("sq", "E keni gabim.", "argument")]
    [InlineData("en", "CALM   DOWN, please", "argument"), InlineData("ru", "Успокойтесь, пожалуйста", "argument"), InlineData("sq", "Qetesohuni", "argument")]
    [InlineData("en", "It is your fault", "blame"), InlineData("ru", "Вы сами виноваты", "blame"), InlineData("sq", "Është faji juaj", "blame")]
    [InlineData("en", "That's not our problem", "pingpong"), InlineData("ru", "Мы этим не занимаемся", "pingpong"), InlineData("sq", "Nuk merremi me këtë", "pingpong")]
    [InlineData("ru", "Позвоните в бухгалтерию", "pingpong"), InlineData("en", "Please call accounting", "pingpong"), InlineData("sq", "Telefononi në zyrën tjetër", "pingpong")]
    [InlineData("en", "You must understand us", "duty"), InlineData("ru", "Вы должны понять нас", "duty"), InlineData("sq", "Duhet ta kuptoni", "condescending")]
    [InlineData("en", "Hello?", "greeting"), InlineData("ru", "Слушаю!", "greeting"), InlineData("sq", "Ju dëgjoj", "greeting")]
    [InlineData("en", "Sorry to bother you", "disturb"), InlineData("ru", "Извините за беспокойство", "disturb"), InlineData("sq", "Më falni për shqetësimin", "disturb")]
    [InlineData("en", "Thank you!!", "loud"), InlineData("ru", "Спасибо!!!", "loud"), InlineData("sq", "Faleminderit! !", "loud")]
    [InlineData("en", "We will NEVER do it", "capitals"), InlineData("ru", "Я же ПРОСИЛА вас", "capitals"), InlineData("sq", "Ju KËRKOJMË qetësi", "capitals")]
    [InlineData("ru", "Усп\u043Eк\u043Eйтeсь", "argument"), InlineData("ru", "Вы нe прaвы", "argument")]
    public void What_blocks_in_each_language_blocks(string language, string draft, string rule) =>
        Assert.Contains(Read(language, draft), r => r.Rule == rule && r.Blocks && r.Why.Length > 0);

    [Fact]
    public void What_a_customer_wrote_to_tire_the_reader_costs_next_to_nothing()
    {
        // Each comma might join two questions, each blank might belong to a joint.
        string[] said = [.. Enumerable.Repeat(string.Concat(Enumerable.Repeat("when, ", 680)) + "?", 25), .. Enumerable.Repeat($"when{new string(' ', 4_000)}?", 25)];
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Read("en", "Tomorrow at 10:00.", said);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), watch.Elapsed.ToString());
    }

    [Theory, Trait("Row", "S202")]
    [InlineData("en", "Mulliri asks more for it."), InlineData("ru", "В mulliri дороже."), InlineData("sq", "Te Mulliri kushton më shumë.")]
    public void Another_shops_name_blocks_in_each_language_and_says_why(string language, string draft)
    {
        var remark = Assert.Single(_set.Manners.Read(draft, language, language, [], ["mulliri"]), r => r.Rule == "competitor");
        Assert.True(remark is { Blocks: true, Why.Length: > 20 });
        Assert.DoesNotContain(_set.Manners.Read(draft, language, language, [], ["sophie"]), r => r.Rule == "competitor");
    }

    [Theory, Trait("Row", "S200"), Trait("Row", "S203")]
    [InlineData("en", "Only today, until 19:00."), InlineData("ru", "Только сегодня, до 19:00."), InlineData("sq", "Vetëm sot, deri në 19:00.")]
    [InlineData("en", "Named the best roast, https://example.com/2026."), InlineData("ru", "Признан лучший кофе: https://example.com/2026."), InlineData("sq", "Kafja u quajt më i miri: https://example.com/2026.")]
    public void Pressure_and_praise_that_bring_what_they_rest_on_are_facts(string language, string draft) =>
        Assert.DoesNotContain(Read(language, draft), r => r.Rule is "urgency" or "superlative");

    [Theory, Trait("Row", "S200"), Trait("Row", "S203")]
    [InlineData("en", "Only today. We close at 19:00.", "urgency"), InlineData("ru", "Только сегодня. Закрываемся в 19:00.", "urgency"), InlineData("sq", "Vetëm sot. Mbyllim në 19:00.", "urgency")]
    public void A_number_elsewhere_backs_nothing(string language, string draft, string rule) => Assert.Contains(Read(language, draft), r => r.Rule == rule);

    [Theory, Trait("Row", "S224"), Trait("Row", "S262"), Trait("Row", "S228")]
    [InlineData("en", "Only today", "urgency"), InlineData("ru", "Торопитесь", "urgency"), InlineData("sq", "Vetëm sot", "urgency")]
    [InlineData("en", "It is impossible.", "negative"), InlineData("ru", "Это невозможно.", "negative"), InlineData("sq", "Kjo është e pamundur.", "negative")]
    [InlineData("ru", "Мы не можем.", "negative"), InlineData("en", "We cannot do it.", "negative")]
    [InlineData("en", "Unfortunately, no. Unfortunately, never.", "negative"), InlineData("ru", "К сожалению, нет. К сожалению, никогда.", "negative")]
    [InlineData("en", "We're swamped", "kitchen"), InlineData("ru", "У нас завал", "kitchen"), InlineData("sq", "Jemi të mbingarkuar", "kitchen")]
    [InlineData("ru", "Коллега в отпуске", "kitchen"), InlineData("en", "The system is down", "kitchen"), InlineData("sq", "Sistemi nuk punon", "kitchen")]
    [InlineData("ru", "Покорнейше просим прощения", "servile"), InlineData("en", "We humbly apologise", "servile"), InlineData("sq", "Ju kërkojmë një mijë ndjesë", "servile")]
    public void What_only_warns_is_asked_about(string language, string draft, string rule) =>
        Assert.Contains(Read(language, draft), r => r.Rule == rule && !r.Blocks && r.Why.Length > 0);

    [Theory]
    [InlineData("en", "I understand this is unpleasant. We can exchange it today.")]
    [InlineData("en", "The door cannot be repaired, but we can give you a new one.")]
    [InlineData("en", "Unfortunately it is sold out. Instead we can offer the blue one.")]
    [InlineData("en", "You wrote: \"you are wrong\". Let us look at it together.", "I said you are wrong")]
    [InlineData("en", "Your order AB12345 is at the shop, the USB and HDMI cables too.")]
    [InlineData("en", "We are open until 18:00.")]
    [InlineData("ru", "Я вас слушаю.")]
    [InlineData("ru", "Анна, магазин «Мокка», слушаю вас.")]
    [InlineData("ru", "Вернуть деньги на карту нельзя, зато можем выдать их на кассе сегодня.")]
    [InlineData("ru", "К сожалению, синей нет. Есть зелёная.")]
    [InlineData("ru", "Вы написали: «вы сами виноваты». Давайте разберёмся вместе.", "мне сказали: вы сами виноваты")]
    [InlineData("ru", "Замечательно! Ждём вас.")]
    [InlineData("ru", "ИНН и НДС указаны в чеке.")]
    [InlineData("sq", "Nuk mundemi sot, por mund ta sjellim nesër.")]
    [InlineData("sq", "Faleminderit! Ju presim.")]
    public void Kind_words_go_out_without_a_remark(string language, string draft, params string[] said) => Assert.Empty(Read(language, draft, said));

    [Fact, Trait("Row", "S183")]
    public void A_longer_reply_says_what_comes_next()
    {
        const string long_ = "We have looked at your kettle and found that the seal inside has worn out over time";
        Assert.Contains(Read("en", long_ + "."), r => r is { Rule: "next_step", Blocks: false });
        Assert.DoesNotContain(Read("en", long_ + ". We will write to you tomorrow."), r => r.Rule == "next_step");
        Assert.DoesNotContain(Read("en", "The seal is new."), r => r.Rule == "next_step");
    }

    [Theory, Trait("Row", "S189")]
    [InlineData("en", "When will it come? How much is it? Can I pay by card?", "1. Tomorrow. 2. 40 euros. 3. Yes, until 18:00.")]
    [InlineData("ru", "Когда привезёте и сколько стоит? Можно картой?", "1) завтра 2) 40 евро 3) да, можно")]
    [InlineData("sq", "Kur vjen? Sa kushton? A mund të paguaj me kartë?", "1. Nesër\n2. 40 euro\n3. Po")]
    public void So_many_questions_so_many_answers(string language, string asked, string answered)
    {
        Assert.DoesNotContain(Read(language, answered, asked), r => r.Blocks);
        Assert.Contains(Read(language, answered.Replace("2", "", StringComparison.Ordinal), asked), r => r is { Rule: "unanswered", Blocks: true } && r.Why.Contains("2) ", StringComparison.Ordinal));
        Assert.Contains(Read(language, answered.Replace("3", "7", StringComparison.Ordinal), asked), r => r is { Rule: "unanswered", Blocks: true } && r.Why.Contains("3) ", StringComparison.Ordinal));
    }

    [Fact, Trait("Row", "S189")]
    public void The_order_of_the_questions_is_kept() =>
        Assert.Contains(Read("en", "2. 40 euros. 1. Tomorrow.", "When will it come? How much is it?"), r => r is { Rule: "order", Blocks: true });

    [Fact, Trait("Row", "S245")]
    public void Whoever_says_when_the_answers_come_owes_them_then() =>
        Assert.Contains(Read("en", "Thank you, you will have all answers by 16:30.", "When will it come? How much is it?"), r => r is { Rule: "unanswered", Blocks: false });

    [Fact, Trait("Row", "S190")]
    public void Several_questions_of_ours_want_numbers()
    {
        Assert.Contains(Read("en", "Which colour? Which size?"), r => r is { Rule: "own_questions", Blocks: false });
        Assert.DoesNotContain(Read("en", "1. Which colour? 2. Which size?"), r => r.Rule == "own_questions");
    }

    [Theory]
    [InlineData("en", "Hello, how are you? When will it come?"), InlineData("ru", "Вы тут? Когда привезёте заказ?"), InlineData("sq", "Si jeni? Kur vjen porosia?")]
    [InlineData("en", "When I came in on Monday, the till was closed. Why is that?")]
    public void A_courtesy_and_a_tale_are_no_questions(string language, string asked) => Assert.DoesNotContain(Read(language, "Nesër/tomorrow/завтра", asked), r => r.Rule == "unanswered");

    [Theory, Trait("Row", "S115")]
    [InlineData("An annoying customer, talks too much"), InlineData("Опять эта истеричка"), InlineData("Është budalla")]
    public void A_note_says_nothing_bad_of_a_customer(string note)
    {
        var remark = Assert.Single(_set.Manners.ReadNote(note, "ru"));
        Assert.True(remark.Blocks);
        Assert.Contains("Заметку", remark.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Called at 14:00, wants the blue one, is upset about the delay"), InlineData("Говорит спокойно, ждёт возврата до пятницы")]
    public void A_plain_note_is_left_alone(string note) => Assert.Empty(_set.Manners.ReadNote(note, "en"));

    [Fact]
    public void Every_rule_is_explained_in_every_language()
    {
        var rules = _set.Shared.ForbiddenPhrases.Values.SelectMany(phrases => phrases).Select(phrase => phrase.Rule)
            .Concat(["capitals", "competitor", "next_step", "own_questions", "unanswered", "order", "derogatory"]).Distinct().Order().ToArray();
        foreach (var language in _set.Languages) Assert.Equal(rules, _set.Manners.RulesOf(language).Order());
    }

    [Fact]
    public void Remarks_are_written_in_the_authors_language() =>
        Assert.Contains("Упрёк", Assert.Single(_set.Manners.Read("It is your fault", "en", "ru", [])).Why, StringComparison.Ordinal);
}
