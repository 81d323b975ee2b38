using EngageBot.Dialogs.Checks;

namespace EngageBot.Dialogs.Tests.Checks;

/// <summary>D104 in silence, D302, D305, D505, D704–D706, D804 and D806 beyond their plainest case.</summary>
public sealed class MoreFindingTests : FindingTests
{
    [Fact]
    public void A_circle_of_timeouts_in_which_the_bot_talks_is_pointed_out() =>
        Assert.Equal(Severity.Warning, Folder.Edit(Nps, "timeout: {after: 48h, go: save_comment}", "timeout: {after: 48h, go: fix}").Finds("D104", "fix:\n    ask").Severity);

    [Fact]
    public void No_time_at_all_is_no_timeout() => Folder.Edit(Complaint, "{after: 4wh,", "{after: 0m,").Finds("D006", "0m");

    [Theory]
    [InlineData("rounds >= 1", "1 > 2", "1 > 2", false)]
    [InlineData("rounds >= 1", "hour(now) > 23", "hour(now) > 23", false)]
    [InlineData("rounds >= 1", "rounds == rounds", "rounds == rounds", true)]
    [InlineData("rounds >= 1", "rounds < 2 and rounds > 5", "rounds < 2 and", false)]
    [InlineData("rounds >= 1", "length(details ?? '') < 0", "length(details", false)]
    public void A_settled_comparison_says_how_it_comes_out(string from, string to, string place, bool holds)
    {
        var message = Found(Complaint, from, to, "D302");
        Assert.Contains($"always {(holds ? "true" : "false")} in '{to}'", message, StringComparison.Ordinal);
        Assert.Contains(place, Folder.Read(Complaint), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_of_a_number_settle_a_comparison_only_where_answers_alone_fill_it()
    {
        Folder.Edit(Complaint, "  rounds:   {type", "  stars:    {type: int, min: 1, max: 5}\n  rounds:   {type").Edit(Complaint, "  more:     {ask: more,", "  stars:    {ask: stars, next: more}\n  more:     {ask: more,")
            .Edit(Complaint, "{go: more}]", "{go: stars}]").Edit(Complaint, "next: reopen}\n", "next: [{when: stars > 5, go: person}, {go: reopen}]}\n");
        Assert.Contains(Folder.Load().Findings, f => f.Code == "D302" && f.Message.StartsWith("This is always false", StringComparison.Ordinal));
        Folder.Edit(Complaint, "set: {rounds: rounds + 1}", "set: {rounds: rounds + 1, stars: rounds}");
        Assert.DoesNotContain(Folder.Load().Findings, f => f.Code == "D302");
    }

    [Theory]
    [InlineData("\"Look: https://shop.example/?q={details}\"", true)]
    [InlineData("\"https://shop.example/ {details}\"", false)]
    [InlineData("\"https://shop.example/{ticket}\"", false)]
    [InlineData("\"{details}\"", false)]
    public void Private_words_may_be_said_but_stand_in_no_address(string text, bool found) => Assert.Equal(found,
        Folder.Edit("complaint/en.yaml", "opened: \"Your complaint {ticket} is with a person.\"", $"opened: {text}").Load().Findings.Any(f => f.Code == "D305"));

    [Fact]
    public void A_change_in_one_language_stays_noted_until_the_others_follow()
    {
        Lock();
        Folder.Edit("nps/en.yaml", "What went wrong?", "What happened?");
        Assert.Equal(["ru", "sq"], Behind());
        Lock();
        Assert.Equal(["ru", "sq"], Behind());
        Folder.Edit("nps/ru.yaml", "Что было не так?", "Что случилось?");
        Assert.Equal(["sq"], Behind());
        var sq = Folder.Read("nps/sq.yaml").Split('\n').First(l => l.StartsWith("why_low:", StringComparison.Ordinal));
        Folder.Edit("nps/sq.yaml", sq, "why_low: {ask: Çfarë ndodhi?}");
        Assert.Empty(Behind());
        Lock();
        Assert.Empty(Behind());
    }

    [Fact]
    public void A_slip_of_the_pen_in_one_language_is_let_be_by_a_lint_line_and_then_forgotten()
    {
        Lock();
        Folder.Edit("nps/en.yaml", "What went wrong?", "What went so wrong?").Edit(Nps, "lint: {", "lint: {\"D505 why_low.ask\": Only a slip of the pen., ");
        Assert.Empty(Behind());
        Lock();
        Folder.Edit(Nps, "\"D505 why_low.ask\": Only a slip of the pen., ", "");
        Assert.Empty(Behind());
    }

    [Fact]
    public void A_promotion_that_begins_with_another_dialogs_words_has_no_stop_button() =>
        Folder.Edit(Winback, "start: offer\n", "start: hello\n").Edit(Winback, "states:\n", "states:\n  hello: {call: referral, next: offer}\n").Finds("D704", "call: ^referral");

    [Theory]
    [InlineData("Обещаем скидку.", true)]
    [InlineData("Обещаем скидку, условия здесь, https://shop.example/terms", false)]
    [InlineData("Обещаем подарок.", false)]
    public void A_promise_of_a_discount_names_its_terms(string text, bool found) => Assert.Equal(found,
        Folder.Edit("nps/ru.yaml", "review_link: Здесь можно написать отзыв.", $"review_link: {text}").Load().Findings.Any(f => f.Code == "D705"));

    [Fact]
    public void Two_ways_to_ask_count_once_and_circles_do_not_count_twice() => Assert.DoesNotContain(
        Folder.Edit(Nps, "next: save_comment}\n  fix:", "next: why_low}\n  fix:").Load().Findings, f => f.Code == "D706");

    [Fact]
    public void A_map_for_a_version_that_is_not_older_is_never_used()
    {
        Lock();
        Folder.Edit(Nps, "cancel: {go", "migrate: {7: {states: {score: fix}}}\ncancel: {go").Finds("D806", "7: {states");
    }

    [Fact]
    public void A_new_slot_with_a_start_needs_nothing_of_older_runs()
    {
        Lock();
        Folder.Edit(Nps, "slots:\n", "slots:\n  mood: {type: int, start: 3}\n").Edit(Nps, "kind: nps, score: score", "kind: nps, score: mood").Edit(Nps, "version: 2", "version: 3");
        Assert.DoesNotContain(Folder.Load().Findings, f => f.Code == "D804");
    }

    [Fact]
    public void A_lock_of_before_says_nothing_about_slots_and_accuses_nobody()
    {
        Lock();
        var text = Folder.Read("lock.json");
        for (var at = text.IndexOf("\"set\": {", StringComparison.Ordinal); at >= 0; at = text.IndexOf("\"set\": {", StringComparison.Ordinal))
            text = text.Remove(at, text.IndexOf('}', at) + 1 - at).TrimEnd();
        Folder.Write("lock.json", System.Text.RegularExpressions.Regex.Replace(text, @",\s*\}", "}"));
        SeededDefect.All.Single(d => d.Code == "D804").Edit(Folder);
        Assert.DoesNotContain(Folder.Load().Findings, f => f.Code is "D804" or "D000");
    }

    private void Lock() => Folder.Load().Set!.WriteLock(Folder.Path);

    private string[] Behind() => [.. Folder.Load().Findings.Where(f => f.Code == "D505").Select(f => Path.GetFileNameWithoutExtension(f.At.File))];

    private string Found(string file, string from, string to, string code) => Folder.Edit(file, from, to).Load().Findings.First(f => f.Code == code).Message;
}
