using EngageBot.Businesses;

namespace EngageBot.Tests.Businesses;

public sealed class OpeningHoursTests
{
    private const string Split = """
        {"mon":["09:00-13:00","14:00-19:00"],"tue":["09:00-13:00","14:00-19:00"],"wed":["09:00-13:00","14:00-19:00"],
         "thu":["09:00-13:00","14:00-19:00"],"fri":["09:00-13:00","14:00-19:00"],"sat":["10:00-14:00"]}
        """;

    [Theory]
    [InlineData("2026-03-02T08:59", false)]
    [InlineData("2026-03-02T09:00", true)]
    [InlineData("2026-03-02T13:00", false)]
    [InlineData("2026-03-02T14:00", true)]
    [InlineData("2026-03-02T18:59", true)]
    [InlineData("2026-03-02T19:00", false)]
    [InlineData("2026-03-07T10:00", true)]
    [InlineData("2026-03-08T10:00", false)]
    public void A_shop_is_open_inside_its_intervals(string local, bool open) =>
        Assert.Equal(open, OpeningHours.Stored(Split).IsOpen(DateTime.Parse(local, null)));

    [Theory]
    [InlineData("2026-03-06T23:30", true)]
    [InlineData("2026-03-07T01:30", true)]
    [InlineData("2026-03-07T02:00", false)]
    [InlineData("2026-03-06T01:30", false)]
    public void A_bar_may_close_after_midnight(string local, bool open) =>
        Assert.Equal(open, OpeningHours.Stored("""{"fri":["20:00-02:00"]}""").IsOpen(DateTime.Parse(local, null)));

    [Theory]
    [InlineData("en", "Mon–Fri 09:00–13:00, 14:00–19:00; Sat 10:00–14:00; Sun closed")]
    [InlineData("ru", "пн–пт 09:00–13:00, 14:00–19:00; сб 10:00–14:00; вс выходной")]
    [InlineData("sq", "hën–pre 09:00–13:00, 14:00–19:00; sht 10:00–14:00; die mbyllur")]
    public void Hours_are_told_in_the_customers_language(string language, string text) => Assert.Equal(text, OpeningHours.Stored(Split).ToText(language));

    [Fact]
    public void The_same_hours_all_week_are_told_once()
    {
        var days = string.Join(",", "mon tue wed thu fri sat sun".Split(' ').Select(d => $"\"{d}\":[\"00:00-24:00\"]"));
        var hours = OpeningHours.Stored($"{{{days}}}");
        Assert.Equal("every day 00:00–24:00", hours.ToText("en"));
        Assert.True(hours.IsOpen(new DateTime(2026, 3, 2, 23, 59, 59)));
        Assert.Equal("", OpeningHours.None.ToText("en"));
        Assert.Equal(hours, OpeningHours.Stored(hours.ToJson()));
    }

    [Theory]
    [InlineData("""{"monday":["09:00-13:00"]}""", "\"monday\" is not a day")]
    [InlineData("""{"mon":["9-13"]}""", "not an interval")]
    [InlineData("""{"mon":["09:00-25:00"]}""", "not an interval")]
    [InlineData("""{"mon":["09:00-13:00","12:00-15:00"]}""", "begins before")]
    [InlineData("[]", "object of lists")]
    [InlineData("{", "object of lists")]
    public void Hours_that_make_no_sense_are_refused_with_a_reason(string json, string reason)
    {
        var (hours, error) = OpeningHours.Parse(json);
        Assert.Null(hours);
        Assert.Contains(reason, error!, StringComparison.Ordinal);
    }
}
