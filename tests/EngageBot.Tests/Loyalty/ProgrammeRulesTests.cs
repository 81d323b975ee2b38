using EngageBot.Loyalty;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Loyalty;

public sealed class ProgrammeRulesTests
{
    private const string Written = """
        {
          "earn": {"per_minor": 100, "points": 1, "rounding": "whole_points"},
          "pending_days": 14,
          "welcome_points": 20,
          "expiry": {"policy": "end_of_month", "months": 12},
          "tiers": [
            {"key": "bronze", "name": {"en": "Bronze", "ru": "Бронзовый"}, "threshold": 0},
            {"key": "gold", "name": {"en": "Gold"}, "threshold": 500, "multiplier_percent": 150}
          ]
        }
        """;

    [Fact]
    public void Rules_are_read_and_written_the_same()
    {
        var (rules, errors) = ProgrammeRules.Kind.Parse(Written);
        Assert.Empty(errors);
        Assert.Equal(rules!.ToJson(), ProgrammeRules.Kind.Parse(rules.ToJson()).Rules!.ToJson());
        Assert.Equal((EarnRounding.WholePoints, ExpiryPolicy.EndOfMonth, 12, 150), (rules.Earn!.Rounding, rules.Expiry.Policy, rules.Expiry.Months, rules.Tiers[1].MultiplierPercent));
        Assert.Equal(("Бронзовый", "Bronze"), (rules.Tiers[0].NameIn("ru"), rules.Tiers[0].NameIn("sq")));
    }

    [Fact]
    public async Task The_documented_programme_is_a_valid_one()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "programme.md"), TestContext.Current.CancellationToken);
        var sample = page.Split("```json")[1].Split("```")[0];
        Assert.Empty(ProgrammeRules.Kind.Parse(sample).Errors);
    }

    [Theory]
    [InlineData("\"per_minor\": 100", "\"per_minor\": 0", "earn.per_minor")]
    [InlineData("\"pending_days\": 14", "\"pending_days\": -1", "pending_days")]
    [InlineData("\"threshold\": 500", "\"threshold\": 0", "tiers[1].threshold")]
    [InlineData("\"threshold\": 0}", "\"threshold\": 5}", "tiers[0].threshold")]
    [InlineData("\"key\": \"gold\"", "\"key\": \"bronze\"", "tiers[1].key")]
    [InlineData("{\"en\": \"Gold\"}", "{\"ru\": \"Золотой\"}", "tiers[1].name")]
    [InlineData("end_of_month", "end_of_week", "expiry.policy")]
    [InlineData("\"pending_days\"", "\"pendingDays\"", "pendingDays")]
    [InlineData("\"earn\"", "\"earning\"", "earn")]
    [InlineData("}\n  ]\n}", "", "JSON")]
    public void What_is_wrong_is_named(string right, string wrong, string named)
    {
        var (rules, errors) = ProgrammeRules.Kind.Parse(Written.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Null(rules);
        Assert.Contains(named, Assert.Single(errors).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "bronze", "silver", 100)]
    [InlineData(99, "bronze", "silver", 1)]
    [InlineData(100, "silver", "gold", 400)]
    [InlineData(9_999, "gold", null, 0)]
    public void The_level_follows_from_the_points_earned(long earned, string key, string? next, long missing)
    {
        var level = Level.Of(LoyaltyWorld.Rules with { Tiers = LoyaltyWorld.ThreeTiers }, earned);
        Assert.Equal((key, next, missing), (level.Current!.Key, level.Next?.Key, level.MissingPoints));
    }

    [Fact]
    public void A_programme_without_levels_has_none() => Assert.Equal((null, null, 0L, 100), (Level.Of(LoyaltyWorld.Rules, 5) is var l ? l.Current : null, l.Next, l.MissingPoints, l.MultiplierPercent));
}
