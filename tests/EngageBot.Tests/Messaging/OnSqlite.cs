using EngageBot.Tests.Support;

namespace EngageBot.Tests.Messaging;

public sealed class InboxOnSqlite : InboxContract
{
    private protected override Task<ITestStore> OpenStoreAsync(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

public sealed class OutboxOnSqlite : OutboxContract
{
    private protected override Task<ITestStore> OpenStoreAsync(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

public sealed class SendResultsOnSqlite : SendResultsContract
{
    private protected override Task<ITestStore> OpenStoreAsync(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

public sealed class TimerOnSqlite : TimerContract
{
    private protected override Task<ITestStore> OpenStoreAsync(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}
