using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Earning;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>What a programme still has wrong that could be read.</summary>
internal static class ProgrammeErrors
{
    private const int RulesMax = 100;
    private const long PointsMax = 1_000_000_000;
    private static readonly string[] _reserved = [Accruals.Base, Accruals.Level];

    public static IEnumerable<RuleError> Of(ProgrammeRules rules) =>
        [.. Plain(rules), .. ModeOf(rules), .. Accrual(rules), .. Levels(rules), .. Statuses(rules), .. UnitOf(rules)];

    /// <summary>What it has wrong beside what members have already.</summary>
    public static IEnumerable<RuleError> Beside(RuleSurroundings around, ProgrammeRules rules)
    {
        var before = RuleBook.Versions(around.Source, around.Business, ProgrammeRules.Kind.Name, around.Key).FirstOrDefault(v => v.Content is not null);
        if (before?.Content is { } content && ProgrammeRules.Kind.Stored(content).Mode is var mode && mode != rules.Mode && IsUsed(around))
            yield return new("mode", $"stays {SnakeCase.Of(mode.ToString())}: members have something in this programme. Publish the other one beside it, under a key of its own.");
        var shops = around.Source.Rows("SELECT code FROM shops WHERE business_id = @business", c => c.Set("@business", around.Business.ToString()), row => row.GetString(0));
        foreach (var (rule, i) in (rules.Rules ?? []).Select((r, i) => (r, i)))
            foreach (var shop in (rule.When?.Shops ?? []).Except(shops))
                yield return new($"rules[{i}].when.shops", $"names '{shop}', which is no shop's code. Codes: {string.Join(", ", shops)}.");
    }

    private static bool IsUsed(RuleSurroundings around) => around.Source.Query(
        "SELECT 1 FROM point_accounts WHERE business_id = @business AND wallet = @wallet AND kind = 'Issued' AND balance_points <> 0",
        command => command.Set("@business", around.Business.ToString()).Set("@wallet", around.Key), row => row.Read());

    private static IEnumerable<RuleError> Plain(ProgrammeRules rules)
    {
        if (rules.PendingDays is < 0 or > 365) yield return new("pending_days", "is between 0 and 365.");
        if (rules.WelcomePoints is < 0 or > 1_000_000) yield return new("welcome_points", "is between 0 and 1,000,000.");
        if (rules.Expiry.Policy is ExpiryPolicy.AfterDays && rules.Expiry.Days is < 1 or > 36_500) yield return new("expiry.days", "is between 1 and 36,500.");
        if (rules.Expiry.Months is < 0 or > 120) yield return new("expiry.months", "is between 0 and 120.");
        if (rules.Expiry.Policy is ExpiryPolicy.AfterMonths && rules.Expiry.Months == 0) yield return new("expiry.months", "is between 1 and 120.");
        if (rules.Expiry.Quarters is < 0 or > 40) yield return new("expiry.quarters", "is between 0 and 40.");
        if (rules.Expiry.Years is < 0 or > 10) yield return new("expiry.years", "is between 0 and 10.");
        if (rules.MinimumMinor is < 1) yield return new("minimum_minor", "is above zero.");
        foreach (var error in Limits("", rules.Limits, rules.Budget)) yield return error;
        if (rules.Spend is not { } spend) yield break;
        if (spend.MaxPercent is < 1 or > 100) yield return new("spend.max_percent", "is between 1 and 100.");
        if (spend.MinimumPoints < 1) yield return new("spend.minimum_points", "is above zero.");
        if (spend.StepPoints < 1) yield return new("spend.step_points", "is above zero.");
        if (spend.MinimumMinor is < 1) yield return new("spend.minimum_minor", "is above zero.");
    }

