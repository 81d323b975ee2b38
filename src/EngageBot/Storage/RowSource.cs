using System.Data.Common;

namespace EngageBot.Storage;

/// <summary>Where a query runs: inside a write, whose prepared commands are kept, or on a connection that only reads.</summary>
/// <remarks>Both convert to it, so a query is written once: <c>BalanceQuery.Read(scope, …)</c>, <c>BalanceQuery.Read(connection, …)</c>.</remarks>
internal readonly struct RowSource
{
    private readonly WriteScope? _scope;
    private readonly DbConnection? _connection;

    private RowSource(WriteScope? scope, DbConnection? connection) => (_scope, _connection) = (scope, connection);

    /// <summary>The write it runs in, if it does.</summary>
    public WriteScope? Scope => _scope;

    public static implicit operator RowSource(WriteScope scope) => new(scope, null);

    public static implicit operator RowSource(DbConnection connection) => new(null, connection);

    /// <summary>Runs one statement and reads its rows to the end of <paramref name="read"/>.</summary>
    /// <param name="sql">A constant.</param>
    public T Query<T>(string sql, Action<DbCommand> bind, Func<DbDataReader, T> read)
    {
        if (_scope is not null) return Run(_scope.Command(sql), bind, read);
        using var command = _connection!.CreateCommand();
#pragma warning disable CA2100 // Callers pass constants; values travel as parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Run(command, bind, read);
    }

    /// <summary>All rows of one statement.</summary>
    public List<T> Rows<T>(string sql, Action<DbCommand> bind, Func<DbDataReader, T> map) =>
        Query(sql, bind, reader =>
        {
            var rows = new List<T>();
            while (reader.Read()) rows.Add(map(reader));
            return rows;
        });

    private static T Run<T>(DbCommand command, Action<DbCommand> bind, Func<DbDataReader, T> read)
    {
        bind(command);
        using var reader = command.ExecuteReader();
        return read(reader);
    }
}
