using EngageBot.Dialogs.Plays;

namespace EngageBot.Dialogs.Tests.Checks;

/// <summary>What is wrong in a <c>play.yaml</c> is refused where it stands, before anybody is written to.</summary>
public sealed class PlayFindingTests : FindingTests
{
    private const string Play = "winback/play.yaml";
    private const string Trigger = "{lapse: own_rhythm, at: \"11:00\"}";

    [Theory]
    [InlineData("D001", "stop_when: purchase", "stop_if: purchase", "stop_if")]
    [InlineData("D001", Trigger, "{lapse: own_rhythm, delay: 2d}", "delay")]
    [InlineData("D001", "{skip_after: 2d}", "{skip: 2d, skip_after: 2d}", "skip: 2d")]
    [InlineData("D001", "per: month}", "per: month, sum: 5}", "sum")]
    [InlineData("D005", "dialog: winback\n", "dialog: winback\nstop_when: purchase\n", "stop_when: purchase\nbudget")]
    [InlineData("D006", "play: winback", "play: comeback", "comeback")]
    [InlineData("D006", "play: winback\n", "", "version: 1")]
    [InlineData("D006", "version: 1\n", "", "play: winback")]
    [InlineData("D006", "version: 1", "version: first", "first")]
    [InlineData("D006", "purpose: marketing\n", "", "play: winback")]
    [InlineData("D006", "purpose: marketing", "purpose: selling", "selling")]
    [InlineData("D006", "at: \"11:00\"", "at: eleven", "eleven")]
    [InlineData("D006", "at: \"11:00\"", "at: \"25:00\"", "\"25:00\"")]
    [InlineData("D006", Trigger, "{lapse: 60 days}", "60 days")]
    [InlineData("D006", Trigger, "{lapse: 20wd}", "20wd")]
    [InlineData("D006", Trigger, "{event: purchase, delay: soon}", "soon")]
    [InlineData("D006", Trigger, "{date: membership.start, after: 12 months}", "12 months")]
    [InlineData("D006", Trigger, "{date: membership.start, after: 1y, plus: 90m}", "90m")]
    [InlineData("D006", Trigger, "{cycle: visits}", "visits")]
    [InlineData("D006", "{skip_after: 2d}", "{skip_after: 0d}", "0d")]
    [InlineData("D006", "late: {skip_after: 2d}", "late: {}", "{}")]
    [InlineData("D006", "once_per: {days: 180}", "once_per: season", "season")]
    [InlineData("D006", "once_per: {days: 180}", "once_per: {days: 0}", "0}")]
    [InlineData("D006", "holdout: 10%", "holdout: 80%", "80%")]
    [InlineData("D006", "holdout: 10%", "holdout: 10", "10\n")]
    [InlineData("D006", "{purchase_within: 30d}", "{purchase_within: a month}", "a month")]
    [InlineData("D006", "stop_when: purchase", "stop_when: rain", "rain")]
    [InlineData("D006", "dialog: winback\n", "dialog: winback\nleap_day: feb_30\n", "feb_30")]
    [InlineData("D006", "{messages: 500, per: month}", "{messages: 500}", "{messages: 500}")]
    [InlineData("D006", "{messages: 500, per: month}", "{per: month}", "{per: month}")]
    [InlineData("D006", "{messages: 500, per: month}", "{messages: 0, per: month}", "0, per")]
    [InlineData("D006", "{type: ref, of: reward}", "{type: reward}", "{type: ^reward}")]
    [InlineData("D006", "{type: ref, of: reward}", "{type: int, of: reward}", "reward}}")]
    [InlineData("D006", "{reward: {type: ref, of: reward}}", "{reward: {type: ref, of: reward}, n: {type: int, default: many}}", "many")]
    [InlineData("D120", "trigger: " + Trigger + "\n", "", "play: winback")]
    [InlineData("D120", Trigger, "{at: \"11:00\"}", "{at: \"11:00\"}")]
    [InlineData("D120", Trigger, "{date: customer.birthday, after: 1y}", "customer.birthday")]
    [InlineData("D120", Trigger, "{date: membership.start, plus: 1d, before: 3d}", "membership.start")]
    [InlineData("D120", Trigger, "{date: membership.start, settled: 30d}", "membership.start")]
    [InlineData("D120", Trigger, "{date: customer.birthday, whom: coming}", "customer.birthday")]
    [InlineData("D006", Trigger, "{date: event.start, whom: everybody}", "everybody")]
    [InlineData("D301", Trigger, "{event: purchase, when: event.cuont == 5}", "event.cuont")]
    [InlineData("D303", Trigger, "{event: purchase, when: event.item == 'A lamp'}", "event.item")]
    [InlineData("D006", "value: offer", "value: money", "money")]
    [InlineData("D121", Trigger, "{date: customer.brithday}", "customer.brithday")]
    [InlineData("D121", Trigger, "{date: \"02-31\"}", "\"02-31\"")]
    [InlineData("D121", Trigger, "{event: visit.complete}", "visit.complete}")]
    [InlineData("D122", "dialog: winback\n", "dialog: complaint\n", "complaint")]
    [InlineData("D301", "and not customer.staff", "and not customer.stuff", "customer.stuff")]
    [InlineData("D301", "customer.member and not customer.staff", "customer.member and", "\"customer.member and^\"")]
    [InlineData("D301", "customer.member and not customer.staff", "5", "\"^5\"")]
    [InlineData("D303", "customer.member and not customer.staff", "customer.recency_days > 45", "\"^customer.recency_days")]
    [InlineData("D301", "coupon: parameter.reward", "coupon: parameter.rewrd", "parameter.rewrd")]
    [InlineData("D402", "{coupon: parameter.reward}", "{cupon: parameter.reward}", "cupon")]
    [InlineData("D403", "{coupon: parameter.reward}", "{call: parameter.reward}", "parameter.reward}")]
    public void A_play_with_something_wrong_in_it_is_refused(string code, string from, string to, string place) =>
        Folder.Edit(Play, from, to).Finds(code, place, alone: false);

