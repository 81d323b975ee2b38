using System.Globalization;
using System.Security.Cryptography;
using EngageBot.Businesses;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Reports;
using EngageBot.Staff;
using EngageBot.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace EngageBot.Benchmarks;

/// <summary>What the ledger costs with so many members and ten times as many transfers.</summary>
internal static class LedgerScale
{
    private static readonly ProgrammeRules Rules = ProgrammeRules.Default with
    {
        PendingDays = 0, Expiry = new(ExpiryPolicy.AfterDays, Days: 730), Tiers = [new("one", Names("One"), 0), new("two", Names("Two"), 500, 150)],
    };

    /// <param name="place">A file for the embedded database, or a connection string of an empty PostgreSQL database.</param>
    public static async Task RunAsync(string place, long members)
    {
        var clock = new StoppedClock(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
        var (business, shop) = await OpenAsync(place, members, clock);
        var store = Store(place, clock);
        await using var closed = (IAsyncDisposable)store;
        var random = new Random(7);
        ContactId Somebody() => LedgerSeed.MemberOf(random.NextInt64(members));
        await using var program = Program(store, clock);
        // With everything that the program lets follow from a purchase.
        var purchases = program.GetRequiredService<RecordPurchase>();
        var (run, receipt) = (RandomNumberGenerator.GetHexString(8, lowercase: true), 0);
        Task BuyAsync(ContactId member) => store.WriteAsync(scope => purchases.RecordAsync(
            scope, new Actor.System("benchmark"), new(business, shop, $"{run}-{Interlocked.Increment(ref receipt)}", member, 25_00, "EUR", clock.GetUtcNow()), clock.GetUtcNow()), default);

        Console.WriteLine($"| {members} members | half within | 99 of 100 within | processor time of the program |\n|---|---:|---:|---:|");
        await EachAsync("balance read", 3_000, _ => store.ReadAsync(connection => ValueTask.FromResult(BalanceQuery.Read(connection, Somebody(), clock.GetUtcNow())), default));
        await EachAsync("history read", 1_000, _ => store.ReadAsync(connection => ValueTask.FromResult(HistoryQuery.Read(connection, Somebody(), clock.GetUtcNow())), default));
        await EachAsync("balance of a day a year ago", 1_000, _ => store.ReadAsync(connection => ValueTask.FromResult(
            BalanceAt.Read(connection, Somebody(), LedgerDay.Of(DaysAgo(365), TimeZoneInfo.Utc, clock.GetUtcNow())!.Value)), default));
        await EachAsync("purchase, one at a time", 500, _ => BuyAsync(Somebody()));
        await EachAsync("set aside and spend", 200, n => store.WriteAsync(scope =>
        {
            var holds = new PointsHolds(scope);
            if (holds.Reserve(new(business, Somebody(), 5, $"{run}:{n}", clock.GetUtcNow(), clock.GetUtcNow().AddMinutes(5))) is ReserveOutcome.Reserved held)
                holds.Complete(new(business, held.HoldId, clock.GetUtcNow()));
            return ValueTask.CompletedTask;
        }, default));
        await OnceAsync("2,000 purchases by 64 tills", () => Parallel.ForEachAsync(Enumerable.Range(0, 2_000), new ParallelOptions { MaxDegreeOfParallelism = 64 },
            async (n, _) => await BuyAsync(LedgerSeed.MemberOf(n * 7919L % members))));
        var loyal = LedgerSeed.MemberOf(1);
        for (var n = 0; n < 1_000; n += 50) await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => BuyAsync(loyal)));
        await EachAsync("purchase of somebody with 1,000 this year", 200, _ => BuyAsync(loyal));
        foreach (var days in (int[])[0, 1, 30, 365])
            await OnceAsync($"liability report of {(days == 0 ? "now" : $"{days} days ago")}", () => store.ReadAsync(connection => ValueTask.FromResult(
                LiabilityReport.Read(connection, business, LedgerDay.Of(DaysAgo(days), TimeZoneInfo.Utc, clock.GetUtcNow())!.Value, new(1))), default));
        clock.Now += TimeSpan.FromHours(2);
        var swept = 0;
        await OnceAsync("expiry run", async () => swept = await new PointsClock(store, clock, NullLogger<PointsClock>.Instance).SweepAsync(default));
        Console.WriteLine($"| … of batches | {swept} | | |");
        await OnceAsync("ledger verify", async () =>
        {
            var report = await LedgerVerify.RunAsync(store, null, default);
            Console.WriteLine($"| … of transfers | {report.Transfers} | {(report.Sound ? "sound" : report.Findings[0].ToString())} | |");
        });

        DateOnly DaysAgo(int days) => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-days);
    }

    internal static async Task<(BusinessId, ShopId)> OpenAsync(string place, long members, StoppedClock clock)
    {
        (BusinessId Business, ShopId Shop) home = default;
        var fresh = false;
        var store = Store(place, clock);
        await using ((IAsyncDisposable)store)
            await store.WriteAsync(scope =>
            {
                fresh = BusinessSetup.All(scope).IsEmpty;
                var business = fresh ? BusinessSetup.Open(scope, new() { Name = "Scale", Zone = "Etc/UTC" }, clock.GetUtcNow()) : BusinessSetup.All(scope)[0];
                if (fresh) Programmes.Publish(scope, business.Id, Rules, clock.GetUtcNow());
                home = (business.Id, BusinessSetup.Shops(scope, business.Id)[0].Id);
                return ValueTask.CompletedTask;
            }, default);
        if (!fresh) return home;
        await using System.Data.Common.DbConnection connection = IsServer(place)
            ? new NpgsqlConnection(place + ";Command Timeout=0") : new SqliteConnection($"Data Source={place};Pooling=False");
        await connection.OpenAsync();
        new LedgerSeed(connection, home.Business, home.Shop, members, clock.GetUtcNow()).Run();
        return home;
    }

    private static ServiceProvider Program(IStore store, TimeProvider clock)
    {
        var services = new ServiceCollection();
        var nothing = new ConfigurationBuilder().Build();
        EngageApp.AddParts(services.AddLogging().AddSingleton<IConfiguration>(nothing), nothing);
        return services.Replace(ServiceDescriptor.Singleton(store)).Replace(ServiceDescriptor.Singleton(clock)).BuildServiceProvider();
    }

    internal static IStore Store(string place, TimeProvider clock) => IsServer(place)
        ? PostgresStore.Open(new(place), clock, NullLogger<PostgresStore>.Instance)
        : SqliteStore.Open(new(place), clock, NullLogger<SqliteStore>.Instance);

    private static bool IsServer(string place) => place.Contains("Host=", StringComparison.OrdinalIgnoreCase);

    internal static async Task EachAsync(string what, int times, Func<int, Task> deed)
    {
        for (var n = 0; n < times / 10; n++) await deed(-n - 1);
        var (took, cpu) = (new double[times], Environment.CpuUsage.TotalTime);
        for (var n = 0; n < times; n++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await deed(n);
            took[n] = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        }
        Array.Sort(took);
        var each = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / times;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {took[times / 2]:F3} ms | {took[times * 99 / 100]:F3} ms | {each:F0} µs |"));
    }

    internal static async Task OnceAsync(string what, Func<Task> deed)
    {
        var (started, cpu) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await deed();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {what} | {TimeProvider.System.GetElapsedTime(started).TotalSeconds:F2} s | | {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:F2} s |"));
    }

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, string> Names(string name) =>
        System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("en", name);

    internal sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
