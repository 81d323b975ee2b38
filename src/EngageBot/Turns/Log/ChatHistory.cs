using System.Collections.Immutable;
using EngageBot.Conversations.Actions;
using EngageBot.Conversations.Releases;
using EngageBot.Dialogs.Engine;
using EngageBot.Storage;

namespace EngageBot.Turns.Log;

/// <summary>One recorded turn, taken again.</summary>
/// <param name="Replay">Absent where the release is no longer there or the record cannot be read; then <paramref name="Problem"/> says so.</param>
/// <param name="Gap">The chat was changed since the turn before by something that is not recorded.</param>
internal sealed record RecordedTurn(TurnLogRow Row, TurnRecord? Record, TurnReplay? Replay, string? Problem, bool Gap);

/// <summary>The recorded turns of one chat, each taken again on the release it ran on.</summary>
internal sealed class ChatHistory(TurnLog log, IStore store, DialogActions actions, MasterKey masterKey)
{
    private readonly Dictionary<long, LiveDialogs?> _releases = [];

    /// <summary>Finds a chat by its number, or by its id on the channel.</summary>
    public Task<List<(long Id, string Channel)>> FindAsync(string chat, CancellationToken cancellation) => store.ReadRowsAsync(
        """
        SELECT c.id, a.channel FROM chats c JOIN channel_accounts a ON a.id = c.account_id
        WHERE c.external_id = @key OR c.id = @id ORDER BY c.id LIMIT 10
        """,
        command => command.Set("@key", chat).Set("@id", long.TryParse(chat, out var id) ? id : -1L), row => (row.GetInt64(0), row.GetString(1)), cancellation);

    /// <summary>Takes a chat's turns again, oldest first. Changes nothing.</summary>
    /// <param name="from">The first turn, by the number of its inbox row.</param>
    public async Task<IReadOnlyList<RecordedTurn>> ReplayAsync(long chatId, long from, int most, CancellationToken cancellation)
    {
        var turns = new List<RecordedTurn>();
        string? after = null;
        foreach (var row in await log.ReadAsync(chatId, from, most, cancellation))
        {
            var turn = await TakeAsync(row, after, cancellation);
            turns.Add(turn);
            after = turn.Replay?.After.ToJson();
        }
        return turns;
    }

    private async Task<RecordedTurn> TakeAsync(TurnLogRow row, string? before, CancellationToken cancellation)
    {
        TurnRecord record;
        try
        {
            record = log.Open(row);
        }
        catch (FormatException damaged)
        {
            return new(row, null, null, damaged.Message, Gap: false);
        }
        var gap = before is not null && before != record.Before;
        if (await ReleaseAsync(row.Release, cancellation) is not { } dialogs)
            return new(row, record, null, $"Release {row.Release} is no longer stored, or this program cannot read it.", gap);
        // Buttons were signed with the newest key of that time, which a rotation since has made an older one.
        ImmutableArray<ReadOnlyMemory<byte>> keys = [.. masterKey.AcceptedFor(MasterKey.Button).Select(key => new ReadOnlyMemory<byte>(key))];
        var replay = TurnReplay.Of(record, dialogs.Set, row.ChatId, keys, row.At);
        for (var older = 1; older < keys.Length && !replay.Same; older++)
            if (TurnReplay.Of(record, dialogs.Set, row.ChatId, keys[older..], row.At) is { Same: true } then) replay = then;
        return new(row, record, replay, null, gap);
    }

    private async Task<LiveDialogs?> ReleaseAsync(long number, CancellationToken cancellation)
    {
        if (_releases.TryGetValue(number, out var known)) return known;
        return _releases[number] = await store.ReadAsync(connection =>
        {
            try
            {
                return ValueTask.FromResult(ReleaseRows.Find(connection, number) is { } release ? LiveDialogs.Load(connection, release, actions) : null);
            }
            catch (Conversations.InvalidDialogsException)
            {
                return ValueTask.FromResult<LiveDialogs?>(null);
            }
        }, cancellation);
    }
}
