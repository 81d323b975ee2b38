using System.Text.Json;

namespace EngageBot.Dialogs.Tests.Checks;

public sealed class VersionFindingTests : FindingTests
{
    public VersionFindingTests() => Assert.True(Folder.Load().Set!.WriteLock(Folder.Path));

    [Fact]
    public void A_folder_that_was_locked_loads_again_and_needs_no_new_lock()
    {
        var result = Folder.Load();
        Assert.Empty(result.Findings);
        Assert.False(result.Set!.WriteLock(Folder.Path));
    }

    [Fact]
    public void A_changed_structure_needs_a_new_version() => Folder.Edit(Nps, "{when: score <= 6, go", "{when: score <= 5, go").Finds("D801", "version: ^2");

    [Fact]
    public void A_higher_version_may_have_another_structure() => Assert.Empty(Folder.Edit(Nps, "{when: score <= 6, go", "{when: score <= 5, go").Edit(Nps, "version: 2", "version: 3").Load().Findings);

    [Fact]
    public void Remarks_layout_and_lint_lines_are_no_structure() =>
        Assert.Empty(Folder.Edit(Nps, "why_mid:  {ask: comment,", "why_mid:  {note: \"Eight is fine.\",   'ask':   comment,").Edit(Nps, "lint: {", "lint: {D606: none, ").Load().Findings);

    [Fact]
    public void Going_back_to_an_older_number_is_refused() => Folder.Edit(Nps, "version: 2", "version: 1").Finds("D801", "version: ^1");

    [Fact]
    public void A_removed_state_in_which_runs_may_stand_needs_a_rule() => Rename().Finds("D802", "version: 3");

    [Fact]
    public void A_rule_for_the_removed_state_is_enough() => Assert.Empty(Rename().Edit(Nps, "cancel: {go: no_answer}", "migrate: {2: {states: {why_mid: why_middle}}}\ncancel: {go: no_answer}").Load().Findings);

    [Fact]
    public void A_rule_may_end_the_run_or_call_a_person()
    {
        Assert.Empty(Rename().Edit(Nps, "cancel: {go: no_answer}", "migrate: {2: {states: {why_mid: {end: no_answer}}}}\ncancel: {go: no_answer}").Load().Findings);
        Assert.Empty(Folder.Edit(Nps, "{why_mid: {end: no_answer}}", "{why_mid: human}").Load().Findings);
    }

    [Fact]
    public void Rules_are_followed_from_version_to_version()
    {
        var folder = Rename().Edit(Nps, "cancel: {go: no_answer}", "migrate: {2: {states: {why_mid: why_middle}}}\ncancel: {go: no_answer}");
        Assert.True(folder.Load().Set!.WriteLock(folder.Path));
        folder.Edit(Nps, "go: why_middle}, {go", "go: why_so}, {go").Edit(Nps, "  why_middle:  {", "  why_so:  {").Edit(Nps, "version: 3", "version: 4")
            .Edit(Nps, "{why_mid: why_middle}}}", "{why_mid: why_middle}}, 3: {states: {why_middle: why_so}}}");
        foreach (var language in (string[])["en", "ru", "sq"]) folder.Edit($"nps/{language}.yaml", "why_middle:", "why_so:");
        Assert.Empty(folder.Load().Findings);
    }

    [Fact]
    public void A_state_that_has_become_something_else_needs_a_rule() =>
        Folder.Edit(Nps, "  fix:     {type: choice, of: [yes_fix, no_need]}", "  fix:     {type: bool}").Edit(Nps, "when: fix == yes_fix", "when: fix").Edit(Nps, "version: 2", "version: 3").Finds("D802", "version: 3");

    [Fact]
    public void A_rule_to_a_state_that_does_not_exist_is_refused() =>
        Assert.Equal("Did you mean 'call_at'?", Folder.Edit(Winback, "{phone_time: call_at}", "{phone_time: cal_at}").Finds("D803", "cal_at").Fix);

