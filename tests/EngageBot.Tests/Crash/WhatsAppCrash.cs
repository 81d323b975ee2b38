using System.Globalization;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeWhatsApp;

namespace EngageBot.Tests.Crash;

/// <summary>A real process is killed under load and started again: every webhook handled once, every reply sent, points sum to zero.</summary>
/// <remarks>Three kills here; <c>ENGAGEBOT_KILLS=50</c> runs the long series.</remarks>
public abstract class WhatsAppCrash
{
    private const int Customers = 12;
    private static readonly int _kills = int.Parse(Environment.GetEnvironmentVariable("ENGAGEBOT_KILLS") ?? "3", CultureInfo.InvariantCulture);
    private readonly Func<string, Task<CrashPlace>> _place;

    private protected WhatsAppCrash(Func<string, Task<CrashPlace>> place) => _place = place;

    [Fact]
    public async Task Killed_under_load_and_started_again_nothing_is_lost_and_nothing_is_doubled_beyond_what_was_in_flight()
    {
        var folder = Directory.CreateTempSubdirectory("engagebot-crash").FullName;
        await using var whatsApp = await FakeWhatsAppServer.StartAsync();
        var port = FreePort.Next();
        whatsApp.Webhook = new Uri($"http://127.0.0.1:{port}/webhooks/whatsapp/main");
        var (database, db) = await _place(folder);
        var settings = new Dictionary<string, string>(database);
        foreach (var setting in whatsApp.Settings()) settings[setting[2..setting.IndexOf('=', StringComparison.Ordinal)]] = setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..];
        var key = await CrashLoad.MakeKeyAsync(folder, database);
        var bot = await BotProcess.StartAsync(folder, port, settings);
        using var stop = new CancellationTokenSource();
        using var over = new CancellationTokenSource();
        try
        {
            var till = CrashLoad.RingUpAsync([new Uri($"http://127.0.0.1:{port}")], key, stop.Token, over.Token);
            var customers = Enumerable.Range(0, Customers).Select(n => whatsApp.User($"C{n}")).ToArray();
            var random = new Random(20261122);
            for (var kill = 0; kill < _kills; kill++)
            {
                var sent = whatsApp.Sent;
                foreach (var customer in customers)
                    foreach (var words in CrashLoad.Script) customer.SendsLater(words);
                var moment = sent + random.Next(5, Customers * CrashLoad.Script.Length / 2);
                await whatsApp.WhenAsync(() => whatsApp.Sent >= moment, $"message {moment}");
                await bot.KillAsync();
                bot.Dispose();
                bot = await BotProcess.StartAsync(folder, port, settings);
            }
            await db.QuietAsync(customers.Length * CrashLoad.Script.Length * _kills, "external_id LIKE 'wamid.%'");
            await Task.WhenAll(customers.Select(c => c.Delivered)).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
            await stop.CancelAsync();
            var rungUp = await till;
            await bot.KillAsync();
            AssertOnce(db, customers);
            CrashLoad.AssertLedger(db, rungUp);
            Assert.Empty(whatsApp.Violations);
        }
        finally
        {
            await over.CancelAsync();
            bot.Dispose();
        }
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Each word handled once, each reply there in order and read; at most the one message a chat had in flight at a kill came twice.</summary>
    private static void AssertOnce(CrashDb db, FakeWhatsAppUser[] customers)
    {
        Assert.Equal(0, db.Number("SELECT COUNT(*) FROM inbox WHERE state <> 'Handled'"));
        Assert.Equal(0, db.Number("SELECT COUNT(*) FROM outbox WHERE state <> 'Read'"));
        foreach (var customer in customers)
        {
            Assert.Equal(CrashLoad.Script.Length * _kills, db.Number($"SELECT COUNT(*) FROM inbox WHERE chat_key = '{customer.WaId}' AND external_id LIKE 'wamid.%'"));
            var written = db.Number($"SELECT COUNT(*) FROM outbox WHERE chat_key = '{customer.WaId}'");
            var ids = db.Numbers($"SELECT CAST(substr(external_id, 7) AS INTEGER) FROM outbox WHERE chat_key = '{customer.WaId}' ORDER BY id");
            Assert.Equal(ids.Order(), ids);
            Assert.InRange(customer.Messages.Count, written, written + _kills);
        }
    }
}

/// <summary>Not careful after a crash: accepted and handled in one commit, before each kill and after it.</summary>
public sealed class WhatsAppCrashEmbedded() : WhatsAppCrash(CrashPlace.EmbeddedWithoutCareAsync);

public sealed class WhatsAppCrashOnPostgres() : WhatsAppCrash(CrashPlace.PostgresAsync);
