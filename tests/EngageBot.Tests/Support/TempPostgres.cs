using EngageBot.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageBot.Tests.Support;

/// <summary>A real, migrated PostgreSQL database of its own that goes when it is disposed.</summary>
internal sealed class TempPostgres : ITestStore
{
    private readonly TimeProvider _clock;

    private TempPostgres(string connectionString, TimeProvider clock, Func<PostgresStoreOptions, PostgresStoreOptions>? adjust)
    {
        _clock = clock;
        var options = new PostgresStoreOptions(connectionString) { Writers = 8, Readers = 4 };
        Options = adjust?.Invoke(options) ?? options;
        Store = Start();
    }

    public PostgresStoreOptions Options { get; }
    public PostgresStore Store { get; private set; }

    IStore ITestStore.Store => Store;

    public static async Task<TempPostgres> OpenAsync(TimeProvider? clock = null, Func<PostgresStoreOptions, PostgresStoreOptions>? adjust = null) =>
        new(await PostgresServer.CreateMigratedDatabaseAsync(), clock ?? new TestClock(), adjust);

    /// <summary>Another process on the same database.</summary>
    public PostgresStore Start() => PostgresStore.Open(Options, _clock, NullLogger<PostgresStore>.Instance);

    /// <summary>Another process on the same database, as a test's store.</summary>
    public ITestStore Second() => new Beside(this);

    public async Task RestartAsync()
    {
        await Store.DisposeAsync();
        Store = Start();
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await PostgresServer.DropDatabaseAsync(Options.ConnectionString);
    }

    private sealed class Beside(TempPostgres first) : ITestStore
    {
        private PostgresStore _store = first.Start();

        public IStore Store => _store;

        public async Task RestartAsync()
        {
            await _store.DisposeAsync();
            _store = first.Start();
        }

        public ValueTask DisposeAsync() => _store.DisposeAsync();
    }
}
