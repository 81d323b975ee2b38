using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Deeds;

namespace EngageBot.Loyalty;

/// <summary>Whom a business serves.</summary>
internal enum ShopSegment { Economy, Standard, Premium }

/// <summary>How its goods are bought.</summary>
internal enum ShopGoods
{
    /// <summary>Again and again, without much thought: coffee, bread, cosmetics.</summary>
    Mass,
    /// <summary>Rarely and with advice: furniture, machines, courses.</summary>
    Complex,
    /// <summary>On certain days of the year: flowers, fir trees, school things.</summary>
    Seasonal,
}

/// <summary>A time of the year in which people buy.</summary>
/// <param name="From">Its first day, <c>MM-DD</c>.</param>
/// <param name="To">Its last day; before the first one if it goes over the new year.</param>
internal sealed record Season(string From, string To);

/// <summary>What kind of shop this is, where it matters to what is offered and to who counts as gone; the key is always <c>main</c>.</summary>
/// <param name="CycleDays">How many days usually pass between two purchases; absent for what is usual for the kind.</param>
/// <param name="QuietDays">Nobody is gone before so many days without a purchase, whatever their rhythm.</param>
internal sealed record ShopProfile(ShopSegment Segment, ShopGoods Goods = ShopGoods.Mass, int? CycleDays = null, int QuietDays = 14, ImmutableArray<Season>? Seasons = null)
{
    public const string Key = "main";

    /// <summary>What holds where a business has said nothing.</summary>
    public static ShopProfile Unsaid { get; } = new(ShopSegment.Standard);

    public static RuleKind<ShopProfile> Kind { get; } = new(
        "shop_profile", "What kind of shop this is, where it matters to what is offered and to who counts as gone.", () => DeedsJson.Default.ShopProfile, profile => profile.Errors());

    /// <summary>Days between two purchases of somebody who has no rhythm of their own yet. What is usual for a kind is our own guess, for want of a number in the field.</summary>
    public int Cycle => CycleDays ?? Goods switch { ShopGoods.Mass => 45, ShopGoods.Complex => 365, _ => 365 };

    public ImmutableArray<Season> SeasonList => Seasons ?? [];

    private IEnumerable<RuleError> Errors()
    {
        if (CycleDays is < 1 or > 3_660) yield return new("cycle_days", "is between 1 and 3,660.");
        if (QuietDays is < 1 or > 366) yield return new("quiet_days", "is between 1 and 366.");
        if (!SeasonList.IsEmpty && Goods is not ShopGoods.Seasonal) yield return new("seasons", "belong to goods: seasonal.");
        if (SeasonList.Length > 12) yield return new("seasons", "are at most 12.");
        foreach (var (season, i) in SeasonList.Select((season, i) => (season, i)))
        {
            if (!IsDay(season.From)) yield return new($"seasons[{i}].from", "is a day of the year, such as \"02-25\", in quotes.");
            if (!IsDay(season.To)) yield return new($"seasons[{i}].to", "is a day of the year, such as \"03-08\", in quotes.");
        }
    }

    private static bool IsDay(string text) => DateOnly.TryParseExact($"2028-{text}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
