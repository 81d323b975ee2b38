using EngageBot.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageBot.Tests.Support;

/// <summary>A real, migrated SQLite database in a folder of its own that goes when it is disposed.</summary>
internal sealed class TempStore : ITestStore
{
    private TempStore(string folder, TimeProvider clock, Func<SqliteStoreOptions, SqliteStoreOptions>? adjust)
    {
        Folder = folder;
        Clock = clock;
        var options = new SqliteStoreOptions(SqliteTemplate.FileIn(folder));
        SqliteTemplate.CopyInto(folder);
        Options = adjust?.Invoke(options) ?? options;
        Store = Start();
    }

    public string Folder { get; }
    public TimeProvider Clock { get; }
    public SqliteStoreOptions Options { get; }
    public SqliteStore Store { get; private set; }

    IStore ITestStore.Store => Store;

    public static TempStore Open(TimeProvider? clock = null, Func<SqliteStoreOptions, SqliteStoreOptions>? adjust = null) =>
        new(Directory.CreateTempSubdirectory("engagebot-").FullName, clock ?? new TestClock(), adjust);

    /// <summary>Closes and opens the same file, as a restart does.</summary>
    public async Task RestartAsync()
    {
        await Store.DisposeAsync();
        Store = Start();
    }

    private SqliteStore Start() => SqliteStore.Open(Options, Clock, NullLogger<SqliteStore>.Instance);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
