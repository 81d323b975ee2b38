using System.Globalization;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Talks;

/// <summary>The whole program with a strict Bot API and a staff chat.</summary>
internal sealed class TelegramBotInTest : IAsyncDisposable
{
    public const long StaffChatId = -1001234567890;
    private const string Secret = "a-secret-for-the-webhook";

    private TelegramBotInTest(FakeTelegramServer telegram, FakeGroup staffRoom, FakeUser drita, EngageHost host) =>
        (Telegram, StaffRoom, Drita, Host) = (telegram, staffRoom, drita, host);

    public FakeTelegramServer Telegram { get; }
    public FakeGroup StaffRoom { get; }
    /// <summary>A manager.</summary>
    public FakeUser Drita { get; }
    public EngageHost Host { get; private set; }

    /// <param name="before">What happens on Telegram while the program is not there yet.</param>
    public static async Task<TelegramBotInTest> StartAsync(
        string mode, int? staffTopic = null, Func<FakeTelegramServer, Task>? before = null, TimeProvider? clock = null, bool keepsMessages = true,
        params string[] settings)
    {
        var telegram = await FakeTelegramServer.StartAsync(keepsMessages: keepsMessages);
        var (room, drita) = (telegram.Group("Staff", StaffChatId), telegram.User("Drita"));
        if (before is not null) await before(telegram);
        var port = FreePort.Next();
        var host = await EngageHost.StartAsync(clock, settings:
        [
            $"--urls=http://127.0.0.1:{port}",
            $"--Channels:Telegram:Token={telegram.Token}", $"--Channels:Telegram:ApiRoot={telegram.Root}", $"--Channels:Telegram:Mode={mode}",
            $"--Channels:Telegram:WebhookSecret={Secret}", $"--Channels:Telegram:PublicUrl=http://127.0.0.1:{port}",
            $"--Channels:Telegram:StaffChatId={StaffChatId.ToString(CultureInfo.InvariantCulture)}",
            $"--Channels:Telegram:StaffTopicId={staffTopic?.ToString(CultureInfo.InvariantCulture)}",
            .. settings,
        ]);
        return new(telegram, room, drita, host);
    }

    /// <summary>A customer whom a manager has answered once: from now on the bot is silent.</summary>
    /// <returns>The customer, and what the staff chat shows of the first words.</returns>
    public async Task<(FakeUser Customer, FakeMessage Shown)> TalkWithAPersonAsync(string name)
    {
        var customer = Telegram.User(name);
        await customer.SendsAsync("/human");
        await customer.SendsAsync($"{name} has a question");
        var shown = await StaffRoom.WaitForTextAsync($"{name} has a question");
        await StaffRoom.SaysAsync(Drita, "Here I am", replyTo: shown);
        await customer.WaitForTextAsync("Here I am");
        return (customer, shown);
    }

    /// <summary>Until every update is taken and every row handled and sent.</summary>
    public async Task SettleAsync()
    {
        await Telegram.Updates.WhenTakenAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        // A look each 20 ms and no faster: the looks themselves would keep the program from settling.
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await Open() > 0) await looks.WaitForNextTickAsync(patience.Token);

        async Task<long> Open() =>
            await Host.CountAsync("SELECT (SELECT COUNT(*) FROM inbox WHERE state IN ('Received', 'Handling')) + (SELECT COUNT(*) FROM outbox WHERE state IN ('Queued', 'Sending'))");
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Telegram.DisposeAsync();
    }
}
