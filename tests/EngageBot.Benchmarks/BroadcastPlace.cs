using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace EngageBot.Benchmarks;

/// <summary>Where one run keeps its rows: a folder, or a new database of a server; gone with the run.</summary>
internal sealed class BroadcastPlace : IAsyncDisposable
{
    private readonly string? _server;
    private readonly string? _database;

    private BroadcastPlace(string? server, string? database) => (_server, _database) = (server, database);

    public string Folder { get; } = Directory.CreateTempSubdirectory("engagebot-broadcast").FullName;

    public string Data => Path.Combine(Folder, "data");

    private string? Place => _server is null ? null : new NpgsqlConnectionStringBuilder(_server) { Database = _database }.ConnectionString;

    /// <param name="server">How to reach a server on which databases may be made; absent for the embedded one.</param>
    public static async Task<BroadcastPlace> MakeAsync(string? server)
    {
        if (server is null) return new(null, null);
        var name = "bench_" + RandomNumberGenerator.GetHexString(16, lowercase: true);
        await OnServerAsync(server, $"CREATE DATABASE {name}");
        return new(server, name);
    }

    /// <summary>For the process, as its environment has it.</summary>
    public IEnumerable<(string Name, string Value)> Settings =>
        Place is { } place ? [("Database__Provider", "postgres"), ("Database__ConnectionString", place), ("Messaging__LeaseSeconds", "2"), ("Messaging__PollSeconds", "1")] : [];

    /// <summary>One whole number, past the process.</summary>
    public long Number(string sql)
    {
        using System.Data.Common.DbConnection connection =
            Place is { } place ? new NpgsqlConnection(place) : new SqliteConnection($"Data Source={Path.Combine(Data, "engagebot.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar() is { } number and not DBNull ? Convert.ToInt64(number, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>As a server does by itself after a while: it learns how large its tables are.</summary>
    public async Task LearnAsync()
    {
        if (Place is { } place) await OnServerAsync(place, "ANALYZE");
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        if (_server is not null) await OnServerAsync(_server, $"DROP DATABASE IF EXISTS {_database} WITH (FORCE)");
    }

    private static async Task OnServerAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // Names made here.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
