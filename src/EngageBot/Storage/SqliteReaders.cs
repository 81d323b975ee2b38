using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace EngageBot.Storage;

/// <summary>A few connections that only read; whoever comes when all are busy waits.</summary>
internal sealed class SqliteReaders(SqliteFile file, int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count, count);
    private readonly ConcurrentBag<SqliteConnection> _idle = [];

    public async Task<T> ReadAsync<T>(Func<DbConnection, ValueTask<T>> read, CancellationToken cancellation)
    {
        // A read blocks for as long as it takes, and its caller may be on the thread that looks after all sockets.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await _free.WaitAsync(cancellation);
        try
        {
            if (!_idle.TryTake(out var connection)) connection = file.OpenToRead();
            try
            {
                T result;
                // One snapshot for all statements of the read.
                await using (connection.BeginTransaction(deferred: true)) result = await read(connection);
                _idle.Add(connection);
                return result;
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var connection)) connection.Dispose();
        _free.Dispose();
    }
}
