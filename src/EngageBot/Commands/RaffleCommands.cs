using System.CommandLine;
using EngageBot.Businesses;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Raffles;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot raffle show|verify|give|withdraw</c>: what is published of a draw, a check of it, tickets by hand.</summary>
internal static class RaffleCommands
{
    public static Command Build() => new("raffle", "Draws among ticket holders that anybody can do again.") { Show(), Verify(), Give(), Withdraw() };

    private static Command Show()
    {
        var key = new Argument<string>("key") { Description = "Of the raffle's rules." };
        var data = CommandHost.DataOption();
        var command = new Command("show", "Prints what is published: before the draw the commitment, after it seed, list and winners.") { key, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var business = provider.GetRequiredService<BusinessDirectory>().Business.Id;
            var record = await provider.GetRequiredService<IStore>().ReadAsync(
                connection => ValueTask.FromResult(RaffleBook.Published(connection, business, parsed.GetRequiredValue(key))), cancellation);
            if (record is null) return await NoneAsync();
            Console.WriteLine(record.ToJson());
            return 0;
        }, cancellation));
        return command;
    }

    private static Command Verify()
    {
        var file = new Argument<string>("file") { Description = "What raffle show or /raffles/KEY published." };
        var command = new Command("verify", "Does the draw again from what was published; needs no database. Exit code 1 if something does not agree.") { file };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            if (!File.Exists(path) || DrawRecord.Parse(await File.ReadAllTextAsync(path, cancellation)) is not { } record)
            {
                await Console.Error.WriteLineAsync($"{path} is no published draw; engagebot raffle show prints one.");
                return 2;
            }
            var wrong = record.Verify();
            foreach (var line in wrong) Console.WriteLine(line);
            if (wrong.IsEmpty) Console.WriteLine($"The draw is right: {string.Join(", ", record.Won!.Value)} of {record.Entries!.Value.Length} tickets.");
            return wrong.IsEmpty ? 0 : 1;
        });
        return command;
    }

    private static Command Give()
    {
        var reference = new Option<string>("--reference") { Description = "What it is given for, such as letter-17; the same one again gives nothing.", Required = true };
        return WithMember("give", "Gives a member a ticket.", reference, (scope, business, contact, key, parsed, now) =>
        {
            var words = parsed.GetRequiredValue(reference);
            if (words.Length is 0 or > 60) return "--reference is text of 1 to 60 characters.";
            return RaffleBook.Give(scope, new Actor.System("cli"), business, contact, key, words, now) switch
            {
                TicketOutcome.Given given => $"Ticket {given.Number}.",
                TicketOutcome.AlreadyGiven known => $"Ticket {known.Number}, given before.",
                TicketOutcome.NotEligible why => $"Not given: {why.Why}.",
                _ => "Not given: there is no such draw, or it is not open.",
            };
        });
    }

    private static Command Withdraw()
    {
        var number = new Option<long>("--number") { Description = "The ticket's.", Required = true };
        return WithMember("withdraw", "Takes a member's ticket out of the draw.", number, (scope, business, contact, key, parsed, now) =>
            RaffleBook.Withdraw(scope, business, contact, key, parsed.GetRequiredValue(number), now)
                ? "Withdrawn."
                : "Nothing withdrawn: the member has no such valid ticket, or the draw is not open.");
    }

    private static Command WithMember(
        string name, string what, Option option, Func<WriteScope, BusinessId, ContactId, string, ParseResult, DateTimeOffset, string> deed)
    {
        var key = new Argument<string>("key") { Description = "Of the raffle's rules." };
        var phone = new Option<string>("--phone") { Description = "The member's, with + and country.", Required = true };
        var data = CommandHost.DataOption();
        var command = new Command(name, what) { key, phone, option, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var (business, now) = (provider.GetRequiredService<BusinessDirectory>().Business, provider.GetRequiredService<TimeProvider>().GetUtcNow());
            var said = await provider.GetRequiredService<IStore>().WriteAsync(scope => ValueTask.FromResult(
                PhoneNumber.Parse(parsed.GetRequiredValue(phone), business.CallingCode) is { } number && MemberLookup.ByPhone(scope, business.Id, number) is { } contact
                    ? deed(scope, business.Id, contact, parsed.GetRequiredValue(key), parsed, now)
                    : "No member has that phone."), cancellation);
            Console.WriteLine(said);
            return said.StartsWith("Ticket", StringComparison.Ordinal) || said == "Withdrawn." ? 0 : 1;
        }, cancellation));
        return command;
    }

    private static async Task<int> NoneAsync()
    {
        await Console.Error.WriteLineAsync("There is no such draw; engagebot rules list raffle shows the rules.");
        return 1;
    }
}
