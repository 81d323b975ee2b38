using System.Globalization;
using EngageBot.Tests.Crash;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Broadcasts;

/// <summary>The real process is killed again and again while it sends a broadcast: nobody gets it twice, nobody is left out, and what nobody can know is counted.</summary>
/// <remarks>Three kills here; <c>ENGAGEBOT_KILLS=20</c> runs the long series.</remarks>
public abstract class BroadcastCrash
{
    private const int People = 1_500;
    private static readonly int _kills = int.Parse(Environment.GetEnvironmentVariable("ENGAGEBOT_KILLS") ?? "3", CultureInfo.InvariantCulture);
    private readonly Func<string, Task<CrashPlace>> _place;

    private protected BroadcastCrash(Func<string, Task<CrashPlace>> place) => _place = place;

    [Fact]
    [Trait("Pitfall", "P9")]
    [Trait("Pitfall", "P10")]
    public async Task Killed_in_the_middle_and_started_again_nobody_gets_it_twice_and_nobody_is_left_out()
    {
        var folder = Directory.CreateTempSubdirectory("engagebot-crash").FullName;
        var (database, db) = await _place(folder);
        var id = await PrepareAsync(folder, database);
        db.Number($"UPDATE broadcasts SET start_at = 1 WHERE id = {id} RETURNING 1");
        await using var telegram = await FakeTelegramServer.StartAsync();
        telegram.KnowsEverybody = true;
        telegram.Latency = TimeSpan.FromMilliseconds(3);
        telegram.Fail("sendMessage", Fault.TooManyRequests(1), times: 5, when: c => c.ChatId % 11 == 0);
        var settings = new Dictionary<string, string>(database)
        {
            ["Channels:Telegram:Token"] = telegram.Token, ["Channels:Telegram:ApiRoot"] = telegram.Root.ToString(), ["Channels:Telegram:Mode"] = "polling",
            ["Messaging:BulkPerSecond"] = "2000", ["Messaging:BulkChatSeconds"] = "0", ["Messaging:SendsAtOnce"] = "32",
        };
        var port = FreePort.Next();
        var bot = await BotProcess.StartAsync(folder, port, settings);
        try
        {
            for (var kill = 1; kill <= _kills; kill++)
            {
                var moment = (long)People * kill / (_kills + 1);
                await telegram.WhenAsync(() => Arrived(telegram).Count >= moment, $"message {moment}");
                await bot.KillAsync();
                bot.Dispose();
                bot = await BotProcess.StartAsync(folder, port, settings);
            }
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (db.Number($"SELECT COUNT(*) FROM broadcasts WHERE id = {id} AND state = 'Finished'") == 0) await looks.WaitForNextTickAsync(patience.Token);
            await bot.KillAsync();
        }
        finally
        {
            bot.Dispose();
        }
        var arrived = Arrived(telegram);
        Assert.All(arrived, chat => Assert.Equal(1, chat.Value));
        Assert.Equal(People, db.Number($"SELECT COUNT(*) FROM broadcast_recipients WHERE broadcast_id = {id}"));
        Assert.Equal(People, db.Number("SELECT COUNT(DISTINCT contact_id) FROM broadcast_recipients"));
        var uncertain = db.Number("SELECT COUNT(*) FROM broadcast_recipients WHERE outcome = 'Uncertain'");
        // What was on its way at a kill, and no more; each of them arrived or did not.
        Assert.InRange(uncertain, 0, 32 * _kills);
        Assert.Equal(People - uncertain, db.Number("SELECT COUNT(*) FROM broadcast_recipients WHERE outcome = 'Sent'"));
        Assert.InRange(arrived.Count, People - uncertain, People);
        Directory.Delete(folder, recursive: true);
    }

    private static Dictionary<long, int> Arrived(FakeTelegramServer telegram) =>
        telegram.CallsOf("sendMessage").Where(c => c.Status is 200 or 0).GroupBy(c => c.ChatId).ToDictionary(c => c.Key, c => c.Count());

    /// <summary>The business, its contacts and a broadcast that is scheduled, left behind by a process that never sent anything.</summary>
    private static async Task<long> PrepareAsync(string folder, IReadOnlyDictionary<string, string> database)
    {
        await using var world = await BroadcastWorld.StartAsync(database, contacts: People, folder: folder);
        return await world.BeginAsync(at: world.Now.AddHours(1));
    }
}

public sealed class BroadcastCrashOnSqlite() : BroadcastCrash(CrashPlace.EmbeddedAsync);

public sealed class BroadcastCrashOnPostgres() : BroadcastCrash(CrashPlace.PostgresAsync);
