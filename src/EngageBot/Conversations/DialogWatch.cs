using Microsoft.Extensions.Options;

namespace EngageBot.Conversations;

/// <summary>Makes edits of the folder and releases of other nodes live without a restart.</summary>
/// <remarks>It looks instead of being told: file notifications do not cross container volumes and network shares.</remarks>
internal sealed partial class DialogWatch(DialogCatalog dialogs, IOptions<DialogSettings> settings, TimeProvider clock, ILogger<DialogWatch> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Value.WatchSeconds == 0) return;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(settings.Value.WatchSeconds), clock);
        var failed = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await timer.WaitForNextTickAsync(stoppingToken)) return;
                await dialogs.LookAsync(stoppingToken);
                failed = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever is wrong with the folder or the database, what is live goes on.
            catch (Exception wrong)
#pragma warning restore CA1031
            {
                if (!failed) LogFailed(wrong.Message);
                failed = true;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The dialogs could not be looked at: {Problem} What is live goes on; it is tried again")]
    private partial void LogFailed(string problem);
}
