using System.Globalization;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Crash;

/// <summary>A real process is killed under load and started again: every update handled once, every reply sent, points sum to zero.</summary>
/// <remarks>Three kills here; <c>ENGAGEBOT_KILLS=50</c> runs the long series.</remarks>
public abstract class TelegramCrash
{
    private const int Customers = 12;
    private static readonly int _kills = int.Parse(Environment.GetEnvironmentVariable("ENGAGEBOT_KILLS") ?? "3", CultureInfo.InvariantCulture);
    private readonly string _mode;
    private readonly Func<string, Task<CrashPlace>> _place;

    private protected TelegramCrash(string mode, Func<string, Task<CrashPlace>> place) => (_mode, _place) = (mode, place);

    [Fact]
    public async Task Killed_under_load_and_started_again_nothing_is_lost_and_nothing_is_doubled_beyond_what_was_in_flight()
    {
        var folder = Directory.CreateTempSubdirectory("engagebot-crash").FullName;
        await using var telegram = await FakeTelegramServer.StartAsync();
        var port = FreePort.Next();
        var (database, db) = await _place(folder);
        var settings = new Dictionary<string, string>(database)
        {
            ["Channels:Telegram:Token"] = telegram.Token,
            ["Channels:Telegram:ApiRoot"] = telegram.Root.ToString(),
            ["Channels:Telegram:Mode"] = _mode,
            ["Channels:Telegram:WebhookSecret"] = "a-secret-for-the-webhook",
            ["Channels:Telegram:PublicUrl"] = $"http://127.0.0.1:{port}",
        };
        var key = await CrashLoad.MakeKeyAsync(folder, database);
        var bot = await BotProcess.StartAsync(folder, port, settings);
        using var stop = new CancellationTokenSource();
        using var over = new CancellationTokenSource();
        try
        {
            var till = CrashLoad.RingUpAsync([new Uri($"http://127.0.0.1:{port}")], key, stop.Token, over.Token);
            var customers = Enumerable.Range(0, Customers).Select(n => telegram.User($"C{n}")).ToArray();
            var random = new Random(20261121);
            for (var kill = 0; kill < _kills; kill++)
            {
                var calls = telegram.CallCount;
                foreach (var customer in customers)
                    foreach (var words in CrashLoad.Script) await customer.SendsAsync(words);
                var moment = calls + random.Next(5, Customers * CrashLoad.Script.Length / 2);
                await telegram.WhenAsync(() => telegram.CallCount >= moment, $"call {moment}");
                await bot.KillAsync();
                bot.Dispose();
                bot = await BotProcess.StartAsync(folder, port, settings);
            }
            await db.QuietAsync(customers.Length * CrashLoad.Script.Length * _kills, "external_id NOT LIKE 'timer:%' AND chat_key <> ''");
            await stop.CancelAsync();
            var rungUp = await till;
            await bot.KillAsync();
            CrashLoad.AssertHandledOnce(db, customers, CrashLoad.Script.Length * _kills);
            CrashLoad.AssertSent(db, customers, _kills);
            CrashLoad.AssertLedger(db, rungUp);
            Assert.Empty(telegram.Violations);
        }
        finally
        {
            await over.CancelAsync();
            bot.Dispose();
        }
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>Not careful after a crash: accepted and handled in one commit, before each kill and after it.</summary>
public sealed class TelegramCrashByWebhook() : TelegramCrash("webhook", CrashPlace.EmbeddedWithoutCareAsync);

public sealed class TelegramCrashByPolling() : TelegramCrash("polling", CrashPlace.EmbeddedAsync);

public sealed class TelegramCrashByWebhookOnPostgres() : TelegramCrash("webhook", CrashPlace.PostgresAsync);

public sealed class TelegramCrashByPollingOnPostgres() : TelegramCrash("polling", CrashPlace.PostgresAsync);
