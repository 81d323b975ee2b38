using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Data.Sqlite;

namespace EngageBot.Tests.Storage;

public sealed class WriterOnSqlite : WriterContract
{
    private TempStore _temp = null!;

    private protected override IStore Store => _temp.Store;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public override ValueTask InitializeAsync()
    {
        _temp = TempStore.Open(adjust: o => o with { Patience = TimeSpan.FromMilliseconds(50) });
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync() => _temp.DisposeAsync();

    [Fact]
    public async Task A_commit_that_fails_is_repeated_work_by_work_so_that_only_the_one_at_fault_is_refused()
    {
        await Store.WriteAsync(async scope =>
        {
            await scope.Command("CREATE TABLE later (id INTEGER REFERENCES master_keys (id) DEFERRABLE INITIALLY DEFERRED)").ExecuteNonQueryAsync(Cancellation);
        }, Cancellation);
        using var gate = new ManualResetEventSlim();
        // While the writer is busy with this one, the others gather into one batch.
        var first = Store.WriteAsync(scope =>
        {
            gate.Wait(Cancellation);
            return ValueTask.CompletedTask;
        }, Cancellation);
        var afterwards = 0;
        var good = Enumerable.Range(0, 10).Select(n => Store.WriteAsync(async scope =>
        {
            await AddAsync(scope, $"{n}");
            scope.AfterCommit(() => afterwards++);
        }, Cancellation)).ToList();
        var bad = Store.WriteAsync(async scope =>
        {
            await AddAsync(scope, "bad");
            // The reference is checked at the commit, as a full disk is.
            await scope.Command("INSERT INTO later VALUES (4711)").ExecuteNonQueryAsync(Cancellation);
        }, Cancellation);
        gate.Set();
        await first;
        await Task.WhenAll(good);
        await Assert.ThrowsAsync<SqliteException>(() => bad);
        Assert.Equal(Enumerable.Range(0, 10).Select(n => $"{n}"), await NamesAsync());
        Assert.Equal(10, afterwards);
    }

    [Fact]
    public async Task A_lock_held_by_somebody_else_gives_a_clear_error_and_the_next_write_goes_through()
    {
        await using (var other = new SqliteConnection($"Data Source={_temp.Options.Path};Pooling=False"))
        {
            other.Open();
            await using var hold = other.BeginTransaction(deferred: false);
            var error = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => Store.WriteAsync(scope => AddAsync(scope, "locked out"), Cancellation));
            Assert.Contains("locked by another process", error.Message, StringComparison.Ordinal);
            Assert.Empty(await NamesAsync());
        }
        await Store.WriteAsync(scope => AddAsync(scope, "again"), Cancellation);
        Assert.Equal(["again"], await NamesAsync());
    }

    [Fact]
    public async Task A_full_disk_refuses_what_does_not_fit_and_keeps_what_was_committed()
    {
        await Store.WriteAsync(scope => AddAsync(scope, "kept"), Cancellation);
        await Store.WriteAsync(async scope => await scope.Command("SELECT 1").ExecuteNonQueryAsync(Cancellation), Cancellation);
        await LimitPagesAsync(0);
        var error = await Assert.ThrowsAsync<DatabaseUnavailableException>(() =>
            Store.WriteAsync(scope => AddAsync(scope, new string('x', 1_000_000)), Cancellation));
        Assert.Contains("full", error.Message, StringComparison.Ordinal);
        Assert.Equal(["kept"], await NamesAsync());
        await LimitPagesAsync(1_000_000);
        await Store.WriteAsync(scope => AddAsync(scope, "room again"), Cancellation);
        Assert.Equal(["kept", "room again"], await NamesAsync());
    }

    [Fact]
    public async Task A_write_inside_a_write_is_refused_instead_of_waiting_for_itself()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Store.WriteAsync(async scope => await Store.WriteAsync(inner => AddAsync(inner, "x"), Cancellation), Cancellation));
    }

    [Fact]
    public async Task Readers_cannot_write()
    {
        await Assert.ThrowsAsync<SqliteException>(() => Store.ReadAsync(async connection =>
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM master_keys";
            return await command.ExecuteNonQueryAsync(Cancellation);
        }, Cancellation));
        await using var db = Store.OpenDb();
        db.Add(new MasterKeyRow { Secret = [1] });
        await Assert.ThrowsAnyAsync<Exception>(() => db.SaveChangesAsync(Cancellation));
    }

    [Fact]
    public async Task Closing_commits_what_was_queued()
    {
        var writes = Enumerable.Range(0, 100).Select(n => Store.WriteAsync(scope => AddAsync(scope, $"{n:00}"), Cancellation)).ToList();
        await _temp.RestartAsync();
        await Task.WhenAll(writes);
        Assert.Equal(100, (await NamesAsync()).Count);
    }

    private Task LimitPagesAsync(int pages) => Store.WriteAsync(async scope =>
    {
        // SQLite raises a limit below the present size to that size.
        await using var command = scope.Connection.CreateCommand();
        command.CommandText = $"PRAGMA max_page_count = {Math.Max(pages, 1)}";
        await command.ExecuteScalarAsync(Cancellation);
    }, Cancellation);
}
