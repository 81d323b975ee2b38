using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Channels.Telegram;

/// <summary>A topic of the staff group for each talk, and what happens to it.</summary>
public sealed class CaseTopicTests : IAsyncLifetime
{
    private ChannelUnderTest _t = null!;
    private FakeGroup _room = null!;

    public async ValueTask InitializeAsync()
    {
        _t = await ChannelUnderTest.StartAsync();
        _room = _t.Telegram.Group("Staff", TelegramHost.StaffChat);
        _room.IsForum = true;
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_t.Telegram.Violations);
        await _t.DisposeAsync();
    }

    [Fact]
    public async Task Each_talk_has_its_topic_and_is_named_as_it_stands()
    {
        await SayAsync("one", "a", "open 1 Cold coffee");
        await SayAsync("two", "b", "open 2 Late parcel");
        await SayAsync("three", "a", "answered 1 Cold coffee");
        Assert.Equal(["answered 1 Cold coffee", "open 2 Late parcel"], _room.TopicNames.OrderBy(t => t.Key).Select(t => t.Value));
        Assert.Equal([("one", First), ("two", First + 2), ("three", First)], _room.FromBot.Select(m => (m.Text, m.Topic!.Value)));
        Assert.Equal(2, _t.Telegram.CallsOf("createForumTopic").Count);
    }

    [Fact]
    public async Task A_topic_closes_with_its_matter_and_opens_again_with_it()
    {
        await SayAsync("hello", "a", "open");
        await SayAsync("bye", "a", "closed", closed: true);
        Assert.False(Assert.Single(_room.Topics).Value);
        await SayAsync("not solved", "a", "reopened");
        Assert.True(Assert.Single(_room.Topics).Value);
        Assert.Equal("reopened", Assert.Single(_room.TopicNames).Value);
        Assert.All(_room.FromBot, m => Assert.Equal(First, m.Topic));
    }

    [Fact]
    public async Task A_name_may_change_without_a_word()
    {
        await SayAsync("hello", "a", "open");
        Assert.IsType<SendResult.Sent>(await _t.SendAsync(Row("", "a", "answered", MessageChange.Thread)));
        Assert.Equal("answered", Assert.Single(_room.TopicNames).Value);
        Assert.Single(_room.FromBot);
    }

    [Fact]
    public async Task A_deleted_topic_is_made_again_and_no_word_is_lost()
    {
        await SayAsync("hello", "a", "open");
        _room.Topics.Clear();
        _room.TopicNames.Clear();
        Assert.IsType<SendResult.Sent>(await SayAsync("still here", "a", "open"));
        var again = Assert.Single(_room.Topics).Key;
        Assert.Equal(again, _room.FromBot[^1].Topic);
        Assert.Equal(1, _t.Logs.Count("is gone; it gets another one"));
    }

    [Fact]
    public async Task A_topic_that_somebody_closed_by_hand_is_opened()
    {
        await SayAsync("hello", "a", "open");
        _room.Topics[First] = false;
        Assert.IsType<SendResult.Sent>(await SayAsync("one more", "a", "open"));
        Assert.Equal(First, _room.FromBot[^1].Topic);
    }

    [Theory]
    [InlineData(false, true), InlineData(true, false)]
    public async Task Without_topics_or_the_right_to_make_them_all_talks_stand_in_one(bool forum, bool may)
    {
        (_room.IsForum, _room.MayManageTopics) = (forum, may);
        await SayAsync("one", "a", "open");
        await SayAsync("two", "a", "answered", closed: true);
        Assert.Equal([("one", (int?)null), ("two", null)], _room.FromBot.Select(m => (m.Text, m.Topic)));
        Assert.Single(_t.Telegram.CallsOf("createForumTopic"));
        Assert.Equal(1, _t.Logs.Count("has no topics for cases"));
    }

    [Fact]
    public async Task A_group_that_shut_the_bot_out_keeps_the_words_waiting_and_they_find_their_topic_later()
    {
        _room.IsBlocked = true;
        Assert.IsType<SendResult.Unavailable>(await SayAsync("one", "a", "open"));
        _room.IsBlocked = false;
        Assert.IsType<SendResult.Sent>(await SayAsync("one", "a", "open"));
        Assert.NotNull(Assert.Single(_room.FromBot).Topic);
    }

    /// <summary>The id of the first topic made.</summary>
    private int First => _room.FromBot[0].Topic!.Value;

    private Task<SendResult> SayAsync(string words, string key, string name, bool closed = false) => _t.SendAsync(Row(words, key, name, null, closed));

    private OutboundMessage Row(string words, string key, string name, MessageChange? change, bool closed = false) => _t.Row(
        new OutgoingMessage { Text = FormattedText.FromPlain(words), Language = "en", Change = change, Thread = new(key, name, closed) }, chat: _room.Key, kind: OutboundKind.Case);
}
