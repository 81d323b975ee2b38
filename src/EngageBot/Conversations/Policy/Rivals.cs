using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Conversations.Policy;

/// <summary>Who goes first where the caps leave room for one only.</summary>
internal static class Rivals
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    /// <summary>Something more important waits for the same chat, soon: this one is asked about again after it.</summary>
    public static SendPermit? GiveWay(
        WriteScope scope, OutboundMessage message, Proactive about, ContactStanding contact, ContactPolicyRules rules, DateTimeOffset now)
    {
        if (rules.Priorities is null || !rules.Caps.IsLast(contact.Sends, now, contact.Zone)) return null;
        var own = rules.PriorityOf(about.Source);
        var waiting = ((RowSource)scope).Rows(
            """
            SELECT source, due_at FROM outbox
            WHERE account_id = @account AND chat_key = @chat AND state IN ('Queued', 'Sending') AND state = 'Queued' AND source IS NOT NULL AND id <> @id AND due_at <= @soon
            """,
            command => command.Set("@account", message.AccountId).Set("@chat", message.ChatKey).Set("@id", message.Id).Set("@soon", now.AddDays(1)),
            row => (Source: row.GetString(0), Due: row.InstantAt(1)));
        foreach (var (source, due) in waiting.Where(other => rules.PriorityOf(other.Source) < own))
        {
            var after = (due > now ? due : now) + LookAgain;
            return new SendPermit.Later(after, NoSend.GivesWay, $"{source} goes first.", message.ExpiresAt ?? now.AddDays(rules.DeferredDays));
        }
        return null;
    }
}
