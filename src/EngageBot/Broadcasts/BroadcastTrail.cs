using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>What recipients did after a broadcast: pressed a button, answered, ended promotions. Written in the turn that carries it.</summary>
internal sealed class BroadcastTrail(TimeProvider clock)
{
    /// <summary>Somebody who ends promotions within so long of a broadcast does so because of it.</summary>
    private static readonly TimeSpan OptOutWithin = TimeSpan.FromHours(48);

    /// <summary>The newest message of a broadcast that a contact has got, in the span in which what they do counts; what waits yet moved nobody.</summary>
    private const string Newest = $"""
        FROM broadcast_recipients r LEFT JOIN outbox o ON o.id = r.outbox_id
        WHERE r.contact_id = @contact AND r.outbox_id IS NOT NULL AND r.written_at > @since AND COALESCE(o.state, r.outcome) IN ({RecipientRows.Arrived}, 'Sending', 'Uncertain')
        ORDER BY r.id DESC LIMIT 1
        """;

    private long _until;

    /// <summary>Whether any broadcast of the last days may still be answered; if not, no turn looks.</summary>
    public bool IsWarm => clock.GetUtcNow().UtcTicks < Volatile.Read(ref _until);

    /// <summary>A broadcast was at work at that instant.</summary>
    public void Warm(DateTimeOffset lastAtWork) => Volatile.Write(ref _until, Math.Max(Volatile.Read(ref _until), (lastAtWork + OptOutWithin).UtcTicks));

    /// <summary>A recipient wrote something.</summary>
    public static void Answered(WriteScope scope, ContactId contact, DateTimeOffset now) =>
        scope.Command($"UPDATE broadcast_recipients SET answered_at = @now WHERE answered_at IS NULL AND id = (SELECT r.id {Newest})")
            .Set("@now", now).Set("@contact", contact.ToString()).Set("@since", now - BroadcastReport.AnswerWithin).ExecuteNonQuery();

    /// <summary>A recipient pressed a button.</summary>
    /// <param name="messageId">The platform's id of the message that carries it, where the platform says so.</param>
    public static void Tapped(WriteScope scope, long account, string chatKey, ContactId contact, string? messageId, DateTimeOffset now)
    {
        if (messageId is null || scope.Command("SELECT key FROM outbox WHERE account_id = @account AND chat_key = @chat AND external_id = @message")
                .Set("@account", account).Set("@chat", chatKey).Set("@message", messageId).ExecuteScalar() is not string key || Broadcast.IdOf(key) is not { } id) return;
        scope.Command("UPDATE broadcast_recipients SET tapped_at = @now WHERE tapped_at IS NULL AND broadcast_id = @broadcast AND contact_id = @contact")
            .Set("@now", now).Set("@broadcast", id).Set("@contact", contact.ToString()).ExecuteNonQuery();
    }

    /// <summary>A recipient found it of no use.</summary>
    public static void NotUseful(WriteScope scope, ContactId contact, DateTimeOffset now) =>
        scope.Command($"UPDATE broadcast_recipients SET not_useful_at = @now WHERE not_useful_at IS NULL AND id = (SELECT r.id {Newest})")
            .Set("@now", now).Set("@contact", contact.ToString()).Set("@since", now.AddDays(-30)).ExecuteNonQuery();

    /// <summary>A contact ended promotions: counted against the broadcast they got last.</summary>
    public static void OptedOut(WriteScope scope, ContactId contact, DateTimeOffset now)
    {
        var found = ((RowSource)scope).Query(
            $"SELECT r.id, r.broadcast_id, r.opted_out_at {Newest}",
            command => command.Set("@contact", contact.ToString()).Set("@since", now - OptOutWithin),
            row => row.Read() && row.IsDBNull(2) ? (row.GetInt64(0), row.GetInt64(1)) : ((long Id, long Broadcast)?)null);
        if (found is not { } recipient) return;
        scope.Command("UPDATE broadcast_recipients SET opted_out_at = @now WHERE id = @id").Set("@now", now).Set("@id", recipient.Id).ExecuteNonQuery();
        scope.AddAtEnd("UPDATE broadcasts SET opted_out = opted_out + @by WHERE id = @id", recipient.Broadcast, 1);
    }
}
