using System.Collections.Concurrent;
using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>Which accounts this node sends for and polls. On the embedded database all of them; on a server each account is one node's at a time.</summary>
/// <remarks>
/// A lease is a row that its node renews and that runs out by the database's clock. The node trusts it for less: four fifths of its time,
/// counted from before the question. A node that stood still, or lost the database, finds its time over by itself and sends nothing more.
/// Whoever takes a lease over raises its fence and decides about what the last holder was sending (law 5), in the same commit.
/// </remarks>
internal sealed partial class AccountLeases : BackgroundService
{
    private const double Trusted = 0.8;

    private readonly ConcurrentDictionary<long, Lease> _leases = new();
    private readonly string _node = NodeName.New();
    private readonly IStore _store;
    private readonly ChannelList _channels;
    private readonly InterruptedSends _interrupted;
    private readonly SpineSignals _signals;
    private readonly MessagingSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger<AccountLeases> _logger;

    public AccountLeases(
        IStore store, ChannelList channels, InterruptedSends interrupted, SpineSignals signals, MessagingSettings settings, TimeProvider clock,
        ILogger<AccountLeases> logger)
    {
        (_store, _channels, _interrupted, _signals, _settings, _clock, _logger) = (store, channels, interrupted, signals, settings, clock, logger);
        if (!store.IsShared) return;
        signals.Elsewhere = account =>
        {
            if (Fence(account) is null) store.Tell(OutboxWord);
        };
        store.Heard += word =>
        {
            if (word is OutboxWord or "") signals.Outbox.Set();
        };
    }

    private const string OutboxWord = "outbox";

    private TimeSpan Whole => TimeSpan.FromSeconds(_settings.LeaseSeconds);

    private TimeSpan Interval => Whole / 3;

    /// <summary>The number under which this node holds the account now.</summary>
    /// <returns><see langword="null"/> if it does not, or cannot be sure of it.</returns>
    public long? Fence(long account) =>
        !_store.IsShared ? 0 : _leases.TryGetValue(account, out var lease) && _clock.GetTimestamp() < lease.Until ? lease.Fence : null;

    /// <summary>As <see cref="Fence"/>; an account that nobody holds is taken first.</summary>
    public async ValueTask<long?> TryHoldAsync(long account, CancellationToken cancellation)
    {
        if (Fence(account) is { } held) return held;
        if (_leases.TryGetValue(account, out var lease) && _clock.GetTimestamp() < lease.NextTry) return null;
        return await TakeAsync(account, cancellation);
    }

    /// <summary>Waits until the account is this node's.</summary>
    /// <returns>Its fence: another one than before means that others held it meanwhile.</returns>
    public async Task<long> WhenHeldAsync(long account, CancellationToken cancellation)
    {
        while (true)
        {
            if (Fence(account) is { } held) return held;
            await Task.Delay(Interval / 4, _clock, cancellation);
        }
    }

    /// <summary>Whether this node holds the account by that fence; if so, nobody takes it over before the commit.</summary>
    public async ValueTask<bool> ConfirmAsync(WriteScope scope, long account, long fence)
    {
        if (_store.Sql.ConfirmLease is not { } confirm) return true;
        var found = await scope.Command(confirm).Set("@name", NameOf(account)).Set("@node", _node).Set("@fence", fence).ExecuteScalarAsync(CancellationToken.None);
        if (found is null) _leases.TryRemove(account, out _);
        return found is not null;
    }

    /// <summary>Keeps what this node holds, and takes what nobody does.</summary>
    public async Task RenewAsync(CancellationToken cancellation)
    {
        foreach (var channel in _channels.All) await TakeAsync(channel.Account.Id, cancellation);
    }

    /// <summary>Lets go of everything: another node goes on at once.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_store.Sql.EndLeases is not { } end) return;
        try
        {
            await _store.WriteAsync(async scope => await scope.Command(end).Set("@node", _node).ExecuteNonQueryAsync(CancellationToken.None), cancellationToken);
            _leases.Clear();
            _store.Tell(OutboxWord);
        }
        catch (Exception error) when (error is DatabaseUnavailableException or OperationCanceledException or ObjectDisposedException)
        {
            LogNotEnded();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_store.IsShared) return;
        var failed = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RenewAsync(stoppingToken);
                failed = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                if (!failed) LogNotRenewed(error);
                failed = true;
            }
            await Task.Delay(Interval, _clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<long?> TakeAsync(long account, CancellationToken cancellation)
    {
        if (_store.Sql.TakeLease is not { } take) return 0;
        var asked = _clock.GetTimestamp();
        var known = _leases.TryGetValue(account, out var before) ? before.Fence : 0;
        var fence = await _store.WriteAsync(async scope =>
        {
            var taken = await scope.Command(take).Set("@name", NameOf(account)).Set("@node", _node).Set("@ms", (long)Whole.TotalMilliseconds)
                .ExecuteScalarAsync(CancellationToken.None) as long?;
            // Under the same fence this node's own sends may be under way.
            if (taken is not { } number || number == known) return taken;
            foreach (var row in await InterruptedSends.ListAsync(scope))
                if (row.AccountId == account) await _interrupted.RescueAsync(scope, row);
            return taken;
        }, cancellation);
        _leases[account] = new Lease(fence ?? known, fence is null ? asked : asked + Ticks(Whole * Trusted), asked + Ticks(Interval));
        if (fence is null || fence == known) return fence;
        LogTaken(account, fence.Value);
        _signals.Outbox.Set();
        return fence;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _clock.TimestampFrequency);

    private static string NameOf(long account) => $"account:{account}";

    /// <param name="Until">When this node stops trusting it, as a timestamp.</param>
    /// <param name="NextTry">Not asked for again before, as a timestamp.</param>
    private sealed record Lease(long Fence, long Until, long NextTry);

    [LoggerMessage(Level = LogLevel.Information, Message = "This node sends for account {AccountId} now (fence {Fence})")]
    private partial void LogTaken(long accountId, long fence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The leases of accounts could not be renewed; nothing is sent once they run out, until they can be")]
    private partial void LogNotRenewed(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The leases of accounts could not be ended; other nodes wait until they run out")]
    private partial void LogNotEnded();
}
