using System.CommandLine;
using System.Globalization;
using EngageBot.Complaints;

namespace EngageBot.Commands;

/// <summary><c>engagebot cases list|show|report</c>: what customers wait for, and what promises were worth.</summary>
internal static class CaseCommands
{
    private const int Lines = 100;

    public static Command Build() => new("cases", "What customers want of people, and what they were promised.") { List(), Show(), Report() };

    private static Command List()
    {
        var state = new Option<CaseState?>("--state") { Description = "Only in this state: open, answered, escalated …" };
        return Verb.Of("list", "Shows cases, the newest first.", [state], async verb =>
        {
            foreach (var of in await verb.ReadAsync(source => CaseRows.List(source, verb.Business.Id, verb.Value(state), null, long.MaxValue, Lines)))
                Console.WriteLine(FormattableString.Invariant($"{of.Number,6}  {of.State,-12} {of.Kind,-9} {of.OpenedAt:yyyy-MM-dd HH:mm}Z  {of.OwnerName ?? "-",-12} {of.Title}"));
            return 0;
        });
    }

    private static Command Show()
    {
        var number = new Argument<int>("number") { Description = "What people call it." };
        return Verb.Of("show", "Shows a case with everything that happened in it.", [number], async verb =>
        {
            var (of, lines, promises) = await verb.ReadAsync(source => CaseRows.ByNumber(source, verb.Business.Id, verb.Required(number)) is { } found
                ? (found, CaseEntries.Read(source, found.Id), CasePromises.Of(source, found.Id)) : (null, [], []));
            if (of is null) return await Verb.FailAsync("There is no such case; engagebot cases list shows them.", 1);
            Console.WriteLine(FormattableString.Invariant($"Case {of.Number}: {of.Title}  {of.Kind}, {of.State}, with {of.OwnerName ?? "nobody"}"));
            foreach (var line in lines) Console.WriteLine(FormattableString.Invariant($"{line.At:yyyy-MM-dd HH:mm}Z  {line.Kind,-8} {line.AuthorName ?? line.Author}: {line.Words}"));
            foreach (var promise in promises) Console.WriteLine(FormattableString.Invariant($"promised {promise.Kind} by {promise.DueAt:yyyy-MM-dd HH:mm}Z: {promise.State}"));
            return 0;
        });
    }

    private static Command Report()
    {
        var days = new Option<int>("--days") { Description = "Of the last so many days, 1 to 1,830.", DefaultValueFactory = _ => 30 };
        return Verb.Of("report", "Shows promises by person, first replies, who had to ask, and who came back.", [days], async verb =>
        {
            if (verb.Value(days) is < 1 or > 1_830) return await Verb.FailAsync("--days is between 1 and 1,830.");
            var report = await verb.ReadAsync(source => CaseReports.Read(source, verb.Business.Id, verb.Now.AddDays(-verb.Value(days)), verb.Now.AddMilliseconds(1), verb.Now));
            Console.WriteLine(FormattableString.Invariant($"cases {report.Cases}, complaints {report.Complaints}, open {report.Open}, asked for news {report.Chased}, opened again {report.Reopened}"));
            Console.WriteLine($"first word {Minutes(report.FirstWordMinutes)}, first answer {Minutes(report.FirstAnswerMinutes)} (the middle of all)");
            Console.WriteLine(FormattableString.Invariant($"back within 90 days of a complaint: {report.Recovered} of {report.Complainers}"));
            foreach (var share in report.Promises) Console.WriteLine(FormattableString.Invariant($"{share.Name ?? share.Who ?? "nobody's",-20} kept {share.Kept}, late {share.Late}, broken {share.Broken}"));
            foreach (var cause in report.Causes) Console.WriteLine(FormattableString.Invariant($"{cause.Cases,6}  {cause.Cause}"));
            return 0;
        });
    }

    private static string Minutes(long? minutes) => minutes is { } known ? known.ToString(CultureInfo.InvariantCulture) + " min" : "-";
}
