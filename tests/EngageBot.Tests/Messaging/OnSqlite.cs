using EngageBot.Tests.Support;

namespace EngageBot.Tests.Messaging;

public sealed class InboxOnSqlite : InboxContract
{
    private protected override ITestStore OpenStore(TestClock clock) => TempStore.Open(clock);
}

public sealed class OutboxOnSqlite : OutboxContract
{
    private protected override ITestStore OpenStore(TestClock clock) => TempStore.Open(clock);
}

public sealed class SendResultsOnSqlite : SendResultsContract
{
    private protected override ITestStore OpenStore(TestClock clock) => TempStore.Open(clock);
}

public sealed class TimerOnSqlite : TimerContract
{
    private protected override ITestStore OpenStore(TestClock clock) => TempStore.Open(clock);
}
