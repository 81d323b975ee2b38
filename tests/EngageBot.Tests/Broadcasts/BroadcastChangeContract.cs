using EngageBot.Broadcasts;
using EngageBot.Businesses.Rules;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Crash;
using EngageBot.Tests.Support.FakeTelegram;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Broadcasts;

/// <summary>What was sent is edited or deleted where the platform allows it, and everybody else is counted; on every store.</summary>
public abstract class BroadcastChangeContract : IAsyncLifetime
{
    private const int Many = 60;
    private BroadcastWorld _world = null!;

    private protected abstract Task<IReadOnlyDictionary<string, string>?> DatabaseAsync();

    private BroadcastChangeDesk Desk => _world.Host.Services.GetRequiredService<BroadcastChangeDesk>();

    public async ValueTask InitializeAsync() => _world = await BroadcastWorld.StartAsync(await DatabaseAsync(), contacts: Many);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Edited_each_message_has_the_new_words_in_its_place_and_nobody_gets_another()
    {
        var id = await SentAsync("Dear {name},\nfresh bread at four.");
        var change = await EditAsync(id, "Dear {name},\nfresh bread at five.");
        await EndedAsync(change);
        Assert.Equal((Many, Many, 0, 0, 0), Tuple(await CountsAsync(change)));
        Assert.Equal(Many, _world.Telegram.CallsOf("sendMessage").Count(c => c.Text?.Contains("bread", StringComparison.Ordinal) == true));
        Assert.All(Enumerable.Range(0, Many), n => Assert.Contains("at five", Assert.Single(ChatOf(n).FromBot).Text, StringComparison.Ordinal));
        Assert.Equal("Dear Guest 1,\nfresh bread at five.", ChatOf(1).FromBot[0].Text);
        Assert.NotEmpty(ChatOf(1).FromBot[0].Buttons);
        Assert.Empty(_world.Telegram.Violations);
    }

    [Fact]
    public async Task Deleted_the_messages_are_gone_and_those_the_platform_keeps_are_counted()
    {
        var id = await SentAsync("Fresh bread at four.");
        _world.Telegram.Fail("deleteMessage", new Fault.Refuse(400, "Bad Request: message can't be deleted"), times: int.MaxValue, when: c => c.ChatId == BroadcastWorld.FirstChat + 7);
        _world.Telegram.Fail("deleteMessage", Fault.TooManyRequests(1), times: 1, when: c => c.ChatId == BroadcastWorld.FirstChat + 8);
        var change = await DeleteAsync(id);
        await EndedAsync(change);
        Assert.Equal((Many, Many - 1, 1, 0, 0), Tuple(await CountsAsync(change)));
        Assert.Equal([7], Enumerable.Range(0, Many).Where(n => ChatOf(n).FromBot.Count > 0));
        Assert.Equal(1, await _world.Host.CountAsync("SELECT COUNT(*) FROM broadcast_changed WHERE reason LIKE '%deleted%'"));
        // The report still knows what arrived.
        Assert.Equal(Many, await _world.Host.CountAsync("SELECT COUNT(*) FROM broadcast_recipients WHERE outcome = 'Sent'"));
    }

    [Fact]
    public async Task A_stop_said_meanwhile_does_not_keep_the_old_words_and_an_edit_counts_towards_no_cap()
    {
        var id = await SentAsync("Fresh bread at four.");
        await _world.WriteAsync(scope => scope.Command("""
            INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, given_at) VALUES (@business, @contact, 'marketing', 'telegram', 0, '', 'en', 'stop', 5)
            """).Set("@business", _world.Business.ToString()).Set("@contact", BroadcastWorld.ContactOf(4).ToString()).ExecuteNonQuery());
        var before = await _world.Host.CountAsync("SELECT COUNT(*) FROM proactive_sends");
        await EndedAsync(await EditAsync(id, "Fresh bread at five."));
        Assert.Contains("at five", ChatOf(4).FromBot[0].Text, StringComparison.Ordinal);
        Assert.Equal(before, await _world.Host.CountAsync("SELECT COUNT(*) FROM proactive_sends"));
    }

    [Fact]
    public async Task Taken_away_while_it_is_paused_whatever_was_on_its_way_goes_too_and_nothing_follows_meanwhile()
    {
        await _world.DisposeAsync();
        _world = await BroadcastWorld.StartAsync(await DatabaseAsync(), contacts: Many, settings: "--Messaging:BulkPerSecond=30");
        var id = await _world.BeginAsync();
        await _world.UntilAsync("SELECT COUNT(*) FROM outbox WHERE state = 'Sent'", 5);
        await _world.PauseAsync(id);
        var (change, resumed) = await _world.WriteAsync(scope => (
            Desk.Delete(scope, BroadcastWorld.Owner, _world.Business, id, _world.Now).Change!, _world.Desk.Resume(scope, BroadcastWorld.Owner, _world.Business, id, _world.Now)));
        Assert.IsType<BroadcastOutcome.ChangeUnderWay>(resumed);
        await EndedAsync(change);
        var arrived = _world.ArrivedWith("Fresh bread");
        Assert.InRange(arrived.Count, 5, Many - 1);
        Assert.All(arrived.Keys, chat => Assert.Empty(_world.Telegram.FindChat(chat)!.FromBot));
    }

