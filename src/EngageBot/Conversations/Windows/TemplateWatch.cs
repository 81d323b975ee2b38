using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Conversations.Windows;

/// <summary>Names what depends on a template: dialogs, plays, broadcasts.</summary>
internal delegate IEnumerable<string> TemplateUsers(RowSource source, BusinessId business, string template);

/// <summary>Tells staff when a template stops what depends on it and when that goes on, however it was heard, and lets go on what waited.</summary>
internal sealed class TemplateWatch(IStore store, IEnumerable<TemplateUsers> users, TellStaff tellStaff, SpineSignals signals, TimeProvider clock, ILogger<TemplateWatch> logger)
    : RecurringWork(TimeSpan.FromSeconds(15), clock, logger)
{
    private const int Slice = 50;

    /// <returns>How many templates stood otherwise than staff were told.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var changed = await store.ReadAsync(connection => ValueTask.FromResult(TemplateRows.Untold(connection, Slice)), cancellation);
        if (changed.Count == 0) return 0;
        await store.WriteAsync(async scope =>
        {
            scope.Lock("message_templates");
            foreach (var seen in changed)
                if (TemplateRows.Find(scope, seen.AccountId, seen.Name, seen.Language) is { } of && of.Told != of.Status.ToString()) await TellAsync(scope, of);
        }, cancellation);
        return changed.Count;
    }

    protected override Task PassAsync(CancellationToken cancellation) => SweepAsync(cancellation);

    private async ValueTask TellAsync(WriteScope scope, MessageTemplate of)
    {
        var now = Clock.GetUtcNow();
        TemplateRows.SaveTold(scope, of);
        if (of.Status == TemplateStatus.Approved)
        {
            TemplateRows.Release(scope, of, now);
            scope.AfterCommit(() => signals.OutboxWritten(of.AccountId));
        }
        var wasStopped = Enum.TryParse<TemplateStatus>(of.Told, out var told) && MessageTemplate.Stops(told);
        if (of.IsStopped == wasStopped || (!of.IsStopped && of.Status != TemplateStatus.Approved)) return;
        var business = new BusinessId(Guid.Parse((string)scope.Command("SELECT business_id FROM channel_accounts WHERE id = @id").Set("@id", of.AccountId).ExecuteScalar()!));
        var depend = users.SelectMany(ask => ask(scope, business, of.Name)).Distinct().Order(StringComparer.Ordinal).ToList();
        if (depend.Count == 0) return;
        await tellStaff(scope, new(business, FormattableString.Invariant($"template:{of.AccountId}:{of.Name}:{of.Language}:{of.Status}:{now.ToUnixTimeMilliseconds()}"),
            of.IsStopped ? "staff.template_stopped" : "staff.template_back",
            [("relay.words", $"{of.Name} ({of.Language})"), ("relay.why", of.Reason ?? SnakeCase.Of(of.Status.ToString()).Replace('_', ' ')), ("relay.title", string.Join(", ", depend))]));
    }
}
