using System.Globalization;
using EngageBot.Channels.Telegram;
using EngageBot.Messaging;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Channels.Telegram;

public class TelegramSetupTests : IAsyncLifetime
{
    private FakeTelegramServer _telegram = null!;
    private TempStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _telegram = await FakeTelegramServer.StartAsync();
        _store = await TelegramHost.NewStoreAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_telegram.Violations);
        await _telegram.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task In_webhook_mode_telegram_is_told_where_with_which_secret_and_what_to_bring()
    {
        await using var host = await TelegramHost.StartAsync(_telegram, _store, "webhook");
        await host.ReadyAsync();
        var set = Assert.Single(_telegram.CallsOf("setWebhook")).Parameters;
        Assert.Equal(new Uri(host.Url, "/webhooks/telegram/main").AbsoluteUri, set.GetProperty("url").GetString());
        Assert.Equal(TelegramHost.Secret, set.GetProperty("secret_token").GetString());
        Assert.Equal(100, set.GetProperty("max_connections").GetInt32());
        Assert.Equal(["message", "edited_message", "callback_query", "my_chat_member", "message_reaction"], set.GetProperty("allowed_updates").EnumerateArray().Select(a => a.GetString()));
        Assert.Equal(_telegram.BotName, host.Bot.Name);
    }

    [Fact]
    public async Task What_telegram_kept_while_the_bot_was_away_comes_at_the_start()
    {
        var user = _telegram.User();
        await user.SendsAsync("are you there?");
        await using var host = await TelegramHost.StartAsync(_telegram, _store, "webhook");
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal(["are you there?"], await host.WordsAsync());
    }

    [Fact]
    public async Task A_refused_token_is_said_in_one_line_and_tried_again_each_minute()
    {
        await using var host = await TelegramHost.StartAsync(_telegram, _store, "polling", token: "7300000001:AAsomebodyElsesTokensomebodyElsesToken");
        // The rescuer of expired leases waits a minute too.
        for (var i = 0; i < 3; i++)
        {
            await host.Clock.WhenWaitedForAsync(TimeSpan.FromMinutes(1), waiters: 2);
            host.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        await host.Clock.WhenWaitedForAsync(TimeSpan.FromMinutes(1), waiters: 2);
        Assert.False(host.Bot.Ready.IsCompleted);
        Assert.Equal(1, host.Logs.Count("refuses the token"));
        Assert.Equal(0, host.Logs.Count("somebodyElses"));
    }

    [Fact]
    public async Task The_start_waits_for_telegram_without_holding_up_the_rest()
    {
        _telegram.Fail("getMe", Fault.Html, times: 2);
        await using var host = await TelegramHost.StartAsync(_telegram, _store, "polling");
        foreach (var seconds in new[] { 3, 6 })
        {
            await host.Clock.WhenWaitedForAsync(TimeSpan.FromSeconds(seconds));
            host.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }
        await host.ReadyAsync();
        Assert.Equal(1, host.Logs.Count("Telegram is not ready"));
    }

    [Fact]
    public async Task Commands_are_set_by_language_and_again_only_when_they_change()
    {
        IReadOnlyList<CommandMenu> menus = [Menu("", "points", "help"), Menu("ru", "points", "help")];
        await StartAndStopAsync(() => menus, calls: 2);
        Assert.Equal(["points", "help"], _telegram.Commands[""]);
        Assert.Equal(["points", "help"], _telegram.Commands["ru"]);
        await StartAndStopAsync(() => menus, calls: 2);
        menus = [Menu("", "points", "help"), Menu("ru", "points", "help", "human")];
        await StartAndStopAsync(() => menus, calls: 3);
        Assert.Equal(["points", "help", "human"], _telegram.Commands["ru"]);

        static CommandMenu Menu(string language, params string[] commands) => new(language, [.. commands.Select(c => new BotCommand(c, $"About {c}"))]);
    }

    [Fact]
    public async Task The_webhook_is_set_only_when_something_of_it_has_changed()
    {
        var url = $"http://127.0.0.1:{TelegramHost.FreePort()}";
        await using (var first = await TelegramHost.StartAsync(_telegram, _store, "webhook", url: url)) await first.ReadyAsync();
        await using (var again = await TelegramHost.StartAsync(_telegram, _store, "webhook", url: url)) await again.ReadyAsync();
        Assert.Single(_telegram.CallsOf("setWebhook"));
        await using (var moved = await TelegramHost.StartAsync(_telegram, _store, "webhook")) await moved.ReadyAsync();
        Assert.Equal(2, _telegram.CallsOf("setWebhook").Count);
    }

    [Fact]
    public async Task A_new_secret_is_announced_and_what_was_sent_under_the_old_one_still_comes()
    {
        var url = $"http://127.0.0.1:{TelegramHost.FreePort()}";
        await using (var first = await TelegramHost.StartAsync(_telegram, _store, "webhook", url: url)) await first.ReadyAsync();
        await _telegram.User().SendsAsync("between two secrets");
        await _telegram.WhenDeliveredAsync(1);
        await using var host = await TelegramHost.StartAsync(_telegram, _store, "webhook", url: url, secret: "another_secret");
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal(["between two secrets"], await host.WordsAsync());
        Assert.Equal("another_secret", _telegram.CallsOf("setWebhook")[^1].Parameters.GetProperty("secret_token").GetString());
        Assert.Equal(0, host.Logs.Count("another_secret"));
    }

    [Fact]
    public async Task A_webhook_that_fails_is_told_once_and_shown_until_it_works()
    {
        await using var host = await TelegramHost.StartAsync(_telegram, _store, "webhook");
        await host.ReadyAsync();
        var failing = $$"""{"ok":true,"result":{"url":"{{new Uri(host.Url, "/webhooks/telegram/main")}}","pending_update_count":7,"last_error_date":{{host.Clock.GetUtcNow().ToUnixTimeSeconds()}},"last_error_message":"SSL error"} }""";
        _telegram.Fail("getWebhookInfo", new Fault.Page(200, failing), times: 2);
        await LookAsync(host);
        Assert.Contains("7 updates wait at Telegram; its last error: SSL error", Assert.Single(host.Bot.Troubles), StringComparison.Ordinal);
        await LookAsync(host);
        Assert.Equal(1, host.Logs.Count("SSL error"));
        await LookAsync(host);
        Assert.Empty(host.Bot.Troubles);
        Assert.Single(_telegram.CallsOf("setWebhook"));
    }

    [Fact]
    public async Task A_webhook_that_somebody_took_away_is_set_again()
    {
        await using var host = await TelegramHost.StartAsync(_telegram, _store, "webhook");
        await host.ReadyAsync();
        _telegram.Fail("getWebhookInfo", new Fault.Page(200, """{"ok":true,"result":{"url":"","pending_update_count":0}}"""));
        await LookAsync(host);
        Assert.Equal(2, _telegram.CallsOf("setWebhook").Count);
        Assert.Equal(1, host.Logs.Count("The bot has no webhook instead of ours"));
    }

    [Fact]
    public async Task A_token_that_is_revoked_while_the_webhook_stands_is_told_once_and_shown()
    {
        await using var host = await TelegramHost.StartAsync(_telegram, _store, "webhook");
        await host.ReadyAsync();
        _telegram.Fail("getWebhookInfo", new Fault.Refuse(401, "Unauthorized"), times: 2);
        await LookAsync(host);
        Assert.Contains("set Channels:Telegram:Token", Assert.Single(host.Bot.Troubles), StringComparison.Ordinal);
        await LookAsync(host);
        Assert.Equal(1, host.Logs.Count("refuses the token"));
    }

    [Fact]
    public async Task Refused_commands_are_no_reason_to_be_silent()
    {
        var user = _telegram.User();
        await using var host = await TelegramHost.StartAsync(_telegram, _store, "polling", () => [new CommandMenu("", [new BotCommand("Bad Name", "x")])]);
        await _telegram.WhenCalledAsync("setMyCommands");
        await user.SendsAsync("hello");
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal(["hello"], await host.WordsAsync());
    }

    [Fact]
    public async Task Without_a_token_there_is_no_channel()
    {
        await using var host = await TelegramHost.StartAsync(_telegram, _store, "polling", token: "");
        Assert.Null(host.Find<TelegramSettings>());
        Assert.Null(host.Find<IChannel>());
        Assert.Empty(_telegram.Calls);
    }

    [Fact]
    public async Task Being_added_to_a_group_names_the_number_for_the_settings()
    {
        await using var host = await TelegramHost.StartAsync(_telegram, _store, "polling");
        await host.ReadyAsync();
        _telegram.Updates.Add(-100777, "my_chat_member", new System.Text.Json.Nodes.JsonObject
        {
            ["chat"] = new System.Text.Json.Nodes.JsonObject { ["id"] = -100777, ["type"] = "supergroup" },
            ["new_chat_member"] = new System.Text.Json.Nodes.JsonObject { ["status"] = "member" },
        });
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal(1, host.Logs.Count((-100777).ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Lets the watch look once more and finish.</summary>
    private static async Task LookAsync(TelegramHost host)
    {
        await host.Clock.WhenWaitedForAsync(TelegramWatch.Interval);
        host.Clock.Advance(TelegramWatch.Interval);
        await host.Clock.WhenWaitedForAsync(TelegramWatch.Interval);
    }

    private async Task StartAndStopAsync(CommandMenus menus, int calls)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await TelegramHost.StartAsync(_telegram, _store, "polling", () =>
        {
            asked.TrySetResult();
            return menus();
        });
        await asked.Task.WaitAsync(FakeChat.Patience);
        await host.SetUpAsync();
        Assert.Equal(calls, _telegram.CallsOf("setMyCommands").Count);
    }
}
