using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Complaints;
using EngageBot.Dialogs.Engine;

namespace EngageBot.Tests.Complaints;

/// <summary>When somebody works: the vectors of docs/cases.md.</summary>
public sealed class WorkingTimeTests
{
    private const string Week = """{"mon": ["09:00-17:30"], "tue": ["09:00-17:30"], "wed": ["09:00-13:00", "14:00-17:30"], "thu": ["09:00-17:30"], "fri": ["09:00-17:30"]}""";

    [Theory, Trait("Pitfall", "P33")]
    [InlineData("2026-03-06 16:30", 60, "2026-03-06 17:30")]        // Friday, the last hour of the week
    [InlineData("2026-03-06 16:45", 60, "2026-03-09 09:15")]        // Friday and Monday
    [InlineData("2026-03-06 17:30", 60, "2026-03-09 10:00")]        // at the very end of Friday
    [InlineData("2026-03-04 12:30", 60, "2026-03-04 14:30")]        // over lunch
    [InlineData("2026-03-04 13:20", 30, "2026-03-04 14:30")]        // begun at lunch
    [InlineData("2026-03-07 11:00", 60, "2026-03-09 10:00")]        // on a Saturday
    public void An_hour_of_work_is_an_hour_in_which_somebody_works(string from, int minutes, string until) =>
        Assert.Equal(At(until), Of(Week).AfterWork(At(from), TimeSpan.FromMinutes(minutes)));

    [Theory]
    [InlineData("2026-12-24 16:30", 60, "2026-12-28 09:30", "12-24 09:00-17:00", "12-25")]      // a short day, a holiday, a weekend
    [InlineData("2026-12-31 17:00", 60, "2027-01-05 09:30", "01-01", "2027-01-04")]             // over two holidays and a weekend
    [InlineData("2028-02-28 17:00", 60, "2028-03-01 09:30", "02-29")]                           // a leap day that is a holiday
    [InlineData("2027-02-26 17:00", 60, "2027-03-01 09:30", "02-29")]                           // in a year without one
    public void Holidays_are_left_out_and_short_days_are_short(string from, int minutes, string until, params string[] holidays) =>
        Assert.Equal(At(until), Of(Week, holidays).AfterWork(At(from), TimeSpan.FromMinutes(minutes)));

    [Theory]
    [InlineData("2026-03-29 00:00", "2026-03-29 04:00", 180)]       // the clocks go on at two: an hour is missing
    [InlineData("2026-10-25 00:00", "2026-10-25 04:00", 300)]       // and back at three: one comes twice
    public void A_night_on_which_the_clocks_change_has_an_hour_more_or_less(string from, string until, int minutes) =>
        Assert.Equal(At(until), Of("""{"sun": ["00:00-06:00"]}""").AfterWork(At(from), TimeSpan.FromMinutes(minutes)));

    [Fact]
    public void A_week_of_holidays_is_said_and_not_searched_for_ever()
    {
        var hours = Of("""{"mon": ["09:00-17:00"]}""", [.. Enumerable.Range(0, 366).Select(day => new DateOnly(2028, 1, 1).AddDays(day).ToString("MM-dd", CultureInfo.InvariantCulture))]);
        Assert.Null(hours.NextOpening(At("2026-03-02 10:00")));
        Assert.Null(hours.AfterWork(At("2026-03-02 10:00"), TimeSpan.FromHours(1)));
        Assert.False(hours.IsOpen(At("2026-03-02 10:00")));
        Assert.Null(new ServiceTimes(ServiceRules.Usual, hours).FirstReply(At("2026-03-02 10:00")));
    }

    [Fact]
    public void Without_hours_working_time_is_time_of_the_clock()
    {
        var hours = Of("{}");
        Assert.True(hours.IsOpen(At("2026-03-01 03:00")));
        Assert.Equal(At("2026-03-01 04:00"), hours.AfterWork(At("2026-03-01 03:00"), TimeSpan.FromHours(1)));
    }

    [Theory]
    [InlineData("2026-03-06 16:30", "2026-03-06 18:30")]            // somebody works: two hours by the clock
    [InlineData("2026-03-06 22:40", "2026-03-09 11:00")]            // nobody works: two hours after the next opening
    [InlineData("2026-03-04 13:30", "2026-03-04 16:00")]            // lunch
    public void A_first_reply_is_promised_for_when_somebody_can_give_it(string now, string due) =>
        Assert.Equal(At(due), new ServiceTimes(ServiceRules.Usual, Of(Week)).FirstReply(At(now)));

    [Theory]
    [InlineData("2026-03-29 01:30", "2026-03-29 04:30")]            // an hour of the wall is missing
    [InlineData("2026-10-24 23:30", "2026-10-25 01:30")]            // the night in which one comes twice begins
    [InlineData("2028-02-28 23:00", "2028-02-29 01:00")]            // into a leap day
    public void Two_hours_by_the_clock_are_two_hours_whatever_the_wall_shows(string now, string due) =>
        Assert.Equal(At(due), new ServiceTimes(ServiceRules.Usual, Of("{}")).FirstReply(At(now)));

    [Fact]
    public void Openings_end_just_before_their_end()
    {
        var hours = Of(Week);
        Assert.True(hours.IsOpen(At("2026-03-04 12:59")));
        Assert.False(hours.IsOpen(At("2026-03-04 13:00")));
        Assert.Equal(At("2026-03-04 14:00"), hours.NextOpening(At("2026-03-04 13:00")));
        Assert.Equal(At("2026-03-04 14:00"), hours.NextOpening(At("2026-03-04 14:00")));
    }

    [Theory, InlineData("2026-12-25"), InlineData("02-29"), InlineData("12-24 09:00-13:00"), InlineData("12-24 09:00-13:00, 14:00-15:00")]
    public void Holidays_are_written_so(string written) => Assert.NotNull(Holiday.Parse(written));

    [Theory, InlineData(""), InlineData("2026-13-01"), InlineData("2027-02-29"), InlineData("25.12."), InlineData("12-24 13-9")]
    public void And_not_so(string written) => Assert.Null(Holiday.Parse(written));

    private static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Tirane");

    private static DateTimeOffset At(string local) => LocalDays.At(DateTime.Parse(local, CultureInfo.InvariantCulture), Zone);

    private static WorkingHours Of(string week, params string[] holidays)
    {
        var shop = new Shop { Id = new(Guid.CreateVersion7()), BusinessId = new(Guid.CreateVersion7()), Code = "a", Name = "A", Address = "x", OpeningHours = OpeningHours.Stored(week) };
        var page = new BusinessPage(new Business { Id = shop.BusinessId, Name = "A", Currency = "EUR", Zone = Zone.Id, Language = "en", CreatedAt = default }, Zone, [shop], []);
        return WorkingTime.Of(page, new ServiceRules { Holidays = [.. holidays] });
    }
}
