using EngageBot.Dialogs.Model;
using EngageBot.Messaging;

namespace EngageBot.Conversations.Policy;

/// <summary>The one place where it is judged whether a contact may be written to; facts in, a permit out.</summary>
internal static class PolicyJudgement
{
    /// <summary>A conversation that a person holds is looked at again after this long.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(6);

    /// <summary>Delays that follow from one another (a break that ends at night, a day on which enough was sent) are few.</summary>
    private const int DelaysMax = 20;

    /// <summary>May they be written to now, and in which of their chats?</summary>
    /// <param name="deadline">From then on it is of no use.</param>
    public static (SendPermit Permit, ChatAddress? Chat) Of(
        ContactStanding contact, ContactPolicyRules rules, Purpose purpose, Proactive about, DateTimeOffset? deadline, DateTimeOffset now)
    {
        var (no, chat) = Where(contact, purpose);
        no ??= purpose == Purpose.Service ? null : What(contact, rules, about);
        if (no is not null) return (no, null);
        return (When(contact, rules, purpose, deadline ?? now.AddDays(rules.DeferredDays), now), chat);
    }

    /// <summary>Consent, suppression and the channel: which chat is left, or what left none.</summary>
    private static (SendPermit.No? No, ChatAddress? Chat) Where(ContactStanding contact, Purpose purpose)
    {
        SendPermit.No? no = null;
        foreach (var chat in contact.Chats)
        {
            if (Against(contact, chat, purpose) is not { } against) return (null, chat.Address);
            no ??= against;
        }
        return (no ?? new(NoSend.NoAddress, "The contact has no chat."), null);
    }

    private static SendPermit.No? Against(ContactStanding contact, ChatStanding chat, Purpose purpose)
    {
        var channel = chat.Address.Channel;
        if (purpose != Purpose.Service)
        {
            var what = purpose == Purpose.Marketing ? "offers" : "questions";
            if (chat.Consent is "stop" or "complaint") return new(NoSend.Suppressed, $"The contact said stop to {what} ({chat.Consent}, {channel}).");
            if (chat.Consent is not "granted") return new(NoSend.NoConsent, $"There is no consent to {what} on {channel}.");
        }
        if (!chat.Reachable) return new(NoSend.Unreachable, $"The contact cannot be reached on {channel}: blocked, or gone.");
        return purpose != Purpose.Service && contact.Channel is { } wanted && wanted != channel
            ? new(NoSend.ChannelOff, $"The contact wants to hear from the shop by {wanted}, not on {channel}.")
            : null;
    }

    private static SendPermit.No? What(ContactStanding contact, ContactPolicyRules rules, Proactive about)
    {
        if (about.Topic is { } topic && contact.TopicsOff is { } off && off.Split(',').Contains(topic, StringComparer.Ordinal))
            return new(NoSend.TopicOff, $"The contact does not want the topic {topic}.");
        return rules.Caps.AllowNothing ? new(NoSend.FrequencyCap, "A cap of the contact policy is 0: nothing is sent.") : null;
    }

    /// <summary>The first moment at which nothing stands in the way, by the first thing that does now.</summary>
    private static SendPermit When(ContactStanding contact, ContactPolicyRules rules, Purpose purpose, DateTimeOffset deadline, DateTimeOffset now)
    {
        var at = now;
        (NoSend Reason, string Why)? first = null;
        if (purpose != Purpose.Service && contact.Held)
        {
            first = (NoSend.OpenCase, "A person of the shop is talking with the contact.");
            at += LookAgain;
        }
        for (var delay = 0; delay < DelaysMax; delay++)
        {
            if (Delay(contact, rules, purpose, at) is not var (until, reason, why)) break;
            first ??= (reason, why);
            at = until;
        }
        return first is var (because, said) ? new SendPermit.Later(at, because, said, deadline) : SendPermit.Allowed;
    }

    private static (DateTimeOffset Until, NoSend Reason, string Why)? Delay(ContactStanding contact, ContactPolicyRules rules, Purpose purpose, DateTimeOffset at)
    {
        if (purpose != Purpose.Service)
        {
            if (contact.PausedUntil is { } paused && paused > at) return (paused, NoSend.Paused, "The contact takes a break.");
            if (contact.ReleasedAt?.AddDays(rules.AfterCaseDays) is { } after && after > at)
                return (after, NoSend.OpenCase, $"A person of the shop talked with the contact less than {rules.AfterCaseDays} days ago.");
        }
        var quiet = contact.Quiet ?? rules.QuietHours;
        if (quiet.EndAfter(at, contact.Zone) is { } morning) return (morning, NoSend.QuietHours, $"Quiet hours {quiet} in {contact.Zone.Id}.");
        return purpose != Purpose.Service && rules.Caps.FreeAt(contact.Sends, at, contact.Zone) is { } free
            ? (free, NoSend.FrequencyCap, "The contact has heard from the shop as often as the contact policy allows.")
            : null;
    }
}
