using EngageBot.Messaging;
using EngageBot.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EngageBot.Tests.Support;

/// <summary>The spine as the product wires it, on a test's store and clock, its workers moved by hand.</summary>
internal sealed class SpineUnderTest(ITestStore database, TestClock clock) : IAsyncDisposable
{
    private ServiceProvider? _services;
    private KillableStore _killable = new(database.Store);

    /// <summary>What a turn does; handled without effect unless told otherwise.</summary>
    public Func<WriteScope, InboundEvent, ValueTask<Func<Task>?>> Handle { get; set; } = (_, _) => ValueTask.FromResult<Func<Task>?>(null);

    /// <summary>The gate; open unless told otherwise.</summary>
    public Func<OutboundMessage, SendPermit> Gate { get; set; } = _ => SendPermit.Allowed;

    /// <summary>The product's own gate, where a test is about it; instead of <see cref="Gate"/>.</summary>
    public Func<WriteScope, OutboundMessage, ValueTask<SendPermit>>? Policy { get; set; }

    public List<ScriptedChannel> Channels { get; } = [new(1)];
    public Dictionary<string, string?> Settings { get; } = [];
    public ScriptedChannel Channel => Channels[0];
    public IStore Store => database.Store;
    public TestClock Clock => clock;

    public Inbox Inbox => Get<Inbox>();
    public InboxWorker InboxWorker => Get<InboxWorker>();
    public InboxAdmin InboxAdmin => Get<InboxAdmin>();
    public Outbox Outbox => Get<Outbox>();
    public Receipts Receipts => Get<Receipts>();
    public OutboxSender Sender => Get<OutboxSender>();
    public OutboxAdmin OutboxAdmin => Get<OutboxAdmin>();
    public Timers Timers => Get<Timers>();

    public T Get<T>() where T : notnull => (_services ??= Build()).GetRequiredService<T>();

    /// <summary>A hosted service that is registered only as such.</summary>
    public T Hosted<T>() => (_services ??= Build()).GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<T>().Single();

    /// <summary>From now on the spine commits nothing, as if its process were gone.</summary>
    public void Kill() => _killable.Kill();

    public bool IsKilled => _killable.IsKilled;

    /// <summary>Forgets everything held in memory, as a kill does, and starts again on what is committed.</summary>
    public async Task CrashAsync()
    {
        Kill();
        _services = null;
        await database.RestartAsync();
        _killable = new(database.Store);
        // As when the dead process's leases have run out.
        if (Store.IsShared) await Store.WriteAsync(async scope => await scope.Command("UPDATE leases SET expires_at = 0").ExecuteNonQueryAsync(), CancellationToken.None);
        await Hosted<Rescuer>().RescueAllAsync(CancellationToken.None);
    }

    public Task AddAsync(params Draft[] drafts) => Store.WriteAsync(async scope =>
    {
        foreach (var draft in drafts) await Outbox.AddAsync(scope, draft);
    }, CancellationToken.None);

    /// <summary>Handles until nothing is ready.</summary>
    public async Task HandleAllAsync()
    {
        while (await InboxWorker.PassAsync(CancellationToken.None) > 0) { }
        await Get<AfterCommitHooks>().DrainAsync();
    }

    /// <summary>Sends until nothing may leave.</summary>
    public async Task SendAllAsync()
    {
        while (await Sender.PassAsync(CancellationToken.None)) await Sender.DrainAsync();
    }

    /// <summary>Waits for something that happens on another thread in its own time.</summary>
    public static Task UntilAsync(Func<bool> reached, CancellationToken cancellation) => UntilAsync(() => Task.FromResult(reached()), cancellation);

    /// <inheritdoc cref="UntilAsync(Func{bool}, CancellationToken)"/>
    /// <remarks>A look each 5 ms and no faster: the looks themselves would keep the other thread from getting there.</remarks>
    public static async Task UntilAsync(Func<Task<bool>> reached, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await reached()) await looks.WaitForNextTickAsync(patience.Token);
    }

    /// <summary>Lets the test's time pass, a second at a time, until something that happens on another thread is reached.</summary>
    /// <remarks>A second each 10 ms and no faster: on a busy machine the other thread would find a day gone by and its message expired.</remarks>
    public static Task PassTimeUntilAsync(TestClock clock, Func<bool> reached, CancellationToken cancellation) =>
        PassTimeUntilAsync(clock, () => Task.FromResult(reached()), cancellation);

    /// <inheritdoc cref="PassTimeUntilAsync(TestClock, Func{bool}, CancellationToken)"/>
    public static async Task PassTimeUntilAsync(TestClock clock, Func<Task<bool>> reached, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        using var steps = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await reached())
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await steps.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>Each outbox row as <c>text:State</c>, in order of ids.</summary>
    public Task<List<string>> OutboxAsync() =>
        Store.ReadRowsAsync("SELECT key || ':' || state FROM outbox ORDER BY id", _ => { }, row => row.GetString(0), CancellationToken.None);

    /// <summary>Each inbox row as <c>external id:State</c>, in order of ids.</summary>
    public Task<List<string>> InboxAsync() =>
        Store.ReadRowsAsync("SELECT external_id || ':' || state FROM inbox ORDER BY id", _ => { }, row => row.GetString(0), CancellationToken.None);

    public async Task<T> ScalarAsync<T>(string sql) =>
        (await Store.ReadRowsAsync(sql, _ => { }, row => row.GetFieldValue<T>(0), CancellationToken.None))[0];

    private ServiceProvider Build()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings).Build();
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton<TimeProvider>(clock).AddSpine(configuration);
        services.RemoveAll<IStore>();
        services.AddSingleton<IStore>(_killable);
        services.AddSingleton<HandleEvent>((scope, happened) => Handle(scope, happened));
        services.AddSingleton<MaySend>(async (scope, messages) =>
        {
            var permits = new List<SendPermit>();
            foreach (var message in messages) permits.Add(Policy is { } policy ? await policy(scope, message) : Gate(message));
            return permits;
        });
        foreach (var channel in Channels) services.AddSingleton<IChannel>(channel);
        return services.BuildServiceProvider();
    }

    public async ValueTask DisposeAsync() => await database.DisposeAsync();
}
