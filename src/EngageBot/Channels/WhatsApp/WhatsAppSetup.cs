using System.Text.Json;
using EngageBot.Messaging;

namespace EngageBot.Channels.WhatsApp;

/// <summary>Opens the further numbers, and asks Meta about each: which number it is, whether its token is good, and whether what customers write is brought here.</summary>
internal sealed partial class WhatsAppSetup(
    WhatsAppNumbers numbers, NumberRows rows, ChannelList channels, GraphApi api, WhatsAppState state, IServiceProvider services, TimeProvider clock, ILogger<WhatsAppSetup> log)
    : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SubscriptionLook = TimeSpan.FromHours(6);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var number in await rows.ReadAsync(cancellationToken))
        {
            if (!numbers.Add(number)) LogTwice(number.Account.Name);
            else channels.Add(WhatsAppModule.ChannelFor(services, number));
        }
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(numbers.All.Select(number => IntroduceAsync(number, stoppingToken)));

    private async Task IntroduceAsync(WhatsAppNumber number, CancellationToken stop)
    {
        for (var pause = FirstPause; !stop.IsCancellationRequested; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            switch (await api.GetAsync(number, $"{number.PhoneNumberId}?fields=display_phone_number,verified_name,quality_rating", stop))
            {
                case GraphResult<JsonElement>.Done { Value: var told }:
                    if (WebhookJson.Text(told, "display_phone_number") is { } phone) state.Introduce(number, phone);
                    state.Worked(number);
                    LogReady(number.Account.Name);
                    await WatchSubscriptionAsync(number, stop);
                    return;
                case GraphResult<JsonElement>.Failed failed:
                    if (stop.IsCancellationRequested) return;
                    state.Hear(number, failed.Failure);
                    LogNotIntroduced(number.Account.Name, failed.Failure);
                    break;
            }
            await Task.Delay(pause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Without a subscription everything looks well and nothing arrives: so it is looked for, seldom once it is there.</summary>
    private async Task WatchSubscriptionAsync(WhatsAppNumber number, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            // A token that may not ask, and a platform that does not answer, say nothing about it.
            bool? subscribed = await api.GetAsync(number, $"{number.BusinessAccountId}/subscribed_apps", stop) is GraphResult<JsonElement>.Done { Value: var told }
                && told.TryGetProperty("data", out var apps) && apps.ValueKind == JsonValueKind.Array ? apps.GetArrayLength() > 0 : null;
            if (stop.IsCancellationRequested) return;
            if (subscribed is { } known) state.Subscribed(number, known);
            await Task.Delay(subscribed is true ? SubscriptionLook : LongestPause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "WhatsApp number {Name} is accepted")]
    private partial void LogReady(string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Meta does not tell about WhatsApp number {Name} ({Reason}); asking again")]
    private partial void LogNotIntroduced(string name, GraphFailure reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "WhatsApp number {Name} of the database is that of the settings; the settings' token is used")]
    private partial void LogTwice(string name);
}
