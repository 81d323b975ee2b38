using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using EngageBot.Storage;

namespace EngageBot.Businesses.Rules;

/// <summary>One version of rules as it is stored.</summary>
internal sealed class StoredRule(string key, int version, DateTimeOffset effectiveFrom, string? content)
{
    private object? _rules;

    public string Key => key;
    public int Version => version;
    public DateTimeOffset EffectiveFrom => effectiveFrom;

    /// <summary>What it says, read once; <see langword="null"/> if it withdraws the rules.</summary>
    public RuleInForce<T>? Read<T>(RuleKind<T> kind) where T : class =>
        content is null ? null : (RuleInForce<T>)(_rules ??= new RuleInForce<T>(key, version, kind.Stored(content)));
}

/// <summary>The rules as a writer has read them; it reads them again when there are others. A purchase asks for some twenty kinds.</summary>
/// <remarks>Rules are added and never changed, so their number says whether there are new ones; it is asked once in a transaction.
/// What a transaction publishes itself is not kept: it may be undone.</remarks>
internal sealed class RuleShelf
{
    private const int BusinessesMax = 500;

    private static readonly ConditionalWeakTable<WriteScope, RuleShelf> _shelves = [];

    private readonly Dictionary<BusinessId, Kept> _businesses = [];

    /// <summary>All versions of a kind, in no order.</summary>
    public static ImmutableArray<StoredRule> Read(WriteScope scope, BusinessId business, string kind)
    {
        var kept = _shelves.GetOrCreateValue(scope).Current(scope, business);
        if (kept.ByKind.TryGetValue(kind, out var known)) return known;
        var rules = Query(scope, business, kind);
        if (!kept.Publishes) kept.ByKind.Add(kind, rules);
        return rules;
    }

    /// <summary>The scope has published something.</summary>
    public static void Published(WriteScope scope, BusinessId business)
    {
        var kept = _shelves.GetOrCreateValue(scope).Current(scope, business);
        kept.Publishes = true;
        kept.ByKind.Clear();
    }

    /// <summary>Others may have published while this one waited.</summary>
    public static void LookAgain(WriteScope scope, BusinessId business)
    {
        if (_shelves.TryGetValue(scope, out var shelf) && shelf._businesses.TryGetValue(business, out var kept) && !kept.Publishes) kept.Epoch = -1;
    }

    private Kept Current(WriteScope scope, BusinessId business)
    {
        if (!_businesses.TryGetValue(business, out var kept))
        {
            if (_businesses.Count == BusinessesMax) _businesses.Clear();
            _businesses.Add(business, kept = new Kept());
        }
        if (kept.Epoch == scope.Epoch) return kept;
        var count = ((RowSource)scope).Query(
            "SELECT COUNT(*) FROM rules WHERE business_id = @business", command => command.Set("@business", business.ToString()), row => row.Read() ? row.GetInt64(0) : 0);
        if (kept.Publishes || kept.Count != count) kept.ByKind.Clear();
        (kept.Epoch, kept.Count, kept.Publishes) = (scope.Epoch, count, false);
        return kept;
    }

    private static ImmutableArray<StoredRule> Query(RowSource source, BusinessId business, string kind) =>
        [.. source.Rows(
            "SELECT key, version, effective_from, content FROM rules WHERE business_id = @business AND kind = @kind",
            command => command.Set("@business", business.ToString()).Set("@kind", kind),
            row => new StoredRule(row.GetString(0), (int)row.GetInt64(1), row.InstantAt(2), row.TextAt(3)))];

    private sealed class Kept
    {
        public long Epoch { get; set; } = -1;
        public long Count { get; set; }

        /// <summary>In this epoch something was published by the scope itself.</summary>
        public bool Publishes { get; set; }

        public Dictionary<string, ImmutableArray<StoredRule>> ByKind { get; } = new(StringComparer.Ordinal);
    }
}
