using System.Globalization;
using EngageBot.Benchmarks;

// The fake platform shares the machine with what is measured: no hops between its threads. Not where this process speaks with a server: calls that
// block would wait on the thread that is to wake them.
if (args is not (["ledger" or "segments", ..] or ["broadcast", _, _, _, not "sqlite", ..])) Environment.SetEnvironmentVariable(BotProcess.InlineSockets, "1");

// The whole path, measured: dotnet run -c Release --project tests/EngageBot.Benchmarks -- <published EngageBot.dll> <dialogs> [seconds]
// The ledger at scale:     dotnet run -c Release --project tests/EngageBot.Benchmarks -- ledger <database file | connection string> [members]
if (args is ["ledger", var place, ..])
{
    await LedgerScale.RunAsync(place, args.Length > 2 ? long.Parse(args[2], CultureInfo.InvariantCulture) : 1_000_000);
    return 0;
}
// Segments at scale, on the same data: … -- segments <database file | connection string> [members]
if (args is ["segments", var data, ..])
{
    await SegmentScale.RunAsync(data, args.Length > 2 ? long.Parse(args[2], CultureInfo.InvariantCulture) : 1_000_000);
    return 0;
}
// Broadcasts:              dotnet run -c Release --project tests/EngageBot.Benchmarks -- broadcast <published EngageBot.dll> <dialogs> [people] [sqlite | connection string] [only runs whose name holds this]
if (args is ["broadcast", var program, var folder, ..])
{
    var server = args.Length > 4 && args[4] != "sqlite" ? args[4] : null;
    return await BroadcastRun.RunAllAsync(
        Path.GetFullPath(program), Path.GetFullPath(folder), args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 100_000, server, args.Length > 5 ? args[5] : null) ? 0 : 1;
}
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: EngageBot.Benchmarks <published EngageBot.dll> <dialogs folder> [seconds a run, default 20] [only runs whose name holds this]");
    return 2;
}
var length = TimeSpan.FromSeconds(args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 20);
LoadRun[] runs =
[
    new("webhook, closed loop, 128 users", "webhook", 128, length, TimeSpan.Zero, null),
    new("polling, closed loop, 128 users", "polling", 128, length, TimeSpan.Zero, null),
    new("webhook, 500 turns/s", "webhook", 100, length, TimeSpan.Zero, 500),
    new("WhatsApp, closed loop, 128 users", BotProcess.WhatsApp, 128, length, TimeSpan.Zero, null),
    new("WhatsApp, 500 turns/s", BotProcess.WhatsApp, 100, length, TimeSpan.Zero, 500),
    new("webhook, closed loop, 512 users, 50 ms a call", "webhook", 512, length, TimeSpan.FromMilliseconds(50), null),
];
Console.WriteLine("| run | turns/s | calls a turn | CPU µs a turn | p50 ms | p99 ms | memory MB | ready s |");
Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
foreach (var run in runs.Where(r => args.Length < 4 || r.Name.Contains(args[3], StringComparison.Ordinal)))
{
    var m = await run.RunAsync(Path.GetFullPath(args[0]), Path.GetFullPath(args[1]));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {m.Name} | {m.TurnsPerSecond:F0} | {m.CallsPerTurn:F2} | {m.CpuMicrosecondsPerTurn:F0} | {m.P50Ms:F2} | {m.P99Ms:F2} | {m.MemoryMb} | {m.ReadyIn.TotalSeconds:F2} |"));
}
return 0;
