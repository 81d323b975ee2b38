using EngageBot.Dialogs.Engine;
using EngageBot.Storage;

namespace EngageBot.Conversations.Releases;

/// <summary>Open runs that stand in one state of one version.</summary>
/// <param name="Oldest">When the first of them came there, if it is known.</param>
/// <param name="NextTimer">When the next of them will be woken.</param>
internal sealed record StandingRuns(string Dialog, int Version, string State, int Count, DateTimeOffset? Oldest, DateTimeOffset? NextTimer);

/// <summary>Where the open runs of all chats stand.</summary>
internal static class LiveRuns
{
    /// <summary>Chats read at once, so that no reader is held open for long.</summary>
    private const int Slice = 1000;

    /// <summary>Counts the runs of all chats, or of one dialog; by dialog, version and state.</summary>
    public static async Task<IReadOnlyList<StandingRuns>> CountAsync(IStore store, string? dialog, CancellationToken cancellation)
    {
        var counted = new SortedDictionary<(string, int, string), StandingRuns>();
        for (long? from = 0; from is not null;)
        {
            var slice = await store.ReadRowsAsync(
                "SELECT id, state FROM chats WHERE id > @from AND state <> '' ORDER BY id LIMIT @slice",
                command => command.Set("@from", from.Value).Set("@slice", Slice), row => (Id: row.GetInt64(0), State: row.GetString(1)), cancellation);
            foreach (var (_, state) in slice)
                foreach (var run in ChatState.Parse(state).Runs)
                    if (dialog is null || run.Dialog == dialog) Count(counted, run);
            from = slice.Count == Slice ? slice[^1].Id : null;
        }
        return [.. counted.Values];
    }

    private static void Count(SortedDictionary<(string, int, string), StandingRuns> counted, Run run)
    {
        var key = (run.Dialog, run.Version, run.State);
        var known = counted.GetValueOrDefault(key) ?? new(run.Dialog, run.Version, run.State, 0, null, null);
        DateTimeOffset? timer = run.Timers.IsEmpty ? null : run.Timers.Min(t => t.DueAt);
        counted[key] = known with
        {
            Count = known.Count + 1,
            Oldest = known.Oldest is { } oldest && (run.Since is not { } since || oldest <= since) ? oldest : run.Since,
            NextTimer = known.NextTimer is { } next && (timer is not { } due || next <= due) ? next : timer,
        };
    }
}
