namespace EngageBot.Storage;

/// <summary>Work that is done again and again while the program serves, with a pause in between; what fails may pass, and is tried again.</summary>
internal abstract partial class RecurringWork(TimeSpan pause, TimeProvider clock, ILogger logger) : BackgroundService
{
    protected TimeProvider Clock => clock;

    protected ILogger Logger => logger;

    /// <summary>Everything that is due now.</summary>
    protected abstract Task PassAsync(CancellationToken cancellation);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await PassAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LogFailed(error, GetType().Name);
            }
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Work} failed and tries again")]
    private partial void LogFailed(Exception error, string work);
}
