using System.Collections.Immutable;
using EngageBot.Channels.Telegram;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Channels.Telegram;

/// <summary>The channel against the fake, without inbox or outbox.</summary>
internal sealed class ChannelUnderTest : IAsyncDisposable
{
    private static long _nextRow;
    private readonly TelegramApi _api;
    private readonly TempStore _store;

    private ChannelUnderTest(FakeTelegramServer telegram, TempStore store, int? staffTopic)
    {
        Telegram = telegram;
        _store = store;
        Settings = new TelegramSettings { Token = telegram.Token, ApiRoot = telegram.Root, StaffChatId = TelegramHost.StaffChat, StaffTopicId = staffTopic };
        Bot = new TelegramBot(Settings);
        _api = new TelegramApi(Settings, Clock);
        Channel = New(_api);
        User = telegram.User();
    }

    public static ChannelAccount Account { get; } = new(1, new BusinessId(Guid.Parse("019a0000-0000-7000-8000-000000000001")), "telegram", "main");

    public TestClock Clock { get; } = new();
    public CapturedLogs Logs { get; } = new();
    public TelegramSettings Settings { get; }
    public FakeTelegramServer Telegram { get; }
    public FakeUser User { get; }
    public TelegramChannel Channel { get; }
    public TelegramBot Bot { get; }

    public static async Task<ChannelUnderTest> StartAsync(int? staffTopic = null) =>
        new(await FakeTelegramServer.StartAsync(), await TelegramHost.NewStoreAsync(), staffTopic);

    public Task<SendResult> SendAsync(OutgoingMessage content, string? replaces = null) => SendAsync(Row(content, replaces));

    public Task<SendResult> SendAsync(string text) => SendAsync(Text(text));

    public Task<SendResult> SendAsync(OutboundMessage row) => Channel.SendAsync(row, CancellationToken.None);

    /// <summary>Sends until it is stopped.</summary>
    public Task<SendResult> SendAsync(string text, CancellationTokenSource stop) => Channel.SendAsync(Row(Text(text)), stop.Token);

    /// <summary>Sends by a channel that remembers nothing, as after a crash; its attempt is the next one.</summary>
    public Task<SendResult> SendAfterCrashAsync(OutboundMessage row) =>
        New(_api).SendAsync(row with { Attempts = row.Attempts + 1 }, CancellationToken.None);

    /// <summary>Each inbox row's content.</summary>
    public Task<List<string>> InboxAsync() =>
        _store.Store.ReadRowsAsync("SELECT content FROM inbox ORDER BY id", _ => { }, row => row.GetString(0), CancellationToken.None);

    /// <summary>Sends with other settings.</summary>
    public async Task<SendResult> SendWithAsync(TelegramSettings settings, string text)
    {
        using var api = new TelegramApi(settings, Clock);
        return await New(api).SendAsync(Row(Text(text)), CancellationToken.None);
    }

    public Task AnswerTapAsync(string tapId, string text, string? removeButtonsOf, string? chat = null) =>
        Channel.AnswerTapAsync(chat ?? User.Key, tapId, text, removeButtonsOf, CancellationToken.None);

    public OutboundMessage Row(OutgoingMessage content, string? replaces = null, string? chat = null, OutboundKind kind = OutboundKind.Reply) => new(
        Interlocked.Increment(ref _nextRow), Account.BusinessId, Account.Id, chat ?? User.Key, ChatId: 7, Key: "1:1:0", kind, content,
        Attempts: 1, ExpiresAt: null, replaces);

    public static OutgoingMessage Text(string text) => new() { Text = FormattedText.FromPlain(text), Language = "en" };

    public static ImmutableArray<Button> Buttons(params string[] labels) => [.. labels.Select((l, i) => new Button(l, $"token-{i}"))];

    private TelegramChannel New(TelegramApi api)
    {
        var memory = new TelegramMemory(Account, Settings, _store.Store);
        var inbox = new Inbox(_store.Store, new FreshRows(), new SpineSignals(), Clock, Logs.For<Inbox>());
        var room = new StaffRoom(Account, Bot, memory, inbox, Clock, Logs.For<StaffRoom>());
        return new(Account, api, Bot, memory, room, new CaseTopics(api, Bot, memory, Logs.For<CaseTopics>()), new WaitingTaps(api, Clock), Clock, Logs.For<TelegramChannel>());
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await Telegram.DisposeAsync();
        await _store.DisposeAsync();
    }
}
