using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>Calls that customers asked for: shown to managers at once, again when it is time, and an apology if nobody called.</summary>
internal sealed class Callbacks(TellStaff tellStaff, Occasions occasions)
{
    /// <summary>What a dialog hears if nobody called.</summary>
    public const string MissedEvent = "callback.missed";

    /// <summary>Managers are reminded so long before.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);

    /// <summary>Nobody got in touch for so long after the time: it was missed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private const int Slice = 50;

    /// <summary>Notes a call and shows it to managers.</summary>
    public async ValueTask BookAsync(ActionContext context, DateTimeOffset at, string topic, string? note)
    {
        var (name, phone) = ContactOf(context.Scope, context.ContactId);
        // Asked for again, it is the newer time that counts.
        context.Scope.Command("UPDATE callbacks SET state = 'Cancelled', ended_at = @now WHERE contact_id = @contact AND state = 'Open'")
            .Set("@now", context.Now).Set("@contact", context.ContactId.ToString()).ExecuteNonQuery();
        var id = context.Scope.InsertedId(context.Scope.InsertCommand("""
            INSERT INTO callbacks (business_id, contact_id, chat_id, call_at, phone, topic, note, state, asked_at)
            VALUES (@business, @contact, @chat, @at, @phone, @topic, @note, 'Open', @now)
            """)
            .Set("@business", context.BusinessId.ToString()).Set("@contact", context.ContactId.ToString()).Set("@chat", context.ChatId).Set("@at", at)
            .Set("@phone", phone).Set("@topic", topic).Set("@note", note).Set("@now", context.Now));
        await tellStaff(context.Scope, new(context.BusinessId, $"callback:{id}", "staff.callback", Words(context.Scope, context.BusinessId, at, name, phone, topic, note), context.ChatId));
    }

    /// <summary>Reminds managers of what is due, and says sorry for what was missed.</summary>
    /// <returns>How many were looked at.</returns>
    public async ValueTask<int> RemindAsync(WriteScope scope, DateTimeOffset now)
    {
        scope.Lock("callbacks");
        var due = ((RowSource)scope).Rows("""
            SELECT id, business_id, contact_id, chat_id, call_at, phone, topic, note, reminded_at FROM callbacks
            WHERE state = 'Open' AND (reminded_at IS NULL AND call_at <= @soon OR call_at <= @missed) ORDER BY call_at, id LIMIT @slice
            """,
            command => command.Set("@soon", now + Ahead).Set("@missed", now - Patience).Set("@slice", (long)Slice),
            row => (Id: row.GetInt64(0), Business: new BusinessId(Guid.Parse(row.GetString(1))), Contact: new ContactId(Guid.Parse(row.GetString(2))), Chat: row.GetInt64(3), At: row.InstantAt(4),
                Phone: row.TextAt(5), Topic: row.GetString(6), Note: row.TextAt(7), Reminded: row.InstantOrNullAt(8)));
        foreach (var call in due)
        {
            if (call.At > now - Patience)
            {
                scope.Command("UPDATE callbacks SET reminded_at = @now WHERE id = @id").Set("@now", now).Set("@id", call.Id).ExecuteNonQuery();
                await tellStaff(scope, new(call.Business, $"callback-due:{call.Id}", "staff.callback_due",
                    Words(scope, call.Business, call.At, ContactOf(scope, call.Contact).Name, call.Phone, call.Topic, call.Note), call.Chat));
                continue;
            }
            End(scope, call.Id, CallbackState.Missed, now);
            await occasions.TellAsync(scope, call.Contact, MissedEvent, FormattableString.Invariant($"callback-missed:{call.Id}"), Occasions.Data(
                ("id", new Value.Text(call.Id.ToString(CultureInfo.InvariantCulture))), ("at", new Value.Instant(call.At)), ("topic", new Value.Text(call.Topic))));
        }
        return due.Count;
    }

    /// <summary>A manager's answer from the reminder on, be it only that the talk is over, says that the call was made.</summary>
    public static void Answered(WriteScope scope, long chat, DateTimeOffset now) =>
        scope.Command("UPDATE callbacks SET state = 'Done', ended_at = @now WHERE chat_id = @chat AND state = 'Open' AND call_at <= @soon")
            .Set("@now", now).Set("@chat", chat).Set("@soon", now + Ahead).ExecuteNonQuery();

    private static void End(WriteScope scope, long id, CallbackState state, DateTimeOffset now) =>
        scope.Command("UPDATE callbacks SET state = @state, ended_at = @now WHERE id = @id AND state = 'Open'")
            .Set("@state", state.ToString()).Set("@now", now).Set("@id", id).ExecuteNonQuery();

    private static (string? Name, string? Phone) ContactOf(RowSource source, ContactId contact) =>
        source.Query("SELECT name, phone FROM contacts WHERE id = @id", command => command.Set("@id", contact.ToString()),
            row => row.Read() ? (row.TextAt(0), row.TextAt(1)) : (null, null));

    private static List<(string Name, string Value)> Words(
        RowSource source, BusinessId business, DateTimeOffset at, string? name, string? phone, string topic, string? note) =>
    [
        ("relay.customer", name ?? "–"),
        ("relay.channel", LocalDays.Minute(at, DateOccasions.HomeOf(source, business))),
        ("relay.staff", phone ?? "–"),
        ("relay.words", note is null ? topic : $"{topic}: {note}"),
    ];
}

/// <summary>Reminds of calls when it is time.</summary>
internal sealed class CallbackClock(IStore store, Callbacks callbacks, TimeProvider clock, ILogger<CallbackClock> logger)
    : RecurringWork(TimeSpan.FromSeconds(30), clock, logger)
{
    /// <returns>How many calls were looked at.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        // Nobody waits, nothing is written: a look costs a read.
        var any = await store.ReadAsync(connection => ValueTask.FromResult(((RowSource)connection).Query(
            "SELECT 1 FROM callbacks WHERE state = 'Open' LIMIT 1", _ => { }, row => row.Read())), cancellation);
        return any ? await store.WriteAsync(scope => callbacks.RemindAsync(scope, Clock.GetUtcNow()), cancellation) : 0;
    }

    protected override Task PassAsync(CancellationToken cancellation) => SweepAsync(cancellation);
}

/// <summary>Books a call at a time that suits the customer.</summary>
[DialogAction("callback.book", Errors = ["past", "far"])]
internal sealed class BookCallback(Callbacks callbacks) : IDialogAction<BookCallback.Input, Nothing>
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(60);

    public sealed record Input(DateTimeOffset At, string Topic, string? Note);

    public async ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        if (input.At <= context.Now) return new ActionResult<Nothing>.Failed("past");
        if (input.At > context.Now + Longest) return new ActionResult<Nothing>.Failed("far");
        await callbacks.BookAsync(context, input.At, input.Topic, input.Note);
        return Nothing.Done;
    }
}
