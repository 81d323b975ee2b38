using System.CommandLine;
using EngageBot.Businesses;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Raffles;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot raffle show|verify|give|withdraw</c>: what is published of a draw, a check of it, tickets by hand.</summary>
internal static class RaffleCommands
{
    public static Command Build() => new("raffle", "Draws among ticket holders that anybody can do again.") { Show(), Verify(), Give(), Withdraw() };

    private static Command Show()
    {
        var key = new Argument<string>("key") { Description = "Of the raffle's rules." };
        return Verb.Of("show", "Prints what is published: before the draw the commitment, after it seed, list and winners.", [key], async verb =>
        {
            var record = await verb.ReadAsync(source => RaffleBook.Published(source, verb.Business.Id, verb.Required(key)));
            if (record is null) return await Verb.FailAsync("There is no such draw; engagebot rules list raffle shows the rules.", 1);
            Console.WriteLine(record.ToJson());
            return 0;
        });
    }

    private static Command Verify()
    {
        var file = new Argument<string>("file") { Description = "What raffle show or /raffles/KEY published." };
        var command = new Command("verify", "Does the draw again from what was published; needs no database. Exit code 1 if something does not agree.") { file };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            if (!File.Exists(path) || DrawRecord.Parse(await File.ReadAllTextAsync(path, cancellation)) is not { } record) return await Verb.FailAsync($"{path} is no published draw; engagebot raffle show prints one.");
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
        return WithMember("give", "Gives a member a ticket.", reference, (verb, scope, contact, key) =>
        {
            var words = verb.Required(reference);
            if (words.Length is 0 or > 60) return (false, "--reference is text of 1 to 60 characters.");
            return RaffleBook.Give(scope, Verb.Operator, verb.Business.Id, contact, key, words, verb.Now) switch
            {
                TicketOutcome.Given given => (true, $"Ticket {given.Number}."),
                TicketOutcome.AlreadyGiven known => (true, $"Ticket {known.Number}, given before."),
                TicketOutcome.NotEligible why => (false, $"Not given: {why.Why}."),
                _ => (false, "Not given: there is no such draw, or it is not open."),
            };
        });
    }

    private static Command Withdraw()
    {
        var number = new Option<long>("--number") { Description = "The ticket's.", Required = true };
        return WithMember("withdraw", "Takes a member's ticket out of the draw.", number, (verb, scope, contact, key) =>
            RaffleBook.Withdraw(scope, Verb.Operator, verb.Business.Id, contact, key, verb.Required(number), verb.Now) is WithdrawOutcome.Withdrawn
                ? (true, "Withdrawn.")
                : (false, "Nothing withdrawn: the member has no such valid ticket, or the draw is not open."));
    }

    private static Command WithMember(string name, string what, Option option, Func<Verb, WriteScope, ContactId, string, (bool Done, string Words)> deed)
    {
        var key = new Argument<string>("key") { Description = "Of the raffle's rules." };
        var phone = new Option<string>("--phone") { Description = "The member's, with + and country.", Required = true };
        return Verb.Of(name, what, [key, phone, option], async verb =>
        {
            var (done, words) = await verb.WriteAsync(scope =>
                PhoneNumber.Parse(verb.Required(phone), verb.Business.CallingCode) is { } number && MemberLookup.ByPhone(scope, verb.Business.Id, number) is { } contact
                    ? deed(verb, scope, contact, verb.Required(key))
                    : (false, "No member has that phone."));
            Console.WriteLine(words);
            return done ? 0 : 1;
        });
    }
}
