namespace EngageBot.Storage;

/// <summary>Where the embedded database lives and how far the store goes for its callers.</summary>
internal sealed record SqliteStoreOptions(string Path)
{
    /// <summary>How long a write waits for another process's lock before its caller is told.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Pieces of work that share one commit at most.</summary>
    public int BatchLimit { get; init; } = 256;

    /// <summary>Pieces of work that may wait; the next caller waits for room.</summary>
    public int QueueLimit { get; init; } = 10_000;

    /// <summary>What is committed survives the machine; <see langword="false"/> only for a database that is thrown away.</summary>
    public bool Lasting { get; init; } = true;

    /// <summary>Connections for reads.</summary>
    public int Readers { get; init; } = 4;
}
