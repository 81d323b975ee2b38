using System.Data.Common;

namespace EngageBot.Storage;

/// <summary>The store's verbs for work that has nothing to return, and for single statements.</summary>
internal static class StoreWrites
{
    /// <summary>As <see cref="IStore.WriteAsync{T}"/>, for work without a result.</summary>
    public static Task WriteAsync(this IStore store, Func<WriteScope, ValueTask> work, CancellationToken cancellation) =>
        store.WriteAsync<bool>(async scope =>
        {
            await work(scope);
            return true;
        }, cancellation);

    /// <summary>Reads the rows of one statement.</summary>
    public static Task<List<T>> ReadRowsAsync<T>(
        this IStore store, string sql, Action<DbCommand> bind, Func<DbDataReader, T> map, CancellationToken cancellation) =>
        store.ReadAsync(async connection =>
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Callers pass constants; values travel as parameters.
            command.CommandText = sql;
#pragma warning restore CA2100
            bind(command);
            var rows = new List<T>();
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) rows.Add(map(reader));
            return rows;
        }, cancellation);
}
