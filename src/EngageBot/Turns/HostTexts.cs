using EngageBot.Conversations;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Turns;

/// <summary>The few texts the program itself says, from the shared catalogue: what staff see, and under whose name they speak.</summary>
internal sealed class HostTexts(DialogCatalog dialogs, TimeProvider clock)
{
    /// <summary>Renders a text of <c>_shared</c> with the given words.</summary>
    /// <exception cref="InvalidOperationException">The catalogue lacks the key: the dialogs folder is older than the program.</exception>
    public FormattedText Render(string key, string language, params IReadOnlyList<(string Name, string Value)> words)
    {
        var catalogue = dialogs.Current.SharedTexts(language, informal: false);
        var text = catalogue.Find(key) ?? throw new InvalidOperationException($"_shared/{language}.yaml lacks {key}.");
        return TextRenderer.Render(text, new FixedWords(words, clock.GetUtcNow()), RenderContext.For(TimeZoneInfo.Utc, catalogue)).Text;
    }

    /// <summary>The same without markup.</summary>
    public string Plain(string key, string language) => Render(key, language, []).Plain;
}
