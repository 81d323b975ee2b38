using System.Globalization;
using EngageBot.Dialogs.Engine;
using FsCheck;
using FsCheck.Fluent;

namespace EngageBot.Dialogs.Tests.Engine;

public sealed class WorkingHoursTests
{
    private static readonly TimeZoneInfo Tirana = TimeZoneInfo.FindSystemTimeZoneById("Europe/Tirane");

    // Monday to Friday with a lunch break, a short Saturday, closed on Sunday. 2 March 2026 is a Monday.
    private static readonly WorkingHours Shop = Hours(day => day switch
    {
        DayOfWeek.Sunday => [],
        DayOfWeek.Saturday => ["10:00-14:00"],
        _ => ["09:00-13:00", "14:00-19:00"],
    });

    [Theory]
    [InlineData("2026-03-02T09:00", 4, "2026-03-02T13:00")]
    [InlineData("2026-03-02T10:00", 4, "2026-03-02T15:00")]
    [InlineData("2026-03-02T13:30", 1, "2026-03-02T15:00")]
    [InlineData("2026-03-02T06:00", 1, "2026-03-02T10:00")]
    [InlineData("2026-03-02T18:30", 1, "2026-03-03T09:30")]
    [InlineData("2026-03-06T18:00", 4, "2026-03-07T13:00")]
    [InlineData("2026-03-07T13:00", 4, "2026-03-09T12:00")]
    [InlineData("2026-03-08T12:00", 23, "2026-03-11T15:00")]
    public void Working_hours_pass_only_while_the_shop_is_open(string from, int hours, string until) =>
        Assert.Equal(At(until), Shop.After(At(from), TimeSpan.FromHours(hours)));

    [Theory]
    [InlineData("2026-03-02T15:00", 1, "2026-03-03T15:00")]
    [InlineData("2026-03-05T15:00", 2, "2026-03-07T14:00")]
    [InlineData("2026-03-06T15:00", 2, "2026-03-09T15:00")]
    [InlineData("2026-03-07T10:30", 1, "2026-03-09T10:30")]
    [InlineData("2026-03-07T12:00", 2, "2026-03-10T12:00")]
    [InlineData("2026-03-08T12:00", 1, "2026-03-10T09:00")]
    [InlineData("2026-03-02T20:00", 1, "2026-03-04T09:00")]
    [InlineData("2026-03-02T06:00", 1, "2026-03-03T09:00")]
    public void A_working_day_is_the_same_time_on_the_next_day_that_is_open(string from, int days, string until) =>
        Assert.Equal(At(until), Shop.After(At(from), TimeSpan.FromDays(days)));

    [Theory]
    [InlineData("2026-03-28T12:00", 3, "2026-03-29T11:00")]     // the night on which clocks go forward
    [InlineData("2026-10-24T12:00", 3, "2026-10-25T11:00")]     // and back
    public void A_change_of_the_clocks_moves_no_opening(string from, int hours, string until)
    {
        var shop = Hours(_ => ["10:00-14:00"]);
        Assert.Equal(At(until), shop.After(At(from), TimeSpan.FromHours(hours)));
        Assert.Equal(At(from).AddDays(1).ToOffset(TimeSpan.Zero).Date, shop.After(At(from), TimeSpan.FromDays(1)).Date);
        Assert.Equal(12, TimeZoneInfo.ConvertTime(shop.After(At(from), TimeSpan.FromDays(1)), Tirana).Hour);
    }

    [Theory]
    [InlineData("2026-03-28T22:00", 5, "2026-03-29T04:00")]     // 02:00 to 03:00 does not exist that night
    [InlineData("2026-10-24T22:00", 5, "2026-10-25T02:00")]     // and exists twice that night
    public void A_night_with_an_hour_less_or_more_has_an_hour_less_or_more_of_work(string from, int hours, string until)
    {
        var bar = Hours(_ => ["20:00-06:00"]);
        Assert.Equal(TimeSpan.FromHours(hours), bar.After(At(from), TimeSpan.FromHours(hours)) - At(from));
        Assert.Equal(At(until), bar.After(At(from), TimeSpan.FromHours(hours)));
    }

    [Fact]
    public void A_bar_that_closes_after_midnight_works_into_the_next_day()
    {
        var bar = Hours(day => day is DayOfWeek.Friday ? ["20:00-02:00"] : []);
        Assert.Equal(At("2026-03-07T01:00"), bar.After(At("2026-03-06T22:00"), TimeSpan.FromHours(3)));
        Assert.Equal(At("2026-03-13T21:00"), bar.After(At("2026-03-07T01:00"), TimeSpan.FromHours(2)));
        Assert.Equal(At("2026-03-14T01:00"), bar.After(At("2026-03-07T01:00"), TimeSpan.FromDays(1)));
    }

    [Fact]
    public void Two_shops_that_are_open_at_once_do_not_count_twice()
    {
        var both = Hours(_ => ["09:00-18:00", "08:00-12:00", "10:00-11:00", "17:00-20:00"]);
        Assert.Equal(At("2026-03-03T09:00"), both.After(At("2026-03-02T08:00"), TimeSpan.FromHours(13)));
    }

    [Fact]
    public void Where_nobody_has_opening_hours_working_time_is_time_of_the_clock()
    {
        var nowhere = Hours(_ => []);
        Assert.Equal(At("2026-03-08T16:00"), nowhere.After(At("2026-03-08T12:00"), TimeSpan.FromHours(4)));
        Assert.Equal(At("2026-03-10T12:00"), nowhere.After(At("2026-03-08T12:00"), TimeSpan.FromDays(2)));
    }

    [Fact]
    public void However_seldom_a_shop_opens_and_however_long_one_waits_there_is_an_answer_and_it_is_never_earlier_for_a_longer_time()
    {
        var sometimes = Hours(day => day is DayOfWeek.Monday ? ["09:00-09:01"] : []);
        Prop.ForAll(
            Gen.Choose(0, 600_000).ToArbitrary(), Gen.Choose(1, 23).ToArbitrary(), Gen.Choose(1, 400).ToArbitrary(),
            (minute, hours, days) =>
            {
                var from = At("2026-01-01T00:00").AddMinutes(minute);
                var inHours = Shop.After(from, TimeSpan.FromHours(hours));
                var inDays = Shop.After(from, TimeSpan.FromDays(days));
                return inHours > from && inHours <= Shop.After(from, TimeSpan.FromHours(hours) + TimeSpan.FromMinutes(30))
                    && inDays > from && inDays <= Shop.After(from, TimeSpan.FromDays(days + 1)) && sometimes.After(from, TimeSpan.FromDays(days)) > from;
            }).QuickCheckThrowOnFailure();
        Assert.True(sometimes.After(At("2026-01-01T00:00"), TimeSpan.FromHours(23)).Year > 2050);
    }

    private static WorkingHours Hours(Func<DayOfWeek, string[]> week) => new(Tirana, day => week(day).Select(Span));

    private static WorkingSpan Span(string text)
    {
        var ends = text.Split('-').Select(t => TimeOnly.Parse(t, CultureInfo.InvariantCulture).ToTimeSpan()).ToArray();
        return new WorkingSpan(ends[0], ends[1] > ends[0] ? ends[1] : ends[1] + TimeSpan.FromDays(1));
    }

    private static DateTimeOffset At(string local)
    {
        var time = DateTime.Parse(local, CultureInfo.InvariantCulture);
        return new DateTimeOffset(time, Tirana.GetUtcOffset(time));
    }
}
