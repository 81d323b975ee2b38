using System.CommandLine;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot audit</c>: who changed what, the newest first.</summary>
internal static class AuditCommand
{
    public static Command Build()
    {
        var subject = new Option<string?>("--of") { Description = "Only of one row, such as staff:ID." };
        var limit = new Option<int>("--limit") { Description = "At most so many lines, up to 1,000.", DefaultValueFactory = _ => 50 };
        var before = new Option<long>("--before") { Description = "Only lines with a smaller number: the next page.", DefaultValueFactory = _ => long.MaxValue };
        var data = CommandHost.DataOption();
        var command = new Command("audit", "Who changed what, on which row, when and why.") { subject, limit, before, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var business = provider.GetRequiredService<BusinessDirectory>().Business.Id;
            var entries = await provider.GetRequiredService<IStore>().ReadAsync(connection => ValueTask.FromResult(
                Audit.Read(connection, business, parsed.GetValue(subject), parsed.GetValue(before), Math.Clamp(parsed.GetValue(limit), 1, 1000))), cancellation);
            foreach (var entry in entries)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{entry.Id}  {entry.At:yyyy-MM-dd HH:mm:ss}Z  {entry.Actor}  {entry.Verb}  {entry.Subject}{(entry.Detail is null ? "" : $"  {entry.Detail}")}{(entry.Reason is null ? "" : $"  because: {entry.Reason}")}"));
            return 0;
        }, cancellation));
        return command;
    }
}
