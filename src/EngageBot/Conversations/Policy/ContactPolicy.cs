using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations.Windows;
using EngageBot.Dialogs.Model;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Conversations.Policy;

/// <summary>What a list asks about each of its contacts.</summary>
/// <param name="Purpose">Whose rules it falls under: service messages are stopped by nothing but night.</param>
/// <param name="Deadline">From then on it is of no use; absent: as long as the business lets things wait.</param>
internal sealed record PolicyQuestion(BusinessId Business, Purpose Purpose, Proactive About, DateTimeOffset? Deadline = null);

/// <summary>The answer for one contact.</summary>
/// <param name="Chat">Where to write, now or later; absent where the answer is no.</param>
internal sealed record PolicyAnswer(ContactId Contact, SendPermit Permit, ChatAddress? Chat);

/// <summary>The gate everything proactive passes, when a list is drawn up and again at the moment of sending (law 8).</summary>
/// <remarks>Replies, and notices of what the customer or the shop has just done, are nobody's advertising and never get here.</remarks>
internal static class ContactPolicy
{
    /// <summary>Who of these may be written to about it, where, and why not the others; one answer a contact, in their order.</summary>
    /// <remarks>Writes nothing: whoever asks records each no with <see cref="NotSent.Record"/>, in the transaction that leaves the contact out.</remarks>
    public static ImmutableArray<PolicyAnswer> Ask(RowSource source, PolicyQuestion question, IReadOnlyCollection<ContactId> contacts, DateTimeOffset now)
    {
        var rules = RulesOf(source, question.Business, now);
        var standings = PolicyFacts.OfMany(source, contacts, PurposeName(question.Purpose), now);
        return [.. contacts.Select(contact =>
        {
            if (!standings.TryGetValue(contact, out var standing)) return new PolicyAnswer(contact, new SendPermit.No(NoSend.NoAddress, "The contact has no chat."), null);
            var (permit, chat) = PolicyJudgement.Of(standing, rules, question.Purpose, question.About, question.Deadline, now);
            return new PolicyAnswer(contact, permit, chat);
        })];
    }

    /// <summary>May this message leave now? Writes down a no, and what leaves.</summary>
    /// <param name="window">What the channel itself takes now, asked last; absent where no channel minds.</param>
    public static ValueTask<SendPermit> MaySendAsync(WriteScope scope, OutboundMessage message, DateTimeOffset now, WindowGate? window = null) =>
        new(PurposeOf(message) is { } purpose ? MaySend(scope, message, purpose, AboutOf(message), now, window) : Unruled(scope, message, now, window));

    /// <summary>May these leave now? As <see cref="MaySendAsync(WriteScope, OutboundMessage, DateTimeOffset, WindowGate)"/> for one after another, in a few statements.</summary>
    public static async ValueTask<IReadOnlyList<SendPermit>> MaySendAsync(WriteScope scope, IReadOnlyList<OutboundMessage> messages, DateTimeOffset now, WindowGate? window = null)
    {
        if (messages is [var one]) return [await MaySendAsync(scope, one, now, window)];
        var permits = new SendPermit[messages.Count];
        var begun = new List<BegunSend>(messages.Count);
        foreach (var same in Enumerable.Range(0, messages.Count).GroupBy(n => (messages[n].BusinessId, Purpose: PurposeOf(messages[n]))))
        {
            if (same.Key.Purpose is not { } purpose)
            {
                foreach (var n in same) permits[n] = Unruled(scope, messages[n], now, window);
                continue;
            }
            if (purpose != Purpose.Service) scope.Lock($"sends:{same.Key.BusinessId}");
            var rules = RulesOf(scope, same.Key.BusinessId, now);
            var chats = PolicyFacts.OfChats(scope, [.. same.Select(n => messages[n].ChatId).OfType<long>()], PurposeName(purpose), now);
            // What leaves with the same look counts for what comes after it.
            var leaving = new Dictionary<ContactId, int>();
            foreach (var n in same)
            {
                var (message, about) = (messages[n], AboutOf(messages[n]));
                if (message.ChatId is not { } chat) permits[n] = NoChat;
                else if (!chats.TryGetValue(chat, out var facts)) permits[n] = ChatGone;
                else
                {
                    var contact = facts.Standing.Contact;
                    var before = facts.Sends.Where(send => send.Outbox != message.Id).Select(send => send.At);
                    var standing = facts.Standing with { Sends = [.. Enumerable.Repeat(now, leaving.GetValueOrDefault(contact)), .. before] };
                    permits[n] = Judge(scope, message, purpose, about, standing, rules, now, window);
                    if (permits[n] is not SendPermit.Yes)
                    {
                        NotSent.Record(scope, message.BusinessId, contact, about, permits[n], now, message.ExpiresAt);
                        continue;
                    }
                    if (purpose != Purpose.Service) leaving[contact] = leaving.GetValueOrDefault(contact) + 1;
                    begun.Add(new(message, contact, about, purpose != Purpose.Service));
                }
            }
        }
        await NotSent.BegunAsync(scope, begun, now);
        return permits;
    }

