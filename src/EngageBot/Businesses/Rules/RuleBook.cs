using System.Collections.Immutable;
using EngageBot.Storage;

namespace EngageBot.Businesses.Rules;

/// <summary>The rules in force, and the version that says so.</summary>
internal sealed record RuleInForce<T>(string Key, int Version, T Rules);

/// <summary>One version, as whoever edits rules sees it.</summary>
/// <param name="Content">JSON; <see langword="null"/> where the version withdraws the rules.</param>
internal sealed record RuleVersion(string Key, int Version, DateTimeOffset EffectiveFrom, string? Content, DateTimeOffset PublishedAt, string? PublishedBy);

/// <summary>A business's rules through time: what was in force when, and the one way to put others into force.</summary>
/// <remarks>At any instant the version with the latest beginning holds; of two that begin together, the later one. So rules for December can be
/// written in June, and what changes in July does not touch them.</remarks>
internal static class RuleBook
{
    /// <summary>The rules that held at an instant.</summary>
    /// <returns><see langword="null"/> if there were none yet, or they had been withdrawn.</returns>
    public static RuleInForce<T>? At<T>(RowSource source, BusinessId business, RuleKind<T> kind, string key, DateTimeOffset at) where T : class =>
        source.Scope is { } scope
            ? Newest(RuleShelf.Read(scope, business, kind.Name).Where(r => r.Key == key && r.EffectiveFrom <= at))?.Read(kind)
            : source.Query(
                """
                SELECT version, content FROM rules WHERE business_id = @business AND kind = @kind AND key = @key AND effective_from <= @at
                ORDER BY effective_from DESC, version DESC LIMIT 1
                """,
                command => command.Set("@business", business.ToString()).Set("@kind", kind.Name).Set("@key", key).Set("@at", at),
                row => row.Read() && row.TextAt(1) is { } content ? new RuleInForce<T>(key, (int)row.GetInt64(0), kind.Stored(content)) : null);

    /// <summary>One version, in force or not: what was promised under it stays promised.</summary>
    /// <returns><see langword="null"/> if there is none, or it withdrew the rules.</returns>
    public static RuleInForce<T>? Of<T>(RowSource source, BusinessId business, RuleKind<T> kind, string key, int version) where T : class =>
        source.Query(
            "SELECT content FROM rules WHERE business_id = @business AND kind = @kind AND key = @key AND version = @version",
            command => command.Set("@business", business.ToString()).Set("@kind", kind.Name).Set("@key", key).Set("@version", version),
            row => row.Read() && row.TextAt(0) is { } content ? new RuleInForce<T>(key, version, kind.Stored(content)) : null);

    /// <summary>Everything of a kind that held at an instant, by key.</summary>
    public static ImmutableArray<RuleInForce<T>> All<T>(RowSource source, BusinessId business, RuleKind<T> kind, DateTimeOffset at) where T : class =>
        source.Scope is { } scope
            ? [.. RuleShelf.Read(scope, business, kind.Name).Where(r => r.EffectiveFrom <= at).GroupBy(r => r.Key, StringComparer.Ordinal)
                .Select(versions => Newest(versions)!.Read(kind)).OfType<RuleInForce<T>>().OrderBy(r => r.Key, StringComparer.Ordinal)]
            : [.. source.Rows(
                """
                SELECT r.key, r.version, r.content FROM rules r
                WHERE r.business_id = @business AND r.kind = @kind AND r.effective_from <= @at AND r.content IS NOT NULL AND NOT EXISTS (
                  SELECT 1 FROM rules n WHERE n.business_id = r.business_id AND n.kind = r.kind AND n.key = r.key AND n.effective_from <= @at
                    AND (n.effective_from > r.effective_from OR n.effective_from = r.effective_from AND n.version > r.version))
                ORDER BY r.key
                """,
                command => command.Set("@business", business.ToString()).Set("@kind", kind.Name).Set("@at", at),
                row => new RuleInForce<T>(row.GetString(0), (int)row.GetInt64(1), kind.Stored(row.GetString(2))))];

