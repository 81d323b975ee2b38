using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using EngageBot.Broadcasts;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations.Policy;
using EngageBot.Dialogs.Model;
using EngageBot.Staff;
using EngageBot.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Benchmarks;

/// <summary>A broadcast through the real process, with conversations going on: how many a second, every outcome written, and how long replies take meanwhile.</summary>
/// <param name="PerSecond">The pace; far above what can be reached for none.</param>
/// <param name="Troubled">Three of a hundred have blocked the bot, and one of a thousand calls is told to wait.</param>
internal sealed record BroadcastRun(string Name, int People, double PerSecond, bool Troubled)
{
    private const long FirstChat = 5_000_000;
    private const int Talkers = 10;

    /// <summary>The runs, one line each.</summary>
    public static async Task RunAllAsync(string program, string dialogs, int people)
    {
        Console.WriteLine("| run | people | seconds | messages/s | sent | blocked | uncertain | twice | replies | p50 ms | p99 ms | memory MB |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        await new BroadcastRun("no limit", people, 1_000_000, Troubled: false).RunAsync(program, dialogs);
        await new BroadcastRun("3,000/s, 3 % blocked, 429s", people, 3_000, Troubled: true).RunAsync(program, dialogs);
    }

    private async Task RunAsync(string program, string dialogs)
    {
        var folder = Directory.CreateTempSubdirectory("engagebot-broadcast").FullName;
        var data = Path.Combine(folder, "data");
        await SeedAsync(data, dialogs);
        await using var api = new FakeApi(TimeSpan.Zero) { CountedFrom = FirstChat };
        var calls = 0;
        if (Troubled)
        {
            api.Trouble = chat => chat % 33 == 0 ? """{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}"""
                : Interlocked.Increment(ref calls) % 1_000 == 0 ? """{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}"""
                : null;
        }
        await api.StartAsync();
        using var bot = new BotProcess(program, dialogs, "polling", api.Address, core: "0,1", folder,
            ("Messaging__BulkPerSecond", PerSecond.ToString(CultureInfo.InvariantCulture)), ("Messaging__BulkChatSeconds", "0"));
        var clock = Stopwatch.StartNew();
        using var over = new CancellationTokenSource();
        var talk = TalkAsync(api, over.Token);
        while (Number(data, "SELECT COUNT(*) FROM broadcasts WHERE state = 'Finished'") == 0) await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        var memory = bot.MemoryMb;
        await over.CancelAsync();
        var latencies = await talk;
        latencies.Sort();
        var seconds = (Number(data, "SELECT MAX(sent_at) FROM outbox WHERE source IS NOT NULL") - Number(data, "SELECT started_at FROM broadcasts")) / 1000.0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {Name} | {People} | {seconds:F1} | {api.Counted.Count / seconds:F0} | {Number(data, "SELECT COUNT(*) FROM broadcast_recipients WHERE outcome = 'Sent'")} | {Number(data, "SELECT COUNT(*) FROM broadcast_recipients WHERE reason = 'blocked'")} | {Number(data, "SELECT COUNT(*) FROM broadcast_recipients WHERE outcome = 'Uncertain'")} | {api.Counted.Count(c => c.Value > 1)} | {latencies.Count} | {At(latencies, 50):F1} | {At(latencies, 99):F1} | {memory} |"));
    }

    /// <summary>Customers who write all the while, each waiting for the answer.</summary>
    private static async Task<List<double>> TalkAsync(FakeApi api, CancellationToken over)
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
        return [.. (await Task.WhenAll(users)).SelectMany(t => t)];
    }

    private async Task SeedAsync(string data, string dialogs)
    {
        await using var app = EngageApp.Build(["--urls=http://127.0.0.1:0", $"--Data:Directory={data}", $"--Dialogs:Directory={dialogs}", "--demo=false"]);
        await EngageApp.PrepareAsync(app);
        var (store, clock) = (app.Services.GetRequiredService<IStore>(), app.Services.GetRequiredService<TimeProvider>());
        var directory = app.Services.GetRequiredService<BusinessDirectory>();
        var (business, account, now) = (directory.Business.Id, directory.Account("telegram").Id, clock.GetUtcNow());
        for (var from = 0; from < People; from += 1_000)
        {
            var first = from;
            await store.WriteAsync(scope => ValueTask.FromResult(Contacts(scope, business, account, first, Math.Min(1_000, People - first), now)), CancellationToken.None);
        }
        var desk = app.Services.GetRequiredService<BroadcastDesk>();
        var (author, second) = (new Actor.System("bench"), new Actor.System("second"));
        var words = ImmutableSortedDictionary<string, string>.Empty.Add("en", "Dear {name},\nfresh bread at four.");
        var id = await store.WriteAsync(scope =>
        {
            RuleBook.Publish(scope, business, ContactPolicyRules.Kind, ContactPolicyRules.Key, new ContactPolicyRules(new QuietRules("00:00", "00:00"), PerDay: null, PerWeek: null), now, now);
            var made = desk.Create(scope, author, business, new("Bread", Purpose.Marketing, new([new BroadcastVariant(words)]), BroadcastCheck.Everybody), now);
            return ValueTask.FromResult(((BroadcastOutcome.Done)made).Broadcast.Id);
        }, CancellationToken.None);
        await app.Services.GetRequiredService<BroadcastCount>().RunAsync(author, business, id, CancellationToken.None);
        await store.WriteAsync(async scope =>
        {
            await desk.ScheduleAsync(scope, author, business, id, null, null, now);
            return await desk.ApproveAsync(scope, second, business, id, now);
        }, CancellationToken.None);
    }

    private static int Contacts(WriteScope scope, BusinessId business, long account, int first, int count, DateTimeOffset now)
    {
        for (var n = first; n < first + count; n++)
        {
            var contact = ContactId.New(now.AddDays(-30)).ToString();
            scope.Command("INSERT INTO contacts (id, business_id, name, language, created_at) VALUES (@id, @business, @name, 'en', @at)")
                .Set("@id", contact).Set("@business", business.ToString()).Set("@name", $"Guest {n}").Set("@at", now.AddDays(-30)).ExecuteNonQuery();
            scope.Command("INSERT INTO chats (business_id, account_id, contact_id, external_id, kind, state, created_at) VALUES (@business, @account, @contact, @key, 'Customer', '', @at)")
                .Set("@business", business.ToString()).Set("@account", account).Set("@contact", contact)
                .Set("@key", (FirstChat + n).ToString(CultureInfo.InvariantCulture)).Set("@at", now.AddDays(-30)).ExecuteNonQuery();
            scope.Command("""
                INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, given_at)
                VALUES (@business, @contact, 'marketing', 'telegram', 1, 'Yes', 'en', 'import', @at)
                """).Set("@business", business.ToString()).Set("@contact", contact).Set("@at", now.AddDays(-30)).ExecuteNonQuery();
        }
        return count;
    }

    private static long Number(string data, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "engagebot.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar() is long number ? number : 0;
    }

    private static double At(List<double> sorted, int percent) => sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];
}