    /// <summary>A programme is one thing: what gives points takes nothing off, and the other way round.</summary>
    private static IEnumerable<RuleError> ModeOf(ProgrammeRules rules)
    {
        var discount = rules.Mode is ProgrammeMode.Discount;
        if (!discount && rules.Earn is null && rules.Rules is not { IsEmpty: false } && rules.Booking is null)
            yield return new("earn", "is missing: say what a receipt earns, such as {per_minor: 100, points: 1}.");
        if (discount && rules.Earn is not null) yield return new("earn", "does not belong to a discount: points are a programme of their own, under another key.");
        if (discount && rules.WelcomePoints > 0) yield return new("welcome_points", "do not belong to a discount.");
        if (discount && rules.Tiers.IsEmpty && (rules.Rules ?? []).All(r => r.DiscountPercent is null))
            yield return new("tiers", "are missing: a discount has at least one level with discount_percent.");
        for (var i = 0; i < rules.Tiers.Length; i++)
            if (rules.Tiers[i].DiscountPercent is not null && !discount)
                yield return new($"tiers[{i}].discount_percent", "belongs to mode discount; a programme gives points or takes something off, not both.");
        if (rules.Booking is { } booking && (booking.Points is < 1 or > 1_000_000 || booking.WithinMinutes is < 1 or > 10_080))
            yield return new("booking", "gives 1 to 1,000,000 points within 1 to 10,080 minutes.");
    }

    private static IEnumerable<RuleError> Accrual(ProgrammeRules rules)
    {
        if (rules.Earn is { } plain)
            foreach (var error in Earn("earn", plain, rules.Mode)) yield return error;
        var list = rules.Rules ?? [];
        if (list.Length > RulesMax) yield return new("rules", $"are at most {RulesMax}.");
        for (var i = 0; i < list.Length; i++)
        {
            var (rule, path) = (list[i], $"rules[{i}]");
            if (!RuleKinds.IsKey(rule.Key ?? "") || _reserved.Contains(rule.Key)) yield return new($"{path}.key", $"is missing, or not allowed. {RuleKinds.KeyForm}");
            else if (list.Take(i).Any(r => r.Key == rule.Key)) yield return new($"{path}.key", "is used twice.");
            var does = (rule.Earn is null ? 0 : 1) + (rule.MultiplyPercent is null ? 0 : 1) + (rule.Bonus is null ? 0 : 1) + (rule.DiscountPercent is null ? 0 : 1);
            if (does != 1) yield return new(path, "does exactly one thing: earn, multiply_percent, bonus or discount_percent.");
            if ((rules.Mode is ProgrammeMode.Discount) != (rule.DiscountPercent is not null) && does == 1)
                yield return new(path, rules.Mode is ProgrammeMode.Discount ? "takes something off in mode discount: discount_percent." : "takes nothing off here: discount_percent belongs to mode discount.");
            if (rule.MultiplyPercent is < 1 or > 10_000) yield return new($"{path}.multiply_percent", "is between 1 and 10,000; 200 doubles.");
            if (rule.Bonus is < 1 or > 1_000_000) yield return new($"{path}.bonus", "is between 1 and 1,000,000.");
            if (rule.DiscountPercent is <= 0 or > 100) yield return new($"{path}.discount_percent", "is above 0 and at most 100.");
            if (rule.Earn is { } earn)
                foreach (var error in Earn($"{path}.earn", earn, rules.Mode)) yield return error;
            foreach (var error in Limits($"{path}.", rule.Limits, rule.Budget)) yield return error;
            if (rule.When is { } when)
                foreach (var error in ConditionErrors.Of($"{path}.when", when, rules)) yield return error;
        }
    }

