using System.Text.Json;
using System.Text.Json.Nodes;

namespace EngageBot.Tests.Support.FakeTelegram;

/// <summary>The updates of the bot: kept until confirmed by polling or taken by the webhook, one at a time and in order for each chat.</summary>
public sealed class FakeUpdates
{
    private readonly Lock _gate = new();
    private readonly FakeTelegramServer _server;
    private readonly SortedDictionary<long, PendingUpdate> _pending = [];
    private readonly Dictionary<long, Queue<PendingUpdate>> _lanes = [];
    private readonly Dictionary<long, PendingUpdate> _history = [];
    private readonly List<TaskCompletionSource> _idle = [];
    private HashSet<string>? _allowed;
    private TaskCompletionSource _arrived = New();
    private TaskCompletionSource<string>? _poller;
    private long _nextId;

    internal FakeUpdates(FakeTelegramServer server, long firstId) => (_server, _nextId) = (server, firstId);

    /// <summary>getUpdates gives the newest first, as no server should.</summary>
    public bool OutOfOrder { get; set; }

    internal FakeWebhook? Webhook { get; private set; }
    internal IReadOnlyCollection<string> Allowed => _allowed ?? [];

    /// <summary>Updates not yet confirmed or taken.</summary>
    public int PendingCount
    {
        get { lock (_gate) return _pending.Count; }
    }

    /// <summary>Something happened. Kinds the bot did not ask for are not kept.</summary>
    public long Add(long chatId, string kind, JsonObject content)
    {
        lock (_gate)
        {
            var id = _nextId++;
            if (_allowed is { Count: > 0 } && !_allowed.Contains(kind)) return id;
            AddPending(new PendingUpdate(id, chatId, new JsonObject { ["update_id"] = id, [kind] = content }.ToJsonString(Plain)));
            return id;
        }
    }

    /// <summary>Any update, as it stands.</summary>
    public void AddRaw(long id, long chatId, string json)
    {
        lock (_gate) AddPending(new PendingUpdate(id, chatId, json));
    }

    /// <summary>The same update once more, under the same id.</summary>
    public void AddAgain(long id)
    {
        lock (_gate) AddPending(_history[id]);
    }

    /// <summary>The next update gets that id, as after a silent week.</summary>
    public void ContinueFrom(long id)
    {
        lock (_gate) _nextId = id;
    }

    /// <summary>Until everything is confirmed or taken.</summary>
    public async Task WhenTakenAsync()
    {
        Task idle;
        lock (_gate)
        {
            if (_pending.Count == 0) return;
            var waiting = New();
            _idle.Add(waiting);
            idle = waiting.Task;
        }
        await idle.WaitAsync(FakeChat.Patience);
    }

    internal void Allow(IEnumerable<string>? kinds)
    {
        if (kinds is null) return;
        lock (_gate) _allowed = [.. kinds];
    }

    internal async Task<Answer> PollAsync(long? offset, int limit, TimeSpan timeout, CancellationToken gone)
    {
        TaskCompletionSource<string> mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (Webhook is not null)
                return Answer.No(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
            _poller?.TrySetResult("Conflict: terminated by other getUpdates request; make sure that only one bot instance is running");
            _poller = mine;
        }
        var until = Task.Delay(timeout, TimeProvider.System, gone);
        while (true)
        {
            Task arrived;
            lock (_gate)
            {
                if (mine.Task.IsCompleted) return Answer.No(409, mine.Task.Result);
                if (offset is { } next) Confirm(next);
                if (_pending.Count > 0 || timeout == TimeSpan.Zero || until.IsCompleted)
                {
                    if (_poller == mine) _poller = null;
                    return Answer.Yes($"[{string.Join(',', Batch(limit))}]");
                }
                arrived = _arrived.Task;
            }
            await Task.WhenAny(arrived, until, mine.Task);
            gone.ThrowIfCancellationRequested();
        }
    }

    internal void SetWebhook(FakeWebhook? webhook)
    {
        lock (_gate)
        {
            Webhook?.Dispose();
            Webhook = webhook;
            _poller?.TrySetResult("Conflict: terminated by setWebhook request");
            _poller = null;
            if (webhook is null) return;
            foreach (var (chatId, lane) in _lanes)
                if (lane.Count > 0) webhook.Start(chatId);
        }
    }

    /// <summary>The oldest update of a chat that the webhook has not taken.</summary>
    internal PendingUpdate? Head(long chatId)
    {
        lock (_gate) return _lanes.TryGetValue(chatId, out var lane) && lane.TryPeek(out var head) ? head : null;
    }

    /// <returns>The chat's next update; when there is none the lane has stopped.</returns>
    internal PendingUpdate? TakenByWebhook(PendingUpdate taken)
    {
        lock (_gate)
        {
            _pending.Remove(taken.Id);
            var lane = _lanes[taken.ChatId];
            if (lane.TryPeek(out var head) && head == taken) lane.Dequeue();
            TellIfIdle();
            return lane.TryPeek(out var next) ? next : null;
        }
    }

    private static JsonSerializerOptions Plain { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void AddPending(PendingUpdate update)
    {
        _pending[update.Id] = update;
        if (_server.KeepsMessages) _history[update.Id] = update;
        if (!_lanes.TryGetValue(update.ChatId, out var lane)) _lanes[update.ChatId] = lane = [];
        lane.Enqueue(update);
        if (Webhook is { } webhook)
        {
            if (lane.Count == 1) webhook.Start(update.ChatId);
            return;
        }
        var arrived = _arrived;
        _arrived = New();
        arrived.TrySetResult();
    }

    private List<string> Batch(int limit)
    {
        var batch = _pending.Values.Take(limit).Select(u => u.Json).ToList();
        if (OutOfOrder) batch.Reverse();
        return batch;
    }

    private void Confirm(long next)
    {
        // An offset far in the future is taken for a bot that was silent: nothing is forgotten.
        if (next > _nextId + 10) return;
        while (_pending.Count > 0 && _pending.First().Key is var id && id < next)
        {
            var lane = _lanes[_pending[id].ChatId];
            if (lane.TryPeek(out var head) && head.Id == id) lane.Dequeue();
            _pending.Remove(id);
        }
        TellIfIdle();
    }

    private void TellIfIdle()
    {
        if (_pending.Count > 0) return;
        foreach (var waiting in _idle) waiting.TrySetResult();
        _idle.Clear();
    }
}

/// <summary>An update on its way.</summary>
internal sealed record PendingUpdate(long Id, long ChatId, string Json);
