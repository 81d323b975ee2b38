using System.Globalization;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Expressions;

/// <summary>Durations as dialog files write them: <c>30m 24h 3d</c>, and in working time <c>4wh 2wd</c>.</summary>
/// <remarks>A working duration of whole days counts working days, any other counts working hours; hence 24 and more working hours are refused.</remarks>
public static class DurationText
{
    /// <summary>Reads a duration.</summary>
    /// <returns><see langword="null"/> if the text is not one; then <paramref name="error"/> says why in a few words.</returns>
    public static Value.Duration? Parse(string text, out string? error)
    {
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits])) digits++;
        var unit = text[digits..];
        if (digits == 0 || unit is not ("m" or "h" or "d" or "wh" or "wd"))
        {
            error = $"'{text}' is not a duration: write 30m, 24h, 3d, 4wh or 2wd";
            return null;
        }
        if (!int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || InDays(number, unit) > LongestDays)
        {
            error = $"'{text}' is longer than {LongestDays} days";
            return null;
        }
        if (unit == "wh" && number >= 24)
        {
            error = $"'{text}': 24 and more working hours are written in working days (wd)";
            return null;
        }
        error = null;
        return unit switch
        {
            "m" => new(TimeSpan.FromMinutes(number)),
            "h" => new(TimeSpan.FromHours(number)),
            "d" => new(TimeSpan.FromDays(number)),
            "wh" => new(TimeSpan.FromHours(number), Working: true),
            _ => new(TimeSpan.FromDays(number), Working: true),
        };
    }

    /// <summary>The shortest form that reads back as the same duration; seconds are dropped.</summary>
    public static string Write(Value.Duration duration)
    {
        var minutes = (long)duration.Length.TotalMinutes;
        if (duration.Working) return minutes % (24 * 60) == 0 ? $"{minutes / (24 * 60)}wd" : $"{minutes / 60}wh";
        if (minutes % (24 * 60) == 0 && minutes != 0) return $"{minutes / (24 * 60)}d";
        return minutes % 60 == 0 && minutes != 0 ? $"{minutes / 60}h" : $"{minutes}m";
    }

    private const int LongestDays = 36_500; // A hundred years: no timer or comparison needs more.

    private static long InDays(long number, string unit) => unit switch { "m" => number / (24 * 60), "h" or "wh" => number / 24, _ => number };
}
