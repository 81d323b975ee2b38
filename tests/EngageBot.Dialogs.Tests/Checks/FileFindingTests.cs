namespace EngageBot.Dialogs.Tests.Checks;

public sealed class FileFindingTests : FindingTests
{
    [Fact]
    public void An_unknown_key_is_refused_with_the_nearest_known_one()
    {
        var finding = Folder.Edit(Complaint, "{ask: category, next: details}", "{ask: category, nxt: details}").Finds("D001", "category, ^nxt", alone: false);
        Assert.Equal("Did you mean 'next'?", finding.Fix);
    }

    [Fact]
    public void An_unknown_key_at_the_top_is_refused() => Folder.Edit(Complaint, "instances: one_open", "instance: one_open").Finds("D001", "instance:");

    [Fact]
    public void An_unknown_key_in_a_slot_is_refused() => Folder.Edit(Complaint, "{type: photo}", "{type: photo, requird: true}").Finds("D001", "requird");

    [Fact]
    public void A_state_of_two_kinds_is_refused() =>
        Folder.Edit(Complaint, "opened:   {say: opened,", "opened:   {say: opened, do: case.close,").Finds("D002", "opened:   {say", alone: false);

    [Fact]
    public void A_state_of_no_kind_is_refused() => Folder.Edit(Complaint, "opened:   {say: opened,", "opened:   {note: opened,").Finds("D002", "opened:   {note", alone: false);

    [Fact]
    public void A_text_that_starts_with_a_brace_needs_quotes() =>
        Folder.Edit("complaint/en.yaml", "manager_says: \"{text}\"", "manager_says: {text} from us").Finds("D003", "{text} from us");

    [Fact]
    public void A_text_that_is_nothing_but_a_placeholder_needs_quotes() =>
        Folder.Edit("complaint/en.yaml", "manager_says: \"{text}\"", "manager_says: {text}").Finds("D003", "{text}\n", alone: false);

    [Fact]
    public void A_text_that_holds_a_colon_needs_quotes() =>
        Folder.Edit("complaint/en.yaml", "already_open: Your complaint is open already", "already_open: Note: your complaint is open already").Finds("D003", "Note^: your");

    [Fact]
    public void A_comma_within_braces_needs_quotes() =>
        Folder.Edit("complaint/en.yaml", "category: {ask: What went wrong?,", "category: {ask: What went wrong, exactly?,").Finds("D003", "exactly?", alone: false);

    [Fact]
    public void An_anchor_is_refused() => Folder.Edit(Complaint, "slots:\n", "slots: &slots\n").Finds("D004", "&slots");

    [Fact]
    public void An_alias_is_refused() => Folder.Edit(Complaint, "next: photo}", "next: *photo}").Finds("D004", "*photo", alone: false);

    [Fact]
    public void A_merge_key_is_refused() => Folder.Edit(Complaint, "cancel: {go: withdrawn}", "cancel: {<<: {go: withdrawn}, go: withdrawn}").Finds("D004", "<<");

    [Fact]
    public void A_tag_is_refused() => Folder.Edit(Complaint, "{final: abandoned}", "{final: !x abandoned}").Finds("D004", "!x");

    [Fact]
    public void A_key_that_stands_twice_is_refused() =>
        Folder.Edit(Complaint, "  photo:    {ask: photo,", "  details:  {ask: photo, next: photo}\n  photo:    {ask: photo,").Finds("D005", "details:  {ask: photo", alone: false);

    [Fact]
    public void A_text_that_stands_twice_is_refused_however_it_is_written() =>
        Folder.Edit("complaint/en.yaml", "manager_says:", "category.ask: Once more?\nmanager_says:").Finds("D005", "category.ask");

    [Fact]
    public void A_word_where_a_length_of_time_belongs_is_refused() => Folder.Edit(Complaint, "{after: 4wh,", "{after: soon,").Finds("D006", "soon");

    [Fact]
    public void A_wrong_switch_is_refused_with_the_nearest_word() =>
        Assert.Equal("Did you mean 'when_idle'?", Folder.Edit(Complaint, "floor: when_idle", "floor: when_idl").Finds("D006", "when_idl").Fix);

    [Fact]
    public void A_dialog_bears_the_name_of_its_folder() => Folder.Edit(Complaint, "dialog: complaint", "dialog: complain").Finds("D006", "dialog: ^complain");

    [Fact]
    public void Broken_structure_is_refused_where_it_breaks() => Folder.Write(Complaint, "dialog: complaint\nstates: [a, b\nstart: a\n").Finds("D000", "[a, b", alone: false);

    [Fact]
    public void A_missing_file_is_said_to_be_missing()
    {
        var finding = Folder.Delete(Complaint).Load().Findings.First(f => f.Code == "D000");
        Assert.EndsWith("complaint/dialog.yaml", finding.At.File, StringComparison.Ordinal);
        Assert.Equal("The file is missing.", finding.Message);
    }

    [Fact]
    public void A_type_no_one_knows_is_refused_at_its_column() => Folder.Edit("_shared/facts.yaml", "customer.points: int", "customer.points: integer").Finds("D006", "integer", alone: false);

    [Fact]
    public void An_action_schema_with_an_unknown_type_is_refused_at_its_column() =>
        Folder.Edit("_shared/actions.schema.json", "\"score\": \"int\"", "\"score\": \"number\"").Finds("D006", "\"^number\"", alone: false);

    [Fact]
    public void A_pattern_that_could_run_for_ever_is_refused() =>
        Folder.Edit(Complaint, "answer:   {type: text}", "answer:   {type: text, pattern: \"(?=a)b\"}").Finds("D006", "\"(?=a)b\"");
}
