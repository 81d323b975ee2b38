using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace EngageBot.Benchmarks;

/// <summary>A broadcast through the real process, with conversations going on: how many a second, every outcome written, and how long replies take meanwhile.</summary>
internal sealed record BroadcastRun(string Name, int People)
{
    private const int Talkers = 10;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>The pace; far above what can be reached for none.</summary>
    public double PerSecond { get; init; } = 1_000_000;

    /// <summary>Three of a hundred have blocked the bot, and one of a thousand calls is told to wait a second.</summary>
    public bool Troubled { get; init; }

    public TimeSpan CallTime { get; init; }

    /// <summary>So often the process is killed, until the broadcast has ended.</summary>
    public TimeSpan? KilledEvery { get; init; }

    /// <summary>Paused at a quarter, resumed after three seconds in which nothing may arrive.</summary>
    public bool Paused { get; init; }

    /// <summary>Cancelled at a half.</summary>
    public bool Cancelled { get; init; }

    public bool Two { get; init; }

    /// <summary>The runs, one line each.</summary>
    /// <param name="server">A PostgreSQL server; absent for the embedded database.</param>
    /// <returns>Whether every run came out as it must.</returns>
    public static async Task<bool> RunAllAsync(string program, string dialogs, int people, string? server, string? only)
    {
        BroadcastRun[] runs =
        [
            new("no limit", people),
            new("3,000/s, 3 % blocked, 429s", people) { PerSecond = 3_000, Troubled = true },
            new("60 ms a call", people) { CallTime = TimeSpan.FromMilliseconds(60) },
            new("two at once", people) { Two = true },
            new("paused and resumed", people) { PerSecond = 5_000, Paused = true },
            new("cancelled", people) { PerSecond = 5_000, Cancelled = true },
            new("killed every 5 s, 3,000/s", people) { PerSecond = 3_000, KilledEvery = TimeSpan.FromSeconds(5) },
        ];
        Console.WriteLine("| run | people | seconds | messages/s | CPU µs a message | sent | blocked | uncertain | cancelled | twice | missing | replies | p50 ms | p99 ms | longest ms | memory MB | |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|");
        var good = true;
        foreach (var run in runs.Where(r => only is null || r.Name.Contains(only, StringComparison.Ordinal))) good &= await run.RunAsync(program, dialogs, server);
        return good;
    }

    private async Task<bool> RunAsync(string program, string dialogs, string? server)
    {
        await using var place = await BroadcastPlace.MakeAsync(server);
        var key = await BroadcastSeed.MakeAsync(place, dialogs, People, Two ? ["Dear {name},\nfresh bread at four.", "Dear {name},\nnew wine is here."] : ["Dear {name},\nfresh bread at four."]);
        using var api = new FakeApi(CallTime) { CountedFrom = BroadcastSeed.FirstChat };
        var calls = 0;
        if (Troubled)
        {
            api.Trouble = chat => chat % 33 == 0 ? """{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}"""
                : Interlocked.Increment(ref calls) % 1_000 == 0 ? """{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}"""
                : null;
        }
        api.Start();
        BotProcess Start() => new(program, dialogs, "polling", api.Address, core: "0,1", place.Folder,
            [("Messaging__BulkPerSecond", PerSecond.ToString(CultureInfo.InvariantCulture)), ("Messaging__BulkChatSeconds", "0"), .. place.Settings]);
        await LoadRun.OffSocketThreads();
        var bot = Start();
        try
        {
            using var over = new CancellationTokenSource();
            var talk = KilledEvery is null ? await TalkAsync(api, over.Token) : Task.FromResult<List<double>>([]);
            var cpu = bot.Cpu;
            for (var broadcast = 1; broadcast <= (Two ? 2 : 1); broadcast++) await PostAsync(bot, key, "schedule", broadcast);
            var quiet = 0;
            if (Paused) quiet = await PauseAsync(bot, api, key);
            if (Cancelled)
            {
                while (api.Counted.Count < People / 2) await Task.Delay(Look, TimeProvider.System);
                await PostAsync(bot, key, "cancel");
            }
            var (kills, last) = (0, Stopwatch.StartNew());
            while (place.Number("SELECT COUNT(*) FROM broadcasts WHERE state NOT IN ('Finished', 'Cancelled')") > 0
                || place.Number("SELECT COUNT(*) FROM broadcast_recipients WHERE outcome = 'Queued'") > 0)
            {
                await Task.Delay(Look, TimeProvider.System);
                if (last.Elapsed < KilledEvery) continue;
                if (KilledEvery is null) continue;
                bot.Dispose();
                bot = Start();
                (kills, last) = (kills + 1, Stopwatch.StartNew());
            }
            var (used, memory) = (bot.Cpu - cpu, bot.MemoryMb);
            await over.CancelAsync();
            var latencies = await talk;
            latencies.Sort();
            return Report(place, api, latencies, used, memory, quiet, kills);
        }
        finally
        {
            bot.Dispose();
        }
    }

