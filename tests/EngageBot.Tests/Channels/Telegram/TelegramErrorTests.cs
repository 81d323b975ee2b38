using EngageBot.Channels.Telegram;
using EngageBot.Messaging;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Channels.Telegram;

/// <summary>What each answer of the Bot API means to the sender.</summary>
public class TelegramErrorTests : IAsyncLifetime
{
    private ChannelUnderTest _t = null!;

    public async ValueTask InitializeAsync() => _t = await ChannelUnderTest.StartAsync();
    public ValueTask DisposeAsync() => _t.DisposeAsync();

    [Theory]
    [InlineData(403, "Forbidden: bot was blocked by the user")]
    [InlineData(403, "Forbidden: user is deactivated")]
    [InlineData(403, "Forbidden: bot can't initiate conversation with a user")]
    [InlineData(403, "Forbidden: bot was kicked from the supergroup chat")]
    [InlineData(403, "Forbidden: the group chat was deleted")]
    [InlineData(403, "Forbidden: something new")]
    [InlineData(400, "Bad Request: chat not found")]
    [InlineData(400, "bad request: CHAT NOT FOUND")]
    [InlineData(400, "Bad Request: PEER_ID_INVALID")]
    public async Task The_contact_cannot_be_reached(int code, string description) =>
        Assert.Equal(new SendResult.Refused(description, ContactUnreachable: true), await AnsweredAsync(new Fault.Refuse(code, description)));

    [Theory]
    [InlineData(400, "Bad Request: message text is empty")]
    [InlineData(400, "Bad Request: message is too long")]
    [InlineData(400, "Bad Request: MESSAGE_TOO_LONG")]
    [InlineData(400, "Bad Request: BUTTON_DATA_INVALID")]
    [InlineData(400, "Bad Request: BUTTON_URL_INVALID")]
    [InlineData(400, "Bad Request: Text buttons are unallowed in the inline keyboard")]
    [InlineData(400, "Bad Request: reply markup is too long")]
    [InlineData(400, "Bad Request: not enough rights to send text messages to the chat")]
    [InlineData(400, "Bad Request: have no rights to send a message")]
    [InlineData(400, "Bad Request: CHAT_WRITE_FORBIDDEN")]
    [InlineData(400, "Bad Request: message thread not found")]
    [InlineData(400, "Bad Request: something nobody has seen")]
    [InlineData(413, "Request Entity Too Large")]
    public async Task The_same_message_would_be_refused_again(int code, string description) =>
        Assert.Equal(new SendResult.Refused(description, ContactUnreachable: false), await AnsweredAsync(new Fault.Refuse(code, description)));

    [Fact]
    public async Task The_operator_is_told_when_the_bot_may_not_write()
    {
        await AnsweredAsync(new Fault.Refuse(400, "Bad Request: not enough rights to send text messages to the chat"));
        Assert.Equal(1, _t.Logs.Count("may not write in chat"));
    }

    [Theory]
    [InlineData(35)]
    [InlineData(10_072)]
    public async Task A_flood_waits_as_long_as_the_platform_says(int seconds) =>
        Assert.Equal(new SendResult.Throttled(TimeSpan.FromSeconds(seconds)), await AnsweredAsync(Fault.TooManyRequests(seconds)));

    [Fact]
    public async Task A_flood_without_a_number_waits_five_seconds()
    {
        Assert.Equal(new SendResult.Throttled(TimeSpan.FromSeconds(5)), await AnsweredAsync(new Fault.Refuse(429, "Too Many Requests")));
        Assert.Equal(new SendResult.Throttled(TimeSpan.FromSeconds(5)), await AnsweredAsync(new Fault.Page(429, "slow down")));
    }

    [Fact]
    public async Task A_flood_in_a_second_chat_while_the_first_pauses_is_the_whole_bots()
    {
        var other = _t.Telegram.User();
        _t.Telegram.Fail("sendMessage", Fault.TooManyRequests(30), times: 4);
        Assert.Equal(new SendResult.Throttled(TimeSpan.FromSeconds(30), WholeAccount: false), await _t.SendAsync("a"));
        Assert.Equal(new SendResult.Throttled(TimeSpan.FromSeconds(30), WholeAccount: false), await _t.SendAsync("a"));
        Assert.Equal(new SendResult.Throttled(TimeSpan.FromSeconds(30), WholeAccount: true), await SendToOther());
        _t.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(new SendResult.Throttled(TimeSpan.FromSeconds(30), WholeAccount: false), await SendToOther());

        Task<SendResult> SendToOther() => _t.SendAsync(_t.Row(ChannelUnderTest.Text("b"), chat: other.Key));
    }

    [Theory]
    [InlineData(401, "Unauthorized")]
    [InlineData(404, "Not Found")]
    [InlineData(404, "Not Found: method not found")]
    public async Task The_account_is_rejected(int code, string description)
    {
        Assert.Equal(new SendResult.AccountRejected(description), await AnsweredAsync(new Fault.Refuse(code, description)));
        Assert.Equal(1, _t.Logs.Count("rejects the bot's token"));
    }

