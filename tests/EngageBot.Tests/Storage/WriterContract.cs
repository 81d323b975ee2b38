using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Storage;

/// <summary>What every store promises about writing; one subclass an engine.</summary>
public abstract class WriterContract : IAsyncLifetime
{
    private protected abstract IStore Store { get; }

    public abstract ValueTask InitializeAsync();
    public abstract ValueTask DisposeAsync();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_returned_write_can_be_read()
    {
        var result = await Store.WriteAsync(async scope =>
        {
            await AddAsync(scope, "a");
            return 17;
        }, Cancellation);
        Assert.Equal(17, result);
        Assert.Equal(["a"], await NamesAsync());
    }

    [Fact]
    public async Task A_failing_work_is_undone_and_told_while_its_neighbours_commit()
    {
        var writes = Enumerable.Range(0, 40).Select(async n =>
        {
            try
            {
                await Store.WriteAsync(async scope =>
                {
                    await AddAsync(scope, $"{n:00}");
                    if (n % 7 == 3) throw new InvalidOperationException($"poison {n}");
                }, Cancellation);
                return null;
            }
            catch (InvalidOperationException error)
            {
                return error.Message;
            }
        });
        var told = await Task.WhenAll(writes);
        Assert.Equal(["poison 3", "poison 10", "poison 17", "poison 24", "poison 31", "poison 38"], told.Where(t => t is not null));
        Assert.Equal(Enumerable.Range(0, 40).Where(n => n % 7 != 3).Select(n => $"{n:00}"), (await NamesAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_failing_part_is_undone_with_what_it_left_for_after_the_commit()
    {
        var afterwards = new List<string>();
        var error = await Store.WriteAsync(async scope =>
        {
            await AddAsync(scope, "before");
            scope.AfterCommit(() => afterwards.Add("before"));
            var caught = await scope.TryAsync(async () =>
            {
                await AddAsync(scope, "inside");
                scope.AfterCommit(() => afterwards.Add("inside"));
                Assert.Null(await scope.TryAsync(() => AddAsync(scope, "deeper")));
                throw new InvalidOperationException("part");
            });
            await AddAsync(scope, "after");
            return caught;
        }, Cancellation);
        Assert.Equal("part", error?.Message);
        Assert.Equal(["before", "after"], await NamesAsync());
        Assert.Equal(["before"], afterwards);
    }

    [Fact]
    public async Task What_is_left_for_after_the_commit_runs_only_if_the_work_succeeded()
    {
        var afterwards = new List<string>();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.WriteAsync(scope =>
        {
            scope.AfterCommit(() => afterwards.Add("never"));
            throw new InvalidOperationException();
        }, Cancellation));
        await Store.WriteAsync(scope =>
        {
            scope.AfterCommit(() => afterwards.Add("done"));
            return ValueTask.CompletedTask;
        }, Cancellation);
        Assert.Equal(["done"], afterwards);
    }

    [Fact]
    public async Task A_work_cancelled_before_it_began_writes_nothing()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.WriteAsync(scope => AddAsync(scope, "late"), source.Token));
        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task The_model_writes_in_the_same_transaction_as_hand_written_statements()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.WriteAsync(async scope =>
        {
            scope.Db.Add(new MasterKeyRow { Secret = "undone"u8.ToArray(), CreatedAt = DateTimeOffset.UnixEpoch });
            await scope.Db.SaveChangesAsync(Cancellation);
            throw new InvalidOperationException();
        }, Cancellation));
        await Store.WriteAsync(async scope =>
        {
            await AddAsync(scope, "by hand");
            scope.Db.Add(new MasterKeyRow { Secret = "by model"u8.ToArray(), CreatedAt = DateTimeOffset.UnixEpoch });
            await scope.Db.SaveChangesAsync(Cancellation);
        }, Cancellation);
        Assert.Equal(["by hand", "by model"], await NamesAsync());
        await using var db = Store.OpenDb();
        Assert.Equal(2, db.Set<MasterKeyRow>().Count());
    }

    [Fact]
    public async Task The_master_key_is_made_once_and_derives_a_key_for_each_purpose()
    {
        var first = await MasterKey.LoadAsync(Store, new TestClock(), Cancellation);
        var second = await MasterKey.LoadAsync(Store, new TestClock(), Cancellation);
        Assert.Equal(first.For(MasterKey.Button), second.For(MasterKey.Button));
        Assert.NotEqual(first.For(MasterKey.Button), first.For(MasterKey.WebToken));
        Assert.Equal(32, first.For(MasterKey.Button).Length);
        Assert.Equal([first.For(MasterKey.Button)], first.AcceptedFor(MasterKey.Button));
    }

    private protected static async ValueTask AddAsync(WriteScope scope, string name) => await scope
        .Command("INSERT INTO master_keys (secret, created_at) VALUES (@secret, 0)")
        .Set("@secret", System.Text.Encoding.UTF8.GetBytes(name)).ExecuteNonQueryAsync(Cancellation);

    private protected Task<List<string>> NamesAsync() => Store.ReadRowsAsync(
        "SELECT secret FROM master_keys ORDER BY id", _ => { }, row => System.Text.Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(0)), Cancellation);
}
