using System.Globalization;

namespace EngageBot.Businesses;

/// <summary>Times as people who work here read them, in words of their language and on their clock.</summary>
internal static class StaffTime
{
    private static readonly string[][] _days =
    [
        ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"], ["вс", "пн", "вт", "ср", "чт", "пт", "сб"], ["die", "hën", "mar", "mër", "enj", "pre", "sht"],
    ];

    private static readonly string[][] _months =
    [
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"],
        ["jan", "shk", "mar", "pri", "maj", "qer", "kor", "gus", "sht", "tet", "nën", "dhj"],
    ];

    private static readonly string[][] _near = [["yesterday", "today", "tomorrow"], ["вчера", "сегодня", "завтра"], ["dje", "sot", "nesër"]];

    /// <summary>For words that stay where they are: <c>Mon 23 Nov 14:05</c>.</summary>
    public static string Minute(DateTimeOffset at, TimeZoneInfo zone, string language) => $"{Day(DateOnly.FromDateTime(Local(at, zone)), language)} {Clock(at, zone)}";

    /// <summary>For a page that is looked at now: <c>today 14:05</c>, <c>yesterday 09:00</c>, <c>Mon 23 Nov 14:05</c>.</summary>
    public static string Near(DateTimeOffset at, TimeZoneInfo zone, DateTimeOffset now, string language)
    {
        var (day, today) = (DateOnly.FromDateTime(Local(at, zone)), DateOnly.FromDateTime(Local(now, zone)));
        var away = day.DayNumber - today.DayNumber;
        var words = away is >= -1 and <= 1 ? _near[Of(language)][away + 1] : Day(day, language) + (day.Year == today.Year ? "" : day.Year.ToString(" 0", CultureInfo.InvariantCulture));
        return $"{words} {Clock(at, zone)}";
    }

    /// <summary><c>Mon 23 Nov</c>.</summary>
    public static string Day(DateOnly day, string language) =>
        string.Create(CultureInfo.InvariantCulture, $"{_days[Of(language)][(int)day.DayOfWeek]} {day.Day} {_months[Of(language)][day.Month - 1]}");

    private static string Clock(DateTimeOffset at, TimeZoneInfo zone) => Local(at, zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static DateTime Local(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    private static int Of(string language) => language switch { "ru" => 1, "sq" => 2, _ => 0 };
}
