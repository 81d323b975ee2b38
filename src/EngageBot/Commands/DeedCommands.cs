using System.CommandLine;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Loyalty.Clubs;
using EngageBot.Loyalty.Surprises;

namespace EngageBot.Commands;

/// <summary><c>engagebot event report</c> and <c>engagebot surprise audit</c>: how an event went, whether a pick was by the seed.</summary>
internal static class DeedCommands
{
    public static Command Event() => new("event", "Closed events.") { Report() };

    public static Command Surprise() => new("surprise", "Presents by chance.") { Audit() };

    private static Command Report()
    {
        var key = new Argument<string>("key") { Description = "Of the event's rules." };
        return Verb.Of("report", "Shows who comes, who came, and what they bought.", [key], async verb =>
        {
            var report = await verb.ReadAsync(source => EventBook.Report(source, verb.Business.Id, verb.Required(key), verb.Now));
            if (report is null) return await Verb.FailAsync("There is no such event; engagebot rules list event shows them.", 1);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"coming {report.Coming} and {report.Guests} guests, refused {report.Refused}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"came {report.Admitted} and {report.AdmittedGuests} guests"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sales {report.Sales} receipts, {MinorUnits.Format(report.SalesMinor, verb.Business.Currency)} {verb.Business.Currency}"));
            if (report.Converted > 0)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bought it afterwards {report.Converted}, {MinorUnits.Format(report.ConvertedMinor, verb.Business.Currency)} {verb.Business.Currency}"));
            return 0;
        });
    }

    private static Command Audit()
    {
        var round = new Argument<long>("round") { Description = "The number of the round." };
        return Verb.Of("audit", "Builds the list of then anew and picks again by the recorded seed; exit code 1 if something does not agree.", [round], async verb =>
        {
            var wrong = await verb.ReadAsync(source => SurpriseBook.Audit(source, verb.Business.Id, verb.Required(round)));
            foreach (var line in wrong) Console.WriteLine(line);
            if (wrong.Count == 0) Console.WriteLine("The pick is the seed's.");
            return wrong.Count == 0 ? 0 : 1;
        });
    }
}
