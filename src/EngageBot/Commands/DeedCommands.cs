using System.CommandLine;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Loyalty.Clubs;
using EngageBot.Loyalty.Surprises;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot event report</c> and <c>engagebot surprise audit</c>: how an event went, whether a pick was by the seed.</summary>
internal static class DeedCommands
{
    public static Command Event() => new("event", "Closed events.") { Report() };

    public static Command Surprise() => new("surprise", "Presents by chance.") { Audit() };

    private static Command Report()
    {
        var key = new Argument<string>("key") { Description = "Of the event's rules." };
        var data = CommandHost.DataOption();
        var command = new Command("report", "Shows who comes, who came, and what they bought.") { key, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var (business, now) = (provider.GetRequiredService<BusinessDirectory>().Business, provider.GetRequiredService<TimeProvider>().GetUtcNow());
            var report = await provider.GetRequiredService<IStore>().ReadAsync(
                connection => ValueTask.FromResult(EventBook.Report(connection, business.Id, parsed.GetRequiredValue(key), now)), cancellation);
            if (report is null)
            {
                await Console.Error.WriteLineAsync("There is no such event; engagebot rules list event shows them.");
                return 1;
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"coming {report.Coming} and {report.Guests} guests, refused {report.Refused}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"came {report.Admitted} and {report.AdmittedGuests} guests"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sales {report.Sales} receipts, {MinorUnits.Format(report.SalesMinor, business.Currency)} {business.Currency}"));
            return 0;
        }, cancellation));
        return command;
    }

    private static Command Audit()
    {
        var round = new Argument<long>("round") { Description = "The number of the round." };
        var data = CommandHost.DataOption();
        var command = new Command("audit", "Builds the list of then anew and picks again by the recorded seed; exit code 1 if something does not agree.") { round, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var business = provider.GetRequiredService<BusinessDirectory>().Business.Id;
            var wrong = await provider.GetRequiredService<IStore>().ReadAsync(
                connection => ValueTask.FromResult(SurpriseBook.Audit(connection, business, parsed.GetRequiredValue(round))), cancellation);
            foreach (var line in wrong) Console.WriteLine(line);
            if (wrong.Count == 0) Console.WriteLine("The pick is the seed's.");
            return wrong.Count == 0 ? 0 : 1;
        }, cancellation));
        return command;
    }
}
