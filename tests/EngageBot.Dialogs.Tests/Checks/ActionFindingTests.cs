namespace EngageBot.Dialogs.Tests.Checks;

public sealed class ActionFindingTests : FindingTests
{
    [Fact]
    public void An_unknown_action_is_refused_with_the_nearest_one() =>
        Assert.Equal("Did you mean 'case.close'?", Folder.Edit(Complaint, "do: case.close", "do: case.clos").Finds("D401", "case.clos").Fix);

    [Fact]
    public void An_unknown_action_of_a_global_command_is_refused() => Folder.Edit("_shared/globals.yaml", "consent.withdraw", "consent.withdrw").Finds("D401", "consent.withdrw");

    [Fact]
    public void An_unknown_parameter_is_refused() => Folder.Edit(Complaint, "{ticket: ticket, to: owner}", "{ticket: ticket, to: owner, loud: true}").Finds("D402", "loud: ^true");

    [Fact]
    public void A_missing_parameter_is_refused() => Folder.Edit(Complaint, "{ticket: ticket, to: owner}", "{ticket: ticket}").Finds("D402", "do: ^case.escalate");

    [Fact]
    public void A_parameter_of_the_wrong_type_is_refused() => Folder.Edit(Nps, "score: score, visit", "score: \"'ten'\", visit").Finds("D403", "'ten'");

    [Fact]
    public void A_parameter_that_is_none_of_the_choices_is_refused() => Folder.Edit(Complaint, "to: owner}", "to: boss}").Finds("D403", "to: ^boss");

    [Fact]
    public void A_result_that_does_not_exist_is_refused() => Folder.Edit(Complaint, "save: {ticket: result.id}", "save: {ticket: result.number}").Finds("D404", "result.number");

    [Fact]
    public void A_dialog_that_does_not_exist_is_refused() => Folder.Edit(Nps, "{call: referral,", "{call: referal,").Finds("D405", "referal,");

    [Fact]
    public void A_dialog_that_cannot_be_called_is_refused() => Folder.Edit("referral/dialog.yaml", "starts: {call: true}", "starts: {keywords: false}").In(Nps).Finds("D405", "{call: ^referral");

    [Fact]
    public void A_slot_the_called_dialog_does_not_have_is_refused() => Folder.Edit(Nps, "with: {details: comment}", "with: {detail: comment}").Finds("D402", "detail: ^comment");

    [Fact]
    public void Dialogs_that_call_each_other_are_refused() =>
        Folder.Edit("referral/dialog.yaml", "next: done}", "next: again}\n  again: {call: nps, next: done}").Edit(Nps, "starts: {play: true}", "starts: {play: true, call: true}").Finds("D406", "{call: ^referral", alone: false);

    [Fact]
    public void An_error_code_that_does_not_exist_is_refused() =>
        Assert.Equal("Did you mean 'slot_taken'?", Folder.Edit(Winback, "error.code == 'slot_taken'", "error.code == 'slot_takn'").Finds("D407", "'slot_takn'").Fix);

    [Fact]
    public void An_answer_cannot_be_changed_across_an_action_that_must_not_run_twice() =>
        Folder.Edit("_shared/actions.schema.json", "\"survey.record\", \"mode\": \"transaction\", \"mayFail\": true, \"repeatable\": true", "\"survey.record\", \"mode\": \"transaction\", \"mayFail\": true, \"repeatable\": false")
            .In(Nps).Finds("D408", "score:    {ask");
}
