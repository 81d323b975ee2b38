using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EngageBot.Dialogs;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Conversations.Windows;

/// <summary>A template as the dialogs have it, in one language: what is handed to the platform to be approved.</summary>
/// <param name="Body">With its variables as <c>{{1}}</c>, <c>{{2}}</c>.</param>
/// <param name="Examples">A value for each variable: whoever approves it wants to see one.</param>
/// <param name="Buttons">Quick replies below it.</param>
/// <param name="Users">The dialogs that say it.</param>
internal sealed record TemplateDraft(
    string Name, string Language, TemplateCategory Category, string Body, ImmutableArray<string> Examples, ImmutableArray<string> Buttons, ImmutableArray<string> Users,
    string? Footer = null)
{
    /// <summary>Announces a broadcast that names no template of its own.</summary>
    public const string Broadcasts = "news_waiting";

    private const string WhatsApp = "whatsapp";

    /// <summary>A quick reply's label (WhatsApp, read 2026-11).</summary>
    private const int LongestButton = 25;
    private const int MostButtons = 10;
    private const int LongestFooter = 60;

    /// <summary>How to hear no more offers: below each template of offers, in the shared texts.</summary>
    private const string FooterText = "offers_footer";

    /// <summary>Every template that the dialogs have words for, by name and language.</summary>
    public static ImmutableArray<TemplateDraft> All(DialogSet set)
    {
        var drafts = ImmutableArray.CreateBuilder<TemplateDraft>();
        foreach (var language in set.Languages)
        {
            var said = set.Dialogs.Values.OrderBy(dialog => dialog.Name, StringComparer.Ordinal)
                .SelectMany(dialog => dialog.States.Where(state => state.Template.ContainsKey(WhatsApp)).Select(state => (Dialog: dialog, State: state)))
                .GroupBy(use => use.State.Template[WhatsApp]);
            foreach (var uses in said)
            {
                var (dialog, state) = uses.First();
                var catalogue = set.For(dialog.Name, language, informal: false);
                if (!catalogue.TemplateTexts.TryGetValue(uses.Key, out var words)) continue;
                var footer = dialog.Purpose is Purpose.Marketing ? FooterIn(set, language) : null;
                drafts.Add(Of(uses.Key, language, dialog.Purpose is Purpose.Service ? TemplateCategory.Utility : TemplateCategory.Marketing, words,
                    ButtonsOf(dialog, state, catalogue), [.. uses.Select(use => use.Dialog.Name).Distinct()]) with { Footer = footer });
            }
            foreach (var (name, words) in set.SharedTexts(language, informal: false).TemplateTexts)
                drafts.Add(name == Broadcasts
                    ? Of(name, language, TemplateCategory.Marketing, words, [], ["broadcasts"]) with { Footer = FooterIn(set, language) }
                    : Of(name, language, TemplateCategory.Utility, words, [], ["words of staff"]));
        }
        return [.. drafts.OrderBy(draft => draft.Name, StringComparer.Ordinal).ThenBy(draft => draft.Language, StringComparer.Ordinal)];
    }

    /// <summary>What WhatsApp would not take about it; the checker finds the same in dialogs.</summary>
    public IEnumerable<string> Wrong()
    {
        if (Body.Length > TemplateWording.LongestBody) yield return $"it has {Body.Length} characters, {TemplateWording.LongestBody} can be sent";
        if (Body.StartsWith("{{", StringComparison.Ordinal) || Body.EndsWith("}}", StringComparison.Ordinal)) yield return "it begins or ends with a variable";
        if (Body.Replace(" ", "", StringComparison.Ordinal).Contains("}}{{", StringComparison.Ordinal)) yield return "two variables touch";
        if (Buttons.FirstOrDefault(label => label.Length > LongestButton) is { } label) yield return $"the button '{label}' has more than {LongestButton} characters";
    }

    /// <summary>The request that makes it.</summary>
    /// <param name="language">As the platform calls it.</param>
    public JsonObject Request(string language)
    {
        var request = Components();
        request["name"] = Name;
        request["language"] = language;
        request["category"] = Category.ToString().ToUpperInvariant();
        return request;
    }

    /// <summary>The request that gives a known one these words.</summary>
    public JsonObject Components()
    {
        var body = new JsonObject { ["type"] = "BODY", ["text"] = Body };
        if (!Examples.IsEmpty) body["example"] = new JsonObject { ["body_text"] = new JsonArray(new JsonArray([.. Examples.Select(example => JsonValue.Create(example))])) };
        var components = new JsonArray(body);
        if (Footer is not null) components.Add((JsonNode)new JsonObject { ["type"] = "FOOTER", ["text"] = Footer });
        if (!Buttons.IsEmpty)
            components.Add((JsonNode)new JsonObject
            {
                ["type"] = "BUTTONS", ["buttons"] = new JsonArray([.. Buttons.Select(label => new JsonObject { ["type"] = "QUICK_REPLY", ["text"] = label })]),
            });
        return new JsonObject { ["components"] = components };
    }

    private static TemplateDraft Of(
        string name, string language, TemplateCategory category, TextTemplate words, ImmutableArray<string> buttons, ImmutableArray<string> users)
    {
        var body = new StringBuilder();
        var examples = ImmutableArray.CreateBuilder<string>();
        foreach (var segment in words.Segments)
        {
            var bold = segment.Bold ? "*" : "";
            if (segment is TextSegment.Placeholder shown)
            {
                examples.Add(Example(shown));
                body.Append(CultureInfo.InvariantCulture, $"{bold}{{{{{examples.Count}}}}}{bold}");
            }
            else
            {
                body.Append(bold).Append(((TextSegment.Literal)segment).Text).Append(bold);
            }
        }
        return new(name, language, category, body.ToString(), examples.ToImmutable(), buttons, users);
    }

    /// <summary>A choice's labels, in the order of the message's own buttons: what stands for what is told by their place. Where they do not fit, words do the same.</summary>
    private static ImmutableArray<string> ButtonsOf(Dialog dialog, State state, Catalogue catalogue)
    {
        var labels = new List<string>();
        if (state is State.Ask ask && dialog.Slots.TryGetValue(ask.Slot, out var slot) && slot.Suggest is null && !slot.Type.Members.IsEmpty)
        {
            labels.AddRange((ask.Choices ?? slot.Type.Members).Select(member => catalogue.Option(slot.Name, member)).OfType<OptionText>().Select(option => option.Narrow ?? option.Label));
            if (labels.Count > MostButtons || labels.Any(label => label.Length > LongestButton)) labels.Clear();
        }
        return [.. labels];
    }

    private static string? FooterIn(DialogSet set, string language) =>
        set.SharedTexts(language, informal: false).Find(FooterText) is { Entry: TextEntry.Plain { Template.Source: { Length: <= LongestFooter } words } } ? words : null;

    /// <summary>Something such as will stand there.</summary>
    private static string Example(TextSegment.Placeholder shown) => shown.Filter switch
    {
        TextFilter.Date => "24 December 2026",
        TextFilter.DateTime => "24 December 2026, 18:00",
        TextFilter.Time => "18:00",
        TextFilter.Money => "12.50 €",
        TextFilter.Unit or TextFilter.Change or TextFilter.Number or TextFilter.Signed => "120",
        _ => shown.Path[(shown.Path.LastIndexOf('.') + 1)..] switch
        {
            "name" or "title" => "Café Drita",
            "number" or "points" or "people" or "least" => "12",
            "most" => "20",
            "code" or "pass" => "K7F2-9QXA",
            "shop" or "place" => "Rruga e Durrësit 12",
            var other => other.Replace('_', ' '),
        },
    };
}
