using System.Data.Common;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Conversations.Policy;

/// <summary>A message that leaves although nobody asked for it.</summary>
/// <param name="Counted">Towards the caps.</param>
internal readonly record struct BegunSend(OutboundMessage Message, ContactId Contact, Proactive About, bool Counted);

/// <summary>Writes down what was begun to be sent without anybody having asked, and what was not, with the reason.</summary>
internal static class NotSent
{
    /// <summary>The source of what a dialog says by itself and neither a play nor a broadcast sends.</summary>
    public const string Dialogs = "dialog";

    /// <summary>Kept that long: the longest span of a cap, and a year to answer questions about.</summary>
    private const int KeepDays = 400;

    private const int Slice = 1_000;

    /// <summary>Stores a no or a later; the newest word on an occasion is what stays.</summary>
    /// <param name="deadline">The message's own end, if it has one.</param>
    public static void Record(WriteScope scope, BusinessId business, ContactId contact, Proactive about, SendPermit permit, DateTimeOffset now, DateTimeOffset? deadline = null) =>
        Bind(scope.Command(Insert), business, contact, about, permit, now, deadline).ExecuteNonQuery();

    /// <summary>As for one.</summary>
    public static async ValueTask RecordAsync(WriteScope scope, BusinessId business, Proactive about, IReadOnlyList<(ContactId Contact, SendPermit Why)> many, DateTimeOffset now) =>
        await scope.EachAsync(Insert, many, (command, one) => Bind(command, business, one.Contact, about, one.Why, now, deadline: null));

    private const string Insert = """
        INSERT INTO not_sent (business_id, contact_id, source, occasion, reason, why, at, until)
        VALUES (@business, @contact, @source, @occasion, @reason, @why, @now, @until)
        ON CONFLICT (contact_id, source, occasion) DO UPDATE SET reason = excluded.reason, why = excluded.why, at = excluded.at, until = excluded.until
        """;

    private static DbCommand Bind(
        DbCommand command, BusinessId business, ContactId contact, Proactive about, SendPermit permit, DateTimeOffset now, DateTimeOffset? deadline)
    {
        var (reason, why, until) = permit switch
        {
            SendPermit.No no => (no.Reason, no.Why, (DateTimeOffset?)null),
            SendPermit.Later later when later.Until >= (deadline ?? later.Deadline) => (NoSend.TooLate, $"Too late by then: {later.Why}", null),
            SendPermit.Later later => (later.Reason, later.Why, later.Until),
            _ => throw new ArgumentException("Only what is not sent is stored here.", nameof(permit)),
        };
        return command.Set("@business", business.ToString()).Set("@contact", contact.ToString()).Set("@source", about.Source).Set("@occasion", about.Occasion)
            .Set("@reason", reason.ToString()).Set("@why", why).Set("@now", now).Set("@until", until);
    }

    private const string BeginSend = """
        INSERT INTO proactive_sends (outbox_id, business_id, contact_id, chat_id, source, occasion, topic, counted, sent_at)
        VALUES (@outbox, @business, @contact, @chat, @source, @occasion, @topic, @counted, @now)
        ON CONFLICT (outbox_id) DO UPDATE SET sent_at = excluded.sent_at
        """;

    /// <summary>A send begins. Counted before the call, so that a crash inside it still counts.</summary>
    public static void Begun(WriteScope scope, BegunSend send, DateTimeOffset now) => Bind(scope.Command(BeginSend), send, now).ExecuteNonQuery();

    /// <summary>As for one.</summary>
    public static async ValueTask BegunAsync(WriteScope scope, IReadOnlyList<BegunSend> sends, DateTimeOffset now) =>
        await scope.EachAsync(BeginSend, sends, (command, send) => Bind(command, send, now));

    private static DbCommand Bind(DbCommand command, BegunSend send, DateTimeOffset now) => command
        .Set("@outbox", send.Message.Id).Set("@business", send.Message.BusinessId.ToString()).Set("@contact", send.Contact.ToString()).Set("@chat", send.Message.ChatId)
        .Set("@source", send.About.Source).Set("@occasion", send.About.Occasion).Set("@topic", send.About.Topic).Set("@counted", send.Counted ? 1L : 0L).Set("@now", now);

    /// <summary>Deletes what is too old to be asked about.</summary>
    public static async Task<int> PruneAsync(IStore store, DateTimeOffset now, CancellationToken cancellation)
    {
        var (before, pruned) = (now.AddDays(-KeepDays), 0);
        foreach (var sql in (string[])
        [
            "DELETE FROM not_sent WHERE id IN (SELECT id FROM not_sent WHERE at < @before ORDER BY at LIMIT @slice)",
            """
            DELETE FROM proactive_sends WHERE outbox_id IN (
              SELECT outbox_id FROM (SELECT outbox_id, sent_at FROM proactive_sends ORDER BY outbox_id LIMIT @slice) oldest WHERE sent_at < @before)
            """,
        ])
        {
            int gone;
            do
            {
                gone = await store.WriteAsync(async scope =>
                    await scope.Command(sql).Set("@before", before).Set("@slice", (long)Slice).ExecuteNonQueryAsync(CancellationToken.None), cancellation);
                pruned += gone;
            }
            while (gone == Slice);
        }
        return pruned;
    }
}
