using System.Collections.Immutable;
using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Surveys;
using FsCheck;
using FsCheck.Fluent;

namespace EngageBot.Tests.Surveys;

/// <summary>Who is asked again, and when: whatever happens to somebody, in whatever order.</summary>
public sealed class SurveyGateProperties
{
    private static readonly DateTimeOffset _start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Three surveys that keep the usual cooldown, one that keeps a longer, one that keeps none.</summary>
    private static readonly (string Key, SurveyRules Rules)[] _surveys =
    [
        ("a", Rules(new(), new())), ("b", Rules(new(Times: 2), new())), ("c", Rules(new(Days: 30), new(Days: 20))), ("d", Rules(new(UntilAnswered: true), new())),
        ("e", Rules(new(), new(Ignore: true))),
    ];

    [Fact]
    [Trait("Pitfall", "P34")]
    public void Nobody_is_asked_within_the_cooldown_of_a_survey_whatever_the_triggers_nor_more_often_than_it_says()
    {
        var trigger = Gen.Choose(0, _surveys.Length - 1).Zip(Gen.Choose(0, 24 * 12)).Zip(Gen.Elements(true, false));
        Prop.ForAll(trigger.ListOf().Resize(60).ToArbitrary(), plan =>
        {
            var (asked, now, contact) = (new List<PastAsk>(), _start, ContactId.New(_start));
            foreach (var ((which, hours), answers) in plan)
            {
                now = now.AddHours(hours);
                var (key, rules) = _surveys[which];
                if (SurveyGate.Judge(key, rules, contact, asked, 0, now) is { } no)
                {
                    Assert.Contains(no.Reason, (NoSend[])[NoSend.AskedLately, NoSend.AskedBefore]);
                    // There is a reason that whoever reads it can check.
                    Assert.NotEmpty(asked);
                    continue;
                }
                var since = asked.Count == 0 ? TimeSpan.MaxValue : now - asked.Max(a => a.At);
                Assert.True(since >= TimeSpan.FromDays(rules.Cooldown.Length), $"{key} after {since}");
                var own = asked.Where(a => a.Survey == key).ToArray();
                if (rules.Recontact.Times is { } times) Assert.True(own.Length < times);
                if (rules.Recontact.Days is { } days) Assert.All(own, a => Assert.True(now - a.At >= TimeSpan.FromDays(days)));
                if (rules.Recontact.UntilAnswered) Assert.DoesNotContain(own, a => a.Answered);
                asked.Add(new(key, now, answers));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    [Trait("Pitfall", "P34")]
    public void The_clock_is_that_of_any_survey_and_only_its_length_is_the_surveys_own()
    {
        var contact = ContactId.New(_start);
        PastAsk[] shown = [new("other", _start, true)];
        Assert.Equal(NoSend.AskedLately, SurveyGate.Judge("a", _surveys[0].Rules, contact, shown, 0, _start.AddDays(7).AddMinutes(-1))?.Reason);
        Assert.Null(SurveyGate.Judge("a", _surveys[0].Rules, contact, shown, 0, _start.AddDays(7)));
        Assert.Equal(NoSend.AskedLately, SurveyGate.Judge("c", _surveys[2].Rules, contact, shown, 0, _start.AddDays(19))?.Reason);
        Assert.Null(SurveyGate.Judge("e", _surveys[4].Rules, contact, shown, 0, _start));
        Assert.Contains("less than 7 days ago", SurveyGate.Judge("a", _surveys[0].Rules, contact, shown, 0, _start)!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_asks_about_its_share_always_the_same_people_and_a_full_quota_nobody()
    {
        var rules = Rules(new(), new()) with { SamplePercent = 30 };
        var people = Enumerable.Range(0, 4_000).Select(n => new ContactId(new Guid(n, 0, 0, new byte[8]))).ToImmutableArray();
        var asked = people.Where(p => SurveyGate.Judge("a", rules, p, [], 0, _start) is null).ToImmutableArray();
        Assert.InRange(asked.Length, 1_080, 1_320);
        Assert.All(asked, p => Assert.Null(SurveyGate.Judge("a", rules, p, [], 0, _start.AddDays(400))));
        Assert.Equal(NoSend.NotSampled, SurveyGate.Judge("a", rules, people.Except(asked).First(), [], 0, _start)?.Reason);
        Assert.Null(SurveyGate.Judge("a", rules with { Quota = 5 }, asked[0], [], 4, _start));
        Assert.Equal(NoSend.QuotaFull, SurveyGate.Judge("a", rules with { Quota = 5 }, asked[0], [], 5, _start)?.Reason);
    }

    private static SurveyRules Rules(SurveyRecontact recontact, SurveyCooldown cooldown) =>
        new(ImmutableSortedDictionary<string, string>.Empty, ImmutableSortedDictionary<string, string>.Empty, [], Recontact: recontact, Cooldown: cooldown);
}
