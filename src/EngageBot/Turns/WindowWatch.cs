using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Conversations.Windows;
using EngageBot.Storage;

namespace EngageBot.Turns;

/// <summary>Warns staff before a channel stops to take free words to somebody who waits for an answer; once in a window.</summary>
internal sealed class WindowWatch(IStore store, WindowSettings settings, WindowClock windows, TellStaff tellStaff, TimeProvider clock, ILogger<WindowWatch> logger)
    : RecurringWork(TimeSpan.FromMinutes(1), clock, logger)
{
    private const int Slice = 100;

    /// <returns>How many windows were found to end soon.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        if (settings.WarnMinutes == 0) return 0;
        var now = Clock.GetUtcNow();
        var ending = await store.ReadAsync(connection => ValueTask.FromResult(Ending(connection, now)), cancellation);
        if (ending.Count == 0) return 0;
        await store.WriteAsync(async scope =>
        {
            foreach (var (business, id, heard) in ending)
                if (CaseRows.Find(scope, business, id) is { WaitingSince: not null } of) await WarnAsync(scope, of, heard);
        }, cancellation);
        return ending.Count;
    }

    protected override Task PassAsync(CancellationToken cancellation) => SweepAsync(cancellation);

    /// <summary>Cases whose customer waits, whose window ends soon, and of which nobody was told yet in this window.</summary>
    private List<(BusinessId Business, CaseId Case, DateTimeOffset Heard)> Ending(RowSource source, DateTimeOffset now)
    {
        // Heard at the window's length before its end: later than that it is open, not later than the warning before it, it ends soon.
        var closed = now - WindowSettings.Whole + TimeSpan.FromMinutes(settings.MarginMinutes);
        return source.Rows(
            """
            SELECT k.business_id, k.id, u.heard_at FROM whatsapp_users u
              JOIN chats c ON c.account_id = u.account_id AND c.external_id = u.chat_key
              JOIN cases k ON k.chat_id = c.id AND k.waiting_since IS NOT NULL
            WHERE u.heard_at > @closed AND u.heard_at <= @soon AND NOT EXISTS (
              SELECT 1 FROM staff_tellings t WHERE t.business_id = k.business_id AND t.case_id = k.id AND t.text = @text AND t.began_at > u.heard_at)
            ORDER BY u.heard_at LIMIT @limit
            """,
            command => command.Set("@closed", closed).Set("@soon", closed + TimeSpan.FromMinutes(settings.WarnMinutes)).Set("@text", Text).Set("@limit", (long)Slice),
            row => (new BusinessId(Guid.Parse(row.GetString(0))), new CaseId(Guid.Parse(row.GetString(1))), row.InstantAt(2)));
    }

    private const string Text = "staff.window_ends";

    private async ValueTask WarnAsync(WriteScope scope, Case of, DateTimeOffset heard) => await tellStaff(scope, new(
        of.BusinessId, FormattableString.Invariant($"case:{of.Id}:window:{heard.ToUnixTimeMilliseconds()}"), Text,
        [
            ("relay.number", of.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("relay.title", of.Title),
            ("relay.customer", CaseChats.NameOf(scope, of) ?? "–"), ("relay.staff", of.OwnerName ?? "–"), windows.Shown(of.BusinessId, settings.EndOf(heard)),
        ], of.ChatId)
    {
        About = of.Id, For = CaseHand.StaffOf(of.Owner),
    });
}
