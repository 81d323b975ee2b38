using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using EngageBot.Channels.WhatsApp;
using EngageBot.Dialogs.Engine;
using EngageBot.Tests.Support.FakeWhatsApp;
using FsCheck;
using FsCheck.Fluent;

namespace EngageBot.Tests.Channels.WhatsApp;

public class WhatsAppPlanTests
{
    [Theory, InlineData(1, "button"), InlineData(3, "button"), InlineData(4, "list"), InlineData(10, "list")]
    public void Up_to_three_choices_are_buttons_and_up_to_ten_a_list(int count, string type) =>
        Assert.Equal(type, (string?)Assert.IsType<WhatsAppStep.Choice>(Assert.Single(Plan(Message("Which?", Labels(count))))).Interactive["type"]);

    [Fact]
    public void More_than_ten_choices_are_numbers_to_type()
    {
        var words = Assert.IsType<WhatsAppStep.Words>(Assert.Single(Plan(Message("Which?", Labels(12)))));
        Assert.StartsWith("Which?\n\n1. Label 1\n2. Label 2", words.Body, StringComparison.Ordinal);
        Assert.EndsWith("12. Label 12", words.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scale_that_is_typed_is_not_numbered_again() =>
        Assert.Equal("From 0 to 10?", Assert.IsType<WhatsAppStep.Words>(Assert.Single(Plan(Message("From 0 to 10?", [.. Enumerable.Range(0, 11).Select(n => $"{n}")])))).Body);

    [Fact]
    public void A_label_too_long_for_a_button_makes_a_list_in_which_it_stands_whole()
    {
        const string Long = "Somebody should call me back in the evening";
        var rows = Assert.IsType<WhatsAppStep.Choice>(Assert.Single(Plan(Message("How?", ["Now", Long])))).Interactive["action"]!["sections"]![0]!["rows"]!.AsArray();
        Assert.Equal(Long, (string?)rows[1]!["description"]);
        Assert.Null(rows[0]!["description"]);
    }

    [Fact]
    public void Labels_are_never_alike_after_cutting_nor_longer_than_allowed() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyArray<string?>>().Generator.Select(labels => labels.Get.Take(10).Select(l => (l ?? "") + new string('x', 30)).ToArray()).ToArbitrary(),
        labels =>
        {
            var cut = EngageBot.Channels.WhatsApp.Labels.Cut(labels, 20);
            return cut.Count == labels.Length && cut.Distinct(StringComparer.OrdinalIgnoreCase).Count() == cut.Count && cut.TrueForAll(l => l.Length is > 0 and <= 20 && !l.Contains('\n', StringComparison.Ordinal));
        }));

    [Fact]
    public void Long_words_go_in_pieces_and_the_buttons_hang_on_the_last()
    {
        var text = string.Join(' ', Enumerable.Repeat("кофе", 2000));
        var steps = Plan(Message(text, ["Yes", "No"]));
        Assert.All(steps.SkipLast(1), step => Assert.InRange(Assert.IsType<WhatsAppStep.Words>(step).Body.EnumerateRunes().Count(), 1, 4096));
        var choice = Assert.IsType<WhatsAppStep.Choice>(steps[^1]);
        Assert.InRange(((string)choice.Interactive["body"]!["text"]!).EnumerateRunes().Count(), 1, 1024);
        var whole = string.Concat(steps.SkipLast(1).Select(s => ((WhatsAppStep.Words)s).Body)) + (string)choice.Interactive["body"]!["text"]!;
        Assert.Equal(text, whole);
    }

    [Fact]
    public void A_character_of_two_units_counts_once() => Assert.Single(Plan(Message(string.Concat(Enumerable.Repeat("😀", 4096)))));

    [Fact]
    public void One_link_is_a_button_and_several_are_read_in_the_words()
    {
        var one = Message("Look", []) with { Buttons = [new Button("Our page", "", Link: new Uri("https://shop.example/a"))] };
        Assert.Equal("cta_url", (string?)Assert.IsType<WhatsAppStep.Choice>(Assert.Single(Plan(one))).Interactive["type"]);
        var several = one with { Buttons = one.Buttons.Add(new Button("Yes", "token")) };
        var choice = Assert.IsType<WhatsAppStep.Choice>(Assert.Single(Plan(several)));
        Assert.Contains("Our page: https://shop.example/a", (string)choice.Interactive["body"]!["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Bold_words_stand_between_asterisks_unless_that_would_come_out_wrong()
    {
        Assert.Equal("You have *12 points*.", Words(new FormattedText("You have 12 points.", [new(9, 9)])));
        Assert.Equal("Dear A*B, welcome", Words(new FormattedText("Dear A*B, welcome", [new(5, 3)])));
        Assert.Equal("half of a word", Words(new FormattedText("half of a word", [new(1, 3)])));

        static string Words(FormattedText text) => Assert.IsType<WhatsAppStep.Words>(Assert.Single(Plan(new OutgoingMessage { Text = text, Language = "en" }))).Body;
    }

    [Fact]
    public void A_picture_stands_above_the_words_of_a_message_with_buttons()
    {
        var message = Message("Come in", ["Yes", "No"]) with { Attachment = new MessageAttachment("picture", "https://shop.example/a.jpg", null) };
        Assert.IsType<MediaSource.Link>(Assert.IsType<WhatsAppStep.Choice>(Assert.Single(Plan(message))).Header);
        var listed = message with { Buttons = Message("", Labels(5)).Buttons };
        Assert.Collection(Plan(listed), step => Assert.IsType<WhatsAppStep.File>(step), step => Assert.IsType<WhatsAppStep.Choice>(step));
    }

    /// <summary>Whatever a dialog may say goes through the strict platform's own rules.</summary>
    [Fact]
    public void No_message_breaks_the_platforms_limits() => Check.QuickThrowOnFailure(Prop.ForAll(
        (from words in ArbMap.Default.ArbFor<NonNull<string>>().Generator
         from buttons in Gen.Choose(0, 14)
         from length in Gen.Choose(0, 9000)
         select (Words: words.Get, Buttons: buttons, Length: length)).ToArbitrary(), given =>
        {
            var (words, buttons, length) = given;
            var text = $"a{words}{new string('z', length)}";
            var labels = Enumerable.Range(0, buttons).Select(n => words + n).ToArray();
            return Plan(Message(text, labels)).All(step => Wrong(step) is null);
        }));

    private static string? Wrong(WhatsAppStep step)
    {
        var (type, content) = step switch
        {
            WhatsAppStep.Words words => ("text", new JsonObject { ["body"] = words.Body }),
            WhatsAppStep.Choice choice => ("interactive", choice.Interactive),
            _ => throw new InvalidOperationException("Only words and choices were asked for."),
        };
        var body = new JsonObject { ["messaging_product"] = "whatsapp", ["recipient_type"] = "individual", ["to"] = "+355691234567", ["type"] = type, [type] = content.DeepClone() };
        return GraphChecks.Message(JsonElement.Parse(body.ToJsonString()));
    }

    private static IReadOnlyList<WhatsAppStep> Plan(OutgoingMessage message)
    {
        var plan = WhatsAppPlan.Of(message);
        Assert.Null(plan.Problem);
        return plan.Steps;
    }

    private static string[] Labels(int count) => [.. Enumerable.Range(1, count).Select(n => $"Label {n}")];

    private static OutgoingMessage Message(string text, params string[] labels) =>
        new() { Text = FormattedText.FromPlain(text), Language = "en", Buttons = [.. labels.Select((label, n) => new Button(label, $"token-{n}")).ToImmutableArray()] };
}
