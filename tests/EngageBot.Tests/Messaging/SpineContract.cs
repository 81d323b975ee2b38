using EngageBot.Tests.Support;

namespace EngageBot.Tests.Messaging;

/// <summary>A spine on a fresh database of some engine, with account 1 and its chats.</summary>
public abstract class SpineContract : IAsyncLifetime
{
    private protected SpineUnderTest Spine { get; private set; } = null!;
    private protected TestClock Clock { get; } = new();

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<ITestStore> OpenStoreAsync(TestClock clock);

    public async ValueTask InitializeAsync()
    {
        Spine = new SpineUnderTest(await OpenStoreAsync(Clock), Clock);
        await Spine.Store.SeedAsync([1, 2], "ana", "ben", "cem");
    }

    public ValueTask DisposeAsync() => Spine.DisposeAsync();
}
