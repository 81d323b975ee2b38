using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;

namespace EngageBot.Loyalty.Rewards;

/// <summary>What a reward somebody wrote still has wrong.</summary>
internal static class RewardChecks
{
    private const int NameMax = 60;
    private const int DescriptionMax = 500;
    private const int ItemsMax = 100;

    public static IEnumerable<RuleError> Errors(RewardRules rules) =>
        Words(rules).Concat(Gift(rules)).Concat(Price(rules)).Concat(Conditions(rules)).Concat(Validity(rules)).Concat(Issue(rules)).Concat(Promotion(rules));

    /// <summary>An amount of the reward in minor units; what was checked is valid.</summary>
    public static long Minor(RewardRules rules, string amount) =>
        MinorUnits.Parse(amount, rules.Currency!) ?? throw new FormatException($"{amount} is no amount of {rules.Currency}.");

    private static IEnumerable<RuleError> Words(RewardRules rules)
    {
        if (!rules.Name.ContainsKey("en")) yield return new("name", "lacks \"en\".");
        foreach (var (language, name) in rules.Name)
            if (string.IsNullOrWhiteSpace(name) || name.Length > NameMax) yield return new($"name.{language}", $"is 1 to {NameMax} characters.");
        if (rules.Description.Count > 0 && !rules.Description.ContainsKey("en")) yield return new("description", "lacks \"en\".");
        foreach (var (language, text) in rules.Description)
            if (string.IsNullOrWhiteSpace(text) || text.Length > DescriptionMax) yield return new($"description.{language}", $"is 1 to {DescriptionMax} characters.");
        if (rules.Picture is { } picture && (picture.Length > 500 || !Uri.TryCreate(picture, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps))
            yield return new("picture", "is an https address of at most 500 characters.");
        if (rules.Currency is { } currency && !MinorUnits.IsCurrency(currency)) yield return new("currency", "is three upper-case letters of ISO 4217, such as EUR.");
    }

    private static IEnumerable<RuleError> Gift(RewardRules rules)
    {
        var items = rules.Gives.Items;
        if (items.Length > ItemsMax) yield return new("gives.items", $"are at most {ItemsMax}.");
        for (var i = 0; i < items.Length; i++)
            if (string.IsNullOrWhiteSpace(items[i]) || items[i].Length > NameMax) yield return new($"gives.items[{i}]", $"is 1 to {NameMax} characters.");
        if (rules.Gives.Kind is GiftKind.Item or GiftKind.Service && items.IsEmpty) yield return new("gives.items", "are missing: of which one is free.");
        if (rules.Gives.Kind is GiftKind.PercentOff ? rules.Gives.Percent is < 1 or > 100 : rules.Gives.Percent != 0)
            yield return new("gives.percent", "is between 1 and 100, for percent_off alone.");
        if (rules.Gives.Kind is GiftKind.MoneyOff)
        {
            foreach (var error in Amount(rules, "gives.amount", rules.Gives.Amount)) yield return error;
        }
        else if (rules.Gives.Amount is not null) yield return new("gives.amount", "is for money_off alone.");
        if (rules.Partial && rules.Gives.Kind is not GiftKind.MoneyOff) yield return new("partial", "is for money_off alone: nothing else can be used in parts.");
        if (rules.Partial && rules.Use is VoucherUsage.WhileValid) yield return new("partial", "does not go with use: while_valid; a sum is used up.");
        if (rules.Use is VoucherUsage.WhileValid && rules.Gives.Kind is not GiftKind.PercentOff)
            yield return new("use", "while_valid is for percent_off alone; everything else is given once.");
    }

    private static IEnumerable<RuleError> Price(RewardRules rules)
    {
        if (rules.Price is not { } price) yield break;
        if (price.Points is < 0 or > 1_000_000_000) yield return new("price.points", "is between 0 and 1,000,000,000.");
        if (!IsKey(price.Wallet)) yield return new("price.wallet", "is a programme's key, such as points.");
        if (price.Points == 0 && rules.Limit is null) yield return new("limit", "is missing: what is free needs one, such as {times: 1, per: month}.");
    }

    private static IEnumerable<RuleError> Conditions(RewardRules rules)
    {
        if (rules.From > rules.To) yield return new("to", "is before from.");
        foreach (var (path, keys) in new[] { ("levels", rules.Levels), ("shops", rules.Shops) })
            for (var i = 0; i < keys.Length; i++)
                if (!IsKey(keys[i])) yield return new($"{path}[{i}]", "is a key of 1 to 40 letters, digits, _ and -.");
        if (rules.Limit is { Times: < 1 or > 1_000 }) yield return new("limit.times", "is between 1 and 1,000.");
        if (rules.First is < 1 or > 1_000_000) yield return new("first", "is between 1 and 1,000,000.");
        if (rules.Stock is { } stock)
        {
            if ((stock.Total is null) == (stock.Shops is null)) yield return new("stock", "has either total or shops.");
            if (stock.Total is < 0 or > 1_000_000) yield return new("stock.total", "is between 0 and 1,000,000.");
            foreach (var (shop, pieces) in stock.Shops ?? ImmutableSortedDictionary<string, int>.Empty)
            {
                if (pieces is < 0 or > 1_000_000) yield return new($"stock.shops.{shop}", "is between 0 and 1,000,000.");
                if (!rules.Shops.IsEmpty && !rules.Shops.Contains(shop)) yield return new($"stock.shops.{shop}", "is not among shops.");
            }
            if (stock.Shops is { Count: 0 }) yield return new("stock.shops", "is empty.");
        }
        if (rules.Minimum is not null)
            foreach (var error in Amount(rules, "minimum", rules.Minimum)) yield return error;
        if (rules.For is not { } audience) yield break;
        if (audience.SpentAtLeast is not null)
            foreach (var error in Amount(rules, "for.spent_at_least", audience.SpentAtLeast)) yield return error;
        if (audience.PurchasesAtLeast is < 0 or > 100_000) yield return new("for.purchases_at_least", "is between 0 and 100,000.");
        if (audience.PurchasesAtMost is < 0 || audience.PurchasesAtMost < audience.PurchasesAtLeast) yield return new("for.purchases_at_most", "is not below purchases_at_least.");
        if (audience.MemberDays is < 0 or > 36_500) yield return new("for.member_days", "is between 0 and 36,500.");
        if (audience.BoughtWithinDays is < 1 or > 36_500) yield return new("for.bought_within_days", "is between 1 and 36,500.");
    }

    private static IEnumerable<RuleError> Validity(RewardRules rules)
    {
        var valid = rules.Valid;
        if (((ReadOnlySpan<bool>)[valid.Days is not null, valid.Months is not null, valid.Until is not null, valid.Birthday is not null]).Count(true) != 1)
            yield return new("valid", "has exactly one of days, months, until and birthday.");
        if (valid.Days is < 1 or > 3_650) yield return new("valid.days", "is between 1 and 3,650.");
        if (valid.Months is < 1 or > 120) yield return new("valid.months", "is between 1 and 120.");
        if (valid.Birthday is < 0 or > 90) yield return new("valid.birthday", "is between 0 and 90.");
        if (valid.Until < rules.To) yield return new("valid.until", "is before to: the last ones would be issued expired.");
    }

    private static IEnumerable<RuleError> Issue(RewardRules rules)
    {
        if (rules.Issue is not { } issue) yield break;
        foreach (var (path, on, given) in Words(issue))
            if (given && issue.On != on && !(path == "lead_days" && issue.On is IssueOn.Holiday)) yield return new($"issue.{path}", $"does not belong to on: {Snake(issue.On)}.");
        switch (issue.On)
        {
            case IssueOn.Purchase:
                if (issue.FromReceipt is < 1 or > 10_000) yield return new("issue.from_receipt", "is between 1 and 10,000.");
                if (issue.ReceiptAtLeast is not null)
                    foreach (var error in Amount(rules, "issue.receipt_at_least", issue.ReceiptAtLeast)) yield return error;
                break;
            case IssueOn.Spend:
                if (issue.WithinDays is < 1 or > 3_650) yield return new("issue.within_days", "is between 1 and 3,650.");
                foreach (var error in Amount(rules, "issue.spend_at_least", issue.SpendAtLeast).Concat(Smaller(rules, issue))) yield return error;
                break;
            case IssueOn.Target:
                if (issue.Points is < 1 or > 1_000_000_000) yield return new("issue.points", "is between 1 and 1,000,000,000.");
                if (issue.Wallet is not null && !IsKey(issue.Wallet)) yield return new("issue.wallet", "is a programme's key, such as stamps.");
                break;
            case IssueOn.Anniversary:
                if (issue.Years is < 1 or > 100) yield return new("issue.years", "is between 1 and 100.");
                if (issue.EveryYears is < 0 or > 100) yield return new("issue.every_years", "is between 0 and 100.");
                if (issue.ActiveDays is < 1 or > 36_500) yield return new("issue.active_days", "is between 1 and 36,500.");
                break;
            case IssueOn.Holiday when issue.Day is null || !IsDay(issue.Day):
                yield return new("issue.day", "is a day of the year, such as \"12-25\".");
                break;
        }
        if (issue.LeadDays is < 0 or > 60) yield return new("issue.lead_days", "is between 0 and 60.");
    }

    /// <summary>A certificate is worth less than what brings it, or the shop pays its customers for buying.</summary>
    private static IEnumerable<RuleError> Smaller(RewardRules rules, RewardIssue issue)
    {
        if (rules.Currency is not { } currency || !MinorUnits.IsCurrency(currency)) yield break;
        if (MinorUnits.Parse(issue.SpendAtLeast, currency) is { } spend && MinorUnits.Parse(rules.Gives.Amount, currency) is { } value && value >= spend)
            yield return new("gives.amount", $"is not below issue.spend_at_least: a certificate is worth less than {issue.SpendAtLeast}.");
    }

    private static IEnumerable<RuleError> Promotion(RewardRules rules)
    {
        if (rules.Purpose is null) yield break;
        if (rules.From is null) yield return new("from", "is missing: a promotion names its first day.");
        if (rules.To is null) yield return new("to", "is missing: a promotion names its last day, and ends by itself.");
        if (rules.Gives.Items.IsEmpty) yield return new("gives.items", "are missing: a promotion names its items.");
    }

    private static IEnumerable<RuleError> Amount(RewardRules rules, string path, string? amount)
    {
        if (rules.Currency is not { } currency) yield return new("currency", $"is missing: {path} is an amount of money.");
        else if (MinorUnits.IsCurrency(currency) && MinorUnits.Parse(amount, currency) is null)
            yield return new(path, $"is an amount in quotes with a decimal point, above zero, such as \"{MinorUnits.Format(5000, currency)}\".");
    }

    private static IEnumerable<(string Path, IssueOn On, bool Given)> Words(RewardIssue issue) =>
    [
        ("receipt_at_least", IssueOn.Purchase, issue.ReceiptAtLeast is not null), ("from_receipt", IssueOn.Purchase, issue.FromReceipt != 1),
        ("spend_at_least", IssueOn.Spend, issue.SpendAtLeast is not null), ("within_days", IssueOn.Spend, issue.WithinDays != 0),
        ("points", IssueOn.Target, issue.Points != 0), ("wallet", IssueOn.Target, issue.Wallet is not null),
        ("years", IssueOn.Anniversary, issue.Years != 1), ("active_days", IssueOn.Anniversary, issue.ActiveDays != 365),
        ("every_years", IssueOn.Anniversary, issue.EveryYears != 1), ("day", IssueOn.Holiday, issue.Day is not null),
        ("lead_days", IssueOn.Birthday, issue.LeadDays != 0),
    ];

    private static string Snake(IssueOn on) => Storage.SnakeCase.Of(on.ToString());

    private static bool IsDay(string day) => DateOnly.TryParseExact($"2000-{day}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsKey(string? key) => key is { Length: > 0 and <= 40 } && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
