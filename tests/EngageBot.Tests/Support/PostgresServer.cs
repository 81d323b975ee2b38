using System.Diagnostics;
using System.Globalization;
using EngageBot.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace EngageBot.Tests.Support;

/// <summary>A private PostgreSQL server of this test process: made at the first use, gone when the process ends, however it ends.</summary>
internal static class PostgresServer
{
    /// <summary>Only databases of the test process ask for it; it is here so that a leak of it can be looked for.</summary>
    public const string Password = "a-password-that-must-not-be-logged";

    // Nobody pulls this server's plug: it writes without waiting for the disk. PostgreSQL refuses to run as root. The script lives as long as its input is open, which even a killed process closes.
    private const string Script = """
        dir=$1; bin=$2; port=$3
        if [ "$(id -u)" = 0 ]; then
          user=postgres; id -u postgres >/dev/null 2>&1 || user=nobody
          chown "$user" "$dir"; as="setpriv --reuid=$user --regid=$(id -g $user) --clear-groups --"
        fi
        cd "$dir"
        printf %s "$4" > "$dir/password"; chmod 644 "$dir/password"
        $as "$bin/initdb" -D "$dir/data" -U engagebot --pwfile="$dir/password" -A scram-sha-256 -E UTF8 --locale=C --no-sync >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log"; exit 1; }
        $as "$bin/postgres" -D "$dir/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=400 \
          -c shared_buffers=64MB -c fsync=off -c full_page_writes=off -c autovacuum=off -c log_min_messages=fatal >"$dir/server.log" 2>&1 &
        server=$!
        trap 'kill -INT $server 2>/dev/null' TERM INT
        read -r _
        kill -INT "$server" 2>/dev/null; wait "$server"; rm -rf "$dir"
        """;

    private static readonly Lazy<Task<int>> _port = new(StartAsync);
    private static readonly Lazy<Task<string>> _template = new(MakeTemplateAsync);
    private static int _databases;

    private static string? Binaries { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(b => File.Exists(Path.Combine(b, "initdb")))
            .OrderByDescending(b => b, StringComparer.Ordinal).FirstOrDefault()
        : null;

    /// <summary>Skips the test, visibly, where PostgreSQL is not installed.</summary>
    public static void SkipUnlessInstalled() => Assert.SkipUnless(Binaries is not null, "PostgreSQL's server programs are not installed (apt-get install postgresql).");

    /// <summary>A new, empty database.</summary>
    /// <returns>How to reach it.</returns>
    public static Task<string> CreateDatabaseAsync() => CreateAsync("template1");

    /// <summary>A new database with the program's tables and no rows: copied, which is quicker than making them.</summary>
    /// <returns>How to reach it.</returns>
    public static async Task<string> CreateMigratedDatabaseAsync()
    {
        SkipUnlessInstalled();
        return await CreateAsync(await _template.Value);
    }

    private static async Task<string> CreateAsync(string template)
    {
        SkipUnlessInstalled();
        var port = await _port.Value;
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync(ConnectionString(port, "postgres"), $"CREATE DATABASE {name} TEMPLATE {template}");
        return ConnectionString(port, name);
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var place = await CreateDatabaseAsync();
        await using (var connection = new NpgsqlConnection(place + ";Pooling=false"))
        {
            await connection.OpenAsync();
            new PostgresMigrator(TimeProvider.System, NullLogger.Instance).Migrate(connection);
        }
        return new NpgsqlConnectionStringBuilder(place).Database!;
    }

    /// <summary>The settings of a program on a new database; any of <paramref name="others"/> go along.</summary>
    public static async Task<string[]> SettingsAsync(params string[] others) =>
        ["--Database:Provider=postgres", $"--Database:ConnectionString={await CreateMigratedDatabaseAsync()}", .. others];

    public static async Task DropDatabaseAsync(string connectionString)
    {
        var place = new NpgsqlConnectionStringBuilder(connectionString);
        await ExecuteAsync(ConnectionString(await _port.Value, "postgres"), $"DROP DATABASE IF EXISTS {place.Database} WITH (FORCE)");
    }

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string ConnectionString(int port, string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Database={database};Username=engagebot;Password={Password}");

    /// <summary>In memory where there is plenty: hundreds of databases of a thousand files each are made and removed.</summary>
    private static string NewFolder()
    {
        const string memory = "/dev/shm";
        const long plenty = 6L << 30;
        return Directory.Exists(memory) && new DriveInfo(memory).AvailableFreeSpace > plenty
            ? Directory.CreateDirectory(Path.Combine(memory, string.Create(CultureInfo.InvariantCulture, $"engagebot-pg-{Environment.ProcessId}"))).FullName
            : Directory.CreateTempSubdirectory("engagebot-pg-").FullName;
    }

    private static async Task<int> StartAsync()
    {
        var folder = NewFolder();
        var port = FreePort.Next();
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true };
        foreach (var argument in (string[])["-c", Script, "sh", folder, Binaries!, port.ToString(CultureInfo.InvariantCulture), Password]) start.ArgumentList.Add(argument);
        var server = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.StandardInput.Close();
            server.WaitForExit(TimeSpan.FromSeconds(20));
        };
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await looks.WaitForNextTickAsync(patience.Token))
        {
            try
            {
                await ExecuteAsync(ConnectionString(port, "postgres"), "SELECT 1");
                return port;
            }
            catch (NpgsqlException) when (!server.HasExited)
            {
                // Not up yet.
            }
        }
        throw new InvalidOperationException("The test server did not start.");
    }
}
