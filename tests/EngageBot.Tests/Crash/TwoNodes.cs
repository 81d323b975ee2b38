using System.Globalization;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;
using Npgsql;

namespace EngageBot.Tests.Crash;

/// <summary>Two real processes on one database and one bot, under load: one is killed, frozen for longer than its leases, or cut off from the
/// database; then nothing is lost, nothing doubled beyond what was in flight, and each chat keeps its order.</summary>
/// <remarks>One mishap of each kind here; <c>ENGAGEBOT_KILLS=50</c> runs so many of each, and cuts the database off for half a minute.</remarks>
public sealed class TwoNodes : IAsyncLifetime
{
    private const int Customers = 8;
    private const int LeaseSeconds = 2;
    private static readonly int _mishaps = int.Parse(Environment.GetEnvironmentVariable("ENGAGEBOT_KILLS") ?? "1", CultureInfo.InvariantCulture);
    private static readonly TimeSpan _cutFor = TimeSpan.FromSeconds(_mishaps > 1 ? 30 : 5);

    private readonly string _folder = Directory.CreateTempSubdirectory("engagebot-crash").FullName;
    private readonly int[] _ports = [FreePort.Next(), FreePort.Next()];
    private readonly BotProcess?[] _nodes = new BotProcess?[2];
    private FakeTelegramServer _telegram = null!;
    private TcpProxy _wire = null!;
    private CrashDb _db = null!;
    private string _place = "";

    public async ValueTask InitializeAsync()
    {
        _telegram = await FakeTelegramServer.StartAsync();
        _place = await PostgresServer.CreateDatabaseAsync();
        _db = CrashDb.OnPostgres(_place);
        _wire = new TcpProxy(new NpgsqlConnectionStringBuilder(_place).Port);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) node?.Dispose();
        if (_telegram is null || _wire is null) return;
        await _telegram.DisposeAsync();
        await _wire.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public Task One_of_two_nodes_is_killed() => RunAsync(async () =>
    {
        await _nodes[0]!.KillAsync();
        _nodes[0]!.Dispose();
        await StartAsync(0);
    });

    [Fact]
    public Task One_of_two_nodes_stands_still_for_longer_than_its_leases() => RunAsync(async () =>
    {
        await _nodes[0]!.FreezeAsync();
        await PassAsync(TimeSpan.FromSeconds(LeaseSeconds * 2));
        await _nodes[0]!.ThawAsync();
    });

    [Fact]
    public Task One_of_two_nodes_is_cut_off_from_the_database() => RunAsync(async () =>
    {
        _wire.Cut();
        await PassAsync(_cutFor);
        _wire.Mend();
    });

    private async Task RunAsync(Func<Task> mishap)
    {
        var key = await CrashLoad.MakeKeyAsync(_folder, Settings(1));
        await StartAsync(0);
        await StartAsync(1);
        using var stop = new CancellationTokenSource();
        using var over = new CancellationTokenSource();
        try
        {
            var till = CrashLoad.RingUpAsync([.. _ports.Select(port => new Uri($"http://127.0.0.1:{port}"))], key, stop.Token, over.Token);
            var customers = Enumerable.Range(0, Customers).Select(n => _telegram.User($"C{n}")).ToArray();
            for (var n = 0; n < _mishaps; n++)
            {
                var calls = _telegram.CallCount;
                foreach (var customer in customers)
                    foreach (var words in CrashLoad.Script) await customer.SendsAsync(words);
                await _telegram.WhenAsync(() => _telegram.CallCount >= calls + Customers, "some answers");
                await mishap();
            }
            await _db.QuietAsync(Customers * CrashLoad.Script.Length * _mishaps, "external_id NOT LIKE 'timer:%' AND chat_key <> ''");
            await stop.CancelAsync();
            var rungUp = await till;
            CrashLoad.AssertHandledOnce(_db, customers, CrashLoad.Script.Length * _mishaps);
            CrashLoad.AssertSent(_db, customers, _mishaps);
            CrashLoad.AssertLedger(_db, rungUp);
            Assert.All(_nodes, node => Assert.DoesNotContain(PostgresServer.Password, node!.Output, StringComparison.Ordinal));
        }
        catch (Exception error) when (error is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"The nodes said:\n{_nodes[0]?.Output}\n--\n{_nodes[1]?.Output}", error);
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    private async Task StartAsync(int node) => _nodes[node] = await BotProcess.StartAsync(_folder, _ports[node], Settings(node));

    /// <summary>The first node's way to the database leads over the wire that can be cut.</summary>
    private Dictionary<string, string> Settings(int node) => new()
    {
        ["Database:Provider"] = "postgres",
        ["Database:ConnectionString"] = node == 0 ? new NpgsqlConnectionStringBuilder(_place) { Port = _wire.Port }.ConnectionString : _place,
        ["Messaging:LeaseSeconds"] = LeaseSeconds.ToString(CultureInfo.InvariantCulture),
        ["Messaging:PollSeconds"] = "1",
        ["Channels:Telegram:Token"] = _telegram.Token,
        ["Channels:Telegram:ApiRoot"] = _telegram.Root.ToString(),
        ["Channels:Telegram:Mode"] = "polling",
    };

    /// <summary>Real time: a frozen process and a cut wire know no other.</summary>
    private static async Task PassAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync();
    }
}
