namespace EngageBot.Dialogs.Tests.Checks;

public sealed class GraphFindingTests : FindingTests
{
    [Fact]
    public void A_state_nobody_reaches_is_refused() =>
        Folder.Edit(Complaint, "  abandoned: {final: abandoned}", "  abandoned: {final: abandoned}\n  lost:      {final: lost}").Finds("D101", "lost:      {");

    [Fact]
    public void A_group_nobody_reaches_is_told_once()
    {
        Folder.Edit(Complaint, "next: with_manager}\n", "next: check}\n").Edit(Complaint, "next: with_manager, fail: person}", "next: check, fail: person}")
            .Edit(Complaint, ", wait_owner: escalated}", "}").Finds("D101", "with_manager:\n", alone: false);
        Assert.Single(Folder.Load().Findings, f => f.Code == "D101");
    }

    [Fact]
    public void A_state_that_only_an_old_version_leads_to_is_reached() => Assert.Empty(Folder.Load().Findings);

    [Fact]
    public void A_target_that_does_not_exist_is_refused_with_the_nearest_name()
    {
        var finding = Folder.Edit(Complaint, "{ask: category, next: details}", "{ask: category, next: detials}").Finds("D102", "detials");
        Assert.Equal("Did you mean 'details'?", finding.Fix);
    }

    [Fact]
    public void A_target_in_a_line_is_checked_too() => Folder.Edit(Complaint, "{when: rounds >= 1, go: person}", "{when: rounds >= 1, go: persn}").Finds("D102", "persn");

    [Fact]
    public void A_history_of_a_state_that_is_no_group_is_refused() =>
        Folder.Edit(Complaint, "{text: event.text}}", "{text: event.text}, go: {history: check}}").Finds("D102", "history: ^check");

    [Fact]
    public void A_first_state_that_does_not_exist_is_refused() => Folder.Edit(Complaint, "start: category", "start: kategory").Finds("D102", "kategory");

    [Fact]
    public void States_that_only_lead_to_each_other_have_no_end() =>
        Folder.Edit(Nps, "  thanks_end:   {final: answered, say: thanks}", "  thanks_end:   {ask: comment, retries: {max: 1, go: thanks_end}, timeout: {after: 1h, go: thanks_end}, next: thanks_end}")
            .Edit(Nps, "cancel: {go: no_answer}\n", "").Finds("D103", "thanks_end:   {ask", alone: false);

    [Fact]
    public void A_wait_that_nothing_ends_but_itself_has_no_end() =>
        Folder.Edit(Complaint, "escalated: {wait: owner, timeout: {after: 24h, go: person}}", "escalated: {wait: owner, timeout: {after: 24h, go: person}}\n      stuck: {wait: owner, timeout: {after: 1h, go: stuck}}")
            .Edit(Complaint, "next: escalated, fail", "next: stuck, fail").Edit(Complaint, "      case.resolved: {set: {answer: event.text}, go: check}\n", "")
            .Edit(Complaint, "cancel: {go: withdrawn}\n", "").Finds("D103", "stuck: {wait", alone: false);

    [Fact]
    public void A_state_that_does_not_lead_on_is_refused() => Folder.Edit(Complaint, "{say: opened, next: with_manager}", "{say: opened}").Finds("D103", "opened:   {say", alone: false);

    [Fact]
    public void A_circle_of_actions_without_a_wait_is_refused()
    {
        var finding = Folder.Edit(Winback, "save_reason: {do: churn.record, with: {reason: reason, note: comment}, next: polite_end, fail: polite_end}",
            "save_reason: {do: churn.record, with: {reason: reason, note: comment}, next: polite_end, fail: again}\n  again:       {say: slot_taken, next: save_reason}")
            .Finds("D104", "save_reason: {do", alone: false);
        Assert.Contains("save_reason → again → save_reason", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_through_a_question_is_no_loop() =>
        Assert.DoesNotContain(Folder.Edit(Nps, "review_link, go: thanks_end}", "review_link, go: share}").Load().Findings, f => f.Code == "D104");

    [Fact]
    public void A_circle_through_a_dialog_that_asks_nothing_is_a_loop() =>
        Folder.Edit(Nps, "{call: referral, next: thanks_end}", "{call: referral, next: referral}").Finds("D104", "referral:     {call", alone: false);

    [Fact]
    public void A_circle_through_an_action_that_answers_later_is_no_loop() =>
        Assert.DoesNotContain(Folder.Edit(Winback, "say: slot_taken, go: call_at}", "say: slot_taken, go: book}").Load().Findings, f => f.Code == "D104");

    [Fact]
    public void A_last_line_with_a_condition_is_refused() => Folder.Edit(Nps, "{when: score <= 8, go: why_mid}, {go: share}]", "{when: score <= 8, go: why_mid}]").Finds("D105", "{when: score <= 8", alone: false);

    [Fact]
    public void An_action_that_may_fail_needs_fail() => Folder.Edit(Complaint, "next: resolved, fail: resolved}", "next: resolved}").Finds("D106", "close:    {do");

    [Fact]
    public void An_action_nobody_waits_for_must_not_fail() =>
        Folder.Edit(Complaint, "opened:   {say: opened,", "opened:   {say: opened, enter: [{do: case.close, with: {ticket: ticket}}],").Finds("D106", "enter: [{do: ^case.close");

    [Fact]
    public void A_line_after_one_without_a_condition_is_refused() =>
        Folder.Edit(Nps, "[{when: score <= 6, go: why_low}, {when: score <= 8, go: why_mid}, {go: share}]", "[{when: score <= 6, go: why_low}, {go: share}, {when: score <= 8, go: why_mid}]")
            .Finds("D107", "{when: score <= 8", alone: false);

    [Fact]
    public void A_line_that_a_wider_one_covers_is_pointed_out() =>
        Folder.Edit(Nps, "[{when: score <= 6, go: why_low}, {when: score <= 8, go: why_mid}", "[{when: score <= 8, go: why_mid}, {when: score <= 6, go: why_low}").Finds("D108", "{when: score <= 6");

    [Fact]
    public void An_event_nobody_sends_is_refused() =>
        Assert.Equal("Did you mean 'case.resolved'?", Folder.Edit(Complaint, "case.resolved: {set", "case.resolvd: {set").Finds("D109", "case.resolvd", alone: false).Fix);

    [Fact]
    public void Two_dialogs_with_one_command_are_refused() =>
        Folder.Edit(Nps, "starts: {play: true}", "starts: {play: true, command: human}").Finds("D111", "{play: true, command");

    [Fact]
    public void Two_dialogs_with_one_word_are_pointed_out() =>
        Folder.Edit("human/dialog.yaml", "starts: {command: human,", "starts: {command: human, keywords: true,").Edit("human/ru.yaml", "words.command", "words.start: [человек]\nwords.command")
            .Edit("human/sq.yaml", "words.command", "words.start: [person]\nwords.command").Edit("human/en.yaml", "words.command", "words.start: [Complaint]\nwords.command").Finds("D111", "words.start");

    [Fact]
    public void A_group_says_where_it_starts() => Folder.Edit(Complaint, "    start: waiting\n", "").Finds("D110", "with_manager:\n");
}