    [Theory]
    [InlineData("{date: customer.birthday, at: \"10:00\", settled: 30d}")]
    [InlineData("{date: membership.start, after: 1y, plus: 1d}")]
    [InlineData("{date: purchase.first, after: 2y}")]
    [InlineData("{date: points.expiry, before: 14d}")]
    [InlineData("{date: \"12-27\", before: 4d}")]
    [InlineData("{date: \"2026-12-27\"}")]
    [InlineData("{event: purchase, delay: 2d}")]
    [InlineData("{event: visit.completed}")]
    [InlineData("{lapse: 60d}")]
    [InlineData("{segment_entry: big_but_casual}")]
    [InlineData("{cycle: product}")]
    [InlineData("{news: untold, at: \"11:00\"}")]
    [InlineData("{date: child.birthday, at: \"10:00\"}")]
    [InlineData("{date: event.start, before: 14d, whom: invited}")]
    [InlineData("{date: event.start, plus: 1d, whom: came}")]
    [InlineData("{date: raffle.opens}")]
    [InlineData("{event: purchase, delay: 2d, when: event.count == 5}")]
    public void Every_trigger_can_be_written(string trigger)
    {
        var loaded = Folder.Edit(Play, Trigger, trigger).Load();
        Assert.Empty(loaded.Findings);
        Assert.NotNull(loaded.Set!.Plays["winback"].Trigger);
    }

    [Fact]
    public void A_play_says_what_it_was_given()
    {
        var play = Folder.Load().Set!.Plays["winback"];
        Assert.Equal(new OncePer(OncePerSpan.Days, 180), play.OncePer);
        Assert.Equal(TimeSpan.FromDays(2), play.SkipAfter);
        Assert.Equal(10, play.HoldoutPercent);
        Assert.Equal(TimeSpan.FromDays(30), play.MeasurePurchaseWithin);
        Assert.True(play.StopsWhenBought);
        Assert.Equal(new PlayBudget(0, 500, BudgetPeriod.Month), play.Budget);
        Assert.Equal("reward", play.Parameters["reward"].Of);
        Assert.Equal(new TimeOnly(11, 0), Assert.IsType<PlayTrigger.OnLapse>(play.Trigger).At);
    }

    [Fact]
    public void An_audience_may_be_a_saved_segment() =>
        Assert.Equal("regulars", Folder.Edit(Play, "\"customer.member and not customer.staff\"", "{segment: regulars}").Load().Set!.Plays["winback"].Segment);

    [Fact]
    public void An_audience_may_count_days() =>
        Assert.Empty(Folder.Edit(Play, "not customer.staff", "purchases.count.last_90d == 0").Load().Findings);

    [Fact]
    public void A_warning_about_a_play_can_be_accepted_in_its_dialog() =>
        Assert.Empty(Folder.Edit(Play, "at: \"11:00\"", "at: \"07:30\"").Edit(Winback, "cancel: {go: polite_end}", "cancel: {go: polite_end}\nlint: {D125: The bakery's customers are up.}").Load().Findings);
}
