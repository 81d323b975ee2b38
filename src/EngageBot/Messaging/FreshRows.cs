using System.Threading.Channels;

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

    /// <summary>Whether every row waiting in the table is, or will be, offered here.</summary>
    public bool IsOpen => _open;

    /// <summary>Begins to collect; whoever calls it then looks whether the table holds anything older.</summary>
    public void Open()
    {
        while (_rows.Reader.TryRead(out _)) { }
        _open = true;
    }

    /// <summary>What waits is to be read from the table.</summary>
    public void Close() => _open = false;

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
