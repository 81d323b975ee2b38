using EngageBot.Conversations.Windows;
using EngageBot.Dialogs;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Conversations.Windows;

/// <summary>The shipped dialogs' templates, as they are handed to WhatsApp.</summary>
public sealed class TemplateDraftTests
{
    private static readonly DialogSet _set = DialogSet.Load(Path.Combine(Repository.Root, "dialogs")).Set!;

    private static readonly TemplateDraft[] _drafts = [.. TemplateDraft.All(_set)];

    [Fact]
    public void Each_is_in_three_languages_with_as_many_variables_and_as_whatsapp_takes_it()
    {
        Assert.All(_drafts, draft => Assert.Empty(draft.Wrong()));
        Assert.All(_drafts, draft => Assert.Equal(draft.Examples.Length, TemplateWording.VariablesOf(draft.Body)));
        Assert.All(_drafts.GroupBy(draft => draft.Name), all =>
        {
            Assert.Equal(["en", "ru", "sq"], all.Select(draft => draft.Language));
            Assert.Single(all.Select(draft => (draft.Examples.Length, draft.Buttons.Length, draft.Category)).Distinct());
            Assert.Equal(3, all.Select(draft => draft.Body).Distinct().Count());
        });
        Assert.All(_drafts, draft => Assert.DoesNotContain("", draft.Examples));
    }

    [Fact]
    public void What_a_play_begins_with_has_one()
    {
        var named = _drafts.Select(draft => draft.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var dialog in _set.Dialogs.Values.Where(dialog => dialog.Starts.Play))
            Assert.True(dialog.States.Any(state => state.Template.GetValueOrDefault("whatsapp") is { } name && named.Contains(name)), dialog.Name);
    }

    [Fact]
    public void Offers_say_how_they_end_and_choices_are_buttons()
    {
        var winback = Assert.Single(_drafts, draft => draft is { Name: "winback", Language: "en" });
        Assert.Equal(TemplateCategory.Marketing, winback.Category);
        Assert.Contains("STOP", winback.Footer, StringComparison.Ordinal);
        Assert.Equal(["Yes", "Call me later", "No, thank you"], winback.Buttons);
        Assert.Equal(
            """{"components":[{"type":"BODY","text":"We miss you at {{1}}. Is now a good moment for one question? Please choose an answer.","example":{"body_text":[["Caf\u00E9 Drita"]]}},{"type":"FOOTER","text":"To hear no more offers, write STOP."},{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Yes"},{"type":"QUICK_REPLY","text":"Call me later"},{"type":"QUICK_REPLY","text":"No, thank you"}]}],"name":"winback","language":"en_US","category":"MARKETING"}""",
            winback.Request("en_US").ToJsonString());
        var level = Assert.Single(_drafts, draft => draft is { Name: "level", Language: "sq" });
        Assert.Equal((TemplateCategory.Utility, null), (level.Category, level.Footer));
    }
}
