using EngageBot.Storage;
using EngageBot.Tests.Support;
using Npgsql;

namespace EngageBot.Tests.Storage;

public sealed class WriterOnPostgres : WriterContract
{
    private TempPostgres _temp = null!;

    private protected override IStore Store => _temp.Store;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync() => _temp = await TempPostgres.OpenAsync();

    public override ValueTask DisposeAsync() => _temp?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Two_works_that_look_for_the_same_key_and_write_it_are_one_after_the_other()
    {
        var runs = 0;
        var found = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store.WriteAsync(async scope =>
        {
            Interlocked.Increment(ref runs);
            if (await scope.Command("SELECT 1 FROM master_keys WHERE id = 1").ExecuteScalarAsync(Cancellation) is not null) return false;
            // No ON CONFLICT: whoever comes second is undone and finds the key at the next look.
            await scope.Command("INSERT INTO master_keys (id, secret, created_at) VALUES (1, 'x', 0)").ExecuteNonQueryAsync(Cancellation);
            return true;
        }, Cancellation)));
        Assert.Single(found, wrote => wrote);
        Assert.InRange(runs, 20, 40);
    }

    [Fact]
    public async Task Works_that_take_each_others_locks_in_the_opposite_order_both_finish()
    {
        using var both = new Barrier(2);
        var first = true;
        Task CrossAsync(string one, string other) => Task.Run(() => Store.WriteAsync(async scope =>
        {
            scope.Lock(one);
            if (Volatile.Read(ref first)) both.SignalAndWait(TimeSpan.FromSeconds(20), Cancellation);
            Volatile.Write(ref first, false);
            scope.Lock(other);
            await AddAsync(scope, one);
        }, Cancellation));
        await Task.WhenAll(CrossAsync("a", "b"), CrossAsync("b", "a"));
        Assert.Equal(["a", "b"], (await NamesAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_lock_keeps_the_works_of_another_process_out_until_the_commit()
    {
        await using var other = _temp.Start();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(n => (n % 2 == 0 ? Store : other).WriteAsync(async scope =>
        {
            scope.Lock("counter");
            var next = (long)(await scope.Command("SELECT COUNT(*) FROM master_keys").ExecuteScalarAsync(Cancellation))!;
            await AddAsync(scope, $"{next:00}");
        }, Cancellation)));
        Assert.Equal(Enumerable.Range(0, 40).Select(n => $"{n:00}"), (await NamesAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_lock_taken_in_a_part_that_failed_is_taken_again_when_it_is_needed()
    {
        await using var other = _temp.Start();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mine = Store.WriteAsync(async scope =>
        {
            Assert.NotNull(await scope.TryAsync(() =>
            {
                scope.Lock("name");
                throw new InvalidOperationException("part");
            }));
            scope.Lock("name");
            held.TrySetResult();
            await release.Task;
            await AddAsync(scope, "first");
        }, Cancellation);
        await held.Task;
        var theirs = other.WriteAsync(async scope =>
        {
            scope.Lock("name");
            await AddAsync(scope, "second");
        }, Cancellation);
        Assert.False(theirs.IsCompleted);
        release.SetResult();
        await Task.WhenAll(mine, theirs);
        Assert.Equal(["first", "second"], await NamesAsync());
    }

    [Fact]
    public async Task What_a_commit_refuses_is_told_after_it_was_tried_again()
    {
        await Store.WriteAsync(async scope => await scope
            .Command("CREATE TABLE later (id BIGINT REFERENCES master_keys (id) DEFERRABLE INITIALLY DEFERRED)").ExecuteNonQueryAsync(Cancellation), Cancellation);
        var runs = 0;
        await Assert.ThrowsAsync<PostgresException>(() => Store.WriteAsync(async scope =>
        {
            runs++;
            await AddAsync(scope, "undone");
            await scope.Command("INSERT INTO later VALUES (4711)").ExecuteNonQueryAsync(Cancellation);
        }, Cancellation));
        Assert.Equal(_temp.Options.Runs, runs);
        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task Connections_the_server_has_cut_are_replaced_without_anybody_noticing()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Store.WriteAsync(scope => AddAsync(scope, $"{n}"), Cancellation)));
        await PostgresServer.ExecuteAsync(_temp.Options.ConnectionString,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        await Task.WhenAll(Enumerable.Range(8, 8).Select(n => Store.WriteAsync(scope => AddAsync(scope, $"{n}"), Cancellation)));
        Assert.Equal(16, (await NamesAsync()).Count);
    }

    [Fact]
    public async Task A_reader_cannot_write()
    {
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => Store.ReadAsync(async connection =>
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM master_keys";
            return await command.ExecuteNonQueryAsync(Cancellation);
        }, Cancellation));
    }

    [Fact]
    public void A_server_that_is_not_there_and_a_string_that_is_none_are_refused_with_one_line()
    {
        foreach (var (wrong, says) in new[]
        {
            ($"Host=127.0.0.1;Port={FreePort.Next()};Database=engagebot;Username=u;Password={PostgresServer.Password}", "cannot be reached"),
            ($"Hosst=127.0.0.1;Password={PostgresServer.Password}", "cannot be understood"),
            (_temp.Options.ConnectionString.Replace("Database=test", "Database=missing", StringComparison.Ordinal), "createdb"),
            (_temp.Options.ConnectionString.Replace("Username=engagebot", "Username=stranger", StringComparison.Ordinal), "refuses the user or the password"),
        })
        {
            var error = Assert.Throws<CannotStartException>(() => PostgresStore.Open(
                new PostgresStoreOptions(wrong), new TestClock(), Microsoft.Extensions.Logging.Abstractions.NullLogger<PostgresStore>.Instance));
            Assert.Contains(says, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(PostgresServer.Password, error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }
}
