using System.Globalization;
using System.Text.Json.Nodes;

namespace EngageBot.Tests.Support.FakeWhatsApp;

/// <summary>A person with WhatsApp: what the bot wrote to them, and what they do. What they do is brought in order, again until it is taken.</summary>
public sealed class FakeWhatsAppUser
{
    private readonly FakeWhatsAppServer _server;
    private readonly Lock _gate = new();
    private readonly List<FakeWhatsAppMessage> _messages = [];
    private readonly List<(Func<FakeWhatsAppMessage, bool> Fits, TaskCompletionSource<FakeWhatsAppMessage> Found)> _waiters = [];
    private readonly HashSet<string> _wrote = new(StringComparer.Ordinal);
    private Task _deliveries = Task.CompletedTask;

    internal FakeWhatsAppUser(FakeWhatsAppServer server, string name, string? waId, string? userId, string phoneNumberId) =>
        (_server, Name, WaId, UserId, PhoneNumberId) = (server, name, waId, userId, phoneNumberId);

    /// <summary>How long a test waits before it gives up: only ever spent by a failing test.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    public string Name { get; }
    /// <summary>The number; absent where it is withheld.</summary>
    public string? WaId { get; set; }
    public string? UserId { get; set; }
    /// <summary>The number of the business they write to.</summary>
    public string PhoneNumberId { get; }
    public bool IsGone { get; set; }
    /// <summary>When they last wrote, as Meta counts the window.</summary>
    public DateTimeOffset LastHeard { get; set; }
    /// <summary>Runs between taking a message and answering the send.</summary>
    public Func<FakeWhatsAppMessage, Task>? BeforeAnswer { get; set; }

    /// <summary>What the bot wrote, oldest first.</summary>
    public IReadOnlyList<FakeWhatsAppMessage> Messages
    {
        get { lock (_gate) return [.. _messages]; }
    }

    /// <summary>Whether a message is theirs.</summary>
    internal bool Wrote(string id)
    {
        lock (_gate) return _wrote.Contains(id);
    }

    /// <summary>Until everything they did has been taken.</summary>
    public Task Delivered
    {
        get { lock (_gate) return _deliveries; }
    }

    public string SendsLater(string text) => Bring(TextOf(text));

    /// <summary>Writes something, and waits until it is taken.</summary>
    public Task SendsAsync(string text) => DoesAsync(TextOf(text));

    /// <summary>Presses the newest option with that label; waits for it to appear.</summary>
    public async Task PressesAsync(string label)
    {
        await WaitAsync(m => m.OptionId(label) is not null, $"an option “{label}”");
        await PressesAsync(Messages.Last(m => m.OptionId(label) is not null), label);
    }

    /// <summary>Presses an option of that message, which may be an old one.</summary>
    public Task PressesAsync(FakeWhatsAppMessage message, string label)
    {
        var option = message.Options.First(o => o.Id == message.OptionId(label));
        var kind = message.Body.GetProperty("interactive").GetProperty("type").GetString() == "list" ? "list_reply" : "button_reply";
        return DoesAsync(Item("interactive", new JsonObject { ["type"] = kind, [kind] = new JsonObject { ["id"] = option.Id, ["title"] = option.Label } }, message.Id));
    }

    public Task SendsFieldsAsync(string type, JsonObject content) => DoesAsync(Item(type, content));

    /// <summary>Brings an item that the test made itself.</summary>
    public Task DoesAsync(JsonObject item)
    {
        Bring(item);
        return Delivered;
    }

    /// <summary>A message of theirs, for tests that bring it themselves.</summary>
    public JsonObject TextOf(string text, DateTimeOffset? at = null) => Item("text", new JsonObject { ["body"] = text }, at: at);

    public JsonObject Item(string type, JsonNode content, string? context = null, DateTimeOffset? at = null)
    {
        var item = new JsonObject
        {
            ["id"] = _server.NewId(), ["timestamp"] = (at ?? _server.Now).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ["type"] = type, [type] = content.DeepClone(),
        };
        lock (_gate) _wrote.Add((string)item["id"]!);
        if (WaId is not null) item["from"] = WaId;
        if (UserId is not null) item["from_user_id"] = UserId;
        if (context is not null) item["context"] = new JsonObject { ["from"] = "15550783881", ["id"] = context };
        if (type != "system" && (at ?? _server.Now) is var heard && heard > LastHeard) LastHeard = heard;
        return item;
    }

    /// <summary>The webhook's part for some of their messages.</summary>
    public JsonObject Change(params JsonObject[] items) => FakeWhatsAppServer.Change(PhoneNumberId, Contacts(), "messages", items);

    /// <summary>The first message from the bot, now or later, whose text holds these words.</summary>
    public Task<FakeWhatsAppMessage> WaitForTextAsync(string words) => WaitAsync(m => m.Text.Contains(words, StringComparison.Ordinal), $"“{words}”");

    public async Task<FakeWhatsAppMessage> WaitAsync(Func<FakeWhatsAppMessage, bool> fits, string what)
    {
        var found = new TaskCompletionSource<FakeWhatsAppMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_messages.Find(m => fits(m)) is { } there) return there;
            _waiters.Add((fits, found));
        }
        try
        {
            return await found.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{what} did not come to {Name} within {Patience.TotalSeconds:0} s. There: {string.Join(" / ", Messages)}");
        }
    }

    internal void Show(FakeWhatsAppMessage message)
    {
        lock (_gate)
        {
            if (_server.KeepsMessages) _messages.Add(message);
            foreach (var (_, found) in _waiters.Where(w => w.Fits(message))) found.TrySetResult(message);
            _waiters.RemoveAll(w => w.Found.Task.IsCompleted);
        }
    }

    internal void Queue(Func<Task> deliver)
    {
        lock (_gate) _deliveries = After(_deliveries, deliver);

        static async Task After(Task before, Func<Task> deliver)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            await deliver();
        }
    }

    private string Bring(JsonObject item)
    {
        var change = Change(item);
        Queue(() => _server.DeliverAsync(change));
        return (string)item["id"]!;
    }

    private JsonArray Contacts()
    {
        var card = new JsonObject { ["profile"] = new JsonObject { ["name"] = Name } };
        if (WaId is not null) card["wa_id"] = WaId;
        if (UserId is not null) card["user_id"] = UserId;
        return [card];
    }
}
