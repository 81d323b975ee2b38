using EngageBot.Loyalty;
using EngageBot.Loyalty.Earning;

namespace EngageBot.Tests.Loyalty.Earning;

/// <summary>What a receipt earns and why, rules as a shop writes them.</summary>
public sealed class AccrualTests
{
    private static readonly TimeZoneInfo Tirana = TimeZoneInfo.FindSystemTimeZoneById("Europe/Tirane");

    /// <summary>A Tuesday, three in the afternoon in Tirana.</summary>
    private static readonly DateTimeOffset Tuesday = new(2026, 3, 3, 14, 0, 0, TimeSpan.Zero);

    [Fact]
    [Trait("Row", "S6")]
    public void A_flight_of_1200_km_at_a_point_for_ten_brings_120() =>
        Assert.Equal(120, Sum("""{"earn": {"by": "distance", "per": 10, "points": 1}}""", Paid(0, points: 1) with { Distance = 1_200 }));

    [Fact]
    [Trait("Row", "S6")]
    public void A_visit_counts_once_a_day_and_an_order_each_time()
    {
        Assert.Equal(5, Sum("""{"earn": {"by": "visit", "points": 5}}""", Paid(100)));
        Assert.Equal(0, Sum("""{"earn": {"by": "visit", "points": 5}}""", Paid(100), Standing.None with { CameToday = true }));
        Assert.Equal(5, Sum("""{"earn": {"by": "order", "points": 5}}""", Paid(100), Standing.None with { CameToday = true }));
    }

    [Theory]
    [Trait("Row", "S8")]
    [InlineData("5", 5_000_00, 250_00)]
    [InlineData("5", 3_99, 19)]
    [InlineData("2.5", 99_99, 2_49)]
    public void Cashback_is_a_share_of_the_money_rounded_down_to_the_minor_unit(string percent, long paid, long back) =>
        Assert.Equal(back, Sum($$"""{"mode": "cashback", "earn": {"percent": {{percent}} } }""", Paid(paid)));

    [Fact]
    [Trait("Row", "S9")]
    public void What_was_paid_with_points_earns_nothing()
    {
        Assert.Equal(80, Sum(PerEuro(), Paid(80_00, points: 20_00)));
        Assert.Equal(0, Sum(PerEuro(), Paid(0, points: 100_00)));
        // Spread over the items alike: 40 of the coffee's 50 were paid in money.
        Assert.Equal([("base", 80L), ("coffee", 40L)], Lines(PerEuro("""{"key": "coffee", "multiply_percent": 200, "when": {"items": {"categories": ["coffee"]}}}"""),
            Paid(80_00, points: 20_00) with { Items = [new(null, "coffee", 50_00), new(null, "cake", 50_00)] }));
    }

    [Fact]
    public void Excluded_items_and_delivery_earn_nothing_and_a_small_receipt_neither()
    {
        var rules = """{"earn": {"per_minor": 100, "points": 1}, "minimum_minor": 1000, "excluded": {"categories": ["tobacco"], "skus": ["GIFT"]}}""";
        var receipt = Paid(100_00) with { DeliveryMinor = 5_00, Items = [new("A", "coffee", 60_00), new("B", "tobacco", 25_00), new("GIFT", null, 10_00)] };
        Assert.Equal(60, Sum(rules, receipt));
        Assert.Equal(65, Sum(rules.Replace("\"earn\"", "\"delivery_counts\": true, \"earn\"", StringComparison.Ordinal), receipt));
        Assert.Equal(95, Sum(rules, Paid(100_00) with { DeliveryMinor = 5_00 }));
        Assert.Equal((0, 10), (Sum(rules, Paid(9_99)), Sum(rules, Paid(10_00))));
    }

    [Fact]
    public void Multipliers_each_add_their_own_share_and_every_line_says_what_it_gave()
    {
        var rules = PerEuro(
            """{"key": "tuesday", "multiply_percent": 200, "when": {"weekdays": ["tuesday"]}}""",
            """{"key": "coffee", "multiply_percent": 300, "when": {"items": {"categories": ["coffee"]}}}""",
            """{"key": "thanks", "bonus": 7}""");
        var receipt = Paid(10_00) with { Items = [new(null, "coffee", 4_00), new(null, "cake", 6_00)] };
        Assert.Equal([("base", 10L), ("tuesday", 10L), ("coffee", 8L), ("level", 5L), ("thanks", 7L)], Lines(rules, receipt, new(["gold"], 150)));
    }

