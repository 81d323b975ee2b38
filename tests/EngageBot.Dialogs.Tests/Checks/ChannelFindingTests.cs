using EngageBot.Dialogs.Checks;

namespace EngageBot.Dialogs.Tests.Checks;

public sealed class ChannelFindingTests : FindingTests
{
    [Fact]
    public void A_long_label_is_pointed_out() => Folder.Edit("complaint/en.yaml", "bill: The bill", "bill: The bill or what we paid there").Finds("D602", "The bill or what");

    [Fact]
    public void A_long_label_with_a_narrow_one_is_fine() =>
        Assert.Empty(Folder.Edit("complaint/en.yaml", "bill: The bill", "bill: {label: The bill or what we paid there, narrow: The bill}").Load().Findings);

    [Fact]
    public void A_narrow_label_must_be_narrow() =>
        Folder.Edit("complaint/en.yaml", "bill: The bill", "bill: {label: The bill or what we paid there, narrow: The bill or what we paid}").Finds("D602", "The bill or what we paid there");

    [Fact]
    public void A_text_longer_than_a_message_is_refused() => Folder.Edit("nps/en.yaml", "review_link: Here you", $"review_link: {new string('x', 4100)} Here you").Finds("D604", "review_link");

    [Fact]
    public void A_question_with_buttons_is_shorter() => Folder.Edit("nps/en.yaml", "share: {ask: Would", $"share: {{ask: {new string('x', 1100)} Would").Finds("D604", "share: {^ask");

    [Fact]
    public void A_slot_counts_with_its_longest_value() =>
        Folder.Edit("nps/en.yaml", "review_link: Here you can write a review.", "review_link: \"{comment}{comment}{comment}{comment}{comment}\"")
            .In("nps/en.yaml").Finds("D604", "review_link", alone: false);

    [Fact]
    public void More_than_ten_choices_are_pointed_out()
    {
        Folder.Edit(Winback, "of: [price, quality, far, moved, forgot, other]", "of: [price, quality, far, moved, forgot, other, r7, r8, r9, r10, r11]");
        Folder.Finds("D606", "reason:\n", alone: false);
    }

    [Fact]
    public void A_photo_that_cannot_be_skipped_is_pointed_out() => Folder.Edit(Complaint, "{ask: photo, skip: register,", "{ask: photo,").Finds("D607", "photo:    {ask");

    [Fact]
    public void A_lint_line_with_a_reason_accepts_a_warning() =>
        Assert.Empty(Folder.Edit(Complaint, "{ask: photo, skip: register,", "{ask: photo,").Edit(Complaint, "\nlint:\n", "\nlint:\n  D607: Only Telegram is connected.\n").Load().Findings);

    [Fact]
    public void A_lint_line_can_name_what_it_accepts()
    {
        Folder.Edit(Complaint, "{ask: photo, skip: register,", "{ask: photo,");
        Assert.Empty(Folder.Edit(Complaint, "\nlint:\n", "\nlint:\n  \"D607 photo\": Only Telegram is connected.\n").Load().Findings);
        Assert.Single(Folder.Edit(Complaint, "D607 photo", "D607 picture").Load().Findings, f => f.Severity == Severity.Warning);
    }

    [Fact]
    public void A_lint_line_needs_a_reason() => Folder.Edit(Complaint, "\nlint:\n", "\nlint:\n  D607: ''\n").Finds("D006", "D607: ^''", alone: false);

    [Fact]
    public void A_lint_line_never_accepts_an_error() =>
        Folder.Edit(Complaint, "do: case.close", "do: case.clos").Edit(Complaint, "\nlint:\n", "\nlint:\n  D401: Later.\n").Finds("D401", "case.clos");
}
