using System.Collections.Immutable;
using System.Text.RegularExpressions;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Deeds;

namespace EngageBot.Loyalty.Thanks;

/// <summary>A card that says thank you after so many purchases, signed by a person; it never offers anything.</summary>
/// <param name="AfterPurchases">It comes with that purchase of a member, once.</param>
/// <param name="Words">By language.</param>
/// <param name="SignedBy">The name of somebody who works there.</param>
internal sealed record ThanksRules(int AfterPurchases, ImmutableSortedDictionary<string, string> Words, string SignedBy)
{
    public const int WordsMax = 600;

    public static RuleKind<ThanksRules> Kind { get; } = new(
        "thanks", "A card that says thank you after so many purchases.", () => DeedsJson.Default.ThanksRules, rules => rules.Errors());

    private IEnumerable<RuleError> Errors()
    {
        if (AfterPurchases is < 1 or > 10_000) yield return new("after_purchases", "is between 1 and 10,000.");
        foreach (var error in InLanguage.Errors(Words, "words", WordsMax)) yield return error;
        foreach (var (language, text) in Words)
            if (ThanksWords.OfferIn(text) is { } offer) yield return new($"words.{language}", $"says '{offer}': a card of thanks offers nothing. Make it a reward or a play of its own.");
        if (!ThanksWords.IsName(SignedBy)) yield return new("signed_by", "is the name of a person, 2 to 60 letters.");
    }
}

/// <summary>What a card of thanks may say: anything but an offer.</summary>
internal static partial class ThanksWords
{
    /// <summary>The first word that belongs to an offer: a number, a price, a link, a command, a discount in one of the languages.</summary>
    /// <returns><see langword="null"/> if there is none.</returns>
    public static string? OfferIn(string words) => Offer().Match(words) is { Success: true } found ? found.Value : null;

    public static bool IsName(string name) => Name().IsMatch(name.Trim());

    [GeneratedRegex(@"\d+|[%€$£₽]|https?:|(?<!\S)/\w+|\b(?:discount|voucher|coupon|bonus|gift card|free|sale|offer)\w*|\b(?:скидк|купон|бонус|бесплатн|распродаж|акци[яиюе]|сертификат)\w*|\b(?:zbritj|kupon|falas|ofert|bonus)\w*",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 200)]
    private static partial Regex Offer();

    [GeneratedRegex(@"^[\p{L}\p{M}][\p{L}\p{M}'’.\- ]{1,59}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 200)]
    private static partial Regex Name();
}
