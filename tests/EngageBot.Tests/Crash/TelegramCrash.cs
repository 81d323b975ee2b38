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

    protected abstract string Mode { get; }

    /// <summary>Settings of the database, and the way past the process to it.</summary>
    private protected virtual Task<(Dictionary<string, string> Settings, CrashDb Db)> DatabaseAsync(string folder) =>
        Task.FromResult((new Dictionary<string, string>(), new CrashDb(folder)));

    [Fact]
    public async Task Killed_under_load_and_started_again_nothing_is_lost_and_nothing_is_doubled_beyond_what_was_in_flight()
    {
        var folder = Directory.CreateTempSubdirectory("engagebot-crash").FullName;
        await using var telegram = await FakeTelegramServer.StartAsync();
        var port = FreePort.Next();
        var (database, db) = await DatabaseAsync(folder);
        var settings = new Dictionary<string, string>(database)
        {
            ["Channels:Telegram:Token"] = telegram.Token,
            ["Channels:Telegram:ApiRoot"] = telegram.Root.ToString(),
            ["Channels:Telegram:Mode"] = Mode,
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

public sealed class TelegramCrashByWebhook : TelegramCrash
{
    protected override string Mode => "webhook";
}

public sealed class TelegramCrashByPolling : TelegramCrash
{
    protected override string Mode => "polling";
}

public sealed class TelegramCrashOnPostgres : TelegramCrash
{
    protected override string Mode => "polling";

    private protected override async Task<(Dictionary<string, string> Settings, CrashDb Db)> DatabaseAsync(string folder)
    {
        var place = await PostgresServer.CreateDatabaseAsync();
        return (new()
        {
            ["Database:Provider"] = "postgres", ["Database:ConnectionString"] = place, ["Messaging:LeaseSeconds"] = "2", ["Messaging:PollSeconds"] = "1",
        }, CrashDb.OnPostgres(place));
    }
}
