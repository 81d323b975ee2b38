using System.Globalization;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Turns;

/// <summary>Runs the actions outside the database that turns have written down, at least once each; results go into the inbox like everything that happens.</summary>
/// <remarks>A call is taken by moving its due time: a process that dies in the middle leaves it to whoever looks after that time.</remarks>
internal sealed partial class ActionWorker(
    IStore store, Inbox inbox, DialogActions actions, ActionCalls calls, MessagingSettings settings, TimeProvider clock, ILogger<ActionWorker> logger) : BackgroundService
{
    /// <summary>So many calls run side by side.</summary>
    private const int Batch = 16;

    /// <summary>Then the dialog is told that it is unavailable: with the waits below after some ten minutes, which a customer may still be waiting for.</summary>
    private const int MostAttempts = 8;

    private const string Unavailable = IOutboxAction<Nothing, Nothing>.Unavailable;

    private static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Lease = 4 * LongestTry;
    private static readonly RetrySchedule Retries = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10));

    private sealed record Call(
        long Id, long AccountId, string ChatKey, BusinessId Business, ContactId Contact, long ChatId, string Key, uint Run, uint Epoch, bool Awaited, string Name,
        string Input, string Language, int Attempts, DateTimeOffset DueAt);

    /// <summary>Runs what is due, one batch at most.</summary>
    /// <returns>How many calls were due.</returns>
    public async Task<int> PassAsync(CancellationToken cancellation)
    {
        var due = await DueAsync(cancellation);
        await Task.WhenAll(due.Select(call => TryAsync(call, cancellation)));
        return due.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await PassAsync(stoppingToken) > 0) continue;
                await calls.Waiting.WaitAsync(await WakeAtAsync(stoppingToken), clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LogPassFailed(error);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task TryAsync(Call call, CancellationToken cancellation)
    {
        if (!await TakeAsync(call, cancellation)) return;
        ActionOutcome outcome;
        try
        {
            using var timeout = new CancellationTokenSource(LongestTry, clock);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
            var context = new OutboxActionContext(call.Business, call.Contact, call.Language, string.Create(CultureInfo.InvariantCulture, $"{call.ChatId}:{call.Key}"));
            outcome = await actions.RunOutsideAsync(call.Name, RecordJson.Read(call.Input), context, limit.Token);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            LogTryFailed(call.Id, call.Name, call.Attempts + 1, error.GetType().Name);
            if (call.Attempts + 1 < MostAttempts)
            {
                await RetryAsync(call, cancellation);
                return;
            }
            outcome = new ActionOutcome.Failed(Unavailable);
        }
        await EndAsync(call, outcome);
    }

    private Task<bool> TakeAsync(Call call, CancellationToken cancellation) => store.WriteAsync(async scope =>
        await scope.Command("UPDATE action_calls SET attempts = attempts + 1, due_at = @lease WHERE id = @id AND due_at = @due")
            .Set("@lease", clock.GetUtcNow() + Lease).Set("@id", call.Id).Set("@due", call.DueAt).ExecuteNonQueryAsync() == 1, cancellation);

    private Task<int> RetryAsync(Call call, CancellationToken cancellation) => store.WriteAsync(async scope =>
        await scope.Command("UPDATE action_calls SET due_at = @due WHERE id = @id")
            .Set("@due", clock.GetUtcNow() + Retries.After(call.Attempts + 1, call.Id)).Set("@id", call.Id).ExecuteNonQueryAsync(), cancellation);

    // Not cancelled by a stop: what was done is worth its few milliseconds.
    private Task EndAsync(Call call, ActionOutcome outcome) => store.WriteAsync(async scope =>
    {
        var ended = outcome switch
        {
            ActionOutcome.Done done => new InboundContent.ActionEnded(call.Run, call.Epoch, null, RecordJson.Write(done.Result)),
            ActionOutcome.Failed failed => new InboundContent.ActionEnded(call.Run, call.Epoch, failed.Code, null),
            _ => throw new InvalidOperationException("An action ended in no known way."),
        };
        if (call.Awaited) await inbox.AddAsync(scope, new Arrival(call.AccountId, string.Create(CultureInfo.InvariantCulture, $"action:{call.Id}"), call.ChatKey, ended));
        await scope.Command("DELETE FROM action_calls WHERE id = @id").Set("@id", call.Id).ExecuteNonQueryAsync();
    }, CancellationToken.None);

    private Task<List<Call>> DueAsync(CancellationToken cancellation) => store.ReadRowsAsync(
        """
        SELECT a.id, c.account_id, c.external_id, c.business_id, c.contact_id, a.chat_id, a.key, a.run, a.epoch, a.awaited, a.name, a.input, a.language, a.attempts, a.due_at
        FROM action_calls a JOIN chats c ON c.id = a.chat_id WHERE a.due_at <= @now ORDER BY a.due_at, a.id LIMIT @limit
        """,
        command => command.Set("@now", clock.GetUtcNow()).Set("@limit", (long)Batch),
        row => new Call(
            row.GetInt64(0), row.GetInt64(1), row.GetString(2), new(Guid.Parse(row.GetString(3))), new(Guid.Parse(row.GetString(4))), row.GetInt64(5), row.GetString(6),
            (uint)row.GetInt64(7), (uint)row.GetInt64(8), row.GetInt64(9) == 1, row.GetString(10), row.GetString(11), row.GetString(12), (int)row.GetInt64(13), row.InstantAt(14)),
        cancellation);

    private async Task<DateTimeOffset> WakeAtAsync(CancellationToken cancellation)
    {
        var poll = clock.GetUtcNow() + settings.Poll;
        var next = (await store.ReadRowsAsync("SELECT MIN(due_at) FROM action_calls", _ => { }, row => row.InstantOrNullAt(0), cancellation))[0];
        return next < poll ? next.Value : poll;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Action call {CallId} of {Action}: attempt {Attempt} failed with {Error}")]
    private partial void LogTryFailed(long callId, string action, int attempt, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Actions outside the database could not be run; trying again")]
    private partial void LogPassFailed(Exception error);
}
