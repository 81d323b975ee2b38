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

    /// <summary>Until so many updates are handled and everything they caused has been sent; gives up when nothing has moved for a minute and a half.</summary>
    /// <param name="what">Which inbox rows count, as SQL.</param>
    public async Task QuietAsync(long updates, string what)
    {
        var (patience, best) = (TimeSpan.FromSeconds(90), (Handled: -1L, Sent: -1L));
        using var stuck = new CancellationTokenSource(patience);
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await looks.WaitForNextTickAsync(stuck.Token))
        {
            var now = (Handled: Number($"SELECT COUNT(*) FROM inbox WHERE state = 'Handled' AND {what}"), Sent: Number("SELECT COUNT(*) FROM outbox WHERE state = 'Sent'"));
            if (now.Handled >= updates && Number("SELECT COUNT(*) FROM outbox WHERE state IN ('Queued', 'Sending')") == 0) return;
            if (now == best) continue;
            best = now;
            stuck.CancelAfter(patience);
        }
    }
}
