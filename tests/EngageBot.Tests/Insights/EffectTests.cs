using System.Collections.Immutable;
using EngageBot.Insights;
using FsCheck;
using FsCheck.Fluent;

namespace EngageBot.Tests.Insights;

/// <summary>The arithmetic of measuring, against published numbers.</summary>
public sealed class EffectTests
{
    // Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17 (1998), table II, method 10.
    [Theory, Trait("Row", "S139")]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(6, 7, 2, 7, 0.0582, 0.8062)]
    [InlineData(5, 56, 0, 29, -0.0381, 0.1926)]
    [InlineData(0, 10, 0, 20, -0.1611, 0.2775)]
    [InlineData(0, 10, 0, 10, -0.2775, 0.2775)]
    [InlineData(10, 10, 0, 20, 0.6791, 1.0000)]
    [InlineData(10, 10, 0, 10, 0.6075, 1.0000)]
    public void The_difference_of_two_rates_has_newcombes_interval(long hits, long of, long otherHits, long otherOf, double low, double high)
    {
        var interval = new Rate(hits, of).Above(new(otherHits, otherOf));
        Assert.Equal((low, high), (Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    // Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void A_rate_has_wilsons_interval(long hits, long of, double low, double high)
    {
        var interval = new Rate(hits, of).Wilson();
        Assert.Equal((low, high), (Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    [Theory]
    [InlineData(8, 2.3060)]
    [InlineData(10, 2.2281)]
    [InlineData(30, 2.0423)]
    [InlineData(120, 1.9799)]
    public void Students_points_are_those_of_the_tables(double freedom, double point) => Assert.Equal(point, StudentT.Quantile95(freedom), 0.0001);

    [Fact, Trait("Row", "S139")]
    public void Money_has_welchs_interval()
    {
        // Means 20 and 15, variances 10 and 2.5 of five each: t = 5 / sqrt(2.5), 5.88 degrees of freedom.
        var (a, b) = (Of(16, 18, 20, 22, 24), Of(13, 14, 15, 16, 17));
        Assert.Equal((20.0, 10.0, 15.0, 2.5), (a.Mean, a.Variance, b.Mean, b.Variance));
        var interval = a.Above(b)!.Value;
        Assert.Equal(5 - 2.459 * Math.Sqrt(2.5), interval.Low, 0.02);
        Assert.Equal(5 + 2.459 * Math.Sqrt(2.5), interval.High, 0.02);
        Assert.Null(a.Above(Of(1)));
    }

    [Fact, Trait("Row", "S139")]
    public void Twelve_percent_against_nine_of_a_thousand_people_at_600_less_ten_thousand_is_eight_thousand()
    {
        var effect = new Effect(Bought(120, 1_000), Bought(90, 1_000), CostMinor: 10_000, MarginPerBuyerMinor: 600, LeastPeople: 100);
        Assert.Equal((30.0, 8_000.0, 0.8), (Math.Round(effect.ExtraBuyers!.Value, 9), Math.Round(effect.NetMinor!.Value, 6), Math.Round(effect.Roi!.Value, 9)));
        Assert.Equal((EffectState.Measured, EffectVerdict.Works), (effect.State, effect.Verdict));
        Assert.True(effect.NetIntervalMinor is { Low: < 8_000, High: > 8_000 });
    }

    [Fact, Trait("Row", "S139")]
    public void Without_anybody_held_out_it_is_not_measured_whatever_was_bought()
    {
        var effect = new Effect(Bought(900, 1_000), default, 10_000, 600, 100);
        Assert.Equal((EffectState.NotMeasured, EffectVerdict.None), (effect.State, effect.Verdict));
        Assert.Null(effect.RateDifference);
        Assert.Null(effect.NetMinor);
        Assert.Null(effect.Roi);
        Assert.False(effect.LosesMoney);
        Assert.Equal(EffectState.TooEarly, new Effect(default, default, 0, null, 100).State);
        Assert.Equal((EffectState.TooFew, EffectVerdict.None), (new Effect(Bought(50, 60), Bought(1, 60), 0, 600, 100) is var few ? (few.State, few.Verdict) : default));
    }

    [Fact, Trait("Row", "S141")]
    public void A_measure_that_gives_more_than_it_brings_loses_money_and_is_stopped_only_when_that_is_sure()
    {
        var perhaps = new Effect(Bought(120, 1_000), Bought(90, 1_000), CostMinor: 20_000, MarginPerBuyerMinor: 600, LeastPeople: 100);
        Assert.Equal((true, false), (perhaps.LosesMoney, perhaps.SurelyLosesMoney));
        var surely = perhaps with { CostMinor = 60_000 };
        Assert.Equal((true, true), (surely.LosesMoney, surely.SurelyLosesMoney));
        Assert.Equal(-0.7, Math.Round(surely.Roi!.Value, 9));
        Assert.False((perhaps with { MarginPerBuyerMinor = null }).LosesMoney);     // a shop that has not said its margin is told of no loss
    }

    [Fact, Trait("Row", "S140")]
    public void A_measure_is_worn_out_when_its_last_weeks_show_no_effect_any_more()
    {
        var monday = new DateOnly(2026, 3, 2);
        ImmutableArray<EffectWeek> Weeks(params (long Treated, long Held)[] buyers) =>
            [.. buyers.Select((b, i) => new EffectWeek(monday.AddDays(7 * i), Bought(b.Treated, 500), Bought(b.Held, 100)))];
        Assert.False(Wear.IsOut(Weeks((150, 10), (140, 12), (60, 11), (55, 12), (58, 12)), 4, 100));    // one of the four last weeks still works
        Assert.True(Wear.IsOut(Weeks((150, 10), (60, 12), (60, 11), (55, 12), (58, 12)), 4, 100));
        Assert.False(Wear.IsOut(Weeks((60, 12), (60, 11), (55, 12)), 4, 100));                          // not four weeks yet
        Assert.False(Wear.IsOut(Weeks((85, 12), (85, 12), (85, 12), (85, 12)), 4, 100));                // small weeks show nothing, all together do
        Assert.False(Wear.IsOut(Weeks((60, 12), (60, 11), (55, 12), (60, 12)), 4, 401));                // too few people were held out
    }

    [Fact, Trait("Row", "S142")]
    public void A_text_wins_only_above_the_least_sample_and_only_when_it_is_better_than_every_other()
    {
        Variant Text(string key, long buyers, long people) => new(key, Bought(buyers, people));
        Assert.Equal("b", VariantContest.Winner([Text("a", 50, 1_000), Text("b", 90, 1_000)], 500)?.Key);
        Assert.Null(VariantContest.Winner([Text("a", 50, 1_000), Text("b", 60, 1_000)], 500));
        Assert.Null(VariantContest.Winner([Text("a", 2, 40), Text("b", 30, 40)], 500));
        Assert.Null(VariantContest.Winner([Text("b", 90, 1_000)], 500));
        // Better than one with 95 %, but not than two at once: three texts have more chances to win by luck.
        Assert.Equal("b", VariantContest.Winner([Text("a", 60, 1_000), Text("b", 84, 1_000)], 500)?.Key);
        Assert.Null(VariantContest.Winner([Text("a", 60, 1_000), Text("b", 84, 1_000), Text("c", 60, 1_000)], 500));
    }

    [Fact]
    public void An_interval_holds_its_difference_and_is_mirrored_when_the_groups_change_places() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000),
        Prop.ForAll(Gen.Choose(0, 300).Four().ToArbitrary(), four =>
        {
            var (a, b) = (new Rate(Math.Min(four.Item1, four.Item2), Math.Max(1, Math.Max(four.Item1, four.Item2))), new Rate(Math.Min(four.Item3, four.Item4), Math.Max(1, Math.Max(four.Item3, four.Item4))));
            var (here, there) = (a.Above(b), b.Above(a));
            Assert.InRange(a.Value - b.Value, here.Low - 1e-12, here.High + 1e-12);
            Assert.InRange(here.Low, -1 - 1e-12, 1);
            Assert.InRange(here.High, -1, 1 + 1e-12);
            Assert.Equal(here.Low, -there.High, 1e-12);
        }));

    [Fact]
    public void Ninety_five_of_a_hundred_intervals_hold_the_truth()
    {
        var random = new Random(20_261_122);
        var held = 0;
        for (var trial = 0; trial < 2_000; trial++)
        {
            Group Draw(int people, double rate) => Enumerable.Range(0, people).Aggregate(default(Group), (g, _) => random.NextDouble() < rate ? g.With(1_000 + random.Next(4_000), true) : g.With(0, false));
            var effect = new Effect(Draw(400, 0.12), Draw(100, 0.09), 0, null, 10);
            if (effect.RateInterval is { } interval && interval.Low <= 0.03 && 0.03 <= interval.High) held++;
        }
        Assert.InRange(held, 1_860, 1_940);
    }

    private static Spending Of(params double[] spent) => spent.Aggregate(default(Spending), (s, minor) => s.With(minor));

    private static Group Bought(long buyers, long people) => new(buyers, new(people, buyers * 1_000.0, buyers * 1_000.0 * 1_000.0));
}
