using Npgsql;

namespace EngageBot.Storage;

/// <summary>Which server keeps the data and how far the store goes for its callers.</summary>
internal sealed record PostgresStoreOptions(string ConnectionString)
{
    /// <summary>Named in a session that says nothing else of itself, and seen in <c>pg_stat_activity</c>.</summary>
    private const string Name = "EngageBot";

    /// <summary>How long a connection is waited for before its caller is told.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Pieces of work in their transactions at the same time; the next one waits for its turn.</summary>
    public int Writers { get; init; } = 16;

    /// <summary>Connections for reads.</summary>
    public int Readers { get; init; } = 8;

    /// <summary>Times a piece of work is begun, when others were in its way, before its caller is told.</summary>
    public int Runs { get; init; } = 5;

    /// <summary>A statement that has not ended by then is given up, in seconds; every statement of ours is small.</summary>
    private const int WriteTimeoutSeconds = 15;

    /// <summary>Reports read longer.</summary>
    private const int ReadTimeoutSeconds = 120;

    /// <summary>How long one transaction waits for another's lock, in milliseconds; less than <see cref="WriteTimeoutSeconds"/>.</summary>
    private const int LockTimeoutMs = 10_000;

    /// <summary>A process that stands still inside a transaction for so long loses it, in milliseconds: others wait for its locks.</summary>
    private const int IdleTransactionMs = 10_000;

    /// <summary>Writers find rows by an index. A plan is kept for the life of a connection, and one that was made while a table was empty reads the whole of it;
    /// where there is no index, the cost that this puts on reading it must not let the server compile the statement.</summary>
    private const string ByIndex = "-c enable_seqscan=off -c jit=off";

    /// <summary>For transactions that write.</summary>
    /// <exception cref="CannotStartException">The string cannot be understood.</exception>
    public string ForWrites => Build(Writers + 1, WriteTimeoutSeconds, $"-c lock_timeout={LockTimeoutMs} -c idle_in_transaction_session_timeout={IdleTransactionMs} {ByIndex}");

    /// <summary>For readers, which cannot write.</summary>
    public string ForReads => Build(Readers, ReadTimeoutSeconds, "-c default_transaction_read_only=on -c idle_in_transaction_session_timeout=60000");

    /// <summary>For the session that listens: it says now and then that it is there, and so notices when the server is not.</summary>
    public string ForListening => new NpgsqlConnectionStringBuilder(Build(2, WriteTimeoutSeconds, "")) { KeepAlive = 10 }.ConnectionString;

    /// <summary>Server and database, for people; never the password.</summary>
    public string Place
    {
        get
        {
            var builder = Parse();
            return $"{builder.Host}:{builder.Port}/{builder.Database ?? builder.Username}";
        }
    }

    private string Build(int connections, int timeoutSeconds, string options)
    {
        var builder = Parse();
        builder.ApplicationName ??= Name;
        builder.Timeout = Math.Max(1, (int)Math.Ceiling(Patience.TotalSeconds));
        builder.CommandTimeout = timeoutSeconds;
        builder.MaxPoolSize = connections;
        builder.MinPoolSize = 0;
        // Statements are the same few hundred for ever: the server plans them once a connection.
        if (builder.MaxAutoPrepare == 0) (builder.MaxAutoPrepare, builder.AutoPrepareMinUsages) = (300, 2);
        // A server that vanished without a word is noticed by the network, not by a customer.
        (builder.TcpKeepAlive, builder.TcpKeepAliveTime, builder.TcpKeepAliveInterval) = (true, 10, 5);
        builder.Options = $"{options} {builder.Options}".Trim();
        return builder.ConnectionString;
    }

    private NpgsqlConnectionStringBuilder Parse()
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(ConnectionString);
        }
        catch (ArgumentException wrong)
        {
            // The text is not repeated: it holds a password.
            throw new CannotStartException(
                "Database:ConnectionString cannot be understood; it looks like Host=db.example;Database=engagebot;Username=engagebot;Password=… "
                + $"({wrong.Message})", wrong);
        }
    }
}
