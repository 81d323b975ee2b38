namespace EngageBot.Storage;

/// <summary>Work that is done again and again while the program serves, with a pause in between; what fails may pass, and is tried again.</summary>
/// <param name="pauseFirst">The first time a pause after the start, not at once.</param>
internal abstract partial class RecurringWork(TimeSpan pause, TimeProvider clock, ILogger logger, bool pauseFirst = false) : BackgroundService
{
    /// <summary>How long it rests in between.</summary>
    public TimeSpan Pause => pause;

    protected TimeProvider Clock => clock;

    protected ILogger Logger => logger;

    /// <summary>Everything that is due now, for whoever moves the program by hand.</summary>
    public Task OnceAsync(CancellationToken cancellation) => PassAsync(cancellation);

    /// <summary>Everything that is due now.</summary>
    protected abstract Task PassAsync(CancellationToken cancellation);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (pauseFirst) await PauseAsync(stoppingToken);
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
            await PauseAsync(stoppingToken);
        }
    }

    private async Task PauseAsync(CancellationToken stoppingToken) =>
        await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Work} failed and tries again")]
    private partial void LogFailed(Exception error, string work);
}
