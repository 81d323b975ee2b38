using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Earning;

namespace EngageBot.Loyalty;

/// <summary>What a programme keeps for its members; one of them, for good: points and a discount are two programmes.</summary>
internal enum ProgrammeMode
{
    Points,
    /// <summary>Money for the next purchase: the wallet's unit is the minor unit of the currency.</summary>
    Cashback,
    Stamps,
    /// <summary>Nothing is kept: something is taken off at the till.</summary>
    Discount,
}

/// <summary>How long points live.</summary>
internal enum ExpiryPolicy { AfterDays, AfterMonths, EndOfMonth, EndOfQuarter, EndOfYear, Never }

/// <summary>Counted from the day the points become usable, in the business's zone; the last day is still good.</summary>
/// <param name="Days">For <see cref="ExpiryPolicy.AfterDays"/>: usable on that many more days.</param>
/// <param name="Months">For <see cref="ExpiryPolicy.AfterMonths"/>: the same day so many months later, or the last one of a shorter month.
/// For <see cref="ExpiryPolicy.EndOfMonth"/>: 0 is the end of the same month.</param>
/// <param name="Quarters">For <see cref="ExpiryPolicy.EndOfQuarter"/>: 0 is the end of the same quarter.</param>
/// <param name="Years">For <see cref="ExpiryPolicy.EndOfYear"/>: 0 is the end of the same year.</param>
internal sealed record ExpiryRule(ExpiryPolicy Policy, int Days = 0, int Months = 0, int Years = 0, int Quarters = 0)
{
    public static ExpiryRule Never { get; } = new(ExpiryPolicy.Never);
}

/// <summary>A level of the programme.</summary>
/// <param name="Name">By language; <c>en</c> is always there.</param>
/// <param name="Threshold">From which it is held, in what <see cref="QualifyRule"/> counts: points earned, minor units spent, visits.</param>
/// <param name="MultiplierPercent">100 leaves the earning rules as they are.</param>
internal sealed record Tier(string Key, ImmutableSortedDictionary<string, string> Name, long Threshold, int MultiplierPercent = 100)
{
    /// <summary>In a discount programme: so much off.</summary>
    public decimal? DiscountPercent { get; init; }

    public ImmutableArray<Perk>? Perks { get; init; }

    public string NameIn(string language) => Name.GetValueOrDefault(language) ?? Name["en"];
}

/// <summary>The rules of a programme: data with a version. Old purchases keep the version they were made under.</summary>
/// <param name="Earn">What every receipt earns; absent where only <see cref="Rules"/> give anything.</param>
/// <param name="PendingDays">Days before points become usable; 0 for at once.</param>
/// <param name="WelcomePoints">Given once for joining.</param>
/// <param name="Tiers">Ascending by threshold, the first at 0; empty if there are no levels.</param>
internal sealed record ProgrammeRules(
    EarnRule? Earn = null, int PendingDays = 0, ExpiryRule? Expiry = null, ImmutableArray<Tier> Tiers = default, long WelcomePoints = 0)
{
    /// <summary>What rule documents of this kind are.</summary>
    public static RuleKind<ProgrammeRules> Kind { get; } = new(
        "programme", "How points, cashback, stamps or a discount are earned, wait and expire, and the levels.",
        () => ProgrammeJson.Default.ProgrammeRules, ProgrammeErrors.Of, ProgrammeErrors.Beside);

    /// <summary>What a business starts with: 1 point per whole unit of money, usable after 14 days, good for a year, no levels.</summary>
    public static ProgrammeRules Default { get; } = new(new(PerMinor: 100, Points: 1), PendingDays: 14, new(ExpiryPolicy.AfterDays, Days: 365), Tiers: []);

    /// <summary>What holds where a programme has been withdrawn: nothing is earned, what there is keeps its own dates.</summary>
    public static ProgrammeRules Ended { get; } = new();

    public ProgrammeMode Mode { get; init; }

    public ExpiryRule Expiry { get; init; } = Expiry ?? ExpiryRule.Never;

    public ImmutableArray<Tier> Tiers { get; init; } = Tiers.IsDefault ? [] : Tiers;

    public UnitRule? Unit { get; init; }

    /// <summary>From the top, after <see cref="Earn"/>.</summary>
    public ImmutableArray<AccrualRule>? Rules { get; init; }

    /// <summary>Items that earn nothing and are not discounted.</summary>
    public ItemFilter? Excluded { get; init; }

    /// <summary>Whether what delivery costs earns, too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool DeliveryCounts { get; init; }

    /// <summary>A receipt below that earns nothing.</summary>
    public long? MinimumMinor { get; init; }

    /// <summary>What one member gets of the whole programme at most.</summary>
    public ImmutableArray<Limit>? Limits { get; init; }

    /// <summary>What all members together get of it at most.</summary>
    public Limit? Budget { get; init; }

    public QualifyRule? Qualify { get; init; }

    public ImmutableArray<StatusRule>? Statuses { get; init; }

    public SpendRule? Spend { get; init; }

    public BookingRule? Booking { get; init; }

    /// <summary>The level that a card gives which anybody may show: the first one only.</summary>
    public string? BearerLevel { get; init; }

    public string ToJson() => Kind.ToJson(this);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = false,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [
        typeof(SnakeCaseEnum<EarnRounding>), typeof(SnakeCaseEnum<ExpiryPolicy>), typeof(SnakeCaseEnum<ProgrammeMode>), typeof(SnakeCaseEnum<EarnMeasure>),
        typeof(SnakeCaseEnum<LimitPeriod>), typeof(SnakeCaseEnum<DayOfWeek>), typeof(SnakeCaseEnum<QualifyBy>), typeof(SnakeCaseEnum<QualifyPeriod>),
        typeof(SnakeCaseEnum<Downgrade>)])]
[JsonSerializable(typeof(ProgrammeRules))]
internal sealed partial class ProgrammeJson : JsonSerializerContext;

/// <summary>Enum members as <c>after_days</c>.</summary>
internal sealed class SnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) where T : struct, Enum;
