using EngageBot.Messaging;

namespace EngageBot.Channels.Telegram;

/// <summary>Asks Telegram from time to time whether it can bring updates, since a webhook that fails is silent here.</summary>
internal sealed partial class TelegramWatch(
    ChannelAccount account, TelegramSettings settings, TelegramApi api, TelegramBot bot, TimeProvider clock, ILogger<TelegramWatch> log) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>More than this many waiting updates are a queue that does not move.</summary>
    private const int ManyWaiting = 1000;

    private long _seenErrorAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.PublicUrl is null) return;
        await bot.Ready.WaitAsync(stoppingToken);
        var wish = Webhook.Of(settings, account);
        while (true)
        {
            await Task.Delay(Interval, clock, stoppingToken);
            await LookAsync(wish, stoppingToken);
        }
    }

    private async Task LookAsync(Webhook wish, CancellationToken stop)
    {
        switch (await api.GetWebhookInfo(stop))
        {
            case ApiResult<WebhookInfo>.Done { Value: var info }:
                bot.Clear(TelegramTrouble.Token);
                if (!wish.IsSet(info)) await SetAgainAsync(wish, info.Url ?? "", stop);
                else Judge(info);
                break;
            case ApiResult<WebhookInfo>.Failed { Failure: ApiFailure.Refused { Code: 401 or 404 } }:
                if (!bot.Has(TelegramTrouble.Token)) LogTokenRefused();
                bot.Note(TelegramTrouble.Token, "Telegram refuses the token: set Channels:Telegram:Token to a good one");
                break;
        }
    }

    private void Judge(WebhookInfo info)
    {
        var failedSince = info.LastErrorDate > _seenErrorAt;
        if (failedSince)
        {
            _seenErrorAt = info.LastErrorDate ?? 0;
            LogNotBrought(info.LastErrorMessage ?? "no reason given", info.PendingUpdateCount);
        }
        // The last error is never taken back: it counts while it is new or updates pile up behind it.
        var recent = info.LastErrorDate is { } at && DateTimeOffset.FromUnixTimeSeconds(at) > clock.GetUtcNow() - Interval - Interval;
        if (info.PendingUpdateCount > ManyWaiting || (recent && info.PendingUpdateCount > 0))
            bot.Note(TelegramTrouble.Updates, $"{info.PendingUpdateCount} updates wait at Telegram; its last error: {info.LastErrorMessage ?? "none"}");
        else
            bot.Clear(TelegramTrouble.Updates);
    }

    private async Task SetAgainAsync(Webhook wish, string found, CancellationToken stop)
    {
        LogTaken(found.Length == 0 ? "no webhook" : "another webhook");
        if (await api.SetWebhook(wish.Request, stop) is ApiResult<bool>.Failed failed)
            bot.Note(TelegramTrouble.Updates, $"the webhook was taken away and could not be set again: {failed.Failure}");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Telegram could not bring updates: {Error}. {Count} wait there. Look at Channels:Telegram:PublicUrl, the certificate and the proxy before it")]
    private partial void LogNotBrought(string error, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The bot has {Found} instead of ours: set again. If another program uses this token, give it a bot of its own")]
    private partial void LogTaken(string found);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Telegram refuses the token: check Channels:Telegram:Token. The channel is off until it is accepted")]
    private partial void LogTokenRefused();
}
