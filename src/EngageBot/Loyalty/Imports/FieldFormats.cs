using System.Globalization;
using EngageBot.Businesses;

namespace EngageBot.Loyalty.Imports;

/// <summary>Dates and whole numbers as people write them in tables.</summary>
internal static class FieldFormats
{
    private static readonly string[] Days = ["yyyy-MM-dd", "d.M.yyyy"];
    private static readonly string[] Locals =
        ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "d.M.yyyy H:mm", "d.M.yyyy H:mm:ss"];
    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];
    private static readonly string[] Birthdays = ["yyyy-MM-dd", "d.M.yyyy"];

    /// <summary><c>2026-03-02</c> or <c>02.03.2026</c>.</summary>
    public static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>A day, a day and a local time, or ISO 8601 with an offset; a day alone is its first instant.</summary>
    public static DateTimeOffset? Instant(string text, TimeZoneInfo zone)
    {
        if (Day(text) is { } day) return LocalDays.StartOf(day, zone);
        if (DateTime.TryParseExact(text, Locals, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return LocalDays.At(local, zone);
        var explicitly = text.EndsWith('Z') ? text[..^1] + "+00:00" : text;
        return DateTimeOffset.TryParseExact(explicitly, Instants, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;
    }

    /// <summary><c>DD.MM</c>, <c>MM-DD</c>, <c>--MM-DD</c> or a whole date, whose year is dropped.</summary>
    /// <returns><c>MM-DD</c>.</returns>
    public static string? Birthday(string text)
    {
        // The year is only there to make 29 February a day.
        var whole = text switch
        {
            ['-', '-', ..] => "2000-" + text[2..],
            _ when text.Length == 5 && text[2] == '-' => "2000-" + text,
            _ when text.Count(c => c == '.') == 1 => text + ".2000",
            _ when text.EndsWith('.') && text.Count(c => c == '.') == 2 => text + "2000",
            _ => text,
        };
        return DateOnly.TryParseExact(whole, Birthdays, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.ToString("MM-dd", CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Points: digits, at most a thousand million.</summary>
    public static long? Points(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var points) && points <= 1_000_000_000 ? points : null;
}