    private static IEnumerable<RuleError> Earn(string path, EarnRule earn, ProgrammeMode mode)
    {
        if (earn.Percent is { } percent)
        {
            if (mode is not ProgrammeMode.Cashback) yield return new($"{path}.percent", "belongs to mode cashback; points are given per step: {per_minor: 100, points: 1}.");
            if (percent is <= 0 or > 100 || percent * 10_000 % 1 != 0) yield return new($"{path}.percent", "is above 0 and at most 100, with at most four decimals.");
            if (earn.Points != 0 || earn.PerMinor != 0 || earn.By is not EarnMeasure.Money) yield return new(path, "gives a percentage or points per step, not both.");
            yield break;
        }
        if (earn.Points is < 0 or > 10_000) yield return new($"{path}.points", "is between 0 and 10,000.");
        if (earn.By is EarnMeasure.Money ? earn.PerMinor is < 1 or > 1_000_000_000 : earn.PerMinor != 0)
            yield return new($"{path}.per_minor", earn.By is EarnMeasure.Money ? "is between 1 and 1,000,000,000." : "belongs to money only.");
        if (earn.By is EarnMeasure.Distance ? earn.Per is null or < 1 or > 1_000_000 : earn.Per is not null)
            yield return new($"{path}.per", earn.By is EarnMeasure.Distance ? "is between 1 and 1,000,000." : "belongs to distance only; money has per_minor.");
    }

    private static IEnumerable<RuleError> Limits(string path, ImmutableArray<Limit>? limits, Limit? budget)
    {
        foreach (var (limit, i) in (limits ?? []).Select((l, i) => (l, i)))
            if (limit.Points is < 1 or > PointsMax) yield return new($"{path}limits[{i}].points", $"is between 1 and {PointsMax:N0}.");
        if (limits is { Length: > 6 }) yield return new($"{path}limits", "are at most six: one for each period.");
        if (budget is not null && budget.Points is < 1 or > PointsMax) yield return new($"{path}budget.points", $"is between 1 and {PointsMax:N0}.");
        if (budget?.Per is LimitPeriod.Receipt) yield return new($"{path}budget.per", "is a time: day, week, month, year or ever.");
    }

    private static IEnumerable<RuleError> Levels(ProgrammeRules rules)
    {
        var (tiers, qualify) = (rules.Tiers, rules.Qualify ?? QualifyRule.Default);
        if (tiers.Length > 20) yield return new("tiers", "are at most 20.");
        for (var i = 0; i < tiers.Length; i++)
        {
            var tier = tiers[i];
            if (string.IsNullOrWhiteSpace(tier.Key) || tiers.Take(i).Any(t => t.Key == tier.Key)) yield return new($"tiers[{i}].key", "is missing or used twice.");
            if (tier.Name is null || !tier.Name.ContainsKey("en")) yield return new($"tiers[{i}].name", "lacks \"en\".");
            if (tier.MultiplierPercent is < 1 or > 1_000) yield return new($"tiers[{i}].multiplier_percent", "is between 1 and 1,000.");
            if (tier.DiscountPercent is < 0 or > 100) yield return new($"tiers[{i}].discount_percent", "is between 0 and 100.");
            if (i == 0 ? tier.Threshold != 0 : tier.Threshold <= tiers[i - 1].Threshold)
                yield return i == 0 ? new("tiers[0].threshold", "is 0: everybody has a level.") : new($"tiers[{i}].threshold", "is not above the one before.");
            foreach (var error in Perks($"tiers[{i}].perks", tier.Perks)) yield return error;
        }
        if (rules.Mode is ProgrammeMode.Discount && tiers.Length > 1 && qualify.By is not QualifyBy.Spend)
            yield return new("qualify.by", "is spend: a discount above the plain one is justified by what was spent.");
        if (rules.Mode is ProgrammeMode.Stamps or ProgrammeMode.Discount && tiers.Length > 1 && qualify.By is QualifyBy.Points)
            yield return new("qualify.by", "is spend or visits: this programme gives no points.");
        if (qualify.Months is < 1 or > 120) yield return new("qualify.months", "is between 1 and 120.");
        if (qualify.KeepYears is < 0 or > 10) yield return new("qualify.keep_years", "is between 0 and 10.");
        if (qualify.GraceDays is < 0 or > 365) yield return new("qualify.grace_days", "is between 0 and 365.");
        if (qualify.Downgrade is Downgrade.OneLevel && qualify.Period is not QualifyPeriod.CalendarYear)
            yield return new("qualify.downgrade", "by one level belongs to calendar years.");
        if (rules.BearerLevel is { } bearer && (tiers.IsEmpty || tiers[0].Key != bearer))
            yield return new("bearer_level", "is the first level: a card that anybody may show gives the small discount only.");
    }

