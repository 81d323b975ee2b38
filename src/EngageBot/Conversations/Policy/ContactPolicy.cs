using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
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
    public static ValueTask<SendPermit> MaySendAsync(WriteScope scope, OutboundMessage message, DateTimeOffset now)
    {
        Purpose? purpose = message switch
        {
            { Kind: OutboundKind.Promotion } => Purpose.Marketing,
            { Kind: OutboundKind.Notice, Content.Purpose: Purpose.Survey } => Purpose.Survey,
            { Kind: OutboundKind.Notice, About: not null } => Purpose.Service,
            _ => null,
        };
        return new(purpose is { } known ? MaySend(scope, message, known, message.About ?? new Proactive(NotSent.Dialogs, message.Key), now) : SendPermit.Allowed);
    }

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

    private static SendPermit MaySend(WriteScope scope, OutboundMessage message, Purpose purpose, Proactive about, DateTimeOffset now)
    {
        if (message.ChatId is not { } chatId) return new SendPermit.No(NoSend.NoAddress, "It was written to nobody's chat, and needs a contact who agreed to it.");
        // Two nodes may send to two chats of one contact: what is counted below must not change until this is committed.
        if (purpose != Purpose.Service) scope.Lock($"sends:{message.BusinessId}");
        if (PolicyFacts.OfChat(scope, chatId, PurposeName(purpose), message.Id, now) is not var (standing, rules))
            return new SendPermit.No(NoSend.NoAddress, "The chat is gone, or is none of a customer's.");
        var (permit, _) = PolicyJudgement.Of(standing, rules, purpose, about, message.ExpiresAt, now);
        if (permit is SendPermit.Yes && purpose == Purpose.Marketing && message.Content.Text.Plain.Length > rules.MaxCharacters)
            permit = new SendPermit.No(NoSend.TooLong, $"It is longer than {rules.MaxCharacters} characters.");
        if (permit is SendPermit.Yes && purpose != Purpose.Service) permit = Rivals.GiveWay(scope, message, about, standing, rules, now) ?? permit;
        if (permit is SendPermit.Yes) NotSent.Begun(scope, message, standing.Contact, about, counted: purpose != Purpose.Service, now);
        else NotSent.Record(scope, message.BusinessId, standing.Contact, about, permit, now, message.ExpiresAt);
        return permit;
    }
}