    private static SendPermit.No NoChat { get; } = new(NoSend.NoAddress, "It was written to nobody's chat, and needs a contact who agreed to it.");

    private static SendPermit.No ChatGone { get; } = new(NoSend.NoAddress, "The chat is gone, or is none of a customer's.");

    private static Proactive AboutOf(OutboundMessage message) => message.About ?? new Proactive(NotSent.Dialogs, message.Key);

    private static Purpose? PurposeOf(OutboundMessage message) => message switch
    {
        { Content.Change: not null } => null,    // nobody hears of it
        { Kind: OutboundKind.Promotion } => Purpose.Marketing,
        { Kind: OutboundKind.Notice, Content.Purpose: Purpose.Survey } => Purpose.Survey,
        { Kind: OutboundKind.Notice, About: not null } => Purpose.Service,
        _ => null,
    };

    /// <summary>The rules in force.</summary>
    public static ContactPolicyRules RulesOf(RowSource source, BusinessId business, DateTimeOffset now) =>
        RuleBook.At(source, business, ContactPolicyRules.Kind, ContactPolicyRules.Key, now)?.Rules ?? ContactPolicyRules.Default;

    /// <summary>The purpose as consents call it.</summary>
    public static string PurposeName(Purpose purpose) => purpose switch
    {
        Purpose.Marketing => "marketing",
        Purpose.Survey => "surveys",
        _ => "membership",
    };

    /// <summary>Answers, words of staff and notices of what has just been done: no rule of contact holds them, but the channel may.</summary>
    private static SendPermit Unruled(WriteScope scope, OutboundMessage message, DateTimeOffset now, WindowGate? window)
    {
        var permit = window?.Judge(scope, message, now) ?? SendPermit.Allowed;
        if (permit is SendPermit.No or SendPermit.Later && message.ChatId is { } chat && Chats.ContactOf(scope, chat) is { } contact)
            NotSent.Record(scope, message.BusinessId, contact, AboutOf(message), permit, now, message.ExpiresAt);
        return permit;
    }

    private static SendPermit MaySend(WriteScope scope, OutboundMessage message, Purpose purpose, Proactive about, DateTimeOffset now, WindowGate? window)
    {
        if (message.ChatId is not { } chatId) return NoChat;
        // Two nodes may send to two chats of one contact: what is counted below must not change until this is committed.
        if (purpose != Purpose.Service) scope.Lock($"sends:{message.BusinessId}");
        if (PolicyFacts.OfChat(scope, chatId, PurposeName(purpose), message.Id, now) is not var (standing, rules)) return ChatGone;
        var permit = Judge(scope, message, purpose, about, standing, rules, now, window);
        if (permit is SendPermit.Yes) NotSent.Begun(scope, new(message, standing.Contact, about, Counted: purpose != Purpose.Service), now);
        else NotSent.Record(scope, message.BusinessId, standing.Contact, about, permit, now, message.ExpiresAt);
        return permit;
    }

    private static SendPermit Judge(
        WriteScope scope, OutboundMessage message, Purpose purpose, Proactive about, ContactStanding standing, ContactPolicyRules rules, DateTimeOffset now,
        WindowGate? window)
    {
        if (message.ExpiresAt <= now) return new SendPermit.No(NoSend.TooLate, "Its time was over before it could be sent.");
        var (permit, _) = PolicyJudgement.Of(standing, rules, purpose, about, message.ExpiresAt, now);
        if (permit is not SendPermit.Yes) return permit;
        if (purpose == Purpose.Marketing && message.Content.Text.Plain.Length > rules.MaxCharacters)
            return new SendPermit.No(NoSend.TooLong, $"It is longer than {rules.MaxCharacters} characters.");
        if (purpose != Purpose.Service && Rivals.GiveWay(scope, message, about, standing, rules, now) is { } rival) return rival;
        return window?.Judge(scope, message, now) ?? permit;
    }
}
