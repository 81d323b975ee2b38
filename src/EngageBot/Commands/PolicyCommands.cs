using System.CommandLine;
using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Conversations.Policy;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot policy why|stop</c>: why somebody got something or did not, and a stop that reached the shop's people.</summary>
internal static class PolicyCommands
{
    private const int Lines = 20;

    public static Command Build() => new("policy", "When and whether contacts are written to without having asked.") { Why(), Stop() };

    private static Argument<string> Contact() => new("contact") { Description = "Phone or id." };

    private static Command Why()
    {
        var contact = Contact();
        return Verb.Of("why", "Whether a contact may be written to now, what they got, what not, and why.", [contact], async verb =>
        {
            if (await FindAsync(verb, verb.Required(contact)) is not { } found) return 2;
            await verb.ReadAsync(source =>
            {
                Print(source, verb.Business.Id, found, verb.Now);
                return true;
            });
            return 0;
        });
    }

    private static Command Stop()
    {
        var contact = Contact();
        var complaint = new Option<bool>("--complaint") { Description = "They complained." };
        var note = new Option<string>("--note") { Description = "How the shop heard of it; kept as the proof.", Required = true };
        return Verb.Of("stop", "A contact told the shop's people to send no more offers: nothing more leaves, on any channel.", [contact, complaint, note], async verb =>
        {
            var said = verb.Required(note);
            if (said.Length is 0 or > 300) return await Verb.FailAsync("--note is 1 to 300 characters.");
            if (await FindAsync(verb, verb.Required(contact)) is not { } found) return 2;
            var how = verb.Value(complaint) ? Stops.Complaint : Stops.Stop;
            var calledOff = await verb.WriteAsync(scope =>
            {
                Audit.Write(scope, verb.Business.Id, Verb.Operator, "contact.stopped", $"contact:{found}", how, said, verb.Now);
                return Stops.Apply(scope, new(verb.Business.Id, found, "marketing", how, null, Everywhere: true, verb.Business.Language, Wording: said), verb.Now);
            });
            Console.WriteLine($"No more offers to this contact; {calledOff} that waited called off.");
            return 0;
        });
    }

    private static void Print(RowSource source, BusinessId business, ContactId contact, DateTimeOffset now)
    {
        foreach (var (purpose, permit) in PolicyApi.Now(source, business, contact, now))
            Console.WriteLine(permit switch
            {
                SendPermit.No no => $"{purpose} now: no, {SnakeCase.Of(no.Reason.ToString())}: {no.Why}",
                SendPermit.Later later => $"{purpose} now: not before {later.Until:yyyy-MM-dd HH:mm}Z, {SnakeCase.Of(later.Reason.ToString())}: {later.Why}",
                _ => $"{purpose} now: yes",
            });
        foreach (var consent in SendHistory.Consents(source, contact))
            Console.WriteLine($"{consent.At:yyyy-MM-dd HH:mm}Z {(consent.Granted ? "yes" : "no")} to {consent.Purpose} on {consent.Channel} ({consent.How})");
        foreach (var sent in SendHistory.Sent(source, contact, Lines))
            Console.WriteLine($"{sent.At:yyyy-MM-dd HH:mm}Z sent {sent.Source} {sent.Occasion} {sent.State}".TrimEnd());
        foreach (var no in SendHistory.NotSent(source, contact, Lines))
            Console.WriteLine($"{no.At:yyyy-MM-dd HH:mm}Z not sent {no.Source} {no.Occasion}, {SnakeCase.Of(no.Reason.ToString())}: {no.Why}");
    }

    /// <summary>The contact, or <see langword="null"/> after one line.</summary>
    internal static async Task<ContactId?> FindAsync(Verb verb, string text)
    {
        var business = verb.Business;
        var found = await verb.ReadAsync(source =>
            Guid.TryParse(text, out var id) ? (People.Exists(source, business.Id, new(id)) ? new ContactId(id) : null)
            : PhoneNumber.Parse(text, business.CallingCode) is { } phone ? People.ByPhone(source, business.Id, phone) : null);
        if (found is null) await Verb.FailAsync("There is no such contact; give the phone with its country code, or the id.");
        return found;
    }
}