    [Fact]
    public void The_sum_is_rounded_down_once_whatever_the_lines()
    {
        var rules = """
            {"earn": {"per_minor": 100, "points": 1, "rounding": "whole_points"}, "rules": [
              {"key": "a", "multiply_percent": 150}, {"key": "b", "multiply_percent": 150}]}
            """;
        Assert.Equal([("base", 1L), ("a", 1L)], Lines(rules, Paid(1_49)));    // 1.49, 2.235, 2.98: never 3, and never 1
    }

    [Theory]
    [InlineData("""{"from_time": "14:00", "to_time": "15:00"}""", false)]    // it is three sharp
    [InlineData("""{"from_time": "15:00", "to_time": "16:00"}""", true)]
    [InlineData("""{"from_time": "22:00", "to_time": "15:01"}""", true)]     // over midnight
    [InlineData("""{"from_date": "2026-03-03", "to_date": "2026-03-03"}""", true)]
    [InlineData("""{"to_date": "2026-03-02"}""", false)]
    [InlineData("""{"weekdays": ["monday", "wednesday"]}""", false)]
    [InlineData("""{"shops": ["square"]}""", true)]
    [InlineData("""{"shops": ["park"]}""", false)]
    [InlineData("""{"levels": ["gold"]}""", true)]
    [InlineData("""{"levels": ["silver"]}""", false)]
    [InlineData("""{"minimum_minor": 5000}""", true)]
    [InlineData("""{"minimum_minor": 5001}""", false)]
    [InlineData("""{"issuer": "bank"}""", true)]
    [InlineData("""{"issuer": "club"}""", false)]
    [InlineData("""{"items": {"skus": ["A-1"]}}""", false)]
    [InlineData("""{"member": {"joined_until": "2025-12-31"}}""", true)]
    [InlineData("""{"member": {"joined_from": "2026-01-01"}}""", false)]
    [InlineData("""{"member": {"member_days": 61}}""", false)]
    [InlineData("""{"member": {"member_days": 60}}""", true)]
    [InlineData("""{"member": {"birthday_within_days": 3}}""", true)]       // 29 February is the 28th this year
    [InlineData("""{"member": {"birthday_within_days": 2}}""", false)]
    public void A_rule_counts_where_everything_it_asks_holds(string when, bool holds)
    {
        var rules = PerEuro($$"""{"key": "bonus", "bonus": 9, "when": {{when}}}""")[..^1] + TwoLevels;
        var joined = when.Contains("joined", StringComparison.Ordinal) ? new DateTimeOffset(2025, 12, 31, 22, 30, 0, TimeSpan.Zero) : new(2026, 1, 2, 10, 0, 0, TimeSpan.Zero);
        var standing = new Standing(["gold"]) { JoinedAt = joined, Birthday = "02-29" };
        Assert.Equal(holds, Lines(rules, Paid(50_00) with { Issuer = "bank" }, standing).Contains(("bonus", 9L)));
    }

    private const string TwoLevels = """, "tiers": [{"key": "silver", "name": {"en": "Silver"}, "threshold": 0}, {"key": "gold", "name": {"en": "Gold"}, "threshold": 5}]}""";

    [Fact]
    [Trait("Row", "S10")]
    public void From_the_second_receipt_on_each_brings_the_standing_bonus_and_the_first_does_not()
    {
        var rules = PerEuro("""{"key": "regular", "bonus": 5, "when": {"from_receipt": 2}}""");
        Assert.Equal(1, Sum(rules, Paid(1_00)));
        Assert.Equal(6, Sum(rules, Paid(1_00), Standing.None with { EarlierReceipts = 1 }));
        Assert.Equal(6, Sum(rules, Paid(1_00), Standing.None with { EarlierReceipts = 40 }));
    }

    [Fact]
    public void A_rule_that_stops_keeps_those_below_it_from_counting()
    {
        var rules = PerEuro("""{"key": "first", "bonus": 5, "stop": true, "when": {"minimum_minor": 1000}}""", """{"key": "second", "bonus": 3}""");
        Assert.Equal([("base", 10L), ("first", 5L)], Lines(rules, Paid(10_00)));
        Assert.Equal([("base", 9L), ("second", 3L)], Lines(rules, Paid(9_00)));
    }