    [Fact]
    public void A_rule_to_a_state_no_run_can_stand_in_is_refused() => Folder.Edit(Winback, "{phone_time: call_at}", "{phone_time: booked}").Finds("D803", "{phone_time: ^booked");

    [Fact]
    public void A_rule_names_a_state_of_a_group_by_its_name_alone()
    {
        Folder.Edit(Complaint, "version: 4", "version: 5").Edit(Complaint, "migrate: {", "migrate: {4: {states: {waiting: escalated}}, ")
            .Edit(Complaint, "    start: waiting\n", "    start: escalate\n").Edit(Complaint, "      waiting:   {wait: manager, timeout: {after: 4wh, go: escalate}}\n", "");
        Assert.Equal("with_manager.escalated", Folder.Load().Set!.Dialogs["complaint"].Migrate[4].States["with_manager.waiting"].State);
    }

    [Fact]
    public void A_rule_to_a_slot_that_does_not_exist_is_refused() => Folder.Edit(Complaint, "slots: {text: details}", "slots: {text: detail}").Finds("D803", "text: ^detail}");

    [Fact]
    public void A_number_given_twice_is_refused()
    {
        Folder.Write("lock.json", Folder.Read("lock.json").Replace("\"number\": 2", "\"number\": 1", StringComparison.Ordinal));
        Assert.Contains(Folder.Load().Findings, f => f.Code == "D805" && f.At.File.EndsWith("lock.json", StringComparison.Ordinal));
    }

    [Fact]
    public void Numbers_stay_when_a_state_or_choice_goes_and_another_comes()
    {
        var before = Folder.Load().Set!.Dialogs["nps"];
        var after = Rename().Edit(Nps, "of: [review, friend, not_now]", "of: [story, friend, not_now]").Edit(Nps, "when: share == review", "when: share == story")
            .Edit("nps/en.yaml", "review: A review", "story: A story").Edit("nps/ru.yaml", "review: Отзыв", "story: Рассказ").Edit("nps/sq.yaml", "review: Një koment", "story: Një tregim")
            .Edit(Nps, "cancel: {go: no_answer}", "migrate: {2: {states: {why_mid: why_middle}}}\ncancel: {go: no_answer}").Load().Set!.Dialogs["nps"];
        Assert.Equal(before.Find("fix")!.Number, after.Find("fix")!.Number);
        Assert.DoesNotContain(before.States, s => s.Number == after.Find("why_middle")!.Number);
        Assert.Equal(before.Slots["share"].ChoiceNumbers["friend"], after.Slots["share"].ChoiceNumbers["friend"]);
        Assert.Equal(4, after.Slots["share"].ChoiceNumbers["story"]);
        Assert.Equal(before.Number, after.Number);
    }

    [Fact]
    public void Numbers_of_removed_states_stay_in_the_lock()
    {
        var numbers = Numbers("nps");
        var renamed = Rename().Edit(Nps, "cancel: {go: no_answer}", "migrate: {2: {states: {why_mid: why_middle}}}\ncancel: {go: no_answer}");
        renamed.Load().Set!.WriteLock(renamed.Path);
        Assert.Equal(numbers, Numbers("nps").Where(n => n.Key != "why_middle"));
    }

    private Loading.TestFolder Rename()
    {
        foreach (var language in (string[])["en", "ru", "sq"]) Folder.Edit($"nps/{language}.yaml", "why_mid:", "why_middle:");
        return Folder.Edit(Nps, "go: why_mid}, {go", "go: why_middle}, {go").Edit(Nps, "  why_mid:  {", "  why_middle:  {").Edit(Nps, "version: 2", "version: 3");
    }

    private SortedDictionary<string, int> Numbers(string dialog)
    {
        using var json = JsonDocument.Parse(Folder.Read("lock.json"));
        return new(json.RootElement.GetProperty("dialogs").GetProperty(dialog).GetProperty("states").EnumerateObject().ToDictionary(s => s.Name, s => s.Value.GetInt32()));
    }
}
