using EngageBot.Channels.Telegram;
using EngageBot.Messaging;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Channels.Telegram;

public class TelegramPollingTests : IAsyncLifetime
{
    private FakeTelegramServer _telegram = null!;
    private TempStore _store = null!;
    private TelegramHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _telegram = await FakeTelegramServer.StartAsync();
        _store = await TelegramHost.NewStoreAsync();
        _host = await TelegramHost.StartAsync(_telegram, _store, "polling");
        await _host.ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_telegram.Violations);
        await _host.DisposeAsync();
        await _telegram.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Updates_are_stored_and_then_confirmed()
    {
        var user = _telegram.User();
        var id = await user.SendsAsync("hello");
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal([$"{_telegram.BotId}:{user.Messages[0].Id}@{user.Key}/{user.Key}:Received"], await _host.InboxAsync());
        Assert.Equal(id + 1, _telegram.CallsOf("getUpdates")[^1].Parameters.GetProperty("offset").GetInt64());
    }

    [Fact]
    public async Task Moving_from_webhook_to_polling_takes_the_webhook_away_at_once_and_loses_nothing()
    {
        await _telegram.WhenCalledAsync("getUpdates");
        await _host.DisposeAsync();
        _host = await TelegramHost.StartAsync(_telegram, _store, "webhook");
        await _host.ReadyAsync();
        await _host.DisposeAsync();
        await _telegram.User().SendsAsync("between the two");
        _host = await TelegramHost.StartAsync(_telegram, _store, "polling");
        await _telegram.Updates.WhenTakenAsync();                                    // no clock has moved: nothing was waited out
        Assert.Equal(["between the two"], await _host.WordsAsync());
        Assert.Equal(1, _host.Logs.Count("is removed: updates come by polling now"));
        Assert.Equal(0, _host.Logs.Count("Somebody set a webhook"));
    }

    [Fact]
    public async Task The_first_word_is_taken_while_telegram_is_slow_to_say_who_the_bot_is()
    {
        await _host.DisposeAsync();
        _telegram.Fail("getMe", new Fault.Hang(Done: false));
        _host = await TelegramHost.StartAsync(_telegram, _store, "polling");
        await _telegram.User().SendsAsync("hello");
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal(["hello"], await _host.WordsAsync());
        Assert.False(_host.Bot.Ready.IsCompleted);
    }

    [Fact]
    public async Task A_new_word_under_a_number_that_was_used_before_is_taken()
    {
        var user = _telegram.User();
        var id = await user.SendsAsync("before the silent week");
        await _telegram.Updates.WhenTakenAsync();
        _telegram.Updates.ContinueFrom(id - 20);
        await user.SendsAsync("numbers start anew, lower");
        await _telegram.Updates.WhenTakenAsync();
        _telegram.Updates.ContinueFrom(id);
        await user.SendsAsync("and come to the one used before");
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal(["before the silent week", "numbers start anew, lower", "and come to the one used before"], await _host.WordsAsync());
    }

    [Fact]
    public async Task A_message_that_was_corrected_while_the_bot_was_away_is_taken_by_its_last_words()
    {
        await _host.DisposeAsync();
        var user = _telegram.User();
        await user.SendsAsync("31 Febuary");
        await user.EditsAsync(user.Newest, "30 February");
        await user.EditsAsync(user.Newest, "28 February");
        await user.SendsAsync("that is it");
        _host = await TelegramHost.StartAsync(_telegram, _store, "polling");
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal(["28 February", "30 February", "28 February", "that is it"], await _host.WordsAsync());
    }

    [Fact]
    public async Task A_message_that_still_waits_for_its_turn_gets_the_words_of_its_edit()
    {
        var user = _telegram.User();
        await user.SendsAsync("one");
        await _telegram.Updates.WhenTakenAsync();
        await user.EditsAsync(user.Newest, "too early to tell whether its turn has begun");
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal("one", (await _host.WordsAsync())[0]);
        _host.Clock.Advance(InboundEvent.ReadAgainAfter);
        await user.EditsAsync(user.Newest, "two");
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal("two", (await _host.WordsAsync())[0]);
    }

    [Fact]
    public async Task Nothing_is_confirmed_while_the_database_is_busy_and_nothing_is_lost()
    {
        await _telegram.WhenCalledAsync("getUpdates");
        var held = TelegramHost.Lock(_store);
        await _telegram.User().SendsAsync("hello");
        await _host.Clock.WhenWaitedForAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(1, _host.Logs.Count("could not be stored"));
        Assert.Equal(1, _telegram.Updates.PendingCount);
        TelegramHost.Unlock(held);
        _host.Clock.Advance(TimeSpan.FromSeconds(3));
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal(["hello"], await _host.WordsAsync());
    }

    [Fact]
    public async Task After_a_crash_before_the_confirmation_the_same_updates_are_duplicates()
    {
        var user = _telegram.User();
        // The poll that would confirm never reaches Telegram.
        _telegram.Fail("getUpdates", new Fault.Hang(Done: false), when: c => c.Parameters.TryGetProperty("offset", out _));
        await user.SendsAsync("one");
        await _telegram.WhenAsync(() => _telegram.CallsOf("getUpdates").Any(c => c.Parameters.TryGetProperty("offset", out _)), "a confirmation");
        Assert.Equal(1, _telegram.Updates.PendingCount);
        await _host.DisposeAsync();
        await TelegramHost.ForgetOffsetAsync(_store);
        _host = await TelegramHost.StartAsync(_telegram, _store, "polling");
        await user.SendsAsync("two");
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal(["one", "two"], await _host.WordsAsync());
    }

    [Fact]
    public async Task A_restart_goes_on_where_the_last_commit_stood()
    {
        await _telegram.User().SendsAsync("one");
        await _telegram.Updates.WhenTakenAsync();
        var next = _telegram.CallsOf("getUpdates")[^1].Parameters.GetProperty("offset").GetInt64();
        await _host.DisposeAsync();
        var before = _telegram.CallsOf("getUpdates").Count;
        _host = await TelegramHost.StartAsync(_telegram, _store, "polling");
        await _telegram.WhenCalledAsync("getUpdates", before + 1);
        Assert.Equal(next, _telegram.CallsOf("getUpdates")[before].Parameters.GetProperty("offset").GetInt64());
    }

    [Fact]
    public async Task Ids_that_start_anew_after_a_silent_week_are_not_mistaken_for_old_ones()
    {
        await _telegram.User().SendsAsync("before");
        await _telegram.Updates.WhenTakenAsync();
        _telegram.Updates.ContinueFrom(4000);
        await _telegram.User().SendsAsync("after");
        await _telegram.Updates.WhenTakenAsync();
        await _telegram.User().SendsAsync("and on");
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal(["before", "after", "and on"], await _host.WordsAsync());
    }

    [Fact]
    public async Task Batches_out_of_order_and_twice_are_stored_once()
    {
        _telegram.Updates.OutOfOrder = true;
        _telegram.Fail("getUpdates", new Fault.CutAnswer(), times: 1);
        var users = Enumerable.Range(0, 20).Select(_ => _telegram.User()).ToList();
        foreach (var user in users) await user.SendsAsync(user.Key);
        var taken = _telegram.Updates.WhenTakenAsync();
        await Task.WhenAny(taken, _host.Clock.WhenWaitedForAsync(TimeSpan.FromSeconds(3)));
        _host.Clock.Advance(TimeSpan.FromSeconds(3));
        await taken;
        Assert.Equal(users.Select(u => u.Key).Order(), (await _host.WordsAsync()).Order());
    }

    [Fact]
    public async Task One_unreadable_update_is_quarantined_and_its_neighbours_come_through()
    {
        await _telegram.WhenCalledAsync("getUpdates");
        var user = _telegram.User();
        _telegram.Updates.AddRaw(899_999_990, user.Id, """{"update_id":899999990,"message":{"message_id":"seventeen"}}""");
        _telegram.Updates.AddRaw(899_999_991, user.Id, """{"update_id":899999991,"message":{"message_id":1,"from":{"id":5},"chat":{"id":5,"type":"private"},"text":"good"}}""");
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal([$"{_telegram.BotId}:1@5/5:Received", "899999990/:Quarantined"], (await _host.InboxAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_second_poller_is_named_once_in_the_log_and_waited_out()
    {
        await _telegram.WhenCalledAsync("getUpdates");
        _telegram.Fail("getUpdates", new Fault.Refuse(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"), times: 2);
        await _telegram.User().SendsAsync("wakes the poll");
        await _host.Clock.WhenWaitedForAsync(TimeSpan.FromSeconds(5));
        var calls = _telegram.CallsOf("getUpdates").Count;
        _host.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(calls, _telegram.CallsOf("getUpdates").Count);
        _host.Clock.Advance(TimeSpan.FromSeconds(1));
        await _host.Clock.WhenWaitedForAsync(TimeSpan.FromSeconds(6));
        _host.Clock.Advance(TimeSpan.FromSeconds(6));
        await _telegram.Updates.WhenTakenAsync();
        await _telegram.User().SendsAsync("ends the poll that went well");
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal(1, _host.Logs.Count("Another program polls"));
        Assert.Equal(1, _host.Logs.Count("come again"));
    }

    [Fact]
    public async Task The_older_of_two_pollers_gets_the_conflict()
    {
        await _telegram.WhenCalledAsync("getUpdates");
        await using var store = await TelegramHost.NewStoreAsync();
        await using var second = await TelegramHost.StartAsync(_telegram, store, "polling");
        await _host.Clock.WhenWaitedForAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(1, _host.Logs.Count("Another program polls"));
        Assert.Equal(0, second.Logs.Count("Another program polls"));
    }

    [Fact]
    public async Task A_webhook_somebody_sets_is_removed_and_polling_goes_on()
    {
        await _telegram.WhenCalledAsync("getUpdates");
        using (var api = new TelegramApi(new TelegramSettings { Token = _telegram.Token, ApiRoot = _telegram.Root }, TimeProvider.System))
            await api.SetWebhook(new SetWebhookRequest("http://127.0.0.1:9/", "secret", 1, []), TestContext.Current.CancellationToken);
        await _host.Clock.WhenWaitedForAsync(TimeSpan.FromSeconds(3));
        _host.Clock.Advance(TimeSpan.FromSeconds(3));
        await _telegram.User().SendsAsync("hello");
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal(["hello"], await _host.WordsAsync());
        Assert.Equal(1, _host.Logs.Count("Somebody set a webhook"));
    }

    [Fact]
    public async Task While_telegram_is_unwell_the_pauses_grow_and_the_log_has_one_line()
    {
        await _telegram.WhenCalledAsync("getUpdates");
        _telegram.Fail("getUpdates", Fault.Html, times: 1);
        _telegram.Fail("getUpdates", new Fault.Cut(false), times: 1);
        _telegram.Fail("getUpdates", Fault.ServerError, times: 1);
        await _telegram.User().SendsAsync("wakes the poll");
        foreach (var seconds in new[] { 3, 6, 12 })
        {
            await _host.Clock.WhenWaitedForAsync(TimeSpan.FromSeconds(seconds));
            _host.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal(1, _host.Logs.Count("No updates from Telegram"));
    }

    [Theory]
    [InlineData("{\"ok\":true,\"result\":true}")]
    [InlineData("{\"ok\":true}")]
    [InlineData("")]
    public async Task An_answer_without_updates_is_no_reason_to_spin(string answer)
    {
        await _telegram.WhenCalledAsync("getUpdates");
        _telegram.Fail("getUpdates", new Fault.Page(200, answer));
        await _telegram.User().SendsAsync("wakes the poll");
        await _host.Clock.WhenWaitedForAsync(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_flood_answer_is_waited_out()
    {
        await _telegram.WhenCalledAsync("getUpdates");
        _telegram.Fail("getUpdates", Fault.TooManyRequests(77));
        await _telegram.User().SendsAsync("wakes the poll");
        await _host.Clock.WhenWaitedForAsync(TimeSpan.FromSeconds(77));
    }

    [Fact]
    public async Task A_poll_that_never_ends_is_given_up_and_asked_again()
    {
        await _telegram.WhenCalledAsync("getUpdates");
        _telegram.Fail("getUpdates", new Fault.Hang(false));
        await _telegram.User().SendsAsync("one");
        await _telegram.WhenAsync(() => _telegram.CallsOf("getUpdates").Count >= 2, "the poll that hangs");
        _host.Clock.Advance(TimeSpan.FromSeconds(40));
        await _host.Clock.WhenWaitedForAsync(TimeSpan.FromSeconds(3));
        _host.Clock.Advance(TimeSpan.FromSeconds(3));
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal(["one"], await _host.WordsAsync());
    }

    [Fact]
    public async Task Neither_the_token_nor_words_reach_the_log()
    {
        _telegram.Fail("getUpdates", Fault.Html);
        await _telegram.User("Besarta-the-customer").SendsAsync("my phone is 0691234567");
        await _telegram.WhenCalledAsync("getUpdates");
        foreach (var secret in new[] { _telegram.Token.Split(':')[1], "0691234567", "Besarta-the-customer" })
            Assert.Equal(0, _host.Logs.Count(secret));
    }
}
