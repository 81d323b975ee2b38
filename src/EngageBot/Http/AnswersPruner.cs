using EngageBot.Storage;

namespace EngageBot.Http;

/// <summary>Forgets stored answers that are too old to be asked for again, once an hour.</summary>
internal sealed class AnswersPruner(IStore store, TimeProvider clock, ILogger<AnswersPruner> logger) : RecurringWork(TimeSpan.FromHours(1), clock, logger)
{
    protected override async Task PassAsync(CancellationToken cancellation)
    {
        while (await store.WriteAsync(scope => ValueTask.FromResult(Idempotency.Prune(scope, Clock.GetUtcNow())), cancellation) > 0) { }
    }
}
