using System.Data.Common;
using EngageBot.Storage;

namespace EngageBot.Tests.Support;

/// <summary>A real store whose process can be killed: from that moment nothing is committed any more.</summary>
internal sealed class KillableStore(IStore inner) : IStore
{
    private volatile bool _killed;

    public bool IsShared => inner.IsShared;

    public void Tell(string word) => inner.Tell(word);

    public event Action<string>? Heard
    {
        add => inner.Heard += value;
        remove => inner.Heard -= value;
    }

    public SpineSql Sql => inner.Sql;

    public bool IsKilled => _killed;

    public void Kill() => _killed = true;

    public Task<T> WriteAsync<T>(Func<WriteScope, ValueTask<T>> work, CancellationToken cancellation, bool canWait = false) =>
        inner.WriteAsync(async scope =>
        {
            if (_killed) throw Gone();
            var result = await work(scope);
            return _killed ? throw Gone() : result;
        }, cancellation, canWait);

    public Task<T> ReadAsync<T>(Func<DbConnection, ValueTask<T>> read, CancellationToken cancellation) =>
        _killed ? Task.FromException<T>(Gone()) : inner.ReadAsync(read, cancellation);

    public EngageDb OpenDb() => inner.OpenDb();

    private static ObjectDisposedException Gone() => new(nameof(IStore), "The process was killed.");
}
