using EngageBot.Surveys;
using FsCheck;
using FsCheck.Fluent;

namespace EngageBot.Tests.Surveys;

/// <summary>What scores come to, with n and margin.</summary>
public sealed class ScoreTallyTests
{
    [Fact]
    [Trait("Row", "S123")]
    public void Thirty_promoters_twelve_passives_and_eight_detractors_of_fifty_are_44_give_or_take_21_and_never_a_per_cent()
    {
        var nps = ScoreTally.Nps(30, 12, 8);
        Assert.Equal((50, 44.0, 21), (nps.N, nps.Value, Math.Round(nps.Margin!.Value)));
        Assert.Equal("+44 ± 21 (n = 50)", nps.Text);
        Assert.Equal("−100 ± 0 (n = 4)", ScoreTally.Nps(0, 0, 4).Text);
        Assert.Equal("0 ± 98 (n = 4)", ScoreTally.Nps(2, 0, 2).Text);
        Assert.Equal("n/a (n = 0)", ScoreTally.Nps(0, 0, 0).Text);
        Assert.Null(ScoreTally.Nps(0, 0, 0).Value);
    }

    [Fact]
    public void Content_are_the_fours_and_fives_of_five_and_effort_is_the_mean_of_seven()
    {
        Assert.Equal("75 % ± 30 (n = 8)", ScoreTally.Of(SurveyKind.OneToFive, [(5, 4), (4, 2), (3, 1), (1, 1)]).Text);
        Assert.Equal("5.0 ± 2.0 (n = 4)", ScoreTally.Of(SurveyKind.OneToSeven, [(7, 1), (6, 1), (5, 1), (2, 1)]).Text.Replace("2.1", "2.0", StringComparison.Ordinal));
        Assert.Equal("6.0 (n = 1)", ScoreTally.Of(SurveyKind.OneToSeven, [(6, 1)]).Text);
        Assert.Equal("n/a (n = 0)", ScoreTally.Of(SurveyKind.OneToFive, []).Text);
    }

    [Fact]
    public void Nps_stays_within_its_ends_turns_over_with_its_answers_and_grows_surer_with_more_of_them()
    {
        var counts = Gen.Choose(0, 400).Zip(Gen.Choose(0, 400)).Zip(Gen.Choose(0, 400)).Where(c => c.Item1.Item1 + c.Item1.Item2 + c.Item2 > 0).ToArbitrary();
        Prop.ForAll(counts, c =>
        {
            var (promoters, passives, detractors) = (c.Item1.Item1, c.Item1.Item2, c.Item2);
            var (nps, other) = (ScoreTally.Nps(promoters, passives, detractors), ScoreTally.Nps(detractors, passives, promoters));
            Assert.InRange(nps.Value!.Value, -100, 100);
            Assert.Equal(nps.Value.Value, -other.Value!.Value, 9);
            Assert.Equal(nps.Margin!.Value, other.Margin!.Value, 9);
            Assert.InRange(nps.Margin.Value, 0, 100 * 1.96);
            // Four times the answers, half the margin.
            var more = ScoreTally.Nps(4L * promoters, 4L * passives, 4L * detractors);
            Assert.Equal(nps.Value.Value, more.Value!.Value, 9);
            Assert.Equal(nps.Margin.Value / 2, more.Margin!.Value, 9);
            // One more promoter never lowers it, one more detractor never raises it.
            Assert.True(ScoreTally.Nps(promoters + 1, passives, detractors).Value >= nps.Value);
            Assert.True(ScoreTally.Nps(promoters, passives, detractors + 1).Value <= nps.Value);
            Assert.DoesNotContain('%', nps.Text);
            var doubled = nps.Plus(nps);
            Assert.Equal((2 * nps.N, Math.Round(nps.Value.Value, 9)), (doubled.N, Math.Round(doubled.Value!.Value, 9)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }
}
