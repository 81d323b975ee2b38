using System.Runtime.InteropServices;
using System.Text.Json;
using EngageBot.Messaging;

namespace EngageBot.Channels.Telegram;

/// <summary>Asks for updates and feeds them to the same entrance as the webhook.</summary>
/// <remarks>Updates are confirmed by the next question's offset, so only once they are committed: a crash brings them again.</remarks>
internal sealed partial class TelegramPolling(
    ChannelAccount account, TelegramApi api, TelegramBot bot, TelegramArrivals arrivals, TelegramMemory memory, TimeProvider clock,
    ILogger<TelegramPolling> log, AccountLeases? leases = null) : BackgroundService
{
    /// <summary>Seconds; the server allows 50, and some proxies cut at 30.</summary>
    private const int PollSeconds = 25;
    private const int UpdatesAtMost = 100;

    private readonly Backoff _backoff = new(clock);
    private bool _hasPolled;
    private DateTimeOffset? _lastMessageAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not until the bot is introduced: whoever waits for an answer should not wait for our first calls as well.
        await bot.StaffChatKnown.WaitAsync(stoppingToken);
        var (offset, turn) = (default(long?), default(long?));
        while (!stoppingToken.IsCancellationRequested)
        {
            // One node asks for an account's updates; where others did meanwhile, it goes on where they stopped.
            var mine = leases is null ? 0 : await leases.WhenHeldAsync(account.Id, stoppingToken);
            if (mine != turn) (offset, turn) = (await CommittedAsync(memory.OffsetAsync, stoppingToken), mine);
            var request = new GetUpdatesRequest(offset, UpdatesAtMost, PollSeconds, UpdateMapping.AllowedUpdates);
            switch (await api.GetUpdates(request, stoppingToken))
            {
                case ApiResult<JsonElement>.Done { Value.ValueKind: JsonValueKind.Array } done:
                    if (_backoff.IsRepeated) LogBack();
                    _backoff.Reset();
                    _hasPolled = true;
                    bot.Clear(TelegramTrouble.Token);
                    bot.Clear(TelegramTrouble.Updates);
                    if (done.Value.GetArrayLength() > 0) offset = await TakeAsync(done.Value, offset, stoppingToken);
                    break;
                case ApiResult<JsonElement>.Failed failed:
                    if (!stoppingToken.IsCancellationRequested) await RecoverAsync(failed.Failure, stoppingToken);
                    break;
                default:
                    await RecoverAsync(new ApiFailure.NoAnswer("an answer without a list", MayHaveHappened: false), stoppingToken);
                    break;
            }
        }
    }

    /// <summary>Accepts a batch: in order within each chat, chats side by side so that they share commits.</summary>
    /// <returns>The offset that confirms it.</returns>
    private async Task<long?> TakeAsync(JsonElement updates, long? offset, CancellationToken stop)
    {
        var lanes = new Dictionary<long, List<Taken>>();
        // Updates come in the order in which they happened, so a tap, which has no time of its own, is no younger than the next message. A full
        // batch means that more is waiting: what comes after its last message is taken to be as old as that.
        var isBacklog = updates.GetArrayLength() == UpdatesAtMost;
        DateTimeOffset? notAfter = null, newest = null;
        foreach (var element in updates.EnumerateArray().Reverse())
        {
            var reading = TelegramArrivals.Read(JsonMarshal.GetRawUtf8Value(element));
            var update = (reading as TelegramArrivals.Reading.Understood)?.Update;
            if (update?.Message?.Date is > 0 and < 4_000_000_000 and var date)
            {
                notAfter = DateTimeOffset.FromUnixTimeSeconds(date);
                newest ??= notAfter;
            }
            (CollectionsMarshal.GetValueRefOrAddDefault(lanes, update?.ChatId ?? 0, out _) ??= []).Add(new Taken(reading, notAfter));
        }
        _lastMessageAt = newest ?? _lastMessageAt;
        foreach (var element in updates.EnumerateArray())
        {
            // The last one's id, not the highest: the list is in order, and ids may start anew.
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("update_id", out var id) && id.TryGetInt64(out var number)) offset = number + 1;
        }
        foreach (var lane in lanes.Values)
        {
            lane.Reverse();
            for (var i = 0; isBacklog && i < lane.Count; i++) lane[i] = lane[i] with { NotAfter = lane[i].NotAfter ?? _lastMessageAt };
            Corrections.Fold(lane);
        }
        await CommittedAsync(async cancellation =>
        {
            await Task.WhenAll(lanes.Values.Select(lane => TakeLaneAsync(lane, cancellation)));
            if (offset is { } next) await memory.RememberOffsetAsync(next, cancellation);
            return true;
        }, stop);
        return offset;
    }

    private async Task TakeLaneAsync(List<Taken> lane, CancellationToken cancellation)
    {
        foreach (var taken in lane) await arrivals.AcceptAsync(taken.Reading, cancellation, taken.NotAfter);
    }

    /// <summary>Repeats until the database takes it: what was accepted before is a duplicate then.</summary>
    private async Task<T> CommittedAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken stop)
    {
        var backoff = new Backoff(clock);
        while (true)
        {
            try
            {
                return await work(stop);
            }
#pragma warning disable CA1031 // Whatever kept the rows from being committed: nothing may be confirmed before they are.
            catch (Exception e) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
            {
                TelegramMeters.Update("postponed");
                LogNotStored(e.GetType().Name);
                await backoff.WaitAsync(null, stop);
            }
        }
    }

    private async Task RecoverAsync(ApiFailure failure, CancellationToken stop)
    {
        TimeSpan? asked = null;
        var isFirst = !_hasPolled;
        _hasPolled |= failure is ApiFailure.Refused { Code: 409 };
        switch (failure)
        {
            case ApiFailure.Refused { Code: 409 } conflict when isFirst && conflict.Description.Contains("webhook is active", StringComparison.OrdinalIgnoreCase):
                // The way updates came before Channels:Telegram:Mode was changed.
                if (await api.DeleteWebhook(stop) is not ApiResult<bool>.Done) break;
                LogWebhookRemoved();
                return;
            case ApiFailure.Refused { Code: 409 } conflict when conflict.Description.Contains("webhook", StringComparison.OrdinalIgnoreCase):
                if (!_backoff.IsRepeated) LogWebhookInTheWay();
                await api.DeleteWebhook(stop);
                break;
            case ApiFailure.Refused { Code: 409 }:
                if (!_backoff.IsRepeated) LogOtherPoller();
                bot.Note(TelegramTrouble.Updates, "another program polls with this bot's token: stop it, or give this one a bot of its own");
                asked = TimeSpan.FromSeconds(5);
                break;
            case ApiFailure.Refused { Code: 401 or 404 } refused:
                // Until the bot is introduced the set-up says so.
                if (!_backoff.IsRepeated && bot.Ready.IsCompleted) LogTokenRefused(refused);
                bot.Note(TelegramTrouble.Token, "Telegram refuses the token: set Channels:Telegram:Token to a good one");
                asked = TimeSpan.FromMinutes(1);
                break;
            default:
                if (!_backoff.IsRepeated) LogNoUpdates(failure);
                bot.Note(TelegramTrouble.Updates, "Telegram does not answer; trying again until it does");
                if (failure is ApiFailure.Refused { Parameters.RetryAfter: { } seconds }) asked = TimeSpan.FromSeconds(seconds);
                break;
        }
        await _backoff.WaitAsync(asked, stop);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Another program polls with this bot's token (409): stop it, or give this one a bot of its own. Trying again until then")]
    private partial void LogOtherPoller();

    [LoggerMessage(Level = LogLevel.Information, Message = "The webhook that was set for this bot is removed: updates come by polling now, and none was lost")]
    private partial void LogWebhookRemoved();

    [LoggerMessage(Level = LogLevel.Error, Message = "Somebody set a webhook for this bot (409): removed, polling goes on. Set Channels:Telegram:Mode to webhook if that is wanted")]
    private partial void LogWebhookInTheWay();

    [LoggerMessage(Level = LogLevel.Critical, Message = "Telegram refuses the token: check Channels:Telegram:Token. Nothing comes in until it is accepted: {Reason}")]
    private partial void LogTokenRefused(ApiFailure reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No updates from Telegram ({Reason}); trying again until they come")]
    private partial void LogNoUpdates(ApiFailure reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Updates from Telegram come again")]
    private partial void LogBack();

    [LoggerMessage(Level = LogLevel.Error, Message = "Telegram updates could not be stored ({Reason}); they are not confirmed and will be tried again")]
    private partial void LogNotStored(string reason);

    /// <summary>An update of a batch.</summary>
    /// <param name="NotAfter">When it happened, at the latest or about then.</param>
    internal sealed record Taken(TelegramArrivals.Reading Reading, DateTimeOffset? NotAfter);
}
