using System.Security.Cryptography;
using System.Threading.Channels;
using Npgsql;

namespace EngageBot.Storage;

/// <summary>Carries words between the nodes of one database by <c>NOTIFY</c> and <c>LISTEN</c>, outside of everybody's transactions.</summary>
/// <remarks>A commit with a notification in it waits for every other such commit of the database; so the word goes afterwards, by itself.</remarks>
internal sealed partial class PostgresWire : IAsyncDisposable
{
    /// <summary>Words that wait; beyond it the oldest are dropped, for they are hints only.</summary>
    private const int Limit = 1_000;

    /// <summary>The server refuses longer ones (8,000 bytes, postgresql.org/docs/15/sql-notify.html, read 2026-11).</summary>
    private const int LongestWord = 1_900;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string _node = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private readonly Channel<string> _words = Channel.CreateBounded<string>(new BoundedChannelOptions(Limit) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly CancellationTokenSource _stop = new();
    private readonly NpgsqlDataSource _sessions;
    private readonly Action<string> _heard;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Task _running;

    /// <param name="sessions">Connections of its own: one listens for ever.</param>
    public PostgresWire(NpgsqlDataSource sessions, Action<string> heard, TimeProvider clock, ILogger logger)
    {
        (_sessions, _heard, _clock, _logger) = (sessions, heard, clock, logger);
        _running = Task.WhenAll(Task.Run(ListenAsync), Task.Run(SpeakAsync));
    }

    public void Tell(string word)
    {
        if (word.Length <= LongestWord) _words.Writer.TryWrite(word);
    }

    private Task ListenAsync() => KeepAsync(async stop =>
    {
        await using var session = await _sessions.OpenConnectionAsync(stop);
        session.Notification += (_, notification) =>
        {
            if (notification.Payload.Length < _node.Length) return;
            var (from, word) = (notification.Payload[.._node.Length], notification.Payload[_node.Length..]);
            if (from != _node) _heard(word);
        };
        await using (var listen = new NpgsqlCommand("LISTEN engagebot", session)) await listen.ExecuteNonQueryAsync(stop);
        _heard("");    // nobody knows what was said before
        while (true) await session.WaitAsync(stop);
    });

    private Task SpeakAsync() => KeepAsync(async stop =>
    {
        while (await _words.Reader.WaitToReadAsync(stop))
        {
            var words = new HashSet<string>(StringComparer.Ordinal);
            while (words.Count < Limit && _words.Reader.TryRead(out var word)) words.Add(_node + word);
            await using var session = await _sessions.OpenConnectionAsync(stop);
            await using var notify = new NpgsqlCommand("SELECT pg_notify('engagebot', word) FROM unnest(@words) AS word", session);
            notify.Set("@words", words.ToArray());
            await notify.ExecuteNonQueryAsync(stop);
        }
    });

    /// <summary>Begins again for as long as the store is open: a server that restarts is no reason to stop.</summary>
    private async Task KeepAsync(Func<CancellationToken, Task> work)
    {
        var failed = false;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await work(_stop.Token);
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                if (!failed) LogBroken(error.GetBaseException().GetType().Name);
                failed = true;
                await Task.Delay(Pause, _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Other nodes are not heard ({Error}); work is found by looking until they are")]
    private partial void LogBroken(string error);
}
