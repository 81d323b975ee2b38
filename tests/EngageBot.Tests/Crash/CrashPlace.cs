using EngageBot.Tests.Support;

namespace EngageBot.Tests.Crash;

/// <summary>Where the killed process keeps its rows: its settings, and the way past the process to them.</summary>
internal sealed record CrashPlace(Dictionary<string, string> Settings, CrashDb Db)
{
    /// <summary>The embedded database in a folder.</summary>
    public static Task<CrashPlace> EmbeddedAsync(string folder) => Task.FromResult(new CrashPlace([], new CrashDb(folder)));

    /// <summary>As <see cref="EmbeddedAsync"/>, for a process that handles at once what it accepts even right after a crash.</summary>
    public static Task<CrashPlace> EmbeddedWithoutCareAsync(string folder) =>
        Task.FromResult(new CrashPlace(new() { ["Messaging:CarefulHours"] = "0" }, new CrashDb(folder)));

    /// <summary>A new database of a server; leases are short, so that a killed node's work is taken over soon.</summary>
    public static async Task<CrashPlace> PostgresAsync(string _)
    {
        var place = await PostgresServer.CreateMigratedDatabaseAsync();
        return new(new()
        {
            ["Database:Provider"] = "postgres", ["Database:ConnectionString"] = place, ["Messaging:LeaseSeconds"] = "2", ["Messaging:PollSeconds"] = "1",
        }, CrashDb.OnPostgres(place));
    }
}
