using System.CommandLine;
using System.Globalization;
using EngageBot.Staff;

namespace EngageBot.Commands;

/// <summary><c>engagebot audit</c>: who changed what, the newest first.</summary>
internal static class AuditCommand
{
    public static Command Build()
    {
        var subject = new Option<string?>("--of") { Description = "Only of one row, such as staff:ID." };
        var limit = new Option<int>("--limit") { Description = "At most so many lines, up to 1,000.", DefaultValueFactory = _ => 50 };
        var before = new Option<long>("--before") { Description = "Only lines with a smaller number: the next page.", DefaultValueFactory = _ => long.MaxValue };
        return Verb.Of("audit", "Who changed what, on which row, when and why.", [subject, limit, before], async verb =>
        {
            var entries = await verb.ReadAsync(source =>
                Audit.Read(source, verb.Business.Id, verb.Value(subject), verb.Value(before), Math.Clamp(verb.Value(limit), 1, 1000)));
            foreach (var entry in entries)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{entry.Id}  {entry.At:yyyy-MM-dd HH:mm:ss}Z  {entry.Actor}  {entry.Verb}  {entry.Subject}{(entry.Detail is null ? "" : $"  {entry.Detail}")}{(entry.Reason is null ? "" : $"  because: {entry.Reason}")}"));
            return 0;
        });
    }
}
