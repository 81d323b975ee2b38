using System.Threading.Channels;
using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>Inbox rows on the way from their commit to the worker in memory, so that nobody reads back what was just written.</summary>
/// <remarks>
/// A short cut, never the record: the table is. It carries rows only while the worker has caught up with the table, and whatever makes
/// that doubtful (more rows than it holds, a row put off, a chat renamed, a replay) closes it until the worker has caught up again.
/// Good for one writer a database, where rows are committed in the order of their ids.
/// </remarks>
internal sealed class FreshRows
{
    /// <summary>Rows held at most; beyond it the worker reads from the table.</summary>
    private const int Limit = 4_096;

    private readonly Channel<InboundEvent> _rows =
        Channel.CreateBounded<InboundEvent>(new BoundedChannelOptions(Limit) { SingleReader = true });
    private volatile bool _open;
    private volatile bool _settled;
    private long _written;
    private long _handled;

    /// <summary>Whether every row waiting in the table is, or will be, offered here.</summary>
    public bool IsOpen => _open;

    /// <summary>Takes a row's turn in the transaction that writes the row; absent while each row has to be committed before its turn.</summary>
    public Func<WriteScope, InboundEvent, ValueTask>? Turn { get; set; }

    /// <summary>The worker has caught up with the table, and nothing there is put off.</summary>
    public bool IsSettled => _open && _settled;

    /// <summary>No row waits, neither in the table nor in a transaction that is still open: what comes now is its chat's next.</summary>
    public bool IsClear => IsSettled && Turn is not null && Volatile.Read(ref _written) <= Volatile.Read(ref _handled);

    /// <summary>A row is being written that waits for the worker; said inside its transaction.</summary>
    /// <remarks>If that is undone, nothing is clear until the worker has handled a row of that id or a later one; ids are given again.</remarks>
    public void Written(long id) => Volatile.Write(ref _written, id);

    /// <summary>The worker has handled its rows up to this one.</summary>
    public void HandledUpTo(long id)
    {
        if (id > Volatile.Read(ref _handled)) Volatile.Write(ref _handled, id);
    }

    /// <summary>The worker has read the table to its end, and nothing there is put off.</summary>
    public void Settle(long upTo)
    {
        HandledUpTo(upTo);
        _settled = true;
    }

    /// <summary>Begins to collect; whoever calls it then looks whether the table holds anything older.</summary>
    public void Open()
    {
        while (_rows.Reader.TryRead(out _)) { }
        (_settled, _open) = (false, true);
    }

    /// <summary>What waits is to be read from the table.</summary>
    public void Close() => (_open, _settled) = (false, false);

    /// <summary>Takes in a row that has just been committed.</summary>
    public void Offer(InboundEvent row)
    {
        if (_open && !_rows.Writer.TryWrite(row)) _open = false;
    }

    /// <summary>The next rows in the order of their commits, but for those the worker has seen in the table.</summary>
    public List<InboundEvent> Take(int limit, long after)
    {
        var taken = new List<InboundEvent>();
        while (taken.Count < limit && _rows.Reader.TryRead(out var row))
            if (row.Id > after) taken.Add(row);
        return taken;
    }
}