    [Fact]
    public void Limits_cut_the_rule_and_the_programmes_cut_from_the_last_line_up()
    {
        var rules = """
            {"earn": {"per_minor": 100, "points": 1}, "limits": [{"points": 100, "per": "month"}, {"points": 60, "per": "receipt"}], "rules": [
              {"key": "double", "multiply_percent": 200, "limits": [{"points": 30, "per": "day"}], "budget": {"points": 1000, "per": "ever"}}]}
            """;
        Assert.Equal([("base", 20L), ("double", 20L)], Lines(rules, Paid(20_00)));
        Assert.Equal([("base", 40L), ("double", 20L)], Lines(rules, Paid(40_00)));    // 30 by the day, 20 by the receipt
        Assert.Equal([("base", 20L), ("double", 5L)], Lines(rules, Paid(20_00), used: c => c is { Rule: "double", OfMember: true } ? 25 : 0));
        Assert.Equal([("base", 20L), ("double", 1L)], Lines(rules, Paid(20_00), used: c => c is { Rule: "double", OfMember: false } ? 999 : 0));
        Assert.Equal([("base", 10L)], Lines(rules, Paid(20_00), used: c => c.Rule.Length == 0 ? 90 : 0));
    }

    [Theory]
    [Trait("Row", "S1")]
    [InlineData("plain", 5, 2_00)]
    [InlineData("gold", 20, 8_00)]
    [InlineData("vip", 30, 12_00)]
    public void A_card_takes_off_what_its_level_gives(string level, int percent, long minor)
    {
        var rules = Parse(Discount);
        var receipt = Paid(50_00) with { Items = [new(null, "coffee", 40_00), new(null, "tobacco", 10_00)] };
        var off = Accruals.DiscountPercent(rules, receipt, new([level]), Tirana);
        Assert.Equal((percent, minor), ((int)off, Accruals.DiscountMinor(rules, receipt, off)));
        Assert.Empty(Accruals.Of(rules, receipt, new([level]), Tirana));    // S7: what takes something off gives no points
    }

    private const string Discount = """
        {"mode": "discount", "excluded": {"categories": ["tobacco"]}, "qualify": {"by": "spend", "period": "lifetime"}, "bearer_level": "plain", "tiers": [
          {"key": "plain", "name": {"en": "Plain"}, "threshold": 0, "discount_percent": 5},
          {"key": "gold", "name": {"en": "Gold"}, "threshold": 50000, "discount_percent": 20},
          {"key": "vip", "name": {"en": "VIP"}, "threshold": 500000, "discount_percent": 30}]}
        """;

    [Theory]
    [Trait("Row", "S1")]
    [Trait("Row", "S2")]
    [Trait("Row", "S7")]
    [InlineData("\"by\": \"spend\"", "\"by\": \"visits\"", "qualify.by")]           // a discount above the plain one is justified by spending
    [InlineData("\"threshold\": 500000", "\"threshold\": 50000", "tiers[2].threshold")]
    [InlineData("\"bearer_level\": \"plain\"", "\"bearer_level\": \"vip\"", "bearer_level")]    // VIP on a card that anybody may show
    [InlineData("\"mode\"", "\"earn\": {\"per_minor\": 100, \"points\": 1}, \"mode\"", "earn")]    // points and a discount in one programme
    [InlineData("\"mode\": \"discount\"", "\"mode\": \"points\", \"earn\": {\"per_minor\": 100, \"points\": 1}", "tiers[0].discount_percent")]
    public void A_discount_that_nothing_justifies_cannot_be_published(string right, string wrong, string path)
    {
        var errors = ProgrammeRules.Kind.Parse(Discount.Replace(right, wrong, StringComparison.Ordinal)).Errors;
        Assert.Contains(path, errors.Select(e => e.Path));
        Assert.Empty(ProgrammeRules.Kind.Parse(Discount).Errors);
    }

