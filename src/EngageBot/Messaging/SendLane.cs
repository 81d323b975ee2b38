namespace EngageBot.Messaging;

/// <summary>One account's way out: its channel, its pauses, its pace, and how many sends are under way.</summary>
/// <remarks>Kept in memory: after a restart the platform says again what it said before.</remarks>
internal sealed class SendLane(IChannel channel, MessagingSettings settings, TimeProvider clock)
{
    // A few pauses in a row from different chats mean the account, whatever the platform calls it.
    private const int PausesOfAnAccount = 3;

    /// <summary>Promotions begin so many at a time, where there are so many places.</summary>
    private const int BulkStep = 48;

    private static readonly TimeSpan ShortTime = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _pausedChats = new(StringComparer.Ordinal);
    private readonly Queue<DateTimeOffset> _recentPauses = new();
    private readonly SendPacer _pacer = new(
        clock, new(TimeSpan.FromSeconds(1 / settings.BulkPerSecond),
            channel.LeastBulkInterval > TimeSpan.FromSeconds(settings.BulkChatSeconds) ? channel.LeastBulkInterval : TimeSpan.FromSeconds(settings.BulkChatSeconds)));
    private DateTimeOffset _pausedUntil;
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private readonly HashSet<string> _awaited = new(StringComparer.Ordinal);
    private DateTimeOffset _deferredLook;
    private bool _rejected;
    private bool _wasFull;
    private bool _bulkWaits;
    private int _underWay;
    private int _calling;
    private int _looks;

    public IChannel Channel => channel;

    public long AccountId => channel.Account.Id;

    /// <summary>The platform refuses the account's credentials; one send at a time probes whether that has ended.</summary>
    public bool Rejected
    {
        get { lock (_gate) return _rejected; }
    }

    /// <summary>How many more sends may begin now.</summary>
    public int Room()
    {
        lock (_gate)
        {
            if (_pausedUntil > clock.GetUtcNow()) return 0;
            return Math.Max(0, (_rejected ? 1 : settings.SendsAtOnce) - _underWay);
        }
    }

    /// <summary>How many more promotions may begin now; a quarter of the places is kept for replies, and they begin many at a time: a look for each
    /// that ends would cost more than sending it. If none may, the end of a send says so.</summary>
    public int BulkRoom()
    {
        lock (_gate)
        {
            var room = BulkPlaces();
            if (room > 0) return room;
            _bulkWaits = true;
            return 0;
        }
    }

    private int BulkPlaces()
    {
        if (_rejected) return Room();
        var room = Room() - settings.SendsAtOnce / 4;
        return room >= Math.Min(settings.SendsAtOnce / 4, BulkStep) ? Math.Max(0, room) : 0;
    }

    /// <summary>Whether a send may begin now; if not, the end of one under way says so.</summary>
    public bool HasRoom()
    {
        lock (_gate)
        {
            if (Room() > 0) return true;
            _wasFull = true;
            return false;
        }
    }

    /// <summary>How many chats are paused, or were a moment ago.</summary>
    public int PausedChats
    {
        get { lock (_gate) return _pausedChats.Count; }
    }

    /// <summary>May anything go to this chat, as far as this account's pauses know?</summary>
    public bool IsFree(string chatKey)
    {
        lock (_gate)
        {
            if (!_pausedChats.TryGetValue(chatKey, out var until)) return true;
            if (until > clock.GetUtcNow()) return false;
            _pausedChats.Remove(chatKey);
            return true;
        }
    }

    /// <summary>How many promotions the pace allows at this look.</summary>
    public int BulkAllowed
    {
        get { lock (_gate) return _pacer.Allowed; }
    }

    /// <summary>May a promotion leave now?</summary>
    public bool BulkReady
    {
        get { lock (_gate) return _pacer.NextAt <= clock.GetUtcNow(); }
    }

    /// <summary>May a promotion go to this chat now?</summary>
    public bool BulkReadyFor(string chatKey)
    {
        lock (_gate) return _pacer.WaitFor(chatKey) == TimeSpan.Zero;
    }

    public void TakeBulk(string chatKey)
    {
        lock (_gate) _pacer.Reserve(chatKey);
    }

    /// <summary>Whether it is time to look for what the gate had put off: a second after the last look, or when the first of it is due.</summary>
    public bool DeferredDue
    {
        get { lock (_gate) return _deferredLook <= clock.GetUtcNow(); }
    }

