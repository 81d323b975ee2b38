using System.Collections.Immutable;
using System.Globalization;

namespace EngageBot.Rehearsals;

/// <summary>A rehearsal's report as whoever runs a shop reads it at a terminal.</summary>
internal static class RehearsalText
{
    public static IEnumerable<string> Of(RehearsalReport report)
    {
        yield return Line($"A rehearsal of {Count(report.Wish.Days, "day")} from {report.Wish.From:yyyy-MM-dd} for {report.Business}, seed {report.Wish.Seed}. Nothing was sent to anybody.");
        yield return Line($"{(report.Wish.Members is null ? $"{Count(report.Members, "member")} of the copy" : Count(report.Members, "invented member"))} bought {Count(report.Purchases, "time")}, and {report.Stopped} said stop.");
        yield return Line($"{Count(report.Messages, "message")} would have been sent without anybody having asked; {report.Others} answers and notices of what had just happened.");
        if (report.ByTemplate > 0) yield return Line($"{report.ByTemplate} of them by a template: WhatsApp took no free words to the customer then.");
        foreach (var line in Plays(report)) yield return line;
        yield return "";
        yield return "MESSAGES PER MEMBER";
        foreach (var (label, members) in report.MessagesPerMember) yield return Line($"  {label,-14}{members,8} {(members == 1 ? "member" : "members")}");
        yield return Line($"  The most that one member would have had in seven days: {report.MostInSevenDays}.");
        foreach (var line in Delays(report)) yield return line;
        foreach (var line in Cost(report)) yield return line;
    }

    private static IEnumerable<string> Plays(RehearsalReport report)
    {
        yield return "";
        yield return Line($"{"PLAY",-20}{"MONTH",-9}{"BEGUN",7}{"HELD OUT",10}{"NOT BEGUN",11}  WHY");
        foreach (var play in report.Months.GroupBy(m => m.Play))
        {
            foreach (var month in play) yield return Row(month);
            yield return Row(new(play.Key, "all", play.Sum(m => m.Begun), play.Sum(m => m.HeldOut), play.Sum(m => m.Waiting),
                play.SelectMany(m => m.NotBegun).GroupBy(r => r.Key).ToImmutableSortedDictionary(g => g.Key, g => g.Sum(r => r.Value), StringComparer.Ordinal)));
        }
        if (report.Months.IsEmpty) yield return "No play began with anybody: none is on, or nobody's day came. engagebot plays list shows them; --play NAME switches one on for the rehearsal.";
    }

    private static string Row(RehearsedMonth month)
    {
        var why = string.Join(", ", month.NotBegun.Select(r => Line($"{r.Key} {r.Value}")));
        return Line($"{month.Play,-20}{month.Month,-9}{month.Begun,7}{month.HeldOut,10}{month.NotBegun.Values.Sum(),11}  {why}{(month.Waiting > 0 ? Line($" (waiting at the end: {month.Waiting})") : "")}").TrimEnd();
    }

    private static IEnumerable<string> Delays(RehearsalReport report)
    {
        yield return "";
        yield return Line($"{"LATER OR NEVER",-20}{"SENT LATER",12}{"NEVER SENT",12}  FOR EXAMPLE");
        foreach (var delay in report.Delays) yield return Line($"{delay.Reason,-20}{delay.Sent,12}{delay.Dropped,12}  {delay.Example}");
        if (report.Delays.IsEmpty) yield return "Everything left at its hour.";
    }

    private static IEnumerable<string> Cost(RehearsalReport report)
    {
        yield return "";
        yield return "COST";
        foreach (var (play, points) in report.CostPoints) yield return Line($"  {play}: worth {Count(points, "point")}");
        foreach (var (reward, vouchers) in report.Vouchers) yield return Line($"  vouchers of {reward}: {vouchers}");
        foreach (var halt in report.Halts) yield return Line($"  a budget was spent and the play stood still: {halt}");
        if (report.CostPoints.IsEmpty && report.Vouchers.IsEmpty) yield return "  No points and no vouchers were given.";
    }

    private static string Count(long number, string one) => Line($"{number} {one}{(number == 1 ? "" : "s")}");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