    [Theory]
    [InlineData("""{}""", "earn")]
    [InlineData("""{"earn": {"percent": 5}}""", "earn.percent")]
    [InlineData("""{"mode": "cashback", "earn": {"percent": 5, "points": 1}}""", "earn")]
    [InlineData("""{"earn": {"by": "distance", "points": 1}}""", "earn.per")]
    [InlineData("""{"earn": {"by": "visit", "points": 1, "per_minor": 5}}""", "earn.per_minor")]
    [InlineData("""{"rules": [{"key": "base", "bonus": 1}]}""", "rules[0].key")]
    [InlineData("""{"rules": [{"key": "a", "bonus": 1}, {"key": "a", "bonus": 1}]}""", "rules[1].key")]
    [InlineData("""{"rules": [{"key": "a"}]}""", "rules[0]")]
    [InlineData("""{"rules": [{"key": "a", "bonus": 1, "multiply_percent": 200}]}""", "rules[0]")]
    [InlineData("""{"rules": [{"key": "a", "bonus": 1, "when": {"from_time": "2 pm"}}]}""", "rules[0].when.from_time")]
    [InlineData("""{"rules": [{"key": "a", "bonus": 1, "when": {"levels": ["gold"]}}]}""", "rules[0].when.levels")]
    [InlineData("""{"rules": [{"key": "a", "bonus": 1, "when": {"weekdays": ["someday"]}}]}""", "rules[0].when.weekdays[0]")]
    [InlineData("""{"rules": [{"key": "a", "bonus": 1, "when": {"weekday": ["monday"]}}]}""", "rules[0].when.weekday")]
    [InlineData("""{"rules": [{"key": "a", "bonus": 1, "limits": [{"points": 0, "per": "day"}]}]}""", "rules[0].limits[0].points")]
    [InlineData("""{"rules": [{"key": "a", "bonus": 1, "budget": {"points": 5, "per": "receipt"}}]}""", "rules[0].budget.per")]
    [InlineData("""{"earn": {"per_minor": 1, "points": 1}, "unit": {"names": {"ru": {"one": "боб", "other": "боба"}}}}""", "unit.names")]
    [InlineData("""{"earn": {"per_minor": 1, "points": 1}, "statuses": [{"key": "vip", "name": {"en": "VIP"}, "days": 30}]}""", "statuses[0]")]
    [InlineData("""{"earn": {"per_minor": 1, "points": 1}, "spend": {"max_percent": 101}}""", "spend.max_percent")]
    public void What_is_wrong_is_named_by_its_path(string rules, string path) => Assert.Contains(path, ProgrammeRules.Kind.Parse(rules).Errors.Select(e => e.Path));

    [Theory]
    [Trait("Row", "S9")]
    [InlineData(100, 1, 1, 50_00, 6_000, 5_000)]    // all of it
    [InlineData(50, 1, 1, 50_00, 6_000, 2_500)]
    [InlineData(50, 1, 100, 50_50, 6_000, 2_500)]   // whole hundreds only
    [InlineData(100, 500, 1, 50_00, 499, 0)]
    [InlineData(100, 1, 1, 50_00, -20, 0)]
    public void Points_pay_as_much_of_a_receipt_as_the_shop_allows(int percent, long minimum, long step, long receipt, long available, long most) =>
        Assert.Equal(most, new SpendRules(1, 1, percent, minimum, step).MostPoints(available, receipt));

    private static string PerEuro(params string[] rules) => $$"""{"earn": {"per_minor": 100, "points": 1}, "rules": [{{string.Join(',', rules)}}]}""";

    private static Receipt Paid(long minor, long points = 0) => new(minor, Tuesday, "square") { PointsPaidMinor = points };

    private static ProgrammeRules Parse(string json)
    {
        var (rules, errors) = ProgrammeRules.Kind.Parse(json);
        return errors.IsEmpty ? rules! : throw new Xunit.Sdk.XunitException(string.Join('\n', errors));
    }

    private static List<(string Rule, long Points)> Lines(string json, Receipt receipt, Standing? standing = null, Func<LimitCount, long>? used = null) =>
        Accruals.Of(Parse(json), receipt, standing ?? Standing.None, Tirana, used).Select(l => (l.Rule, l.Points)).ToList();

    private static long Sum(string json, Receipt receipt, Standing? standing = null) => Lines(json, receipt, standing).Sum(l => l.Points);
}