    /// <summary>The gate has put off a message of this account.</summary>
    public void Deferred(DateTimeOffset until)
    {
        lock (_gate)
        {
            if (until < _deferredLook) _deferredLook = until;
        }
    }

    /// <summary>What was due has come back into the queue.</summary>
    /// <param name="more">Not all of it yet.</param>
    public void LookedForDeferred(DateTimeOffset at, bool more)
    {
        lock (_gate) _deferredLook = more ? at : at.AddSeconds(1);
    }

    /// <summary>A message is being written that waits for the end of the send to its chat; harmless if it is undone.</summary>
    public void Await(string chatKey)
    {
        lock (_gate) _awaited.Add(chatKey);
    }

    /// <summary>Whether a message may wait for the send to this chat that has just ended.</summary>
    public bool IsAwaited(string chatKey)
    {
        lock (_gate) return _awaited.Contains(chatKey);
    }

    /// <summary>Nothing of the chat waits any more.</summary>
    public void Forget(string chatKey)
    {
        lock (_gate) _awaited.Remove(chatKey);
    }

    /// <summary>How often the sender has looked over all that waits; it leaves out chats to which something is being sent.</summary>
    public int Looks => Volatile.Read(ref _looks);

    /// <summary>Counts a look; inside the writer's transaction, so that it is before or after each claim.</summary>
    public void Look() => Interlocked.Increment(ref _looks);

    /// <summary>Counts a send as under way.</summary>
    public void Begin()
    {
        lock (_gate) _underWay++;
    }

    /// <summary>Waits for one of the places: turns that commit together may have claimed more than there are.</summary>
    public Task EnterAsync()
    {
        lock (_gate)
        {
            if (_calling < settings.SendsAtOnce)
            {
                _calling++;
                return Task.CompletedTask;
            }
            var place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(place);
            return place.Task;
        }
    }

    /// <summary>Gives the place back.</summary>
    /// <returns>Whether somebody was turned away meanwhile.</returns>
    public bool End()
    {
        lock (_gate)
        {
            _underWay--;
            if (_waiting.TryDequeue(out var next)) next.SetResult();
            else _calling--;
            var wanted = _wasFull || _bulkWaits && BulkPlaces() > 0;
            if (wanted) _wasFull = _bulkWaits = false;
            return wanted;
        }
    }

    /// <summary>Obeys the platform's number.</summary>
    /// <returns><see langword="true"/> if the whole account pauses.</returns>
    public bool Pause(string chatKey, SendResult.Throttled throttled)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var (until, wholeAccount) = (now + throttled.RetryAfter, throttled.WholeAccount);
            if (throttled.SlowsDown) _pacer.SlowDown();
            _pausedChats[chatKey] = until;
            if (throttled.ChatAlone) return false;
            _recentPauses.Enqueue(now);
            while (_recentPauses.Peek() < now - ShortTime) _recentPauses.Dequeue();
            if (!wholeAccount && _recentPauses.Count < PausesOfAnAccount) return false;
            if (until > _pausedUntil) _pausedUntil = until;
            return true;
        }
    }

    /// <summary>No promotion of the account leaves for so long.</summary>
    public void PausePromotions(TimeSpan pause)
    {
        lock (_gate) _pacer.Rest(pause);
    }

    /// <summary>Stops the account; it is probed again after a while.</summary>
    public void Reject()
    {
        lock (_gate)
        {
            _rejected = true;
            _pausedUntil = clock.GetUtcNow().AddMinutes(settings.RejectedAccountMinutes);
        }
    }

    /// <summary>The platform answered as it does to an account it knows.</summary>
    /// <returns><see langword="true"/> if it had been rejected.</returns>
    public bool Accept()
    {
        lock (_gate)
        {
            if (!_rejected) return false;
            _rejected = false;
            return true;
        }
    }

    /// <summary>When a pause that may hold something ends, if any.</summary>
    public DateTimeOffset? WakeAt()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            foreach (var (chat, until) in _pausedChats)
                if (until <= now) _pausedChats.Remove(chat);
            DateTimeOffset? wake = null;
            foreach (var at in _pausedChats.Values.Append(_pausedUntil).Append(_pacer.NextAt))
                if (at > now && !(at >= wake)) wake = at;
            return wake;
        }
    }
}
