using System.Text.Json.Serialization;
using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>When a broadcast needs a second person, and when it stops by itself.</summary>
/// <param name="ApprovalAbove">To more people than this only with a second person's word.</param>
/// <param name="GrowthPercent">Agreed to for so many people, it goes to at most so many of a hundred more without another word.</param>
/// <param name="ErrorPercent">Stopped when more of a hundred are refused by the platform for other reasons than that the contact is gone …</param>
/// <param name="BlockedPercent">… or turn out to have blocked the shop …</param>
/// <param name="OptOutPercent">… or end promotions after it.</param>
/// <param name="JudgedFrom">Not judged before so many outcomes are known.</param>
internal sealed record BroadcastRules(
    int ApprovalAbove = 500, int ErrorPercent = 10, int BlockedPercent = 15, int OptOutPercent = 3, int JudgedFrom = 100, int GrowthPercent = 10)
{
    /// <summary>A business has one document of this kind, and this is its key.</summary>
    public const string Key = "main";

    public static RuleKind<BroadcastRules> Kind { get; } = new(
        "broadcast_rules", "When a broadcast needs a second person, and when it stops by itself.", () => BroadcastRulesJson.Default.BroadcastRules, rules => rules.Errors(),
        (around, _) => around.Key == Key ? [] : [new RuleError("", $"There is one document of this kind, and its key is {Key}.")]);

    private static BroadcastRules Default { get; } = new();

    public static BroadcastRules Of(RowSource source, BusinessId business, DateTimeOffset now) => RuleBook.At(source, business, Kind, Key, now)?.Rules ?? Default;

    /// <summary>Which limit a broadcast has passed since it was last allowed to go on; <see langword="null"/> if none.</summary>
    public string? Passed(Broadcast broadcast)
    {
        var known = broadcast.Settled - broadcast.CheckedAt;
        // Allowed to go on after a stop: judged again by as many outcomes more, over all of them.
        if (known < JudgedFrom) return null;
        return Over(broadcast.Failed, broadcast.Settled, ErrorPercent) ? "errors"
            : Over(broadcast.Blocked, broadcast.Settled, BlockedPercent) ? "blocked"
            : Over(broadcast.OptedOut, broadcast.Settled, OptOutPercent) ? "opt_outs"
            : null;
    }

    /// <summary>Whether so many people need a second person's word that nobody has given for so many.</summary>
    public bool AsksAgain(Broadcast broadcast, long people) =>
        people > ApprovalAbove && (broadcast.ApprovedBy is null || people * 100 > (broadcast.AudienceCount ?? 0) * (100L + GrowthPercent));

    private static bool Over(long part, long whole, int percent) => part * 100 > whole * percent;

    private IEnumerable<RuleError> Errors()
    {
        if (ApprovalAbove is < 0 or > 100_000_000) yield return new("approval_above", "is 0 (always) or more.");
        if (GrowthPercent is < 0 or > 1000) yield return new("growth_percent", "is between 0 and 1,000.");
        if (ErrorPercent is < 1 or > 100) yield return new("error_percent", "is between 1 and 100.");
        if (BlockedPercent is < 1 or > 100) yield return new("blocked_percent", "is between 1 and 100.");
        if (OptOutPercent is < 1 or > 100) yield return new("opt_out_percent", "is between 1 and 100.");
        if (JudgedFrom is < 20 or > 100_000) yield return new("judged_from", "is between 20 and 100,000.");
    }
}

/// <summary>How the rules are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(BroadcastRules))]
internal sealed partial class BroadcastRulesJson : JsonSerializerContext;
