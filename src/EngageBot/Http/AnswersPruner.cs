using EngageBot.Storage;

namespace EngageBot.Http;

/// <summary>Forgets stored answers that are too old to be asked for again, once an hour.</summary>
internal sealed partial class AnswersPruner(IStore store, TimeProvider clock, ILogger<AnswersPruner> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await store.WriteAsync(scope => ValueTask.FromResult(Idempotency.Prune(scope, clock.GetUtcNow())), stoppingToken) > 0) { }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogFailed(error);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(TimeSpan.FromHours(1), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Old answers could not be forgotten; tried again in an hour")]
    private partial void LogFailed(Exception error);
}
