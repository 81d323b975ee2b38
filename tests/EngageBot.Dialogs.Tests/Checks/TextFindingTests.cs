namespace EngageBot.Dialogs.Tests.Checks;

public sealed class TextFindingTests : FindingTests
{
    [Fact]
    public void A_missing_language_is_refused() => Folder.Delete("referral/sq.yaml").In("referral/dialog.yaml").Finds("D501", "dialog: referral");

    [Fact]
    public void A_missing_text_is_refused_where_it_is_said() => Folder.Edit("complaint/sq.yaml", "already_open: Ankesa juaj është e hapur, një person po e lexon.\n", "").In(Complaint).Finds("D502", "{say: ^already_open");

    [Fact]
    public void A_missing_question_is_refused_at_its_state() => Folder.Edit("complaint/ru.yaml", "more: {ask: Чего ещё не хватает?}\n", "").In(Complaint).Finds("D502", "more:     {ask");

    [Fact]
    public void A_missing_label_is_refused_at_its_question() => Folder.Edit("complaint/en.yaml", ", bill: The bill", "").In(Complaint).Finds("D502", "category: {ask");

    [Fact]
    public void Missing_words_that_start_a_dialog_are_refused() => Folder.Edit("complaint/en.yaml", "words.start: [complaint, i want to complain]\n", "").In(Complaint).Finds("D502", "dialog: complaint");

    [Fact]
    public void A_missing_text_of_a_command_is_refused() => Folder.Edit("_shared/ru.yaml", "stopped: Готово, предложений больше не будет.\n", "").In("_shared/globals.yaml").Finds("D502", "stop:  {");

    [Fact]
    public void Words_the_engine_says_by_itself_are_asked_for()
    {
        var finding = Folder.Edit("_shared/sq.yaml", "  expired: Ky buton nuk punon më.\n", "").Finds("D502", "skip: {");
        Assert.Contains("notice.expired", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_offered_as_buttons_need_a_label() =>
        Folder.Edit("_shared/facts.yaml", "callback.slots: list of datetime", "callback.slots: list of {id: datetime}").In(Winback).Finds("D502", "call_at:  {ask", alone: false);

    [Fact]
    public void The_label_of_an_offered_record_may_show_its_fields() =>
        Assert.DoesNotContain(Folder.Edit("_shared/facts.yaml", "callback.slots: list of datetime", "callback.slots: list of {id: datetime}")
            .Edit("winback/en.yaml", "call_at: {ask: When may we call?}", "call_at: {ask: When may we call?, option: \"{item.id|time}\"}").Load().Findings, f => f.At.File.EndsWith("en.yaml", StringComparison.Ordinal));

    [Fact]
    public void A_missing_text_to_include_is_refused() => Folder.Edit("nps/en.yaml", "review_link: Here you can write a review.", "review_link: [{include: hello}]").Finds("D502", "hello}");

    [Fact]
    public void A_text_that_includes_itself_is_refused() => Folder.Edit("nps/en.yaml", "review_link: Here you can write a review.", "review_link: [{include: review_link}]").Finds("D502", "include: ^review_link");

    [Fact]
    public void A_missing_plural_form_is_refused() => Folder.Edit("winback/ru.yaml", "few: \"У вас ещё {n} балла.\", ", "").Finds("D503", "plural: ^customer.points");

    [Fact]
    public void An_unknown_placeholder_is_refused_at_its_column() =>
        Assert.Equal("Did you mean 'ticket'?", Folder.Edit("complaint/en.yaml", "\"Your complaint {ticket}", "\"Your complaint {tickt}").Finds("D504", "\"Your complaint ^{tickt}").Fix);

    [Fact]
    public void A_placeholder_that_may_be_unset_is_refused() => Folder.Edit("complaint/en.yaml", "photo: {ask: Is there a photo?}", "photo: {ask: \"{customer.name}, is there a photo?\"}").Finds("D504", "{customer.name}");

    [Fact]
    public void A_line_with_a_condition_may_show_it() => Assert.DoesNotContain(
        Folder.Edit("complaint/en.yaml", "photo: {ask: Is there a photo?}", "photo: {ask: [{when: customer.name is set, text: \"{customer.name}, one more thing.\"}, Is there a photo?]}").Load().Findings,
        f => f.Severity == Dialogs.Checks.Severity.Error);

    [Fact]
    public void A_placeholder_that_cannot_be_read_is_refused_where_it_breaks() => Folder.Edit("complaint/en.yaml", "\"Your complaint {ticket}", "\"Your complaint {ticket").Finds("D504", "\"Your complaint ^{ticket", alone: false);

    [Fact]
    public void A_filter_that_does_not_exist_is_refused() => Folder.Edit("winback/en.yaml", "{call_at|datetime}", "{call_at|when}").Finds("D504", "{call_at|when}", alone: false);

    [Fact]
    public void A_condition_in_a_text_is_checked() => Folder.Edit("complaint/en.yaml", "photo: {ask: Is there a photo?}", "photo: {ask: [{when: customer.tier == golden, text: Hi}, Is there a photo?]}").Finds("D301", "golden");

    [Fact]
    public void A_placeholder_one_language_lacks_is_pointed_out() => Folder.Edit("complaint/sq.yaml", "\"Ankesa juaj {ticket} është te një person.\"", "Ankesa juaj është te një person.").Finds("D504", "opened:");

    [Fact]
    public void A_formal_text_without_an_informal_twin_is_pointed_out() => Folder.Write("referral/ru.informal.yaml", "words.start: []\n").In("referral/ru.yaml").Finds("D506", "link:");

    [Fact]
    public void An_informal_twin_is_enough() => Assert.Empty(Folder.Write("referral/ru.informal.yaml", "link: Вот ссылка для твоего друга.\n").Load().Findings);

    [Fact]
    public void A_text_nobody_uses_is_pointed_out() => Folder.Edit("nps/en.yaml", "review_link: Here", "revew_link: Good to see you.\nreview_link: Here").Finds("D507", "revew_link");

    [Fact]
    public void An_informal_text_that_replaces_none_is_pointed_out() => Folder.Write("referral/ru.informal.yaml", "link: Вот ссылка для твоего друга.\nlinc: Вот.\n").Finds("D507", "linc");

    [Fact]
    public void Equal_labels_in_one_question_are_refused() => Folder.Edit("complaint/en.yaml", "bill: The bill", "bill: the food").Finds("D508", "the food");

    [Fact]
    public void A_copy_nobody_translated_is_pointed_out() => Folder.Edit("nps/sq.yaml", "review_link: Këtu mund të shkruani një koment.", "review_link: Here you can write a review.").Finds("D509", "review_link");
}
