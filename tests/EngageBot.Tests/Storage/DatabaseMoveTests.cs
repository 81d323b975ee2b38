using EngageBot.Loyalty;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Storage;

/// <summary>An owner moves from the file to a server.</summary>
public sealed class DatabaseMoveTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_of_the_file_is_on_the_server_afterwards_and_the_program_goes_on_there()
    {
        var folder = Directory.CreateTempSubdirectory("engagebot-move").FullName;
        var place = await PostgresServer.CreateDatabaseAsync();
        var settings = new Dictionary<string, string> { ["Database:ConnectionString"] = place };
        string[] asked = ["contacts", "purchases", "transfers", "batches", "batch_allocations", "dialog_releases", "master_keys"];
        var before = new List<long>();
        await using (var host = await EngageHost.StartAsync(folder: folder))
        {
            foreach (var table in asked) before.Add(await host.CountAsync($"SELECT COUNT(*) FROM {table}"));
            var (refused, why) = await BotProcess.RunAsync(folder, settings, "database", "move", "--data", folder);
            Assert.Equal(2, refused);
            Assert.Contains("already serves", why, StringComparison.Ordinal);
        }
        var (code, output) = await BotProcess.RunAsync(folder, settings, "database", "move", "--data", folder);
        Assert.True(code == 0, output);
        Assert.DoesNotContain(PostgresServer.Password, output, StringComparison.Ordinal);

        await using (var host = await EngageHost.StartAsync(folder: folder, settings: ["--Database:Provider=postgres", $"--Database:ConnectionString={place}"]))
        {
            var after = new List<long>();
            foreach (var table in asked) after.Add(await host.CountAsync($"SELECT COUNT(*) FROM {table}"));
            Assert.Equal(before, after);
            Assert.True(before[0] > 30 && before[2] > 300, "The demo was not there.");
            var store = host.Services.GetRequiredService<IStore>();
            Assert.True((await store.ReadAsync(connection => ValueTask.FromResult(LedgerVerify.Run(connection)), Cancellation)).Sound);
            var (last, next) = await store.WriteAsync(async scope => (
                (long)(await scope.Command("SELECT MAX(id) FROM point_accounts").ExecuteScalarAsync(Cancellation))!,
                (long)(await scope.Command("INSERT INTO point_accounts (business_id, kind) VALUES ('another', 'Issued') RETURNING id").ExecuteScalarAsync(Cancellation))!), Cancellation);
            Assert.Equal(last + 1, next);
        }
        var (again, says) = await BotProcess.RunAsync(folder, settings, "database", "move", "--data", folder);
        Assert.Equal(2, again);
        Assert.Contains("into an empty one", says, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
