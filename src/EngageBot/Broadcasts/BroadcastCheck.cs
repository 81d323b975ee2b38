using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Conversations.Policy;
using EngageBot.Dialogs.Model;
using EngageBot.Loyalty.Rewards;
using EngageBot.Segments;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>What is wrong with a broadcast as somebody wrote it, beside what the business has.</summary>
internal sealed class BroadcastCheck(DialogCatalog dialogs)
{
    /// <summary>The segment that has everybody.</summary>
    public const string Everybody = "true";

    private const int NameMax = 80;

    public ImmutableArray<RuleError> ErrorsIn(RowSource source, BusinessId business, BroadcastDraft draft, DateTimeOffset now) =>
        [.. ErrorsIn(draft).Concat(BroadcastContent.Errors(draft.Content) is var own && own.Any() ? own : Beside(source, business, draft, now))];

    private static IEnumerable<RuleError> ErrorsIn(BroadcastDraft draft)
    {
        if (draft.Name.Trim().Length is 0 or > NameMax) yield return new("name", $"is text of 1 to {NameMax} characters.");
        if (draft.HoldoutPercent is < 0 or > 90) yield return new("holdoutPercent", "is between 0 and 90.");
        if (draft.LastsHours is < 1 or > 168) yield return new("lastsHours", "is between 1 and 168.");
    }

    private IEnumerable<RuleError> Beside(RowSource source, BusinessId business, BroadcastDraft draft, DateTimeOffset now)
    {
        if (AudienceError(source, business, draft.Audience, now) is { } audience) yield return new("audience", audience);
        var policy = ContactPolicy.RulesOf(source, business, now);
        if (draft.Content.Topic is { } topic && policy.Topics?.ContainsKey(topic) != true) yield return new("topic", "is none of the shop's topics; the contact policy names them.");
        if (draft.Reward is { } reward && RewardOffer.At(source, business, reward, now) is null) yield return new("reward", "is the key of a reward that the shop offers now.");
        foreach (var (n, variant) in draft.Content.Variants.Index())
        {
            foreach (var (language, text) in variant.Text)
            {
                if (draft.Reward is null && BroadcastText.Of(text) is var words && (words.Names("voucher") || words.Names("until")))
                    yield return new($"variants[{n}].text.{language}", "names a voucher, and the broadcast has no reward.");
                if (draft.Purpose is Purpose.Marketing && text.Length > policy.MaxCharacters)
                    yield return new($"variants[{n}].text.{language}", $"is longer than the {policy.MaxCharacters} characters that the contact policy allows.");
                if (dialogs.Current.Shared.Blocked(language, text) is { } phrase)
                    yield return new($"variants[{n}].text.{language}", $"says '{phrase.Phrase}', which is not how we speak. {phrase.Why}");
            }
            foreach (var (b, button) in variant.Buttons.Index())
                if (button.Dialog is { } dialog && !dialogs.Current.Dialogs.ContainsKey(dialog)) yield return new($"variants[{n}].buttons[{b}].dialog", "is the name of a dialog that the shop has.");
        }
    }

    private static string? AudienceError(RowSource source, BusinessId business, string audience, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(audience)) return $"is the name of a segment or an expression; everybody is '{Everybody}'.";
        var (_, errors) = SegmentBook.Prepare(source, business, audience, now);
        return errors.IsEmpty ? null : string.Join(' ', errors);
    }
}
