using EngageBot.Businesses;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Support;

/// <summary>A customer of the real program, turn by turn: what happens is handed to the turn itself, what the bot says is read from its rows.</summary>
internal sealed class HouseTalk(EngageHost first, string chatKey = "house-talk", string channel = "telegram")
{
    // Far above what the inbox counts: these rows were never in it.
    private static long _rows = 1_000_000_000;

    private IServiceProvider _services = first.Services;
    private readonly Sender _customer = new("4711", "Arta", null);
    private long _read;

    /// <summary>What the bot has said since the last time something happened.</summary>
    public IReadOnlyList<OutgoingMessage> Heard { get; private set; } = [];

    public string Words => string.Join("\n", Heard.Select(m => m.Text.Plain));

    private IStore Store => _services.GetRequiredService<IStore>();

    /// <summary>The same chat with a program that was started anew.</summary>
    public HouseTalk In(EngageHost host)
    {
        _services = host.Services;
        return this;
    }

    public Task<HouseTalk> SaysAsync(string words) => HappensAsync(new InboundContent.Said(_customer, words, "1"));

    /// <summary>Presses the newest button with that label.</summary>
    public Task<HouseTalk> TapsAsync(string label) =>
        HappensAsync(new InboundContent.Tapped(_customer, _shown.Last(b => b.Label == label).Token, "tap", "1"));

    public async Task<HouseTalk> HappensAsync(InboundContent content)
    {
        var account = _services.GetRequiredService<BusinessDirectory>().Account(channel);
        var row = new InboundEvent(Interlocked.Increment(ref _rows), account.Id, "house", chatKey, content, 1, DateTimeOffset.UnixEpoch);
        await Store.WriteAsync(async scope => await _services.GetRequiredService<HandleEvent>()(scope, row), TestContext.Current.CancellationToken);
        await HearAsync();
        return this;
    }

    /// <summary>What the bot has said by itself meanwhile.</summary>
    public async Task<HouseTalk> HearAsync()
    {
        var rows = await Store.ReadRowsAsync("SELECT id, content FROM outbox WHERE chat_key = @key AND id > @read ORDER BY id",
            command => command.Set("@key", chatKey).Set("@read", _read), row => (Id: row.GetInt64(0), Content: row.GetString(1)), TestContext.Current.CancellationToken);
        if (rows.Count > 0) _read = rows[^1].Id;
        Heard = [.. rows.Select(r => MessagingJson.ReadOutgoing(r.Content))];
        _shown.AddRange(Heard.SelectMany(m => m.Buttons));
        return this;
    }

    /// <summary>The chat as it is stored.</summary>
    public async Task<ChatState> StateAsync()
    {
        var rows = await Store.ReadRowsAsync("SELECT state FROM chats WHERE external_id = @key", command => command.Set("@key", chatKey),
            row => row.GetString(0), TestContext.Current.CancellationToken);
        return ChatState.Parse(rows[0]);
    }

    private readonly List<Button> _shown = [];
}
