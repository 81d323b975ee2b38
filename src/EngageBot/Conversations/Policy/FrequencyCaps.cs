using EngageBot.Businesses;

namespace EngageBot.Conversations.Policy;

/// <summary>How often a contact hears from the shop without having asked, over everything it sends.</summary>
/// <param name="PerDay">On one day where the contact lives; absent: as often as it likes.</param>
/// <param name="PerWeek">On any seven days one after another.</param>
/// <param name="PerMonth">On any thirty.</param>
internal readonly record struct FrequencyCaps(int? PerDay, int? PerWeek, int? PerMonth)
{
    /// <summary>The longest of the spans.</summary>
    public const int DaysMax = 30;

    /// <summary>A cap of zero: nothing at all is sent.</summary>
    public bool AllowNothing => PerDay == 0 || PerWeek == 0 || PerMonth == 0;

    /// <summary>Whether one more would be the last that fits into one of the spans.</summary>
    public bool IsLast(IReadOnlyList<DateTimeOffset> newestFirst, DateTimeOffset at, TimeZoneInfo zone) =>
        FreeAt([at, .. newestFirst], at, zone) is not null;

    /// <summary>The first moment of the day on which one more fits; <see langword="null"/> if it fits now. Ask <see cref="AllowNothing"/> first.</summary>
    /// <param name="newestFirst">What was sent, the newest first.</param>
    /// <remarks>Days are counted where the contact lives now, so that moving between zones wins or loses nobody a message.</remarks>
    public DateTimeOffset? FreeAt(IReadOnlyList<DateTimeOffset> newestFirst, DateTimeOffset at, TimeZoneInfo zone)
    {
        DateTimeOffset? free = null;
        foreach (var (cap, days) in (ReadOnlySpan<(int?, int)>)[(PerDay, 1), (PerWeek, 7), (PerMonth, DaysMax)])
        {
            if (cap is not (> 0 and var most) || newestFirst.Count < most) continue;
            // The oldest of those that fill the span makes room.
            var room = LocalDays.StartOf(LocalDays.DayOf(newestFirst[most - 1], zone).AddDays(days), zone);
            if (room > at && !(room <= free)) free = room;
        }
        return free;
    }
}
