using System.Collections.Concurrent;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>With several nodes on one database: which of them carries a broadcast forward. A lease that is not renewed runs out.</summary>
/// <remarks>It only saves work: what is written is decided under the broadcast's lock, whoever writes it.</remarks>
internal sealed class BroadcastLeases(IStore store, TimeProvider clock)
{
    private static readonly TimeSpan Whole = TimeSpan.FromSeconds(15);

    private readonly string _node = NodeName.New();
    private readonly ConcurrentDictionary<long, (bool Held, long Asked)> _known = new();

    public async ValueTask<bool> TryHoldAsync(long broadcast, CancellationToken cancellation)
    {
        if (store.Sql.TakeLease is not { } take) return true;
        if (_known.TryGetValue(broadcast, out var known) && clock.GetElapsedTime(known.Asked) < Whole / 5) return known.Held;
        var asked = clock.GetTimestamp();
        var held = await store.WriteAsync(async scope =>
            await scope.Command(take).Set("@name", Broadcast.SourceOf(broadcast)).Set("@node", _node).Set("@ms", (long)Whole.TotalMilliseconds)
                .ExecuteScalarAsync(CancellationToken.None) is long, cancellation);
        _known[broadcast] = (held, asked);
        return held;
    }
}
