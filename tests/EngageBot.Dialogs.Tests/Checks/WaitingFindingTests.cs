namespace EngageBot.Dialogs.Tests.Checks;

public sealed class WaitingFindingTests : FindingTests
{
    [Fact]
    public void A_question_without_a_timeout_is_refused() =>
        Folder.Edit(Nps, "timeout: {after: 48h, go: no_answer}}\ncancel", "floor: now}\ncancel").Finds("D201", "score:    {ask");

    [Fact]
    public void A_wait_without_a_timeout_is_refused() =>
        Folder.Edit(Complaint, ", timeout: {remind: 3h, after: 24h, go: quiet}}", "}").Edit(Complaint, "waiting:   {wait: manager, timeout: {after: 4wh, go: escalate}}", "waiting:   {wait: manager}")
            .Finds("D201", "waiting:   {wait", alone: false);

    [Fact]
    public void The_timeout_of_a_group_is_enough() =>
        Assert.DoesNotContain(
            Folder.Edit(Complaint, "waiting:   {wait: manager, timeout: {after: 4wh, go: escalate}}", "waiting:   {wait: manager}")
                .Edit(Complaint, "    start: waiting\n", "    start: waiting\n    timeout: {after: 4wh, go: escalate}\n").Load().Findings, f => f.Code == "D201");

    [Fact]
    public void A_question_without_a_retry_policy_is_refused() => Folder.Edit(Nps, "defaults: {retries: {max: 1, go: no_answer}, ", "defaults: {").Finds("D202", "score:    {ask", alone: false);

    [Fact]
    public void A_reminder_after_the_time_is_over_is_refused() => Folder.Edit(Complaint, "{remind: 24h, after: 72h, go: close}", "{remind: 80h, after: 72h, go: close}").Finds("D203", "{remind: 80h");

    [Fact]
    public void A_question_that_takes_anything_is_pointed_out() => Folder.Edit(Winback, "comment: {type: text, max: 500, private: true}", "comment: {type: text, private: true}").Finds("D205", "comment:  {ask");
}