    private static IEnumerable<RuleError> Statuses(ProgrammeRules rules)
    {
        foreach (var (status, i) in (rules.Statuses ?? []).Select((s, i) => (s, i)))
        {
            var path = $"statuses[{i}]";
            if (!RuleKinds.IsKey(status.Key ?? "") || rules.Tiers.Any(t => t.Key == status.Key) || rules.Statuses!.Value.Take(i).Any(s => s.Key == status.Key))
                yield return new($"{path}.key", $"is missing, used twice or not allowed. {RuleKinds.KeyForm}");
            if (status.Name is null || !status.Name.ContainsKey("en")) yield return new($"{path}.name", "lacks \"en\".");
            if (status.Days is < 1 or > 3_660) yield return new($"{path}.days", "is between 1 and 3,660: a status has a term.");
            if (status.FeeMinor is null && status.ReceiptMinor is null) yield return new(path, "is bought (fee_minor) or comes with a receipt (receipt_minor), or both.");
            if (status.FeeMinor is < 1) yield return new($"{path}.fee_minor", "is above zero.");
            if (status.ReceiptMinor is < 1) yield return new($"{path}.receipt_minor", "is above zero.");
            if (status.NoticeDays < 0 || status.NoticeDays >= status.Days) yield return new($"{path}.notice_days", "is between 0 and the days of the term.");
            if (status.MultiplierPercent is < 1 or > 1_000) yield return new($"{path}.multiplier_percent", "is between 1 and 1,000.");
            if (status.DiscountPercent is <= 0 or > 100) yield return new($"{path}.discount_percent", "is above 0 and at most 100.");
            if (status.DiscountPercent is not null && rules.Mode is not ProgrammeMode.Discount) yield return new($"{path}.discount_percent", "belongs to mode discount.");
            foreach (var error in Perks($"{path}.perks", status.Perks)) yield return error;
        }
    }

    private static IEnumerable<RuleError> Perks(string path, ImmutableArray<Perk>? perks) =>
        (perks ?? []).Select((perk, i) => (perk, i)).Where(p => !RuleKinds.IsKey(p.perk.Key ?? "") || p.perk.Name is null || !p.perk.Name.ContainsKey("en"))
            .Select(p => new RuleError($"{path}[{p.i}]", "has a key and a name, at least in \"en\"."));

    private const int NameMax = 18;

    private static IEnumerable<RuleError> UnitOf(ProgrammeRules rules)
    {
        if (rules.Unit is not { } unit) yield break;
        if (unit.Names is null || !unit.Names.ContainsKey("en")) yield return new("unit.names", "lacks \"en\": {en: {one: bean, other: beans}}.");
        if (unit.ValueMinor is < 1 or > 1_000_000_000) yield return new("unit.value_minor", "is above zero: what one unit is worth in money.");
        if (rules.Mode is ProgrammeMode.Cashback && unit.ValueMinor is not null and not 1) yield return new("unit.value_minor", "is 1 for cashback: its unit is money itself.");
        foreach (var (language, name) in unit.Names ?? ImmutableSortedDictionary<string, UnitName>.Empty)
            if (((string?[])[name.One, name.Few, name.Many, name.Other]).Any(form => form is { Length: > NameMax }))
                yield return new($"unit.names.{language}", $"has forms of at most {NameMax} characters: they stand behind a number.");
            else if (string.IsNullOrWhiteSpace(name.One) || string.IsNullOrWhiteSpace(name.Other) || language == "ru" && (name.Few is null || name.Many is null))
                yield return new($"unit.names.{language}", language == "ru" ? "has one, few, many and other: 1 балл, 2 балла, 5 баллов, 1,5 балла." : "has one and other.");
    }
}
