namespace EngageBot.Dialogs.Tests.Checks;

public sealed class TypeFindingTests : FindingTests
{
    [Fact]
    public void A_word_that_is_none_of_the_choices_is_refused() =>
        Assert.Contains("'solvd' is not one of solved, not_solved", Folder.Edit(Complaint, "verdict == solved", "verdict == solvd").Finds("D301", "solvd").Message, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_name_is_refused_at_its_column() => Folder.Edit(Winback, "now - customer.last_visit > 45d", "now - customer.last_vist > 45d").Finds("D301", "customer.last_vist");

    [Fact]
    public void A_condition_that_is_no_yes_or_no_is_refused() => Folder.Edit(Complaint, "{when: rounds >= 1, go", "{when: rounds + 1, go").Finds("D301", "rounds ^+ 1, go");

    [Fact]
    public void An_expression_that_cannot_be_read_is_refused_where_it_breaks() => Folder.Edit(Complaint, "{rounds: rounds + 1}", "{rounds: rounds + }").Finds("D301", "rounds +^ }", alone: false);

    [Fact]
    public void An_unknown_slot_is_refused() => Folder.Edit(Complaint, "{ask: photo, skip", "{ask: foto, skip").Finds("D301", "foto", alone: false);

    [Fact]
    public void An_assignment_of_the_wrong_type_is_refused() => Folder.Edit(Complaint, "{rounds: rounds + 1}", "{rounds: \"'two'\"}").Finds("D301", "'two'");

    [Fact]
    public void A_choice_the_slot_does_not_have_is_refused() => Folder.Edit(Complaint, "{ask: category, next", "{ask: category, choices: [product, taste], next").Finds("D301", "taste");

    [Fact]
    public void A_suggested_fact_must_exist() => Folder.Edit(Winback, "suggest: callback.slots", "suggest: callback.slot").Finds("D301", "call_at: {type", alone: false);

    [Fact]
    public void A_suggested_fact_must_fit_the_slot() => Folder.Edit("_shared/facts.yaml", "callback.slots: list of datetime", "callback.slots: list of int").In(Winback).Finds("D301", "call_at: {type");

    [Fact]
    public void A_constant_of_the_wrong_type_is_refused() => Folder.Edit(Complaint, "{type: int, start: 0}", "{type: int, start: none}").Finds("D301", "start: ^none", alone: false);

    [Fact]
    public void A_slot_that_some_way_leaves_unset_is_refused() =>
        Folder.Edit(Complaint, "with: {ticket: ticket, text: \"more ?? ''\"}", "with: {ticket: ticket, text: more}").Finds("D303", "text: ^more}");

    [Fact]
    public void A_skipped_question_leaves_its_slot_unset() =>
        Folder.Edit(Winback, "{at: call_at, topic: reason, note: comment}", "{at: call_at, topic: reason, note: comment}\n    note: x").Edit("_shared/actions.schema.json", "\"note\": \"text?\" }, \"results\": {}, \"errors\": [\"slot_taken\"", "\"note\": \"text\" }, \"results\": {}, \"errors\": [\"slot_taken\"")
            .In(Winback).Finds("D303", "topic: reason, note: ^comment}");

    [Fact]
    public void A_condition_that_a_slot_is_set_is_enough() => Assert.Empty(Folder.Load().Findings);

    [Fact]
    public void Without_the_condition_the_same_slot_may_be_unset() =>
        Folder.Edit(Complaint, "[{when: category is set and details is set, go: register}", "[{when: category is set, go: register}").Finds("D303", "text: ^details, photo");

    [Fact]
    public void An_optional_fact_must_not_be_used_as_if_it_were_set() =>
        Folder.Edit("_shared/facts.yaml", "customer.last_visit: datetime", "customer.last_visit: datetime?").In(Winback).Finds("D303", "now - ^customer.last_visit");

    [Fact]
    public void A_slot_nobody_reads_is_pointed_out() => Folder.Edit("complaint/en.yaml", "\"{answer} Is it solved?\"", "Is it solved?")
        .Edit("complaint/ru.yaml", "\"{answer} Вопрос решён?\"", "Вопрос решён?").Edit("complaint/sq.yaml", "\"{answer} A u zgjidh?\"", "A u zgjidh?").In(Complaint).Finds("D304", "answer:   {type");

    [Fact]
    public void A_slot_nobody_writes_is_pointed_out() => Folder.Edit(Complaint, "  answer:   {type: text}", "  answer:   {type: text}\n  never:    {type: int}").Finds("D304", "never:    {");
}
