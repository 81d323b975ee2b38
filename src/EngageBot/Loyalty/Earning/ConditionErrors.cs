using EngageBot.Businesses.Rules;

namespace EngageBot.Loyalty.Earning;

/// <summary>What a condition has wrong that could be read.</summary>
internal static class ConditionErrors
{
    private const int ListMax = 500;

    public static IEnumerable<RuleError> Of(string path, RuleCondition when, ProgrammeRules rules)
    {
        if (when.FromTime is not null && Conditions.Time(when.FromTime) is null) yield return new($"{path}.from_time", "is a time of day such as \"14:00\", in quotes.");
        if (when.ToTime is not null && Conditions.Time(when.ToTime) is null) yield return new($"{path}.to_time", "is a time of day such as \"16:00\", in quotes.");
        if (when.ToDate < when.FromDate) yield return new($"{path}.to_date", "is before from_date.");
        if (when.MinimumMinor is < 1) yield return new($"{path}.minimum_minor", "is above zero.");
        if (when.FromReceipt is < 2 or > 1_000) yield return new($"{path}.from_receipt", "is between 2 and 1,000.");
        foreach (var level in (when.Levels ?? []).Where(l => rules.Tiers.All(t => t.Key != l) && (rules.Statuses ?? []).All(s => s.Key != l)))
            yield return new($"{path}.levels", $"names '{level}', which is neither a level nor a status.");
        if (when.Items is { Skus: not { IsEmpty: false }, Categories: not { IsEmpty: false } }) yield return new($"{path}.items", "names skus or categories.");
        if (when.Items?.Skus?.Length > ListMax || when.Items?.Categories?.Length > ListMax || when.Shops?.Length > ListMax) yield return new(path, $"lists at most {ListMax} of anything.");
        if (when.Weekdays is { IsEmpty: true } || when.Shops is { IsEmpty: true } || when.Levels is { IsEmpty: true }) yield return new(path, "has an empty list, which nothing matches; leave it out.");
        if (when.Member is not { } member) yield break;
        if (member.JoinedUntil < member.JoinedFrom) yield return new($"{path}.member.joined_until", "is before joined_from.");
        if (member.MemberDays is < 1 or > 36_500) yield return new($"{path}.member.member_days", "is between 1 and 36,500.");
        if (member.BirthdayWithinDays is < 0 or > 180) yield return new($"{path}.member.birthday_within_days", "is between 0 and 180.");
    }
}
