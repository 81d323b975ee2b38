using System.Diagnostics;
using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>A business's programme through time.</summary>
internal static class Programmes
{
    /// <summary>The key of the first programme, which every business has, and of its wallet.</summary>
    public const string Points = "points";

    /// <summary>The rules that held at an instant; a purchase is judged by those of its own time.</summary>
    public static RuleInForce<ProgrammeRules> At(RowSource source, BusinessId business, DateTimeOffset at) =>
        RuleBook.At(source, business, ProgrammeRules.Kind, Points, at)
        ?? throw new UnreachableException($"Business {business} has no programme; its first one holds from the beginning of time.");

    /// <summary>Puts new rules into force. The first version holds for everything that was before it, too.</summary>
    /// <returns>Its version.</returns>
    public static int Publish(WriteScope scope, BusinessId business, ProgrammeRules rules, DateTimeOffset now)
    {
        var first = RuleBook.At(scope, business, ProgrammeRules.Kind, Points, now) is null;
        return RuleBook.Publish(scope, business, ProgrammeRules.Kind, Points, rules, first ? DateTimeOffset.UnixEpoch : now, now);
    }
}
