using System.Collections.Concurrent;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>A broadcast that fails keeps no other one waiting: it is left alone for a while and then tried again.</summary>
internal sealed partial class BroadcastTroubles(TimeProvider clock, ILogger<BroadcastTroubles> logger)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<long, DateTimeOffset> _until = new();

    /// <summary>Works on a broadcast, unless it rests.</summary>
    /// <returns>Whether anything was done; <see langword="null"/> if it rests, or does so from now on.</returns>
    public async ValueTask<bool?> TryAsync(long broadcast, Func<Task<bool>> work)
    {
        if (_until.TryGetValue(broadcast, out var until) && clock.GetUtcNow() < until) return null;
        try
        {
            return await work();
        }
#pragma warning disable CA1031 // Whatever failed may pass; the rows say where to go on.
        catch (Exception error) when (error is not (OperationCanceledException or DatabaseUnavailableException))
#pragma warning restore CA1031
        {
            _until[broadcast] = clock.GetUtcNow() + Rest;
            LogFailed(error, broadcast);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Broadcast {BroadcastId} failed and is tried again")]
    private partial void LogFailed(Exception error, long broadcastId);
}
