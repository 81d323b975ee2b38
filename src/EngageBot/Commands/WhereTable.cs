using System.Globalization;
using System.Text;
using EngageBot.Conversations.Releases;

namespace EngageBot.Commands;

/// <summary>Live runs as a table a person reads.</summary>
internal static class WhereTable
{
    public static string Write(IReadOnlyList<StandingRuns> runs, DateTimeOffset now)
    {
        if (runs.Count == 0) return "No run is open.\n";
        List<string[]> rows = [["dialog", "version", "state", "runs", "oldest", "next timer"]];
        foreach (var run in runs)
            rows.Add([
                run.Dialog, run.Version.ToString(CultureInfo.InvariantCulture), run.State, run.Count.ToString(CultureInfo.InvariantCulture),
                run.Oldest is { } oldest ? $"{Span(now - oldest)} ago" : "–",
                run.NextTimer is { } next ? next <= now ? "due" : $"in {Span(next - now)}" : "–",
            ]);
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(r => r[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows) text.Append(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
        return text.Append(CultureInfo.InvariantCulture, $"{runs.Sum(r => r.Count)} in all.\n").ToString();
    }

    private static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} d"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min"),
        _ => "less than a minute",
    };
}
