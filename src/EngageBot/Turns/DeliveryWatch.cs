using EngageBot.Channels.Telegram;
using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Turns;

/// <summary>Shows a manager how far their words have come: a mark on what they wrote, and a line where the words did not arrive.</summary>
internal sealed class DeliveryWatch(IStore store, Outbox outbox, HostTexts texts, StaffDirectory staff, TellStaff tellStaff, TimeProvider clock, ILogger<DeliveryWatch> logger)
    : RecurringWork(TimeSpan.FromSeconds(5), clock, logger)
{
    private const int Slice = 200;
    private const int ShownWords = 300;

    /// <returns>How many had come further.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var now = Clock.GetUtcNow();
        var changed = await store.ReadAsync(connection => ValueTask.FromResult(CaseDeliveries.Changed(connection, now, Slice)), cancellation);
        if (changed.Count == 0) return 0;
        await store.WriteAsync(async scope =>
        {
            foreach (var (was, state, _, unreachable) in changed) await TellAsync(scope, was, state, unreachable, now);
        }, cancellation);
        return changed.Count;
    }

    protected override Task PassAsync(CancellationToken cancellation) => SweepAsync(cancellation);

    private async ValueTask TellAsync(WriteScope scope, CaseDelivery was, string? state, bool unreachable, DateTimeOffset now)
    {
        // Pruned, or watched long enough: how it was last seen is how it stays.
        if (state is null || Enum.Parse<OutboxState>(state) is var reached && reached == was.State)
        {
            CaseDeliveries.Save(scope, was with { Watched = false });
            return;
        }
        var stands = was with { State = reached, ChangedAt = now, Watched = reached is OutboxState.Queued or OutboxState.Sending or OutboxState.Sent or OutboxState.Delivered };
        if (stands.Failed) stands = stands with { Reason = Why(reached, unreachable) };
        CaseDeliveries.Save(scope, stands);
        if (Mark(stands) is { } mark) await MarkAsync(scope, stands, mark);
        if (stands.Failed) await SayAsync(scope, stands);
    }

    private static string Why(OutboxState state, bool unreachable) => state switch
    {
        OutboxState.Dead when unreachable => "blocked",
        OutboxState.Dead => "refused",
        OutboxState.Expired => "late",
        OutboxState.Uncertain => "unsure",
        _ => "called_off",
    };

    private static string? Mark(CaseDelivery of) => of.State switch
    {
        OutboxState.Sent => "👌",
        OutboxState.Delivered => "👍",
        OutboxState.Read => "👀",
        _ when of.Failed => "👎",
        _ => null,
    };

    private async ValueTask MarkAsync(WriteScope scope, CaseDelivery of, string mark)
    {
        if (of is not { StaffChat: { } chat, StaffMessage: { } message } || staff.Chat(of.BusinessId) is not { } desk || desk.ChatKey != chat) return;
        await outbox.AddAsync(scope, new Draft(of.BusinessId, desk.AccountId, chat, null, FormattableString.Invariant($"mark:{of.EntryId}:{of.State}"), OutboundKind.Case, new OutgoingMessage
        {
            Text = FormattedText.FromPlain(""), Language = staff.Language(of.BusinessId), Change = MessageChange.Mark, Attachment = new(MessagePlan.MarkKind, message, mark),
        }));
    }

    private async ValueTask SayAsync(WriteScope scope, CaseDelivery of)
    {
        if (CaseRows.Find(scope, of.BusinessId, of.CaseId) is not { } about) return;
        var words = CaseDeliveries.WordsOf(scope, of.EntryId) is { Length: > 0 } said ? said : "–";
        await tellStaff(scope, new(of.BusinessId, FormattableString.Invariant($"case:{about.Id}:unsent:{of.EntryId}"), "staff.case_unsent",
        [
            ("relay.number", about.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("relay.title", about.Title),
            ("relay.words", WholeText.Shorten(words, ShownWords)),
            ("relay.why", texts.Plain($"staff.send_why.{of.Reason}", staff.Language(of.BusinessId))),
        ], about.ChatId)
        {
            About = about.Id, For = CaseHand.StaffOf(about.Owner),
        });
    }
}
