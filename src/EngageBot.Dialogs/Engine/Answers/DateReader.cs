using System.Globalization;

namespace EngageBot.Dialogs.Engine.Answers;

/// <summary>Reads days and times as people type them: ISO, 14.03.2026, "14 March", "завтра в 5", "nesër në orën 17".</summary>
/// <remarks>A bare hour from 1 to 7 means the afternoon: nobody books a table for five in the morning.
/// "05:00" and "5 am" mean what they say. Unknown words make the whole text unreadable.</remarks>
internal static class DateReader
{
    private static readonly string[] IsoInstants =
        ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz"];

    /// <summary>A calendar day; without a year the next one that is not past.</summary>
    public static DateOnly? Date(string words, DateOnly today)
    {
        var found = DateScan.Read(words);
        return found is null || found.Hour is not null ? null : DayOf(found, today);
    }

    /// <summary>A time of day.</summary>
    public static TimeOnly? Time(string words)
    {
        var found = DateScan.Read(words);
        return found is null || found.HasDay ? null : found.TimeOfDay ?? found.LoneHour;
    }

    /// <summary>An instant; a time alone means today, or tomorrow if it is past.</summary>
    public static DateTimeOffset? Instant(string words, DateTimeOffset now, TimeZoneInfo zone)
    {
        var trimmed = words.Trim();
        if (DateTimeOffset.TryParseExact(trimmed, IsoInstants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var exact)
            && (trimmed.EndsWith('Z') || trimmed.LastIndexOfAny(['+', '-']) > trimmed.IndexOf('T', StringComparison.Ordinal)))
            return exact;
        if (DateScan.Read(words) is not { } found || (found.TimeOfDay ?? (found.HasDay ? null : found.LoneHour)) is not { } time) return null;
        var local = TimeZoneInfo.ConvertTime(now, zone);
        var today = DateOnly.FromDateTime(local.DateTime);
        if (found.HasDay) return DayOf(found, today) is { } day ? At(day, time, zone) : null;
        var at = At(today, time, zone);
        return at > now ? at : At(today.AddDays(1), time, zone);
    }

    /// <summary>A day of any year as <c>MM-DD</c>: 29 February is one, 30 February is not.</summary>
    public static string? DayMonth(string words)
    {
        if (DateScan.Read(words) is not { Hour: null, Month: { } month, Day: { } day }) return null;
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(2000, month) ? $"{month:00}-{day:00}" : null;
    }

    /// <summary>The instant of a local time; a time the clock skips in spring moves on by the hour that is missing.</summary>
    public static DateTimeOffset At(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        if (zone.IsInvalidTime(local)) local = local.AddHours(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }

    private static DateOnly? DayOf(DateScan found, DateOnly today)
    {
        if (found.DaysAhead is { } ahead) return today.AddDays(ahead);
        if (found.Weekday is { } weekday) return today.AddDays((weekday - (int)today.DayOfWeek + 6) % 7 + 1);
        if (found is not { Month: { } month, Day: { } day } || month is < 1 or > 12 || day < 1) return null;
        if (found.Year is { } year)
            return year is >= 1900 and <= 2200 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;
        // 29 February without a year is the next one there is.
        for (var next = today.Year; next <= today.Year + 8; next++)
            if (day <= DateTime.DaysInMonth(next, month) && new DateOnly(next, month, day) is var date && date >= today) return date;
        return null;
    }
}
