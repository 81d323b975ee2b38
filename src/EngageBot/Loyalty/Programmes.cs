using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>A business's programmes through time; each has the wallet of its key.</summary>
internal static class Programmes
{
    /// <summary>The key of the first programme, which every business has, and of its wallet: what chats call the balance.</summary>
    public const string Points = "points";

    /// <summary>The rules of the first programme that held at an instant; a purchase is judged by those of its own time.</summary>
    public static RuleInForce<ProgrammeRules> At(RowSource source, BusinessId business, DateTimeOffset at) =>
        Find(source, business, Points, at) ?? new(Points, 0, ProgrammeRules.Ended);

    /// <summary>The rules of a programme that held at an instant.</summary>
    /// <returns><see langword="null"/> if it had not begun or was withdrawn.</returns>
    public static RuleInForce<ProgrammeRules>? Find(RowSource source, BusinessId business, string key, DateTimeOffset at) =>
        RuleBook.At(source, business, ProgrammeRules.Kind, key, at);

    /// <summary>All programmes that held at an instant, by key; the first one before the others.</summary>
    public static ImmutableArray<RuleInForce<ProgrammeRules>> All(RowSource source, BusinessId business, DateTimeOffset at) =>
        [.. RuleBook.All(source, business, ProgrammeRules.Kind, at).OrderBy(p => p.Key != Points)];

    /// <summary>Puts new rules of the first programme into force. The first version holds for everything that was before it, too.</summary>
    /// <returns>Its version.</returns>
    public static int Publish(WriteScope scope, BusinessId business, ProgrammeRules rules, DateTimeOffset now, string key = Points)
    {
        var first = key == Points && RuleBook.NewestVersion(scope, business, ProgrammeRules.Kind.Name, Points) == 0;
        return RuleBook.Publish(scope, business, ProgrammeRules.Kind, key, rules, first ? DateTimeOffset.UnixEpoch : now, now);
    }
}
