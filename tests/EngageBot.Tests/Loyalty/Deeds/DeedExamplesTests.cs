using System.Text.RegularExpressions;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Achievements;
using EngageBot.Loyalty.Activities;
using EngageBot.Loyalty.Causes;
using EngageBot.Loyalty.Clubs;
using EngageBot.Loyalty.Raffles;
using EngageBot.Loyalty.Referrals;
using EngageBot.Loyalty.Reviews;
using EngageBot.Loyalty.Surprises;
using EngageBot.Loyalty.Thanks;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Loyalty.Deeds;

/// <summary>What docs/deeds.md shows can be published as it stands.</summary>
public sealed partial class DeedExamplesTests
{
    private static readonly RuleKind[] _kinds = [ReferralRules.Kind, AchievementRules.Kind, RaffleRules.Kind, CauseRules.Kind, HandInRules.Kind, ShopProfile.Kind,
        ClubRules.Kind, EventRules.Kind, SurpriseRules.Kind, ReviewRules.Kind, ActivityRules.Kind, ThanksRules.Kind];

    [Fact]
    public async Task Every_example_is_read_without_a_finding_and_every_kind_has_one()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/deeds.md"), TestContext.Current.CancellationToken);
        var kinds = new RuleKinds(_kinds);
        var shown = new List<string>();
        foreach (Match example in Example().Matches(page))
        {
            var (file, findings) = RuleFile.Read(kinds, "docs/deeds.md", example.Groups[1].Value, TimeZoneInfo.FindSystemTimeZoneById("Europe/Tirane"));
            Assert.Empty(findings);
            shown.Add(file!.Kind.Name);
        }
        Assert.Equal(_kinds.Select(k => k.Name).Order(StringComparer.Ordinal), shown.Distinct().Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
