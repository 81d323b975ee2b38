using System.Globalization;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;
using EngageBot.Tests.Support.FakeWhatsApp;

namespace EngageBot.Tests.Talks;

/// <summary>The whole program with a strict Cloud API, and a staff chat on a strict Bot API.</summary>
internal sealed class WhatsAppBotInTest : IAsyncDisposable
{
    private const long StaffChatId = -1001234567890;

    private WhatsAppBotInTest(FakeWhatsAppServer whatsApp, FakeTelegramServer telegram, FakeGroup staffRoom, FakeUser drita, EngageHost host) =>
        (WhatsApp, Telegram, StaffRoom, Drita, Host) = (whatsApp, telegram, staffRoom, drita, host);

    public FakeWhatsAppServer WhatsApp { get; }
    public FakeTelegramServer Telegram { get; }
    public FakeGroup StaffRoom { get; }
    /// <summary>A manager.</summary>
    public FakeUser Drita { get; }
    public EngageHost Host { get; }

    public static async Task<WhatsAppBotInTest> StartAsync(TimeProvider? clock = null, string? folder = null, params string[] settings)
    {
        var whatsApp = await FakeWhatsAppServer.StartAsync(clock);
        var telegram = await FakeTelegramServer.StartAsync();
        var (room, drita) = (telegram.Group("Staff", StaffChatId), telegram.User("Drita"));
        var port = FreePort.Next();
        whatsApp.Webhook = new Uri($"http://127.0.0.1:{port}/webhooks/whatsapp/main");
        var host = await EngageHost.StartAsync(clock, folder, settings:
        [
            $"--urls=http://127.0.0.1:{port}", .. whatsApp.Settings(),
            $"--Channels:Telegram:Token={telegram.Token}", $"--Channels:Telegram:ApiRoot={telegram.Root}", "--Channels:Telegram:Mode=webhook",
            "--Channels:Telegram:WebhookSecret=a-secret-for-the-webhook", $"--Channels:Telegram:PublicUrl=http://127.0.0.1:{port}",
            $"--Channels:Telegram:StaffChatId={StaffChatId.ToString(CultureInfo.InvariantCulture)}",
            .. settings,
        ]);
        return new(whatsApp, telegram, room, drita, host);
    }

    /// <summary>Until every row is handled and sent.</summary>
    public async Task SettleAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        // A look each 20 ms and no faster: the looks themselves would keep the program from settling.
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await Host.CountAsync("SELECT (SELECT COUNT(*) FROM inbox WHERE state IN ('Received', 'Handling')) + (SELECT COUNT(*) FROM outbox WHERE state IN ('Queued', 'Sending'))") > 0)
            await looks.WaitForNextTickAsync(patience.Token);
    }

    /// <summary>Until one number of the database is so.</summary>
    public async Task UntilAsync(string sql, long expected)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(FakeWhatsAppUser.Patience);
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await Host.CountAsync(sql) != expected) await looks.WaitForNextTickAsync(patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Telegram.DisposeAsync();
        await WhatsApp.DisposeAsync();
    }
}
