using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Loading;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>The working hours of a transcript: <c>working: {mon: "09:00-13:00, 14:00-19:00", sat: "10:00-02:00"}</c>; a day left out is closed.</summary>
internal static class GivenHours
{
    private static readonly ImmutableArray<string> Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>The hours, or nothing where they cannot be read.</summary>
    public static WorkingHours? Read(YamlNode node, TimeZoneInfo zone)
    {
        if (node is not YamlMap map) return null;
        var week = new Dictionary<DayOfWeek, ImmutableArray<WorkingSpan>>();
        foreach (var entry in map.Entries)
        {
            if (!Days.Contains(entry.Key) || Spans(entry.Value) is not { } spans) return null;
            week[(DayOfWeek)Days.IndexOf(entry.Key)] = spans;
        }
        return new WorkingHours(zone, day => week.GetValueOrDefault(day, []));
    }

    private static ImmutableArray<WorkingSpan>? Spans(YamlNode node)
    {
        var spans = ImmutableArray.CreateBuilder<WorkingSpan>();
        foreach (var part in ((node as YamlScalar)?.Text ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Split('-') is not [var from, var to] || Time(from) is not { } begins || Time(to) is not { } ends) return null;
            spans.Add(new WorkingSpan(begins, ends > begins ? ends : ends + TimeSpan.FromDays(1)));
        }
        return spans.ToImmutable();
    }

    private static TimeSpan? Time(string text) =>
        text == "24:00" ? TimeSpan.FromDays(1)
        : TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.ToTimeSpan()
        : null;
}
