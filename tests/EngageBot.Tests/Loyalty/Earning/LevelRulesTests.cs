using EngageBot.Loyalty;
using EngageBot.Loyalty.Earning;

namespace EngageBot.Tests.Loyalty.Earning;

/// <summary>Levels through the years, from nothing but what was bought.</summary>
public sealed class LevelRulesTests
{
    private static readonly TimeZoneInfo Tirana = TimeZoneInfo.FindSystemTimeZoneById("Europe/Tirane");

    private const string Tiers = """
        "tiers": [{"key": "bronze", "name": {"en": "Bronze"}, "threshold": 0}, {"key": "silver", "name": {"en": "Silver"}, "threshold": 100}, {"key": "gold", "name": {"en": "Gold"}, "threshold": 500}]
        """;

    [Theory]
    [InlineData("", "2027-03-01", "gold")]            // twelve rolling months
    [InlineData("", "2027-03-03", "bronze")]
    [InlineData("\"grace_days\": 30", "2027-03-31", "gold")]
    [InlineData("\"grace_days\": 30", "2027-04-02", "bronze")]
    [InlineData("\"months\": 6", "2026-09-01", "gold")]
    [InlineData("\"months\": 6", "2026-09-03", "bronze")]
    [InlineData("\"period\": \"calendar_year\"", "2027-12-31", "gold")]    // the rest of the year and the next one
    [InlineData("\"period\": \"calendar_year\"", "2028-01-01", "bronze")]
    [InlineData("\"period\": \"calendar_year\", \"keep_years\": 0", "2027-01-01", "bronze")]
    [InlineData("\"period\": \"calendar_year\", \"grace_days\": 31", "2028-01-31", "gold")]
    [InlineData("\"period\": \"calendar_year\", \"grace_days\": 31", "2028-02-01", "bronze")]
    [InlineData("\"period\": \"calendar_year\", \"downgrade\": \"one_level\"", "2028-01-01", "silver")]
    [InlineData("\"period\": \"calendar_year\", \"downgrade\": \"one_level\"", "2029-01-01", "bronze")]
    [InlineData("\"period\": \"calendar_year\", \"downgrade\": \"never\"", "2034-01-01", "gold")]
    [InlineData("\"downgrade\": \"never\"", "2034-01-01", "gold")]
    [InlineData("\"period\": \"lifetime\"", "2034-01-01", "gold")]
    public void Five_hundred_points_of_March_2026_make_gold_for_as_long_as_the_rules_say(string qualify, string day, string level) =>
        Assert.Equal(level, On(qualify, day, (new(2026, 3, 2), 500)).Current!.Key);

    [Theory]
    [InlineData("", "2027-03-02")]
    [InlineData("\"grace_days\": 30", "2027-04-01")]    // over the change of the clocks
    [InlineData("\"period\": \"calendar_year\"", "2027-12-31")]
    [InlineData("\"period\": \"lifetime\"", null)]
    public void The_last_day_of_a_level_can_be_told(string qualify, string? until)
    {
        var level = On(qualify, "2026-05-01", (new(2026, 3, 2), 500));
        Assert.Equal(until, level.KeptUntil?.ToString("yyyy-MM-dd", null));
        if (until is null) return;
        Assert.Equal("gold", On(qualify, until, (new(2026, 3, 2), 500)).Current!.Key);
        Assert.NotEqual("gold", On(qualify, DateOnly.Parse(until, null).AddDays(1).ToString("yyyy-MM-dd", null), (new(2026, 3, 2), 500)).Current!.Key);
    }

    [Fact]
    [Trait("Row", "S12")]
    public void What_is_missing_to_the_next_level_is_counted_in_what_qualifies()
    {
        var level = On("\"by\": \"spend\"", "2026-05-01", (new(2026, 3, 2), 120));
        Assert.Equal(("silver", "gold", 380, QualifyBy.Spend), (level.Current!.Key, level.Next!.Key, level.MissingPoints, level.By));
    }

    [Fact]
    public void Visits_are_days_and_what_came_back_was_none()
    {
        var rules = Rules("\"by\": \"visits\"", "\"threshold\": 100", "\"threshold\": 2");
        Merit[] merits = [new(At(new(2026, 3, 2), 9), 5), new(At(new(2026, 3, 2), 17), 5), new(At(new(2026, 3, 4), 9), 0), new(At(new(2026, 3, 6), 9), 1)];
        Assert.Equal((2, "silver"), (LevelRules.Of(rules, merits, At(new(2026, 3, 7), 9), Tirana) is var l ? (int)l.EarnedPoints : 0, l.Current!.Key));
    }

    [Fact]
    public void A_level_follows_from_what_was_earned_so_spending_never_costs_one() =>
        Assert.Equal(500, On("", "2026-05-01", (new(2026, 3, 2), 500)).EarnedPoints);

    private static Level On(string qualify, string day, params (DateOnly Day, long Value)[] merits) =>
        LevelRules.Of(Rules(qualify), [.. merits.Select(m => new Merit(At(m.Day, 12), m.Value))], At(DateOnly.Parse(day, null), 20), Tirana);

    private static DateTimeOffset At(DateOnly day, int hour) => new(day.ToDateTime(new TimeOnly(hour, 0)), TimeSpan.Zero);

    private static ProgrammeRules Rules(string qualify, string right = "", string wrong = "")
    {
        var json = $$"""{"earn": {"per_minor": 100, "points": 1}, "qualify": { {{qualify}} }, {{(right.Length == 0 ? Tiers : Tiers.Replace(right, wrong, StringComparison.Ordinal))}} }""";
        var (rules, errors) = ProgrammeRules.Kind.Parse(json);
        return errors.IsEmpty ? rules! : throw new Xunit.Sdk.XunitException(string.Join('\n', errors));
    }
}
