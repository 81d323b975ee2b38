using System.Globalization;
using EngageBot.Segments;
using EngageBot.Storage;

namespace EngageBot.Benchmarks;

/// <summary>What segments cost with so many members, seven receipts each: counting, writing a list down, its first page, memory, and how long others wait meanwhile.</summary>
internal static class SegmentScale
{
    private static readonly string[] _segments =
    [
        "customer.member", "customer.language == ru or points.available >= 120", "points.expiring_14d >= 1", "purchases.count.last_365d >= 4", "purchases.last_days is set and purchases.last_days > 60",
        "purchases.spent.last_90d > 30 and customer.has_phone", "purchases.lapsed", "large", "big_but_casual", "unhappy_regulars",
    ];

    /// <param name="place">A file for the embedded database, or a connection string of a PostgreSQL database: empty, or with the data of the ledger's run.</param>
    public static async Task RunAsync(string place, long members)
    {
        var clock = new LedgerScale.StoppedClock(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
        var (business, _) = await LedgerScale.OpenAsync(place, members, clock);
        var store = LedgerScale.Store(place, clock);
        await using var closed = (IAsyncDisposable)store;
        Console.WriteLine($"| {members} members, {7 * members} receipts | within | 99 of 100 within | processor time of the program |\n|---|---:|---:|---:|");
        foreach (var segment in _segments)
        {
            var found = 0L;
            await LedgerScale.OnceAsync($"count of `{segment}`", async () => found = await AskAsync(query => source => query.Count(source), segment));
            Console.WriteLine($"| … has | {found} | | |");
            await LedgerScale.OnceAsync("… first page of 500", () => AskAsync(query => source => query.Page(source, null, 500).Length, segment));
        }

        var audiences = new Audiences(store, clock);
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (ended, waits) = (false, new List<double>());
        var others = Task.Run(async () =>
        {
            while (!Volatile.Read(ref ended))
            {
                var started = TimeProvider.System.GetTimestamp();
                await store.WriteAsync(scope =>
                {
                    scope.Command("UPDATE contacts SET tone = NULL WHERE id = @id").Set("@id", LedgerSeed.MemberOf(waits.Count % members).ToString()).ExecuteNonQuery();
                    return ValueTask.CompletedTask;
                }, default);
                waits.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            }
        });
        var list = (FreezeOutcome.Frozen?)null;
        await LedgerScale.OnceAsync("list of everybody, written down in slices", async () =>
            list = (FreezeOutcome.Frozen)await audiences.FreezeAsync(business, $"benchmark:{TimeProvider.System.GetTimestamp()}", "customer.member", default));
        Volatile.Write(ref ended, true);
        await others;
        waits.Sort();
        Write("… people on it", list!.Members.ToString(CultureInfo.InvariantCulture), "");
        Write("… another write meanwhile", Ms(waits[waits.Count / 2]), Ms(waits[waits.Count * 99 / 100]));
        Write("… the longest of them", Ms(waits[^1]), "");
        Write("… memory of the program grew by", Mb(GC.GetTotalMemory(forceFullCollection: true) - before), "");
        await LedgerScale.EachAsync("page of 500 of the list", 200, n => store.ReadAsync(
            connection => ValueTask.FromResult(Audiences.Next(connection, list.AudienceId, n < 0 ? null : LedgerSeed.MemberOf(n * 7919L % members), 500).Length), default));
        Write("memory of the process, with what the database keeps of its file", Mb(Environment.WorkingSet), "");

        Task<long> AskAsync(Func<SegmentQuery, Func<RowSource, long>> ask, string segment) => store.ReadAsync(connection =>
        {
            var (query, errors) = SegmentBook.Prepare(connection, business, segment, clock.GetUtcNow());
            return ValueTask.FromResult(query is null ? throw new InvalidOperationException(string.Join(' ', errors)) : ask(query)(connection));
        }, default);
    }

    private static void Write(string what, string value, string most) => Console.WriteLine($"| {what} | {value} | {most} | |");

    private static string Ms(double ms) => ms.ToString("F2", CultureInfo.InvariantCulture) + " ms";

    private static string Mb(long bytes) => (bytes / 1048576.0).ToString("F0", CultureInfo.InvariantCulture) + " MB";
}
