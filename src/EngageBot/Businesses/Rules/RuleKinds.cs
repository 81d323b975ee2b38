using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace EngageBot.Businesses.Rules;

/// <summary>Every kind of rules the program knows. A part adds its own with <see cref="RuleKindRegistration.AddRuleKind"/>.</summary>
internal sealed partial class RuleKinds(IEnumerable<RuleKind> kinds)
{
    private readonly ImmutableSortedDictionary<string, RuleKind> _kinds = kinds.ToImmutableSortedDictionary(k => k.Name, k => k, StringComparer.Ordinal);

    public IEnumerable<RuleKind> All => _kinds.Values;

    public IEnumerable<string> Names => _kinds.Keys;

    public RuleKind? Find(string name) => _kinds.GetValueOrDefault(name);

    /// <summary>Whether rules may have that key: it stands in file names, addresses and references of the ledger.</summary>
    public static bool IsKey(string key) => Key().IsMatch(key);

    /// <summary>What <see cref="IsKey"/> asks, for people.</summary>
    public const string KeyForm = "A key is 1 to 40 of a-z, 0-9, _ and -, beginning with a letter.";

    [GeneratedRegex(@"^[a-z][a-z0-9_-]{0,39}\z")]
    private static partial Regex Key();
}

/// <summary>How a part registers its kinds of rules.</summary>
internal static class RuleKindRegistration
{
    public static IServiceCollection AddRuleKind(this IServiceCollection services, RuleKind kind) => services.AddSingleton(kind);
}
