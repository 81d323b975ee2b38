using EngageBot.Channels.Telegram;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Channels.Telegram;

/// <summary>What happens to the group in which staff answer.</summary>
public class StaffRoomTests : IAsyncLifetime
{
    private const int Topic = 12;

    private ChannelUnderTest _t = null!;
    private FakeGroup _room = null!;

    public async ValueTask InitializeAsync()
    {
        _t = await ChannelUnderTest.StartAsync(Topic);
        _room = _t.Telegram.Group("Staff", TelegramHost.StaffChat);
        _room.Topics[Topic] = true;
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_t.Telegram.Violations);
        await _t.DisposeAsync();
    }

    [Fact]
    public async Task Words_for_staff_go_to_their_topic_and_words_for_customers_know_none()
    {
        await TellStaffAsync("for staff");
        await _t.SendAsync("for a customer");
        Assert.Equal(Topic, Assert.Single(_room.FromBot).Topic);
        Assert.Null(Assert.Single(_t.User.FromBot).Topic);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(null)]
    public async Task A_topic_that_is_closed_or_deleted_gives_way_to_the_general_one_and_staff_are_told_once(bool? open)
    {
        if (open is null) _room.Topics.Clear();
        else _room.Topics[Topic] = false;
        foreach (var words in new[] { "one", "two" }) Assert.IsType<SendResult.Sent>(await TellStaffAsync(words));
        Assert.All(_room.FromBot, m => Assert.Null(m.Topic));
        Assert.Equal(["one", "two"], _room.FromBot.Select(m => m.Text));
        Assert.Contains("staff-topic-lost", Assert.Single(await _t.InboxAsync()), StringComparison.Ordinal);
        Assert.Equal(3, _t.Telegram.CallsOf("sendMessage").Count);                  // one try in the lost topic, no more
        Assert.Contains("StaffTopicId", Assert.Single(_t.Bot.Troubles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_bot_is_put_out_words_for_staff_wait_and_go_when_it_is_let_in_again()
    {
        _room.IsBlocked = true;
        Assert.IsType<SendResult.Unavailable>(await TellStaffAsync("are you there?"));
        Assert.IsType<SendResult.Unavailable>(await TellStaffAsync("are you there?"));
        Assert.Contains("staff cannot be reached", Assert.Single(_t.Bot.Troubles), StringComparison.Ordinal);
        Assert.Equal(1, _t.Logs.Count("cannot write in the staff chat"));
        _room.IsBlocked = false;
        Assert.IsType<SendResult.Sent>(await TellStaffAsync("are you there?"));
        Assert.Empty(_t.Bot.Troubles);
    }

    [Theory]
    [InlineData("chat not found")]
    [InlineData("not enough rights to send text messages to the chat")]
    [InlineData("have no rights to send a message")]
    public async Task A_staff_chat_that_takes_nothing_keeps_its_words_waiting(string why)
    {
        _t.Telegram.Fail("sendMessage", new Fault.Refuse(400, $"Bad Request: {why}"));
        Assert.IsType<SendResult.Unavailable>(await TellStaffAsync("hello"));
    }

    [Fact]
    public async Task A_message_of_ours_that_staffs_telegram_would_never_take_is_refused_all_the_same()
    {
        _t.Telegram.Fail("sendMessage", new Fault.Refuse(400, "Bad Request: message text is empty"));
        Assert.IsType<SendResult.Refused>(await TellStaffAsync("hello"));
    }

    [Fact]
    public async Task A_group_that_became_a_supergroup_is_followed_from_the_first_word_that_is_refused()
    {
        _room.MovedTo = -1009999999999;
        Assert.Equal(new SendResult.Moved("-1009999999999"), await TellStaffAsync("hello"));
        Assert.Equal(-1009999999999, _t.Bot.StaffChatId);
    }

    [Fact]
    public async Task What_was_deleted_before_it_could_be_passed_on_leaves_its_words()
    {
        var copy = new MessageAttachment(MessagePlan.CopyKind, $"{_t.User.Key}/77777", null);
        Assert.IsType<SendResult.Sent>(await _t.SendAsync(_t.Row(
            ChannelUnderTest.Text("Arta sent this") with { Attachment = copy }, chat: _room.Key, kind: OutboundKind.Case)));
        Assert.Equal("Arta sent this", Assert.Single(_room.FromBot).Text);
    }

    private Task<SendResult> TellStaffAsync(string words) => _t.SendAsync(_t.Row(ChannelUnderTest.Text(words), chat: _room.Key, kind: OutboundKind.Case));
}
