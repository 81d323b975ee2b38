using EngageBot.Messaging;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Messaging;

public sealed class PacingTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public void A_contact_waits_a_second_between_messages_while_others_go_ahead()
    {
        var pacer = new SendPacer(_clock, new(OverallInterval: TimeSpan.FromMilliseconds(40), PerChatInterval: TimeSpan.FromSeconds(1)));
        Assert.Equal(TimeSpan.Zero, pacer.Reserve("ana"));
        Assert.Equal(TimeSpan.FromMilliseconds(40), pacer.Reserve("ben"));
        _clock.Advance(TimeSpan.FromMilliseconds(40));
        Assert.Equal(TimeSpan.FromMilliseconds(960), pacer.Reserve("ana"));
        Assert.Equal(TimeSpan.Zero, pacer.Reserve("ben"));
    }

    [Fact]
    public void A_pause_is_not_saved_up_for_a_burst()
    {
        var pacer = new SendPacer(_clock, new(TimeSpan.FromMilliseconds(100), TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, pacer.Reserve("ana"));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, pacer.Reserve("ana"));
        Assert.Equal(TimeSpan.FromMilliseconds(100), pacer.Reserve("ana"));
    }

    [Fact]
    public void Where_the_platform_says_too_much_the_pace_is_halved_each_time_and_comes_back_minute_by_minute()
    {
        var pacer = new SendPacer(_clock, new(TimeSpan.FromMilliseconds(100), TimeSpan.Zero));
        pacer.SlowDown();
        pacer.SlowDown();
        Assert.Equal([0, 400], Reserved(pacer));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([0, 200], Reserved(pacer));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([0, 100], Reserved(pacer));
    }

    private static double[] Reserved(SendPacer pacer) => [pacer.Reserve("ana").TotalMilliseconds, pacer.Reserve("ben").TotalMilliseconds];

    [Fact]
    public void A_late_wake_up_does_not_slow_the_pace()
    {
        var pacer = new SendPacer(_clock, new(TimeSpan.FromMilliseconds(100), TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, pacer.Reserve("ana"));
        _clock.Advance(TimeSpan.FromMilliseconds(130));
        Assert.Equal(TimeSpan.Zero, pacer.Reserve("ana"));
        Assert.Equal(TimeSpan.FromMilliseconds(70), pacer.Reserve("ana"));
    }

    [Fact]
    public void Waits_between_attempts_double_up_to_a_limit_and_differ_from_row_to_row()
    {
        var retries = new RetrySchedule(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        for (var attempt = 1; attempt <= 60; attempt++)
        {
            var nominal = Math.Min(Math.Pow(2, attempt - 1), 300);
            Assert.InRange(retries.After(attempt, 17).TotalSeconds, nominal, nominal * 1.2);
        }
        Assert.Equal(retries.After(3, 17), retries.After(3, 17));
        Assert.True(Enumerable.Range(0, 100).Select(id => retries.After(9, id)).Distinct().Count() > 90);
    }

    [Theory]
    [InlineData("Cannot parse +49 170 1234567 of ana@example.com", "Cannot parse # of #")]
    [InlineData("SQLite Error 19: 'UNIQUE constraint failed: inbox.id'", "SQLite Error 19: 'UNIQUE constraint failed: inbox.id'")]
    public void A_kept_reason_holds_no_phone_and_no_address(string reason, string kept)
    {
        Assert.Equal(kept, ErrorText.Of(reason));
    }

    [Fact]
    public void A_kept_error_names_its_type_and_cause_and_has_an_end()
    {
        Assert.Equal(
            "InvalidOperationException: outer <- FormatException: inner",
            ErrorText.Of(new InvalidOperationException("outer", new FormatException("inner"))));
        Assert.Equal(500, ErrorText.Of(new InvalidOperationException(new string('x', 10_000))).Length);
    }
}
