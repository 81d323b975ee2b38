using System.Collections.Immutable;
using System.Text.Json.Serialization;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Coalitions;

/// <summary>A business in a coalition.</summary>
/// <param name="Business">Its id, as <c>engagebot business list</c> prints it.</param>
/// <param name="Name">As statements call it.</param>
/// <param name="Categories">What it sells; no two partners sell the same.</param>
internal sealed record CoalitionPartner(Guid Business, string Name, ImmutableArray<string> Categories);

/// <summary>Points for each so much money, whole steps only.</summary>
internal sealed record CoalitionEarn(long PerMinor, long Points);

/// <summary>Several businesses that do not compete and share one card: data of the one that operates it. The key is the wallet's.</summary>
/// <param name="Name">By language; <c>en</c> is always there.</param>
/// <param name="Currency">Of every partner.</param>
/// <param name="Spend">What a unit is worth, to the member at the till and between the partners.</param>
internal sealed record CoalitionRules(
    ImmutableSortedDictionary<string, string> Name, string Currency, CoalitionEarn Earn, ExpiryRule Expiry, SpendRules Spend, ImmutableArray<CoalitionPartner> Partners)
{
    private const int PartnersMax = 200;

    public static RuleKind<CoalitionRules> Kind { get; } =
        new("coalition", "Businesses that share one card, what its points are worth, and who the partners are.", () => CoalitionJson.Default.CoalitionRules, rules => rules.Errors());

    public bool Has(BusinessId business) => Partners.Any(p => p.Business == business.Value);

    public string NameOf(BusinessId business) => Partners.FirstOrDefault(p => p.Business == business.Value)?.Name ?? business.ToString();

    private IEnumerable<RuleError> Errors()
    {
        if (Name is null || !Name.ContainsKey("en")) yield return new("name", "lacks \"en\".");
        if (!MinorUnits.IsCurrency(Currency)) yield return new("currency", "is three upper-case letters of ISO 4217, such as \"EUR\".");
        if (Earn is null || Earn.PerMinor is < 1 or > 1_000_000_000) yield return new("earn.per_minor", "is between 1 and 1,000,000,000.");
        else if (Earn.Points is < 0 or > 10_000) yield return new("earn.points", "is between 0 and 10,000.");
        if (Expiry is null) yield return new("expiry", "is missing; write {\"policy\": \"never\"} for points that live for ever.");
        if (Spend is null) yield return new("spend", "is missing: it says what a point is worth.");
        else foreach (var error in Spend.Errors("spend")) yield return error;
        if (Partners.IsDefault || Partners.Length is < 2 or > PartnersMax)
        {
            yield return new("partners", $"are 2 to {PartnersMax}.");
            yield break;
        }
        foreach (var error in Partners.SelectMany((_, i) => ErrorsOf(i))) yield return error;
    }

    private IEnumerable<RuleError> ErrorsOf(int index)
    {
        var (partner, path) = (Partners[index], $"partners[{index}]");
        if (partner.Business == Guid.Empty || Partners.Take(index).Any(p => p.Business == partner.Business)) yield return new($"{path}.business", "is missing or used twice.");
        if (string.IsNullOrWhiteSpace(partner.Name) || partner.Name.Length > 100) yield return new($"{path}.name", "is text of 1 to 100 characters.");
        if (partner.Categories.IsDefaultOrEmpty)
        {
            yield return new($"{path}.categories", "say what it sells: at least one.");
            yield break;
        }
        for (var i = 0; i < partner.Categories.Length; i++)
        {
            var category = partner.Categories[i];
            if (!RuleKinds.IsKey(category)) yield return new($"{path}.categories[{i}]", RuleKinds.KeyForm);
            else if (Partners.Take(index).FirstOrDefault(p => !p.Categories.IsDefault && p.Categories.Contains(category)) is { } rival)
                yield return new($"{path}.categories[{i}]", $"is what {rival.Name} sells already: {rival.Name} and {partner.Name} compete in {category}, and partners of a coalition do not.");
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = false,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(SnakeCaseEnum<ExpiryPolicy>)])]
[JsonSerializable(typeof(CoalitionRules))]
internal sealed partial class CoalitionJson : JsonSerializerContext;
