namespace EngageBot.Tests.Support.FakeTelegram;

/// <summary>A chat of the fake: what was said in it, and waiting for what the bot says.</summary>
public class FakeChat
{
    private readonly Lock _gate = new();
    private readonly List<FakeMessage> _messages = [];
    private readonly List<Waiter> _waiters = [];
    private int _lastRead;

    internal FakeChat(FakeTelegramServer server, long id, string type, string name) => (Server, Id, Type, Name) = (server, id, type, name);

    public long Id { get; }
    public string Key => Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
    public string Type { get; }
    public string Name { get; }
    /// <summary>The bot is refused with 403.</summary>
    public bool IsBlocked { get; internal set; }
    /// <summary>How long a test waits before it gives up: only ever spent by a failing test.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    internal FakeTelegramServer Server { get; }

    /// <summary>Everything in the chat, oldest first.</summary>
    public IReadOnlyList<FakeMessage> Messages
    {
        get { lock (_gate) return [.. _messages]; }
    }

    /// <summary>What the bot wrote, oldest first.</summary>
    public IReadOnlyList<FakeMessage> FromBot => [.. Messages.Where(m => m.FromBot)];

    /// <summary>The bot's next message that no test has asked for yet.</summary>
    public async Task<FakeMessage> NextAsync()
    {
        var next = await WaitAsync(m => m.FromBot && m.Id > _lastRead);
        _lastRead = next.Id;
        return next;
    }

    /// <summary>The first message from the bot, now or later, that fits; edits count.</summary>
    public async Task<FakeMessage> WaitAsync(Func<FakeMessage, bool> fits, string what = "a message")
    {
        Waiter waiter;
        lock (_gate)
        {
            if (_messages.FirstOrDefault(m => m.FromBot && fits(m)) is { } there) return there;
            _waiters.Add(waiter = new Waiter(m => m.FromBot && fits(m)));
        }
        try
        {
            return await waiter.Found.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{what} did not come to {Name} within {Patience.TotalSeconds:0} s. There: {string.Join(" / ", Messages)}");
        }
    }

    /// <summary>The first message from the bot whose text holds these words.</summary>
    public Task<FakeMessage> WaitForTextAsync(string words) => WaitAsync(m => m.Text.Contains(words, StringComparison.Ordinal), $"“{words}”");

    /// <summary>The bot's <paramref name="count"/>th message.</summary>
    public async Task<IReadOnlyList<FakeMessage>> WaitForCountAsync(int count)
    {
        await WaitAsync(_ => FromBotCount() >= count, $"message {count}");
        return FromBot;

        int FromBotCount() => _messages.Count(m => m.FromBot);
    }

    internal void Remove(FakeMessage message)
    {
        lock (_gate) _messages.Remove(message);
    }

    internal FakeMessage? Find(int messageId)
    {
        lock (_gate) return _messages.Find(m => m.Id == messageId);
    }

    internal void Add(FakeMessage message)
    {
        lock (_gate)
        {
            _messages.Add(message);
            Tell(message);
        }
    }

    internal void Edit(FakeMessage message, Action<FakeMessage> change)
    {
        lock (_gate)
        {
            change(message);
            message.Edits++;
            Tell(message);
        }
    }

    private void Tell(FakeMessage message)
    {
        for (var i = _waiters.Count - 1; i >= 0; i--)
        {
            if (!_waiters[i].Fits(message)) continue;
            _waiters[i].Found.TrySetResult(message);
            _waiters.RemoveAt(i);
        }
    }

    private sealed record Waiter(Func<FakeMessage, bool> Fits)
    {
        public TaskCompletionSource<FakeMessage> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
