using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Dialogs.Plays;
using EngageBot.Dialogs.Values;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>Somebody for whom a play is due, before anybody has asked whether it is for them.</summary>
/// <param name="Key">What makes it once-only within the play.</param>
/// <param name="Day">The local day it stands for; spans of days and years count by it.</param>
/// <param name="DueAt">When it is to begin.</param>
/// <param name="Data">What <c>event</c> offers.</param>
/// <param name="Refused">Why it does not begin, if the trigger itself says so.</param>
internal sealed record PlayOccasion(ContactId Contact, string Key, DateOnly Day, DateTimeOffset DueAt, Value.Record Data, string? Refused = null);

/// <summary>When a day makes a play due, and what makes an occasion once-only; arithmetic of calendars and nothing else.</summary>
internal static class PlayDays
{
    /// <summary>Where nobody said at what time.</summary>
    public static readonly TimeOnly Morning = new(10, 0);

    /// <summary>The moment of a local day at which a play begins.</summary>
    public static DateTimeOffset DueOn(DateOnly day, TimeOnly? at, TimeZoneInfo zone) => LocalDays.At(day.ToDateTime(at ?? Morning), zone);

    /// <summary>The first such moment that is not before an instant; the instant itself where no time is said.</summary>
    public static DateTimeOffset NextAt(DateTimeOffset from, TimeOnly? at, TimeZoneInfo zone)
    {
        if (at is null) return from;
        var day = LocalDays.DayOf(from, zone);
        var due = DueOn(day, at, zone);
        return due >= from ? due : DueOn(day.AddDays(1), at, zone);
    }

    /// <summary>The day of a year on which a birthday is kept.</summary>
    /// <param name="birthday"><c>MM-DD</c>.</param>
    public static DateOnly BirthdayIn(int year, string birthday, LeapDay leapDay)
    {
        var (month, day) = (int.Parse(birthday.AsSpan(0, 2), CultureInfo.InvariantCulture), int.Parse(birthday.AsSpan(3, 2), CultureInfo.InvariantCulture));
        if (month != 2 || day != 29 || DateTime.IsLeapYear(year)) return new(year, month, day);
        return leapDay == LeapDay.Mar1 ? new(year, 3, 1) : new(year, 2, 28);
    }

    /// <summary>The birthdays, as they are written, that are kept on a day.</summary>
    public static IEnumerable<string> BirthdaysKeptOn(DateOnly day, LeapDay leapDay)
    {
        yield return day.ToString("MM-dd", CultureInfo.InvariantCulture);
        if (!DateTime.IsLeapYear(day.Year) && day == BirthdayIn(day.Year, "02-29", leapDay)) yield return "02-29";
    }

    /// <summary>The anniversary of a day, so many years later; of 29 February it is where birthdays are kept.</summary>
    public static DateOnly Anniversary(DateOnly first, int years, LeapDay leapDay) =>
        BirthdayIn(first.Year + years, first.ToString("MM-dd", CultureInfo.InvariantCulture), leapDay);

    /// <summary>What makes an occasion once-only, as <c>once_per</c> says.</summary>
    /// <param name="own">The trigger's own word: a receipt, a day.</param>
    public static string KeyOf(OncePer once, string own, DateOnly day) => once.Span switch
    {
        OncePerSpan.Life => "life",
        OncePerSpan.Year => day.Year.ToString(CultureInfo.InvariantCulture),
        _ => own,
    };

    public static string Written(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