    [Fact]
    public async Task A_group_that_became_a_supergroup_is_followed() => Assert.Equal(new SendResult.Moved("-1001234"),
        await AnsweredAsync(new Fault.Refuse(400, "Bad Request: group chat was upgraded to a supergroup chat", MigrateTo: -1001234)));

    [Theory]
    [InlineData(500, "Internal Server Error: restart")]
    [InlineData(502, "Bad Gateway")]
    [InlineData(503, "Service Unavailable")]
    [InlineData(409, "Conflict: something")]
    public async Task The_platform_is_unwell_and_nothing_was_sent(int code, string description) =>
        Assert.Equal(new SendResult.Unavailable(description), await AnsweredAsync(new Fault.Refuse(code, description)));

    [Theory]
    [InlineData(502, "<html>Bad gateway</html>")]
    [InlineData(503, "")]
    [InlineData(500, "{\"ok\":")]
    [InlineData(403, "<html>Blocked by the firewall</html>")]
    [InlineData(302, "")]
    public async Task A_page_that_is_no_answer_is_worth_another_try(int status, string body) =>
        Assert.IsType<SendResult.Unavailable>(await AnsweredAsync(new Fault.Page(status, body)));

    [Theory]
    [InlineData(200, "<html>Welcome to our hotel's network</html>")]
    [InlineData(200, "")]
    [InlineData(200, "{\"ok\":true}")]
    [InlineData(200, "null")]
    [InlineData(504, "gateway time-out")]
    public async Task A_success_without_its_answer_leaves_the_outcome_unknown(int status, string body) =>
        Assert.IsType<SendResult.Unknown>(await AnsweredAsync(new Fault.Page(status, body, Done: true)));

    [Fact]
    public async Task A_cut_after_the_request_left_leaves_the_outcome_unknown()
    {
        Assert.IsType<SendResult.Unknown>(await AnsweredAsync(new Fault.Cut(Done: true)));
        Assert.IsType<SendResult.Unknown>(await AnsweredAsync(new Fault.CutAnswer()));
        Assert.Equal(2, _t.User.FromBot.Count);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_leaves_the_outcome_unknown()
    {
        _t.Telegram.Fail("sendMessage", new Fault.Hang(Done: false));
        var sending = _t.SendAsync("x");
        await _t.Telegram.WhenCalledAsync("sendMessage");
        _t.Clock.Advance(TelegramApi.CallLimit);
        Assert.Equal(new SendResult.Unknown("no answer to sendMessage within 30 s"), await sending);
    }

    [Fact]
    public async Task Stopping_the_product_in_the_middle_of_a_call_leaves_the_outcome_unknown()
    {
        using var stop = new CancellationTokenSource();
        _t.Telegram.Fail("sendMessage", new Fault.Hang(Done: true));
        var sending = _t.SendAsync("x", stop);
        await _t.Telegram.WhenCalledAsync("sendMessage");
        await stop.CancelAsync();
        Assert.IsType<SendResult.Unknown>(await sending);
    }

    [Fact]
    public async Task While_nobody_listens_nothing_was_sent()
    {
        await _t.Telegram.DisposeAsync();
        Assert.IsType<SendResult.Unavailable>(await _t.SendAsync("x"));
        var nowhere = new TelegramSettings { Token = _t.Telegram.Token, ApiRoot = new Uri("http://no-such-host.invalid") };
        Assert.IsType<SendResult.Unavailable>(await _t.SendWithAsync(nowhere, "x"));
    }

    [Fact]
    public async Task A_wrong_token_is_the_accounts_fault()
    {
        var wrong = _t.Settings with { Token = "7300000001:AAsomebodyElsesTokensomebodyElsesToken" };
        Assert.Equal(new SendResult.AccountRejected("Unauthorized"), await _t.SendWithAsync(wrong, "x"));
    }

    [Fact]
    public async Task Neither_reasons_nor_logs_ever_hold_the_token()
    {
        var reasons = new List<string>();
        foreach (var fault in new[] { Fault.ServerError, Fault.Html, new Fault.Cut(false), Fault.Blocked, new Fault.Refuse(401, "Unauthorized"), new Fault.CutAnswer() })
            reasons.Add((await AnsweredAsync(fault)).ToString());
        await _t.Telegram.DisposeAsync();
        reasons.Add((await _t.SendAsync("x")).ToString());
        reasons.Add(_t.Settings.ToString());
        var secret = _t.Settings.Token.Split(':')[1];
        Assert.DoesNotContain(reasons.Concat(_t.Logs.Lines), line => line.Contains(secret, StringComparison.Ordinal));
    }

    private Task<SendResult> AnsweredAsync(Fault fault)
    {
        _t.Telegram.Fail("sendMessage", fault);
        return _t.SendAsync("x");
    }
}
