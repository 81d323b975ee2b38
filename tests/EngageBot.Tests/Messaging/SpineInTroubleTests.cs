using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Data.Sqlite;
using static EngageBot.Tests.Support.SpineSeeds;

namespace EngageBot.Tests.Messaging;

/// <summary>The embedded database is locked by somebody else or full: clear errors, nothing lost, nothing doubled.</summary>
public sealed class SpineInTroubleTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private TempStore _temp = null!;
    private SpineUnderTest _spine = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _temp = TempStore.Open(_clock, options => options with { Patience = TimeSpan.FromMilliseconds(20) });
        _spine = new SpineUnderTest(_temp, _clock);
        await _spine.Store.SeedAsync([1], "ana");
    }

    public ValueTask DisposeAsync() => _spine.DisposeAsync();

    private SqliteConnection Lock()
    {
        var other = new SqliteConnection($"Data Source={_temp.Options.Path};Pooling=False");
        other.Open();
        using var begin = other.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        return other;
    }

    [Fact]
    public async Task While_the_database_is_locked_an_entrance_is_told_and_a_second_delivery_is_accepted()
    {
        await using (Lock())
        {
            await Assert.ThrowsAsync<DatabaseUnavailableException>(() => _spine.Inbox.AcceptAsync(Said("ana", "1"), Cancellation));
        }
        Assert.True(await _spine.Inbox.AcceptAsync(Said("ana", "1"), Cancellation));
    }

    [Fact]
    public async Task While_the_database_is_locked_no_attempt_at_a_row_is_counted()
    {
        await _spine.Inbox.AcceptAsync(Said("ana", "1"), Cancellation);
        await using (Lock())
        {
            await Assert.ThrowsAsync<DatabaseUnavailableException>(() => _spine.InboxWorker.PassAsync(Cancellation));
        }
        await _spine.HandleAllAsync();
        Assert.Equal(1, await _spine.ScalarAsync<long>("SELECT attempts FROM inbox WHERE state = 'Handled'"));
    }

    [Fact]
    public async Task A_message_that_left_while_the_database_is_locked_is_marked_when_it_is_free_and_not_sent_again()
    {
        SqliteConnection? held = null;
        _spine.Channel.AnswerWith(_ =>
        {
            held = Lock();
            return _spine.Channel.Sent();
        });
        await _spine.AddAsync(Draft("ana", "1"), Draft("ana", "2"));
        await _spine.Sender.PassAsync(Cancellation);
        await SpineUnderTest.UntilAsync(() => held is not null, Cancellation);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => _spine.Inbox.AcceptAsync(Said("ana", "1"), Cancellation));
        await held!.DisposeAsync();
        _spine.Channel.Answer = null;
        var drained = _spine.Sender.DrainAsync();
        await SpineUnderTest.PassTimeUntilAsync(_clock, () => drained.IsCompleted, Cancellation);
        await _spine.SendAllAsync();
        Assert.Equal(["1", "2"], _spine.Channel.Texts);
        Assert.Equal(["1:Sent", "2:Sent"], await _spine.OutboxAsync());
    }

    [Fact]
    public async Task A_full_disk_stops_turns_without_counting_attempts_until_there_is_room()
    {
        await _spine.Inbox.AcceptAsync(Said("ana", "1"), Cancellation);
        await _spine.Inbox.AcceptAsync(Said("ana", "2"), Cancellation);
        _spine.Handle = async (scope, happened) =>
        {
            await _spine.Outbox.AddAsync(scope, Draft("ana", $"{happened.Id}") with { Content = Message(new string('x', 500_000)) });
            return null;
        };
        await LimitPagesAsync(1);
        for (var i = 0; i < 7; i++) await Assert.ThrowsAsync<DatabaseUnavailableException>(() => _spine.InboxWorker.PassAsync(Cancellation));
        await LimitPagesAsync(1_000_000);
        await _spine.HandleAllAsync();
        Assert.Equal(["ana/1:Handled", "ana/2:Handled"], await _spine.InboxAsync());
        Assert.Equal(["1:Queued", "2:Queued"], await _spine.OutboxAsync());
        Assert.Equal(1, await _spine.ScalarAsync<long>("SELECT MAX(attempts) FROM inbox"));
    }

    [Fact]
    public async Task A_full_disk_in_a_leftover_row_does_not_let_its_chat_go_on_without_it()
    {
        await _spine.Inbox.AcceptAsync(Said("ana", "1"), Cancellation);
        await _spine.CrashAsync();
        await _spine.Inbox.AcceptAsync(Said("ana", "2"), Cancellation);
        var handled = new List<string>();
        _spine.Handle = async (scope, happened) =>
        {
            await _spine.Outbox.AddAsync(scope, Draft("ana", $"{happened.Id}") with { Content = Message(new string('x', 500_000)) });
            scope.AfterCommit(() => handled.Add($"{happened.ExternalId} {happened.Attempts}"));
            return null;
        };
        await LimitPagesAsync(1);
        for (var i = 0; i < 7; i++) await Assert.ThrowsAsync<DatabaseUnavailableException>(() => _spine.InboxWorker.PassAsync(Cancellation));
        await LimitPagesAsync(1_000_000);
        await _spine.HandleAllAsync();
        Assert.Equal(["ana/1 1", "ana/2 1"], handled);
    }

    /// <summary>SQLite raises a limit below the present size to that size.</summary>
    private Task LimitPagesAsync(int pages) => _temp.Store.WriteAsync(async scope =>
    {
        await using var command = scope.Connection.CreateCommand();
        command.CommandText = $"PRAGMA max_page_count = {pages}";
        await command.ExecuteScalarAsync(Cancellation);
    }, Cancellation);
}
