using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>A reward one member can take now.</summary>
/// <param name="Id">The reward's key, and its shop where it is one: <c>coffee@park</c>.</param>
internal sealed record RewardChoice(string Id, RewardOffer Offer, string? Shop, string Title, string? About, RewardPrice Price);

/// <summary>A reward for which only points are missing.</summary>
internal sealed record RewardAhead(string Title, RewardPrice Price, long MissingPoints);

/// <summary>How far a member is with something that comes by itself.</summary>
internal sealed record RewardTarget(string Title, long HavePoints, long OfPoints, string Wallet);

/// <summary>What one member is shown of the rewards: nothing that cannot be had.</summary>
internal sealed record RewardCatalogue(ImmutableArray<RewardChoice> Open, ImmutableArray<RewardAhead> Ahead, ImmutableArray<RewardTarget> Targets)
{
    /// <summary>Buttons that a question can have.</summary>
    private const int OpenMax = 24;

    private const int AheadMax = 5;

    /// <param name="language">Of titles and small print.</param>
    public static RewardCatalogue Read(RowSource source, BusinessId business, ContactId contact, string language, DateTimeOffset now)
    {
        var seeker = new RewardSeeker(source, business, contact, now);
        var (open, ahead, targets) = (new List<RewardChoice>(), new List<RewardAhead>(), new List<RewardTarget>());
        foreach (var offer in RewardOffer.All(source, business, now))
        {
            var (rules, title) = (offer.Rules, offer.Rules.NameIn(language));
            if (!rules.Visible) continue;
            if (rules.Issue is { On: IssueOn.Target } target)
                targets.Add(new(title, Math.Min(target.Points, seeker.Available(target.Wallet ?? Programmes.Points)), target.Points, target.Wallet ?? Programmes.Points));
            else if (rules.Price is { } price)
                foreach (var shop in rules.Stock?.Shops is { } shops ? shops.Keys : (IEnumerable<string?>)[null])
                {
                    if (RewardAvailability.Check(seeker, offer, shop) is not null) continue;
                    var missing = price.Points - seeker.Available(price.Wallet);
                    if (missing <= 0) open.Add(new(shop is null ? offer.Key : $"{offer.Key}@{shop}", offer, shop, TitleOf(source, business, title, shop), rules.DescriptionIn(language), price));
                    else if (!ahead.Exists(a => a.Title == title)) ahead.Add(new(title, price, missing));
                }
        }
        return new(
            [.. open.OrderBy(c => c.Price.Wallet != Programmes.Points).ThenBy(c => c.Price.Points).ThenBy(c => c.Id, StringComparer.Ordinal).Take(OpenMax)],
            [.. ahead.OrderBy(a => a.Price.Wallet != Programmes.Points).ThenBy(a => a.MissingPoints).ThenBy(a => a.Title, StringComparer.Ordinal).Take(AheadMax)],
            [.. targets.OrderBy(t => t.OfPoints - t.HavePoints).Take(AheadMax)]);
    }

    /// <summary>A choice of the catalogue by its id, whether it can be had at this moment or not.</summary>
    /// <returns><see langword="null"/> if the reward is not offered for points in chats.</returns>
    public static (RewardOffer Offer, string? Shop)? Find(RowSource source, BusinessId business, string id, DateTimeOffset now)
    {
        var at = id.IndexOf('@', StringComparison.Ordinal);
        var (key, shop) = at < 0 ? (id, null) : (id[..at], id[(at + 1)..]);
        return RewardOffer.At(source, business, key, now) is { Rules: { Visible: true, Issue: not { On: IssueOn.Target }, Price: not null } } offer ? (offer, shop) : null;
    }

    /// <summary>The name, with the shop where the stock is kept by shop.</summary>
    public static string TitleOf(RowSource source, BusinessId business, string title, string? shop) =>
        shop is not null && BusinessSetup.Shops(source, business).FirstOrDefault(s => s.Code == shop) is { } place ? $"{title}, {place.Name}" : title;
}
