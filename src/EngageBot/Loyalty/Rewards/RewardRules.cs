using System.Collections.Immutable;
using System.Text.Json.Serialization;
using EngageBot.Businesses.Rules;

namespace EngageBot.Loyalty.Rewards;

/// <summary>What a voucher is good for.</summary>
internal enum GiftKind
{
    /// <summary>One thing of a list, free.</summary>
    Item,
    /// <summary>So many per cent off, of everything or of a list.</summary>
    PercentOff,
    /// <summary>A sum of money off.</summary>
    MoneyOff,
    /// <summary>A service, free.</summary>
    Service,
    /// <summary>A present that is not on the list of prices.</summary>
    Gift,
    /// <summary>Admission to something.</summary>
    Ticket,
}

/// <summary>What the member gets.</summary>
/// <param name="Items">The things or services of which one is free, or which are cheaper; as the shop calls them, or their numbers at the till.</param>
/// <param name="Percent">For <see cref="GiftKind.PercentOff"/>.</param>
/// <param name="Amount">For <see cref="GiftKind.MoneyOff"/>: with a decimal point, in the reward's currency.</param>
internal sealed record RewardGift(GiftKind Kind, ImmutableArray<string> Items = default, int Percent = 0, string? Amount = null)
{
    public ImmutableArray<string> Items { get; init; } = Items.IsDefault ? [] : Items;
}

/// <summary>What a member pays; 0 points is free for whoever takes it.</summary>
internal sealed record RewardPrice(long Points, string Wallet = Programmes.Points);

/// <summary>A span in which somebody gets something a number of times.</summary>
internal enum RewardPeriod { Day, Week, Month, Quarter, Year, Ever }

/// <summary>How often one member may have it.</summary>
internal sealed record RewardLimit(int Times = 1, RewardPeriod Per = RewardPeriod.Ever);

/// <summary>How many there are.</summary>
/// <param name="Total">In all.</param>
/// <param name="Shops">By the shop's code; the voucher then is for that shop.</param>
internal sealed record RewardStock(int? Total = null, ImmutableSortedDictionary<string, int>? Shops = null);

/// <summary>Until when a voucher is good: exactly one of the four. The last day is still good.</summary>
/// <param name="Days">That many days after the one on which it was issued.</param>
/// <param name="Months">Calendar months: issued on 16 March, one month lasts to 15 April.</param>
/// <param name="Until">To a date.</param>
/// <param name="Birthday">From so many days before the member's birthday to as many after it.</param>
internal sealed record RewardValidity(int? Days = null, int? Months = null, DateOnly? Until = null, int? Birthday = null);

/// <summary>Who may have it, as far as it depends on what they did here.</summary>
/// <param name="PurchasesAtLeast">Purchases so far.</param>
/// <param name="SpentAtLeast">In all, less what came back.</param>
/// <param name="MemberDays">Joined at least so many days ago.</param>
/// <param name="BoughtWithinDays">The last purchase is no older.</param>
internal sealed record RewardAudience(int? PurchasesAtLeast = null, int? PurchasesAtMost = null, string? SpentAtLeast = null, int? MemberDays = null, int? BoughtWithinDays = null);

/// <summary>Why a short promotion is held; customers are told.</summary>
internal enum PromotionPurpose { ClearStock, NearExpiry, NewProduct }

/// <summary>How often a voucher may be used.</summary>
internal enum VoucherUsage
{
    /// <summary>On one receipt.</summary>
    Once,
    /// <summary>On every receipt while it is good.</summary>
    WhileValid,
}

/// <summary>A reward: what it is, what it costs, who may have it and how it comes to be issued. Data with a version; vouchers keep theirs.</summary>
/// <param name="Name">By language; <c>en</c> is always there.</param>
/// <param name="Description">The small print, by language.</param>
/// <param name="Picture">An https address.</param>
/// <param name="Currency">Of every amount here, ISO 4217.</param>
/// <param name="Price">Absent if nobody can take it themselves: it is issued by rule or by hand.</param>
/// <param name="From">The first local day on which it is issued.</param>
/// <param name="To">The last one; a promotion's vouchers end with it.</param>
/// <param name="Levels">Keys of levels; empty for everybody.</param>
/// <param name="Shops">Codes of shops in which it is given; empty for all.</param>
/// <param name="For">Who may have it.</param>
/// <param name="Limit">How often one member may have it.</param>
/// <param name="First">For so many people and no more.</param>
/// <param name="Partial">A sum of money may be used in parts; else what the receipt does not need is lost.</param>
/// <param name="Minimum">The receipt it is used on is at least that large.</param>
/// <param name="Alone">Not together with another voucher on one receipt.</param>
/// <param name="Personal">For one person only: whoever else shows the code is refused.</param>
/// <param name="Visible">Shown in the catalogue.</param>
/// <param name="Returnable">An unused voucher can be given back for its points, which keep the expiry they had.</param>
/// <param name="Purpose">A short promotion says what it is for, of what, and when.</param>
/// <param name="Issue">How it is issued by itself.</param>
internal sealed record RewardRules(
    ImmutableSortedDictionary<string, string> Name,
    RewardGift Gives,
    ImmutableSortedDictionary<string, string>? Description = null,
    string? Picture = null,
    string? Currency = null,
    RewardPrice? Price = null,
    DateOnly? From = null,
    DateOnly? To = null,
    ImmutableArray<string> Levels = default,
    ImmutableArray<string> Shops = default,
    RewardAudience? For = null,
    RewardLimit? Limit = null,
    int? First = null,
    RewardStock? Stock = null,
    RewardValidity? Valid = null,
    bool Partial = false,
    VoucherUsage Use = VoucherUsage.Once,
    string? Minimum = null,
    bool Alone = false,
    bool Personal = false,
    bool Visible = true,
    bool Returnable = true,
    PromotionPurpose? Purpose = null,
    RewardIssue? Issue = null)
{
    /// <summary>What rule documents of this kind are.</summary>
    public static RuleKind<RewardRules> Kind { get; } =
        new("reward", "What members get for points or by themselves: its price, conditions, stock and voucher.", () => RewardJson.Default.RewardRules, RewardChecks.Errors);

    public ImmutableSortedDictionary<string, string> Description { get; init; } = Description ?? ImmutableSortedDictionary<string, string>.Empty;

    public ImmutableArray<string> Levels { get; init; } = Levels.IsDefault ? [] : Levels;

    public ImmutableArray<string> Shops { get; init; } = Shops.IsDefault ? [] : Shops;

    /// <summary>30 days unless it says otherwise.</summary>
    public RewardValidity Valid { get; init; } = Valid ?? new(Days: 30);

    public string NameIn(string language) => Name.GetValueOrDefault(language) ?? Name["en"];

    public string? DescriptionIn(string language) => Description.GetValueOrDefault(language) ?? Description.GetValueOrDefault("en");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = false,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters =
    [
        typeof(SnakeCaseEnum<GiftKind>), typeof(SnakeCaseEnum<RewardPeriod>), typeof(SnakeCaseEnum<PromotionPurpose>), typeof(SnakeCaseEnum<VoucherUsage>),
        typeof(SnakeCaseEnum<IssueOn>),
    ])]
[JsonSerializable(typeof(RewardRules))]
internal sealed partial class RewardJson : JsonSerializerContext;
