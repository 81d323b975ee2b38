using EngageBot.Channels.Telegram;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Channels.Telegram;

public sealed class WaitingTapsTests
{
    [Fact]
    public async Task A_tap_whose_turn_takes_over_three_seconds_stops_spinning_and_one_that_was_answered_is_left_alone()
    {
        var clock = new TestClock();
        await using var telegram = await FakeTelegramServer.StartAsync();
        await using var host = await EngageHost.StartAsync(clock, settings:
        [
            $"--Channels:Telegram:Token={telegram.Token}", $"--Channels:Telegram:ApiRoot={telegram.Root}", "--Channels:Telegram:Mode=webhook",
            "--Channels:Telegram:WebhookSecret=a-secret-for-the-webhook",
        ]);
        var ben = telegram.User("Ben");
        await ben.TapsAsync("nobody-made-this", null);
        await ben.TapsAsync("nor-this", null);
        var taps = host.Services.GetRequiredService<WaitingTaps>();
        taps.Arrived("1");
        taps.Arrived("2");
        clock.Advance(TimeSpan.FromSeconds(2));
        taps.Answered("2");
        clock.Advance(TimeSpan.FromSeconds(2));
        await telegram.WhenCalledAsync("answerCallbackQuery");
        Assert.Equal("1", Assert.Single(telegram.CallsOf("answerCallbackQuery")).Parameters.GetProperty("callback_query_id").GetString());
    }
}
