using System.CommandLine;
using EngageBot.Plays;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot contacts overdue|log</c>: whom the shop's people should be in touch with, and that they were.</summary>
internal static class ContactPlanCommands
{
    private const int Lines = 100;

    public static Command Build() => new("contacts", "Regular contacts of the shop's own people.") { Overdue(), Log() };

    private static Command Overdue() => Verb.Of("overdue", "Whom somebody should be in touch with, by plan, the longest overdue first.", [], async verb =>
    {
        foreach (var one in await verb.ReadAsync(source => ContactPlans.Overdue(source, verb.Business.Id, verb.Now, Lines)))
            Console.WriteLine(FormattableString.Invariant(
                $"{one.Plan,-12} {SnakeCase.Of(one.By.ToString()),-8} {one.Contact}  {one.Name ?? "-"}, last {one.LastAt:yyyy-MM-dd}, {one.DaysOver} days over{(one.About is null ? "" : ": " + one.About)}"));
        return 0;
    });

    private static Command Log()
    {
        var contact = new Argument<string>("contact") { Description = "Phone or id." };
        var by = new Option<ContactKind>("--by") { Description = "How: meeting, call, message, email or letter.", Required = true };
        var note = new Option<string?>("--note") { Description = "What it was about; at most 500 characters." };
        return Verb.Of("log", "Writes down that somebody was in touch with a contact.", [contact, by, note], async verb =>
        {
            if (verb.Value(note) is { Length: > 500 }) return await Verb.FailAsync("--note is at most 500 characters.");
            if (await PolicyCommands.FindAsync(verb, verb.Required(contact)) is not { } found) return 2;
            await verb.WriteAsync(scope => ContactPlans.Log(scope, Verb.Operator, verb.Business.Id, found, verb.Required(by), verb.Value(note), verb.Now));
            Console.WriteLine("Written down.");
            return 0;
        });
    }
}
