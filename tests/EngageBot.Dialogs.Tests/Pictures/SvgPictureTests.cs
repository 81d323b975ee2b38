using System.Globalization;
using System.Xml.Linq;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Pictures;
using EngageBot.Dialogs.Tests.Engine;

namespace EngageBot.Dialogs.Tests.Pictures;

/// <summary>The drawing of every dialog there is: what a reader needs is there, and nothing lies on anything else.</summary>
public sealed class SvgPictureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly IReadOnlyDictionary<string, int> Nobody = new Dictionary<string, int>();

    public static TheoryData<string, string> Drawings() => new(
        from dialog in Folders.Shipped.Dialogs.Keys from language in (string[])["en", "ru", "sq"] select (dialog, language));

    [Theory]
    [MemberData(nameof(Drawings))]
    public void Every_state_of_a_shipped_dialog_is_drawn_and_no_box_lies_on_another(string dialog, string language)
    {
        var picture = Draw(Folders.Shipped, dialog, language, Nobody);
        var groups = Folders.Shipped.Dialogs[dialog].States.Count(s => s is State.Group);
        Assert.Equal(Folders.Shipped.Dialogs[dialog].States.Length - groups, States(picture).Count());
        Assert.Equal(groups, picture.Descendants(Svg + "rect").Count(r => (string?)r.Attribute("class") == "group"));
        NothingOverlaps(picture);
    }

    [Fact]
    public void Groups_hold_their_states_and_no_other()
    {
        foreach (var (set, dialog) in new[] { (Folders.Cafe, "waiter"), (Folders.Cafe, "rooms"), (Folders.Examples, "complaint") })
        {
            var picture = Draw(set, dialog, "en", Nobody);
            NothingOverlaps(picture);
            foreach (var group in picture.Descendants(Svg + "rect").Where(r => (string?)r.Attribute("class") == "group").Select(Rect))
            {
                var inside = Boxes(picture).Count(b => b.Left >= group.Left && b.Right <= group.Right && b.Top >= group.Top && b.Bottom <= group.Bottom);
                var touching = Boxes(picture).Count(b => b.Left < group.Right && b.Right > group.Left && b.Top < group.Bottom && b.Bottom > group.Top);
                Assert.True(inside > 0);
                Assert.Equal(inside, touching);
            }
        }
    }

    [Fact]
    public void A_reader_who_cannot_see_hears_the_title_every_way_and_every_state()
    {
        var picture = Draw(Folders.Shipped, "human", "en", Nobody);
        Assert.Equal("img", (string?)picture.Attribute("role"));
        Assert.Equal("title desc", (string?)picture.Attribute("aria-labelledby"));
        Assert.Equal("The dialog human, version 1", picture.Element(Svg + "title")!.Value);
        Assert.Contains("message to send.", picture.Element(Svg + "desc")!.Value, StringComparison.Ordinal);
        Assert.All(States(picture), state => Assert.NotEmpty(state.Element(Svg + "title")!.Value));
    }

    [Fact]
    public void Live_runs_are_numbers_on_their_states()
    {
        var picture = Draw(Folders.Shipped, "human", "en", new Dictionary<string, int> { ["message"] = 12 });
        var badge = Assert.Single(picture.Descendants(Svg + "text"), t => (string?)t.Attribute("class") == "count");
        Assert.Equal("12", badge.Value);
        Assert.Contains("Live runs: 12", badge.Parent!.Element(Svg + "title")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Choices_are_shown_by_the_labels_customers_see_in_the_readers_language()
    {
        Assert.Contains(Draw(Folders.Shipped, "menu", "en", Nobody).Descendants(Svg + "text"), t => t.Value == "“My balance”");
        Assert.Contains(Draw(Folders.Shipped, "join", "ru", Nobody).Descendants(Svg + "text"), t => t.Value == "“Да, даю согласие”");
    }

    [Fact]
    public void It_needs_no_script_and_nothing_from_elsewhere()
    {
        foreach (var dialog in Folders.Shipped.Dialogs.Keys)
        {
            var text = DialogPictures.Write(Folders.Shipped, dialog, "svg", "en", Nobody);
            Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("href", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("@import", text, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("prefers-color-scheme: dark", text, StringComparison.Ordinal);
        }
    }

    private static XElement Draw(DialogSet set, string dialog, string language, IReadOnlyDictionary<string, int> live) =>
        XDocument.Parse(DialogPictures.Write(set, dialog, "svg", language, live)).Root!;

    private static IEnumerable<XElement> States(XElement picture) =>
        picture.Descendants(Svg + "g").Where(g => ((string?)g.Attribute("class"))?.StartsWith("state ", StringComparison.Ordinal) == true && g.Element(Svg + "title") is not null);

    private static void NothingOverlaps(XElement picture)
    {
        var boxes = Boxes(picture).ToList();
        for (var one = 0; one < boxes.Count; one++)
            for (var other = one + 1; other < boxes.Count; other++)
                Assert.False(
                    boxes[one].Left < boxes[other].Right && boxes[other].Left < boxes[one].Right && boxes[one].Top < boxes[other].Bottom && boxes[other].Top < boxes[one].Bottom,
                    $"{boxes[one]} lies on {boxes[other]}");
    }

    private static IEnumerable<Box> Boxes(XElement picture) => States(picture).Select(s => Rect(s.Element(Svg + "rect")!));

    private static Box Rect(XElement rect)
    {
        double Number(string name) => double.Parse(rect.Attribute(name)!.Value, CultureInfo.InvariantCulture);
        return new(Number("x"), Number("y"), Number("x") + Number("width"), Number("y") + Number("height"));
    }

    private sealed record Box(double Left, double Top, double Right, double Bottom);
}
