using System.Security.Cryptography;
using System.Text.Json;
using EngageBot.Messaging;

namespace EngageBot.Channels.Telegram;

/// <summary>The commands shown in one language; each list must be whole, since the platform does not merge them.</summary>
/// <param name="Language">Two letters; empty for everyone whose language has no list.</param>
internal sealed record CommandMenu(string Language, IReadOnlyList<BotCommand> Commands);

/// <summary>The host's commands, read once the bot is ready.</summary>
internal delegate IReadOnlyList<CommandMenu> CommandMenus();

/// <summary>At start: is the token good, which way do updates come, which commands are shown. Keeps trying; the rest of the product works meanwhile.</summary>
internal sealed partial class TelegramSetup(
    ChannelAccount account, TelegramSettings settings, TelegramApi api, TelegramBot bot, TelegramMemory memory, TimeProvider clock,
    ILogger<TelegramSetup> log, CommandMenus? menus = null, AccountLeases? leases = null) : BackgroundService
{
    private static readonly TimeSpan TokenPause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // First, and from the database only: updates are taken from now on, whether or not Telegram answers what follows.
        bot.KnowStaffChat(settings.StaffChatId is { } staffChatId ? await ReadMoveAsync(staffChatId, stoppingToken) : null);
        var me = await InsistAsync("getMe", api.GetMe, stoppingToken);
        bot.Introduce(me);
        bot.Clear(TelegramTrouble.Token);
        if (settings.StaffChatId is not null && me.CanReadAllGroupMessages == false) LogPrivacyMode();
        if (leases is not null && leases.Fence(account.Id) is null)
        {
            // Another node has set the account up. This one takes part, and does it again if the account becomes its own.
            bot.MarkReady();
            await leases.WhenHeldAsync(account.Id, stoppingToken);
        }
        if (settings.Mode == TelegramMode.Webhook) await ReceiveByWebhookAsync(stoppingToken);
        bot.MarkReady();
        LogReady(settings.BotId, settings.Mode);
        try
        {
            foreach (var menu in menus?.Invoke() ?? []) await ShowCommandsAsync(menu, stoppingToken);
        }
#pragma warning disable CA1031 // A list of commands is no reason to stop the product; the next start tries again.
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogCommandsNotShown(e);
        }
    }

    /// <summary>Repeats until the database answers: a forgotten move would make staff strangers.</summary>
    private async Task<long?> ReadMoveAsync(long staffChatId, CancellationToken stop)
    {
        var backoff = new Backoff(clock);
        while (true)
        {
            try
            {
                return await memory.NewIdOfAsync(staffChatId, stop);
            }
#pragma warning disable CA1031 // Whatever keeps the database from answering may pass.
            catch (Exception e) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogNotRead(e.GetType().Name);
                await backoff.WaitAsync(null, stop);
            }
        }
    }

    private async Task ReceiveByWebhookAsync(CancellationToken stop)
    {
        if (settings.PublicUrl is null)
        {
            LogNotAnnounced();
            return;
        }
        var info = await InsistAsync("getWebhookInfo", api.GetWebhookInfo, stop);
        var wish = Webhook.Of(settings, account);
        if (!wish.IsSet(info) || await memory.WebhookAsync(stop) != wish.Fingerprint)
        {
            await InsistAsync("setWebhook", cancellation => api.SetWebhook(wish.Request, cancellation), stop);
            await memory.RememberWebhookAsync(wish.Fingerprint, stop);
        }
        if (info.PendingUpdateCount > 0) LogPending(info.PendingUpdateCount, info.LastErrorMessage ?? "none");
    }

    private async Task ShowCommandsAsync(CommandMenu menu, CancellationToken stop)
    {
        var request = new SetMyCommandsRequest(menu.Commands, menu.Language.Length == 0 ? null : menu.Language);
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, TelegramJson.Wire.SetMyCommandsRequest)));
        if (await memory.CommandsAsync(menu.Language, stop) == fingerprint) return;
        var result = await api.SetMyCommands(request, stop);
        if (result is ApiResult<bool>.Failed { Failure: ApiFailure.Refused { Code: 429, Parameters.RetryAfter: { } seconds } })
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), clock, stop);
            result = await api.SetMyCommands(request, stop);
        }
        if (result is ApiResult<bool>.Failed failed) LogCommandsRefused(menu.Language, failed.Failure);
        else await memory.RememberCommandsAsync(menu.Language, fingerprint, stop);
    }

    /// <summary>Repeats a call until it succeeds: one line in the log for each new reason.</summary>
    private async Task<T> InsistAsync<T>(string method, Func<CancellationToken, Task<ApiResult<T>>> call, CancellationToken stop)
    {
        var backoff = new Backoff(clock);
        var known = "";
        while (true)
        {
            var result = await call(stop);
            if (result is ApiResult<T>.Done done) return done.Value;
            stop.ThrowIfCancellationRequested();
            var failure = ((ApiResult<T>.Failed)result).Failure;
            var isToken = failure is ApiFailure.Refused { Code: 401 or 404 };
            if (failure.ToString() is var reason && reason != known)
            {
                known = reason;
                if (isToken)
                {
                    bot.Note(TelegramTrouble.Token, "Telegram refuses the token: set Channels:Telegram:Token to a good one");
                    LogTokenRefused(failure);
                }
                else LogRetrying(method, failure);
            }
            var asked = failure is ApiFailure.Refused { Parameters.RetryAfter: { } seconds } ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
            await backoff.WaitAsync(isToken ? TokenPause : asked, stop);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Telegram bot {BotId} is ready, updates by {Mode}")]
    private partial void LogReady(long botId, TelegramMode mode);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Telegram refuses the token: check Channels:Telegram:Token and ApiRoot. The channel is off until it is accepted: {Reason}")]
    private partial void LogTokenRefused(ApiFailure reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Telegram is not ready ({Method}: {Reason}); trying again")]
    private partial void LogRetrying(string method, ApiFailure reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Telegram holds {Count} updates for the webhook; its last error: {LastError}")]
    private partial void LogPending(int count, string lastError);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Telegram refused the commands for language '{Language}': {Reason}")]
    private partial void LogCommandsRefused(string language, ApiFailure reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The commands could not be shown on Telegram; the next start tries again")]
    private partial void LogCommandsNotShown(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Telegram waits for the database ({Reason})")]
    private partial void LogNotRead(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Channels:Telegram:PublicUrl is not set, so Telegram is not told where the webhook is: set it, or call setWebhook yourself")]
    private partial void LogNotAnnounced();

    [LoggerMessage(Level = LogLevel.Information, Message = "The bot sees only replies to its messages in the staff chat; make it an administrator there to see all")]
    private partial void LogPrivacyMode();
}
