using EngageBot.Businesses;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Conversations;

/// <summary>Turns the name of a question (<c>join/offers.ask</c>) into the words the customer agreed to: the proof is words, not a key.</summary>
internal sealed class ConsentWording(DialogCatalog dialogs, TimeProvider clock)
{
    /// <returns>The words as that customer read them, or <paramref name="wording"/> itself where it names no question.</returns>
    public string Of(string wording, Manner manner)
    {
        var slash = wording.IndexOf('/', StringComparison.Ordinal);
        if (slash < 1 || !dialogs.Current.Dialogs.ContainsKey(wording[..slash])) return wording;
        var catalogue = dialogs.Current.For(wording[..slash], manner.Language, manner.Informal);
        return catalogue.Find(wording[(slash + 1)..]) is { } text
            ? TextRenderer.Render(text, new FixedWords([], clock.GetUtcNow()), RenderContext.For(TimeZoneInfo.Utc, catalogue)).Text.Plain
            : wording;
    }
}