    [Fact]
    public async Task Pictures_get_another_caption_and_stay_the_same_picture()
    {
        var media = new BroadcastMedia("picture", "https://example.com/bread.jpg");
        var id = await SentAsync("Fresh bread at four.", media);
        Assert.IsType<BroadcastOutcome.Invalid>((await TryEditAsync(id, new([BroadcastWorld.Say("Fresh bread at five.")]))).Problem);
        await EndedAsync((await TryEditAsync(id, new([BroadcastWorld.Say("Fresh bread at five.") with { Media = media }]))).Change!);
        Assert.Equal(("photo", "Fresh bread at five."), (ChatOf(3).FromBot[0].Kind, ChatOf(3).FromBot[0].Text));
    }

    [Fact]
    public async Task Only_what_has_ended_is_edited_by_somebody_who_may_and_one_change_at_a_time()
    {
        var draft = await _world.DraftAsync();
        Assert.IsType<BroadcastOutcome.NotNow>((await TryEditAsync(draft, Words("Wine."))).Problem);
        var id = await SentAsync("Fresh bread at four.");
        Assert.IsType<BroadcastOutcome.Invalid>((await TryEditAsync(id, Words("Calm down, it is only bread."))).Problem);
        Assert.IsType<BroadcastOutcome.Unknown>((await TryEditAsync(id + 100, Words("Wine."))).Problem);
        var cashier = new Actor.Staff(new(Guid.CreateVersion7(_world.Now)), _world.Business, true, RoleBook.Default.Of(Role.Cashier), [], []);
        Assert.IsType<BroadcastOutcome.Denied>((await TryEditAsync(id, Words("Wine."), cashier)).Problem);
        await _world.WriteAsync(scope => RuleBook.Publish(scope, _world.Business, BroadcastRules.Kind, BroadcastRules.Key, new BroadcastRules(ApprovalAbove: 20), _world.Now, _world.Now));
        Assert.IsType<BroadcastOutcome.OwnBroadcast>((await TryEditAsync(id, Words("Wine."))).Problem);      // so many are decided by two
        var (change, _) = await TryEditAsync(id, Words("Wine."), new Actor.System("second"));
        var other = await _world.WriteAsync(scope => Desk.Delete(scope, BroadcastWorld.Owner, _world.Business, id, _world.Now));
        Assert.True(other.Problem is BroadcastOutcome.ChangeUnderWay || (await ShowAsync(change!.Id)).EndedAt is not null);
    }

    private static (int, int, int, int, int) Tuple(ChangeCounts counts) => ((int)counts.People, (int)counts.Done, (int)counts.Impossible, (int)counts.Failed, (int)counts.Waiting);

    private FakeChat ChatOf(int n) => _world.Telegram.FindChat(BroadcastWorld.FirstChat + n)!;

    private static BroadcastContent Words(string text) => new([BroadcastWorld.Say(text)]);

    private async Task<long> SentAsync(string text, BroadcastMedia? media = null)
    {
        var id = await _world.BeginAsync(text, draft => draft with { Content = draft.Content with { Variants = [BroadcastWorld.Say(text) with { Media = media }] } });
        await _world.UntilAsync(id, BroadcastState.Finished);
        return id;
    }

    private Task<(BroadcastChange? Change, BroadcastOutcome? Problem)> TryEditAsync(long id, BroadcastContent content, Actor? actor = null) =>
        _world.WriteAsync(scope => Desk.Edit(scope, actor ?? BroadcastWorld.Owner, _world.Business, id, content, _world.Now));

    private async Task<BroadcastChange> EditAsync(long id, string text) => (await TryEditAsync(id, Words(text))).Change!;

    private async Task<BroadcastChange> DeleteAsync(long id) => (await _world.WriteAsync(scope => Desk.Delete(scope, BroadcastWorld.Owner, _world.Business, id, _world.Now))).Change!;

    private Task EndedAsync(BroadcastChange change) => _world.UntilAsync($"SELECT COUNT(*) FROM broadcast_changes WHERE id = {change.Id} AND ended_at IS NOT NULL", 1);

    private Task<BroadcastChange> ShowAsync(long id) => _world.Store.ReadAsync(connection => ValueTask.FromResult(BroadcastChangeRows.Find(connection, id)!), TestContext.Current.CancellationToken);

    private Task<ChangeCounts> CountsAsync(BroadcastChange change) =>
        _world.Store.ReadAsync(connection => ValueTask.FromResult(BroadcastChangeRows.Counts(connection, change)), TestContext.Current.CancellationToken);
}

public sealed class BroadcastChangeOnSqlite : BroadcastChangeContract
{
    private protected override Task<IReadOnlyDictionary<string, string>?> DatabaseAsync() => Task.FromResult<IReadOnlyDictionary<string, string>?>(null);
}

public sealed class BroadcastChangeOnPostgres : BroadcastChangeContract
{
    private protected override async Task<IReadOnlyDictionary<string, string>?> DatabaseAsync() => (await CrashPlace.PostgresAsync("")).Settings;
}
