using EngageBot.Channels.Telegram;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Channels.Telegram;

public class TelegramFilesTests : IAsyncLifetime
{
    private readonly CapturedLogs _logs = new();
    private FakeTelegramServer _telegram = null!;
    private TelegramApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _telegram = await FakeTelegramServer.StartAsync();
        _api = new TelegramApi(new TelegramSettings { Token = _telegram.Token, ApiRoot = _telegram.Root, FileRoot = _telegram.Root }, new TestClock());
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _telegram.DisposeAsync();
    }

    [Fact]
    public async Task A_customers_picture_can_be_fetched_by_its_id()
    {
        _telegram.Files["photo1"] = [1, 2, 3];
        Assert.Equal([1, 2, 3], await FetchAsync("photo1"));
    }

    [Fact]
    public async Task What_is_gone_too_large_or_unreachable_is_nothing()
    {
        _telegram.Files["huge"] = new byte[TelegramFiles.LimitBytes + 1];
        Assert.Null(await FetchAsync("never seen"));
        Assert.Null(await FetchAsync("huge"));
        await _telegram.DisposeAsync();
        Assert.Null(await FetchAsync("photo1"));
        Assert.Equal(3, _logs.Count("could not be fetched"));
        Assert.Equal(0, _logs.Count(_telegram.Token.Split(':')[1]));
    }

    [Fact]
    public async Task The_chat_can_show_that_the_bot_is_typing()
    {
        var user = _telegram.User();
        Assert.IsType<ApiResult<bool>.Done>(await _api.SendChatAction(new SendChatActionRequest(user.Id, "typing"), TestContext.Current.CancellationToken));
        Assert.Equal("typing", _telegram.CallsOf("sendChatAction")[0].Parameters.GetProperty("action").GetString());
    }

    private Task<byte[]?> FetchAsync(string id) => new TelegramFiles(_api, _logs.For<TelegramFiles>()).FetchAsync(id, TestContext.Current.CancellationToken);
}
