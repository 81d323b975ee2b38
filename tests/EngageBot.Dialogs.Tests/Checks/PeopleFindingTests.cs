namespace EngageBot.Dialogs.Tests.Checks;

public sealed class PeopleFindingTests : FindingTests
{
    [Fact]
    public void Without_a_command_for_it_every_question_needs_a_way_to_a_person() =>
        Folder.Edit("_shared/globals.yaml", "human: {level: hard, call: human}\n", "").In(Nps).Finds("D701", "score:    {ask");

    [Fact]
    public void A_text_question_that_nothing_interrupts_needs_a_way_of_its_own() => Folder.Edit(Nps, "why_low:  {ask: comment,", "why_low:  {ask: comment, interrupt: never,").Finds("D701", "why_low:");

    [Fact]
    public void A_phrase_the_house_forbids_is_refused_where_it_stands() => Folder.Edit("nps/en.yaml", "review_link: Here", "review_link: Please calm down. Here").Finds("D702", "calm down");

    [Fact]
    public void A_phrase_in_another_language_is_refused_too() => Folder.Edit("nps/ru.yaml", "review_link: Здесь", "review_link: Успокойтесь. Здесь").Finds("D702", "Успокойтесь");

    [Fact]
    public void A_phrase_in_a_label_is_refused_too() => Folder.Edit("nps/en.yaml", "review: A review", "review: Calm down").Finds("D702", "Calm down");

    [Fact]
    public void A_phrase_that_only_looks_bad_is_a_warning() => Folder.Edit("nps/en.yaml", "review_link: Here", "review_link: Your last chance. Here").Finds("D702", "last chance");

    [Fact]
    public void A_phrase_inside_a_longer_word_is_another_word() => Assert.Empty(Folder.Edit("nps/en.yaml", "review_link: Here", "review_link: Calm downtown streets. Here").Load().Findings);

    [Fact]
    public void A_phrase_forbidden_as_a_whole_may_stand_in_a_sentence() => Assert.Empty(Folder.Edit("nps/en.yaml", "review_link: Here", "review_link: Shall we say hello? Here").Load().Findings);

    [Fact]
    public void A_dialog_without_a_transcript_is_pointed_out() => Folder.Delete("referral/tests/example.transcript.yaml").In("referral/dialog.yaml").Finds("D901", "dialog: referral");
}