    private bool Report(BroadcastPlace place, FakeApi api, List<double> latencies, TimeSpan used, long memory, int quiet, int kills)
    {
        long Of(string where) => place.Number($"SELECT COUNT(*) FROM broadcast_recipients WHERE {where}");
        var broadcasts = Two ? 2 : 1;
        var (sent, blocked, uncertain, stopped) = (Of("outcome = 'Sent'"), Of("reason = 'blocked'"), Of("outcome = 'Uncertain'"), Of("outcome = 'Cancelled' AND reason <> 'blocked'"));
        var twice = api.Counted.Count(c => c.Value > 1);
        // Everybody has a row with an outcome, each who got it is written down as such, and the others are known by name.
        // Those who talk meanwhile are contacts, too, and have not agreed to offers.
        var missing = Of("outcome = 'Queued'") + Math.Max(0, sent - api.Counted.Count) + Math.Max(0, api.Counted.Count - sent - uncertain)
            + (Cancelled ? 0 : (long)broadcasts * People - sent - blocked - uncertain);
        var seconds = (place.Number("SELECT MAX(sent_at) FROM outbox WHERE source IS NOT NULL") - place.Number("SELECT MIN(started_at) FROM broadcasts")) / 1000.0;
        var good = twice == 0 && missing == 0 && quiet == 0 && (KilledEvery is not null || uncertain == 0) && (!Cancelled || stopped > 0);
        var note = kills > 0 ? $"{kills} kills" : Paused ? $"{quiet} while paused" : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {Name} | {People} | {seconds:F1} | {api.Counted.Count / seconds:F0} | {(kills > 0 ? "-" : (used.TotalMicroseconds / Math.Max(1, api.Counted.Count)).ToString("F0", CultureInfo.InvariantCulture))} | {sent} | {blocked} | {uncertain} | {stopped} | {twice} | {missing} | {latencies.Count} | {At(latencies, 50):F1} | {At(latencies, 99):F1} | {At(latencies, 100):F1} | {memory} | {note}{(good ? "" : " WRONG")} |"));
        return good;
    }

    /// <returns>How many messages arrived while it was paused and nothing was on its way any more.</returns>
    private async Task<int> PauseAsync(BotProcess bot, FakeApi api, string key)
    {
        while (api.Counted.Count < People / 4) await Task.Delay(Look, TimeProvider.System);
        await PostAsync(bot, key, "pause");
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        var before = api.Counted.Count;
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        var quiet = api.Counted.Count - before;
        await PostAsync(bot, key, "resume");
        return quiet;
    }

    private static async Task PostAsync(BotProcess bot, string key, string verb, int broadcast = 1)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(bot.Address, $"/api/v1/broadcasts/{broadcast}/{verb}")) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Add("Idempotency-Key", $"{verb}-{broadcast}");
        using var answer = await client.SendAsync(request);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{verb} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Customers who write all the while, each waiting for the answer; returned once they have begun.</summary>
    private static async Task<Task<List<double>>> TalkAsync(FakeApi api, CancellationToken over)
    {
        Task Deliver(byte[] update)
        {
            api.Offer(update);
            return Task.CompletedTask;
        }

        var answers = await new Talk(api, Deliver, 1_000_000).LearnAsync();
        var users = Enumerable.Range(0, Talkers).Select(async n =>
        {
            var (talk, taken) = (new Talk(api, Deliver, 2_000_000 + n), new List<double>());
            for (var turn = 0; !over.IsCancellationRequested; turn++)
            {
                var began = Stopwatch.GetTimestamp();
                await talk.TakeAsync(turn % Talk.Script.Count, answers[turn % Talk.Script.Count]);
                taken.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
            return taken;
        });
        return AllAsync([.. users]);

        static async Task<List<double>> AllAsync(Task<List<double>>[] users) => [.. (await Task.WhenAll(users)).SelectMany(t => t)];
    }

    private static double At(List<double> sorted, int percent) => sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];
}
