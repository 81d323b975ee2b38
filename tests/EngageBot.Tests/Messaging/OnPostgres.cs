using EngageBot.Tests.Support;

namespace EngageBot.Tests.Messaging;

public sealed class InboxOnPostgres : InboxContract
{
    private protected override async Task<ITestStore> OpenStoreAsync(TestClock clock) => await TempPostgres.OpenAsync(clock);
}

public sealed class OutboxOnPostgres : OutboxContract
{
    private protected override async Task<ITestStore> OpenStoreAsync(TestClock clock) => await TempPostgres.OpenAsync(clock);
}

public sealed class SendResultsOnPostgres : SendResultsContract
{
    private protected override async Task<ITestStore> OpenStoreAsync(TestClock clock) => await TempPostgres.OpenAsync(clock);
}

public sealed class TimerOnPostgres : TimerContract
{
    private protected override async Task<ITestStore> OpenStoreAsync(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
