using System.Text.RegularExpressions;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Checks;

/// <summary>D705: whoever promises a discount or a raffle says where its terms stand.</summary>
internal sealed partial class TermsChecks(CheckContext context, DialogTexts texts)
{
    public void Run()
    {
        var withLink = context.Dialog.States.SelectMany(LinkedTexts).ToHashSet(StringComparer.Ordinal);
        foreach (var catalogue in texts.Own.Values.Concat(texts.Overlays.Values))
            foreach (var (key, text) in catalogue.Texts)
                if (PromiseIn(catalogue.Language, TextParts.Words(text.Entry)) is { } word && !withLink.Contains(key) && !HasLink(text, catalogue.Language, 0))
                    context.Findings.Warn("D705", text.At, $"The text '{key}' speaks of '{word}' and does not say where the terms stand.",
                        "Add the address of the terms, or a placeholder with the filter 'link'.");
    }

    /// <summary>The texts beside which a link button stands.</summary>
    private IEnumerable<string> LinkedTexts(State state) => state switch
    {
        State.Ask { Attach.Kind: "link" } ask => [$"{TextUses.StemOf(ask, texts)}.ask"],
        State.Say { Attach.Kind: "link" } say => [say.Text],
        State.Final { Attach.Kind: "link", Text: { } text } => [text],
        _ => [],
    };

    private bool HasLink(CatalogueText text, string language, int depth) => TextParts.All(text.Entry).Any(part => part switch
    {
        TextEntry.Plain plain => Address().IsMatch(plain.Template.Source) || TextParts.Placeholders(plain.Template).Any(p => p.Filter == TextFilter.Link),
        TextEntry.Include included => depth < 8 && texts.Find(language, included.Name, shared: true) is { } other && HasLink(other, language, depth + 1),
        _ => false,
    });

    /// <summary>The promising word in a text of that language, if there is one.</summary>
    public static string? PromiseIn(string language, string words)
    {
        var found = language switch
        {
            "en" => EnglishPromise().Match(words),
            "ru" => RussianPromise().Match(words),
            "sq" => AlbanianPromise().Match(words),
            _ => Match.Empty,
        };
        return found.Success ? found.Value : null;
    }

    [GeneratedRegex(@"https?://|\bwww\.|\bt\.me/", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(@"\b(?:discounts?|raffles?|prize draws?|sweepstakes?|lotter(?:y|ies)|\d+\s?% off)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex EnglishPromise();

    [GeneratedRegex(@"\b(?:скидк\p{L}*|скидок|розыгрыш\p{L}*|лотере\p{L}*)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RussianPromise();

    [GeneratedRegex(@"\b(?:zbritj\p{L}*|llotari\p{L}*|lotari\p{L}*)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AlbanianPromise();
}
