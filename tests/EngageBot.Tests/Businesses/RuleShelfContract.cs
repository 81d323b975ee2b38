using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Rewards;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Businesses;

/// <summary>Rules are read once and kept by whoever writes; nobody ever works by rules that were replaced, or that were never published.</summary>
public abstract class RuleShelfContract : IAsyncLifetime
{
    private static readonly BusinessId Business = new(Guid.Parse("01890000-0000-7000-8000-000000000001"));
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private ITestStore _database = null!;

    private protected abstract Task<ITestStore> OpenStore();

    /// <summary>Another process on the same database.</summary>
    private protected abstract IStore Other(ITestStore database);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await OpenStore();

    public async ValueTask DisposeAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
    }

    [Fact]
    public async Task What_another_process_publishes_holds_in_the_next_work()
    {
        Assert.Empty(await KeysAsync(_database.Store));
        var other = Other(_database);
        await PublishAsync(other, "coffee");
        Assert.Equal(["coffee"], await KeysAsync(_database.Store));
        await PublishAsync(other, "bread");
        Assert.Equal(["bread", "coffee"], await KeysAsync(_database.Store));
        await ((IAsyncDisposable)other).DisposeAsync();
    }

    [Fact]
    public async Task What_a_work_publishes_holds_for_it_at_once_and_what_fails_has_never_been()
    {
        var during = await _database.Store.WriteAsync(async scope =>
        {
            var before = Keys(scope);
            var error = await scope.TryAsync(() =>
            {
                Publish(scope, "coffee");
                Assert.Equal(["coffee"], Keys(scope));
                throw new InvalidOperationException("undone");
            });
            Assert.IsType<InvalidOperationException>(error);
            var undone = Keys(scope);
            Publish(scope, "bread");
            return (before, undone, after: Keys(scope));
        }, Cancellation);
        Assert.Empty(during.before);
        Assert.Empty(during.undone);
        Assert.Equal(["bread"], during.after);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _database.Store.WriteAsync<int>(scope =>
        {
            Publish(scope, "cake");
            Assert.Equal(["bread", "cake"], Keys(scope));
            throw new InvalidOperationException("undone");
        }, Cancellation));
        var other = Other(_database);
        // As many as there were for a moment, but not the same.
        await PublishAsync(other, "dates");
        Assert.Equal(["bread", "dates"], await KeysAsync(_database.Store));
        await ((IAsyncDisposable)other).DisposeAsync();
    }

    [Fact]
    public async Task What_begins_later_and_what_is_withdrawn_is_judged_by_the_instant()
    {
        await _database.Store.WriteAsync(scope =>
        {
            Publish(scope, "coffee");
            RuleBook.Publish(scope, Business, RewardRules.Kind, "coffee", Reward(20), Now.AddDays(10), Now);
            RuleBook.Withdraw(scope, Business, RewardRules.Kind, "coffee", Now.AddDays(20), Now);
            return ValueTask.FromResult(0);
        }, Cancellation);
        var read = await _database.Store.WriteAsync(scope => ValueTask.FromResult(((int[])[-1, 0, 10, 20])
            .Select(days => (RuleBook.At(scope, Business, RewardRules.Kind, "coffee", Now.AddDays(days)), RuleBook.All(scope, Business, RewardRules.Kind, Now.AddDays(days)))).ToList()), Cancellation);
        Assert.Equal([null, 1, 2, null], read.Select(r => r.Item1?.Version));
        Assert.Equal([0, 1, 1, 0], read.Select(r => r.Item2.Length));
        var asReaders = await _database.Store.ReadAsync(connection => ValueTask.FromResult(((int[])[-1, 0, 10, 20])
            .Select(days => RuleBook.At(connection, Business, RewardRules.Kind, "coffee", Now.AddDays(days))?.Version).ToList()), Cancellation);
        Assert.Equal(read.Select(r => r.Item1?.Version), asReaders);
    }

    private static RewardRules Reward(int percent) =>
        RewardRules.Kind.Stored($$$"""{"name": {"en": "Coffee"}, "gives": {"kind": "percent_off", "percent": {{{percent}}}}, "valid": {"days": 30}}""");

    private static void Publish(WriteScope scope, string key) => RuleBook.Publish(scope, Business, RewardRules.Kind, key, Reward(10), Now, Now);

    private static Task<int> PublishAsync(IStore store, string key) => store.WriteAsync(scope =>
    {
        Publish(scope, key);
        return ValueTask.FromResult(0);
    }, Cancellation);

    private static List<string> Keys(WriteScope scope) => [.. RuleBook.All(scope, Business, RewardRules.Kind, Now).Select(r => r.Key)];

    private static Task<List<string>> KeysAsync(IStore store) => store.WriteAsync(scope => ValueTask.FromResult(Keys(scope)), Cancellation);
}

/// <summary>On the embedded database.</summary>
public sealed class RuleShelfOnSqlite : RuleShelfContract
{
    private protected override Task<ITestStore> OpenStore() => Task.FromResult<ITestStore>(TempStore.Open());

    private protected override IStore Other(ITestStore database) =>
        SqliteStore.Open(((TempStore)database).Options, new TestClock(), Microsoft.Extensions.Logging.Abstractions.NullLogger<SqliteStore>.Instance);
}

/// <summary>On a server.</summary>
public sealed class RuleShelfOnPostgres : RuleShelfContract
{
    private protected override async Task<ITestStore> OpenStore() => await TempPostgres.OpenAsync();

    private protected override IStore Other(ITestStore database) => ((TempPostgres)database).Start();
}
