using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Turns;

/// <summary>The few texts the program itself says, from the shared catalogue: what staff see, and under whose name they speak.</summary>
internal sealed class HostTexts(DialogCatalog dialogs, TimeProvider clock)
{
    /// <summary>Renders a text of <c>_shared</c> for staff, who are addressed formally, or for anybody of whom only the language is known.</summary>
    public FormattedText Render(string key, string language, params IReadOnlyList<(string Name, string Value)> words) => Render(key, new Manner(language, Informal: false), words);

    /// <summary>Renders a text of <c>_shared</c> with the given words.</summary>
    /// <exception cref="InvalidOperationException">The catalogue lacks the key: the dialogs folder is older than the program.</exception>
    public FormattedText Render(string key, Manner manner, params IReadOnlyList<(string Name, string Value)> words)
    {
        var catalogue = dialogs.Current.SharedTexts(manner.Language, manner.Informal);
        var text = catalogue.Find(key) ?? throw new InvalidOperationException($"_shared/{manner.Language}.yaml lacks {key}.");
        return TextRenderer.Render(text, new FixedWords(words, clock.GetUtcNow()), RenderContext.For(TimeZoneInfo.Utc, catalogue)).Text;
    }

    /// <summary>Renders the words of an approved template of <c>_shared</c> with the given words.</summary>
    public FormattedText RenderTemplate(string name, string language, params IReadOnlyList<(string Name, string Value)> words)
    {
        var catalogue = dialogs.Current.SharedTexts(language, informal: false);
        var template = catalogue.TemplateTexts.GetValueOrDefault(name) ?? throw new InvalidOperationException($"_shared/{language}.yaml lacks template.{name}.");
        return TextRenderer.Render(new(new TextEntry.Plain(template), language, template.At), new FixedWords(words, clock.GetUtcNow()), RenderContext.For(TimeZoneInfo.Utc, catalogue)).Text;
    }

    /// <summary>The same without markup.</summary>
    public string Plain(string key, string language) => Render(key, language, []).Plain;
}
