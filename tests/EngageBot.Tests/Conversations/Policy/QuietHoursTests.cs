using System.Globalization;
using EngageBot.Conversations.Policy;

namespace EngageBot.Tests.Conversations.Policy;

/// <summary>Quiet hours are the contact's own, whatever the clocks do.</summary>
public sealed class QuietHoursTests
{
    [Theory]
    [InlineData("2026-03-02T20:59Z", "UTC", null)]
    [InlineData("2026-03-02T21:00Z", "UTC", "2026-03-03T09:00Z")]
    [InlineData("2026-03-03T08:59:59Z", "UTC", "2026-03-03T09:00Z")]
    [InlineData("2026-03-03T09:00Z", "UTC", null)]
    [InlineData("2026-03-02T19:30Z", "Europe/Tirane", null)]
    [InlineData("2026-03-02T20:30Z", "Europe/Tirane", "2026-03-03T08:00Z")]
    [InlineData("2026-03-02T13:00Z", "Asia/Tokyo", "2026-03-03T00:00Z")]
    // The night of the change is an hour shorter, or longer: nine o'clock stays nine o'clock.
    [InlineData("2026-03-28T22:00Z", "Europe/Tirane", "2026-03-29T07:00Z")]
    [InlineData("2026-10-24T22:00Z", "Europe/Tirane", "2026-10-25T08:00Z")]
    [InlineData("2026-03-08T04:00Z", "America/New_York", "2026-03-08T13:00Z")]
    [Trait("Pitfall", "P17")]
    public void Night_ends_at_nine_where_the_contact_lives(string at, string zone, string? end) => Ends(QuietHours.Default, at, zone, end);

    [Theory]
    // 02:30 does not exist on that day: the first time that does is 03:00 (01:00 UTC).
    [InlineData("2026-03-29T00:30Z", "2026-03-29T01:00Z")]
    // 02:30 comes twice: the first time while it is ahead, then the second.
    [InlineData("2026-10-24T23:00Z", "2026-10-25T00:30Z")]
    [InlineData("2026-10-25T00:29Z", "2026-10-25T00:30Z")]
    [InlineData("2026-10-25T01:10Z", "2026-10-25T01:30Z")]
    [InlineData("2026-10-25T01:30Z", null)]
    [Trait("Pitfall", "P17")]
    public void An_end_inside_the_change_of_clocks_is_never_in_the_past(string at, string? end) => Ends(new QuietHours(22 * 60, 150), at, "Europe/Tirane", end);

    [Theory]
    [InlineData("2026-03-02T12:30Z", "2026-03-02T14:00Z")]
    [InlineData("2026-03-02T14:00Z", null)]
    public void Quiet_hours_may_lie_within_a_day(string at, string? end) => Ends(new QuietHours(12 * 60, 14 * 60), at, "UTC", end);

    [Fact]
    public void Equal_ends_mean_that_there_are_none() => Assert.Null(new QuietHours(600, 600).EndAfter(At("2026-03-02T10:00Z"), TimeZoneInfo.Utc));

    [Theory]
    [InlineData("Europe/Tirane")]
    [InlineData("America/New_York")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Africa/Cairo")]
    public void Over_a_whole_year_every_quiet_moment_ends_within_a_day_and_in_a_moment_that_is_not_quiet(string id)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        foreach (var quiet in (QuietHours[])[QuietHours.Default, new(22 * 60, 150), new(30, 90)])
            for (var at = At("2026-01-01T00:00Z"); at < At("2027-01-01T00:00Z"); at = at.AddMinutes(13))
            {
                if (quiet.EndAfter(at, zone) is not { } end) continue;
                Assert.InRange(end - at, TimeSpan.FromTicks(1), TimeSpan.FromHours(25));
                Assert.True(quiet.EndAfter(end, zone) is not { } again || again - end <= TimeSpan.FromHours(1), $"{id} {quiet} at {at:O} ends at {end:O}, which is quiet again.");
            }
    }

    private static void Ends(QuietHours quiet, string at, string zone, string? end) =>
        Assert.Equal(end is null ? null : At(end), quiet.EndAfter(At(at), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
