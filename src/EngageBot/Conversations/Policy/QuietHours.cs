using System.Globalization;
using EngageBot.Businesses;

namespace EngageBot.Conversations.Policy;

/// <summary>The hours in which nobody is written to without having asked, in minutes after midnight where the contact lives.</summary>
/// <param name="From">The first quiet minute.</param>
/// <param name="To">The first minute that is not quiet any more; before <paramref name="From"/> they go over midnight, and equal to it there are none.</param>
internal readonly record struct QuietHours(int From, int To)
{
    /// <summary>21:00 to 09:00.</summary>
    public static QuietHours Default { get; } = new(21 * 60, 9 * 60);

    /// <summary>When the quiet that reigns at an instant ends; <see langword="null"/> if none does.</summary>
    /// <remarks>An end that the clocks skip is the first time that exists after it; one that comes twice is the first of the two that is still ahead.</remarks>
    public DateTimeOffset? EndAfter(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
        var minute = (int)local.TimeOfDay.TotalMinutes;
        if (!Covers(minute)) return null;
        var day = DateOnly.FromDateTime(local);
        if (minute >= To) day = day.AddDays(1);
        var end = day.ToDateTime(TimeOnly.MinValue).AddMinutes(To);
        var instant = LocalDays.At(end, zone);
        // The clocks went back over the end, and this is the second time round.
        return instant > at ? instant : new DateTimeOffset(end, zone.GetAmbiguousTimeOffsets(end).Min()).ToUniversalTime();
    }

    public override string ToString() => $"{Clock(From)}–{Clock(To)}";

    private bool Covers(int minute) => From <= To ? minute >= From && minute < To : minute >= From || minute < To;

    private static string Clock(int minutes) => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}");
}
