using System.Globalization;

namespace EngageBot.Businesses.Rules;

/// <summary>When rules begin, as people write it.</summary>
internal static class RuleInstant
{
    /// <summary>What <see cref="Parse"/> reads, for people.</summary>
    public const string Form = "Write a day such as 2026-12-01, which begins at midnight in the business's zone, or a time with its offset such as 2026-12-01T08:00+01:00.";

    /// <returns><see langword="null"/> for anything else.</returns>
    public static DateTimeOffset? Parse(string? text, TimeZoneInfo zone)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return LocalDays.StartOf(day, zone);
        var explicitly = text is ['1' or '2', .., 'Z'] ? text[..^1] + "+00:00" : text;
        return DateTimeOffset.TryParseExact(
            explicitly, ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;
    }

    /// <summary>As <see cref="Parse"/> reads it, in the business's zone.</summary>
    public static string Write(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFzzz", CultureInfo.InvariantCulture);
}
