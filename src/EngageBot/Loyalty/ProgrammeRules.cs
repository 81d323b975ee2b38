using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using EngageBot.Businesses.Rules;

namespace EngageBot.Loyalty;

/// <summary>What becomes of an amount that is no whole multiple of <see cref="EarnRule.PerMinor"/>.</summary>
internal enum EarnRounding
{
    /// <summary>Only whole steps count: at 1 point per 100, 399 gives 3.</summary>
    WholeSteps,
    /// <summary>In proportion, rounded down to a whole point: at 5 points per 100, 399 gives 19.</summary>
    WholePoints,
}

/// <summary>So many points for each so much money.</summary>
/// <param name="PerMinor">The step, in minor units.</param>
/// <param name="Points">What each step gives.</param>
internal sealed record EarnRule(long PerMinor, long Points, EarnRounding Rounding = EarnRounding.WholeSteps);

/// <summary>How long points live.</summary>
internal enum ExpiryPolicy { AfterDays, AfterMonths, EndOfMonth, EndOfQuarter, EndOfYear, Never }

/// <summary>Counted from the day the points become usable, in the business's zone; the last day is still good.</summary>
/// <param name="Days">For <see cref="ExpiryPolicy.AfterDays"/>: usable on that many more days.</param>
/// <param name="Months">For <see cref="ExpiryPolicy.AfterMonths"/>: the same day so many months later, or the last one of a shorter month.
/// For <see cref="ExpiryPolicy.EndOfMonth"/>: 0 is the end of the same month.</param>
/// <param name="Quarters">For <see cref="ExpiryPolicy.EndOfQuarter"/>: 0 is the end of the same quarter.</param>
/// <param name="Years">For <see cref="ExpiryPolicy.EndOfYear"/>: 0 is the end of the same year.</param>
internal sealed record ExpiryRule(ExpiryPolicy Policy, int Days = 0, int Months = 0, int Years = 0, int Quarters = 0);

/// <summary>A level of the programme.</summary>
/// <param name="Name">By language; <c>en</c> is always there.</param>
/// <param name="Threshold">Points earned by purchases of the last twelve months from which it is held.</param>
/// <param name="MultiplierPercent">100 leaves the earn rule as it is.</param>
internal sealed record Tier(string Key, ImmutableSortedDictionary<string, string> Name, long Threshold, int MultiplierPercent = 100)
{
    public string NameIn(string language) => Name.GetValueOrDefault(language) ?? Name["en"];
}

/// <summary>The rules of a programme: data with a version. Old purchases keep the version they were made under.</summary>
/// <param name="PendingDays">Days before points become usable; 0 for at once.</param>
/// <param name="WelcomePoints">Given once for joining.</param>
/// <param name="Tiers">Ascending by threshold, the first at 0; empty if there are no levels.</param>
internal sealed record ProgrammeRules(
    EarnRule Earn, int PendingDays, ExpiryRule Expiry, ImmutableArray<Tier> Tiers, long WelcomePoints = 0)
{
    /// <summary>What rule documents of this kind are.</summary>
    public static RuleKind<ProgrammeRules> Kind { get; } =
        new("programme", "How points are earned, wait and expire, and the levels.", ProgrammeJson.Default.ProgrammeRules, rules => rules.Errors());

    /// <summary>What a business starts with: 1 point per whole unit of money, usable after 14 days, good for a year, no levels.</summary>
    public static ProgrammeRules Default { get; } = new(new(PerMinor: 100, Points: 1), PendingDays: 14, new(ExpiryPolicy.AfterDays, Days: 365), Tiers: []);

    public string ToJson() => Kind.ToJson(this);

    private IEnumerable<RuleError> Errors()
    {
        if (Earn is null) yield return new("earn", "is missing.");
        else
        {
            if (Earn.PerMinor is < 1 or > 1_000_000_000) yield return new("earn.per_minor", "is between 1 and 1,000,000,000.");
            if (Earn.Points is < 0 or > 10_000) yield return new("earn.points", "is between 0 and 10,000.");
        }
        if (PendingDays is < 0 or > 365) yield return new("pending_days", "is between 0 and 365.");
        if (WelcomePoints is < 0 or > 1_000_000) yield return new("welcome_points", "is between 0 and 1,000,000.");
        if (Expiry is null) yield return new("expiry", "is missing; write {\"policy\": \"never\"} for points that live for ever.");
        else
        {
            if (Expiry.Policy is ExpiryPolicy.AfterDays && Expiry.Days is < 1 or > 36_500) yield return new("expiry.days", "is between 1 and 36,500.");
            if (Expiry.Months is < 0 or > 120) yield return new("expiry.months", "is between 0 and 120.");
            if (Expiry.Policy is ExpiryPolicy.AfterMonths && Expiry.Months == 0) yield return new("expiry.months", "is between 1 and 120.");
            if (Expiry.Quarters is < 0 or > 40) yield return new("expiry.quarters", "is between 0 and 40.");
            if (Expiry.Years is < 0 or > 10) yield return new("expiry.years", "is between 0 and 10.");
        }
        if (Tiers.IsDefault)
        {
            yield return new("tiers", "is a list; write [] if there are no levels.");
            yield break;
        }
        if (Tiers.Length > 20) yield return new("tiers", "are at most 20.");
        for (var i = 0; i < Tiers.Length; i++)
        {
            var tier = Tiers[i];
            if (string.IsNullOrWhiteSpace(tier.Key) || Tiers.Take(i).Any(t => t.Key == tier.Key)) yield return new($"tiers[{i}].key", "is missing or used twice.");
            if (tier.Name is null || !tier.Name.ContainsKey("en")) yield return new($"tiers[{i}].name", "lacks \"en\".");
            if (tier.MultiplierPercent is < 1 or > 1_000) yield return new($"tiers[{i}].multiplier_percent", "is between 1 and 1,000.");
            if (i == 0 ? tier.Threshold != 0 : tier.Threshold <= Tiers[i - 1].Threshold)
                yield return i == 0 ? new("tiers[0].threshold", "is 0: everybody has a level.") : new($"tiers[{i}].threshold", "is not above the one before.");
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = false,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(SnakeCaseEnum<EarnRounding>), typeof(SnakeCaseEnum<ExpiryPolicy>)])]
[JsonSerializable(typeof(ProgrammeRules))]
internal sealed partial class ProgrammeJson : JsonSerializerContext;

/// <summary>Enum members as <c>after_days</c>.</summary>
internal sealed class SnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) where T : struct, Enum;
