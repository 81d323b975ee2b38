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

    private ChannelUnderTest(FakeTelegramServer telegram)
    {
        Telegram = telegram;
        Settings = new TelegramSettings { Token = telegram.Token, ApiRoot = telegram.Root };
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

    public static async Task<ChannelUnderTest> StartAsync() => new(await FakeTelegramServer.StartAsync());

    public Task<SendResult> SendAsync(OutgoingMessage content, string? replaces = null) => SendAsync(Row(content, replaces));

    public Task<SendResult> SendAsync(string text) => SendAsync(Text(text));

    public Task<SendResult> SendAsync(OutboundMessage row) => Channel.SendAsync(row, CancellationToken.None);

    /// <summary>Sends until it is stopped.</summary>
    public Task<SendResult> SendAsync(string text, CancellationTokenSource stop) => Channel.SendAsync(Row(Text(text)), stop.Token);

    /// <summary>Sends by a channel that remembers nothing, as after a crash.</summary>
    public Task<SendResult> SendAfterCrashAsync(OutboundMessage row) => New(_api).SendAsync(row, CancellationToken.None);

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

    private TelegramChannel New(TelegramApi api) => new(Account, api, new WaitingTaps(api, Clock), Clock, Logs.For<TelegramChannel>());

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await Telegram.DisposeAsync();
    }
}
