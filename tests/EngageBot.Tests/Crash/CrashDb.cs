using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace EngageBot.Tests.Crash;

/// <summary>Looks into the database of a killed or running process, past the process itself.</summary>
internal sealed class CrashDb(Func<DbConnection> connect)
{
    /// <param name="folder">Of the embedded database.</param>
    public CrashDb(string folder)
        : this(() => new SqliteConnection($"Data Source={Path.Combine(folder, "engagebot.db")};Mode=ReadWrite;Pooling=False")) { }

    /// <summary>A server's database.</summary>
    public static CrashDb OnPostgres(string connectionString) => new(() => new NpgsqlConnection(connectionString + ";Pooling=false"));

    public long Number(string sql) => Numbers(sql).Single();

    public List<long> Numbers(string sql)
    {
        using var connection = connect();
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var row = command.ExecuteReader();
        var numbers = new List<long>();
        while (row.Read()) numbers.Add(row.IsDBNull(0) ? 0 : row.GetInt64(0));
        return numbers;
    }

    /// <summary>Until so many updates are handled and everything they caused has been sent.</summary>
    /// <param name="what">Which inbox rows count, as SQL.</param>
    public async Task QuietAsync(long updates, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await looks.WaitForNextTickAsync(patience.Token))
        {
            if (Number($"SELECT COUNT(*) FROM inbox WHERE state = 'Handled' AND {what}") < updates) continue;
            if (Number("SELECT COUNT(*) FROM outbox WHERE state IN ('Queued', 'Sending')") == 0) return;
        }
    }
}