    /// <summary>All versions of a kind, by key, the newest first; of one key if it is given.</summary>
    public static ImmutableArray<RuleVersion> Versions(RowSource source, BusinessId business, string kind, string? key = null) =>
        [.. source.Rows(
            """
            SELECT key, version, effective_from, content, published_at, published_by FROM rules
            WHERE business_id = @business AND kind = @kind AND key = COALESCE(@key, key) ORDER BY key, version DESC
            """,
            command => command.Set("@business", business.ToString()).Set("@kind", kind).Set("@key", key),
            row => new RuleVersion(row.GetString(0), (int)row.GetInt64(1), row.InstantAt(2), row.TextAt(3), row.InstantAt(4), row.TextAt(5)))];

    /// <summary>The businesses that have, or had, rules of a kind.</summary>
    public static List<BusinessId> BusinessesWith(RowSource source, RuleKind kind) =>
        source.Rows("SELECT DISTINCT business_id FROM rules WHERE kind = @kind ORDER BY business_id", command => command.Set("@kind", kind.Name),
            row => new BusinessId(Guid.Parse(row.GetString(0))));

    /// <summary>Puts rules into force.</summary>
    /// <param name="effectiveFrom">From then on; what was before is judged by what held before.</param>
    /// <returns>Their version.</returns>
    public static int Publish<T>(WriteScope scope, BusinessId business, RuleKind<T> kind, string key, T rules, DateTimeOffset effectiveFrom, DateTimeOffset now, string? by = null)
        where T : class => Add(scope, business, kind.Name, key, kind.ToJson(rules), effectiveFrom, now, by);

    /// <summary>Puts rules into force that <see cref="RuleKind.Check"/> found nothing wrong with.</summary>
    /// <returns>Their version.</returns>
    public static int Publish(WriteScope scope, BusinessId business, RuleKind kind, string key, string json, DateTimeOffset effectiveFrom, DateTimeOffset now, string? by) =>
        Add(scope, business, kind.Name, key, kind.Canonical(json), effectiveFrom, now, by);

    /// <summary>Ends rules; what was promised under them stays promised.</summary>
    /// <returns>The version that says so.</returns>
    public static int Withdraw(WriteScope scope, BusinessId business, RuleKind kind, string key, DateTimeOffset effectiveFrom, DateTimeOffset now, string? by = null) =>
        Add(scope, business, kind.Name, key, null, effectiveFrom, now, by);

    /// <summary>One editor of a kind at a time; taken before what is there is looked at.</summary>
    public static void Lock(WriteScope scope, BusinessId business, string kind)
    {
        scope.Lock($"rules:{business}:{kind}");
        RuleShelf.LookAgain(scope, business);
    }

    /// <summary>The version that was published last, whenever it begins; 0 if there is none.</summary>
    public static int NewestVersion(RowSource source, BusinessId business, string kind, string key) =>
        source.Query(
            "SELECT COALESCE(MAX(version), 0) FROM rules WHERE business_id = @business AND kind = @kind AND key = @key",
            command => command.Set("@business", business.ToString()).Set("@kind", kind).Set("@key", key),
            row => row.Read() ? (int)row.GetInt64(0) : 0);

    /// <summary>The version that holds at an instant, as somebody who edits it sees it; it may say that the rules are withdrawn.</summary>
    public static RuleVersion? InForce(IEnumerable<RuleVersion> versionsOfOneKey, DateTimeOffset at) =>
        versionsOfOneKey.Where(v => v.EffectiveFrom <= at).MaxBy(v => (v.EffectiveFrom, v.Version));

    private static int Add(WriteScope scope, BusinessId business, string kind, string key, string? content, DateTimeOffset effectiveFrom, DateTimeOffset now, string? by)
    {
        Lock(scope, business, kind);
        var version = 1 + NewestVersion(scope, business, kind, key);
        scope.Command("""
            INSERT INTO rules (business_id, kind, key, version, effective_from, content, published_at, published_by)
            VALUES (@business, @kind, @key, @version, @from, @content, @now, @by)
            """)
            .Set("@business", business.ToString()).Set("@kind", kind).Set("@key", key).Set("@version", version).Set("@from", effectiveFrom)
            .Set("@content", content).Set("@now", now).Set("@by", by).ExecuteNonQuery();
        RuleShelf.Published(scope, business);
        return version;
    }

    /// <summary>The version that holds, of several that have begun.</summary>
    private static StoredRule? Newest(IEnumerable<StoredRule> begun) => begun.MaxBy(r => (r.EffectiveFrom, r.Version));
}
