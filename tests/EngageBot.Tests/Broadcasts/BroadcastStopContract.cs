using EngageBot.Broadcasts;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Rewards;
using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Crash;
using EngageBot.Tests.Support.FakeTelegram;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Broadcasts;

/// <summary>A broadcast that does harm stops by itself, and its report says what its recipients did; on every store.</summary>
public abstract class BroadcastStopContract : IAsyncLifetime
{
    private const int Many = 120;
    private BroadcastWorld _world = null!;

    private protected abstract Task<IReadOnlyDictionary<string, string>?> DatabaseAsync();

    public async ValueTask InitializeAsync()
    {
        _world = await BroadcastWorld.StartAsync(await DatabaseAsync(), contacts: Many);
        await _world.WriteAsync(scope => RuleBook.Publish(scope, _world.Business, BroadcastRules.Kind, BroadcastRules.Key, new BroadcastRules(JudgedFrom: 20), _world.Now, _world.Now));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("errors")]
    [InlineData("blocked")]
    public async Task It_pauses_when_too_much_is_refused_and_goes_on_when_somebody_says_so(string limit)
    {
        Fault fault = limit == "blocked" ? Fault.Blocked : new Fault.Refuse(400, "Bad Request: message is too strange");
        _world.Telegram.Fail("sendMessage", fault, times: int.MaxValue, when: c => c.ChatId % 3 == 0);
        await PutOffAsync(Many - 1);
        var id = await _world.BeginAsync();
        await _world.UntilAsync(id, BroadcastState.Paused);
        Assert.Equal(limit, (await _world.ShowAsync(id)).PauseReason);
        await _world.ResumeAsync(id);
        await _world.UntilAsync($"SELECT COUNT(*) FROM broadcasts WHERE id = {id} AND checked_at > 0", 1);
        var known = limit == "blocked" ? "reason = 'blocked'" : "outcome = 'Dead' AND reason LIKE '%strange%'";
        await _world.UntilAsync($"SELECT COUNT(*) FROM broadcast_recipients WHERE {known}", 20);
    }

    [Fact]
    public async Task It_pauses_when_too_many_end_offers_because_of_it()
    {
        await PutOffAsync(Many - 1);      // so that it is not over when they do
        var id = await _world.BeginAsync();
        await _world.UntilAsync($"SELECT settled FROM broadcasts WHERE id = {id}", Many - 1);
        for (var n = 0; n < 5; n++) await _world.Telegram.User($"Guest {n}", id: BroadcastWorld.FirstChat + n).SendsAsync("/stop");
        await _world.UntilAsync(id, BroadcastState.Paused);
        var stopped = await _world.ShowAsync(id);
        Assert.Equal("opt_outs", stopped.PauseReason);
        Assert.InRange(stopped.OptedOut, 4, 5);
    }

    [Fact]
    [Trait("Row", "S95")]
    public async Task The_report_counts_what_recipients_did_and_each_has_a_voucher_of_their_own()
    {
        await OfferCoffeeAsync();
        FakeUser[] guests = [.. Enumerable.Range(0, 8).Select(n => _world.Telegram.User($"Guest {n}", id: BroadcastWorld.FirstChat + n))];
        var say = BroadcastWorld.Say("Fresh bread at four.\nYour code: {voucher}") with { Buttons = [new(BroadcastWorld.Say("Where?").Text, Dialog: "contacts")] };
        var id = await _world.BeginAsync(change: draft => draft with { Reward = "coffee", Content = draft.Content with { Variants = [say] } });
        await _world.UntilAsync(id, BroadcastState.Finished);
        var codes = _world.Telegram.CallsOf("sendMessage").Where(c => c.Text?.Contains("Your code: ", StringComparison.Ordinal) == true).Select(c => c.Text!.Split("Your code: ")[1]).ToList();
        Assert.Equal(Many, codes.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Many, await _world.Host.CountAsync($"SELECT COUNT(DISTINCT voucher_id) FROM broadcast_recipients WHERE broadcast_id = {id}"));

        await guests[1].PressesAsync("Where?");
        await guests[2].SendsAsync("I am coming");
        await guests[4].PressesAsync("Not useful to me");
        await guests[7].SendsAsync("/stop");
        await _world.WriteAsync(scope => scope.Command("UPDATE vouchers SET state = 'Redeemed', ended_at = issued_at WHERE contact_id = @contact").Set("@contact", BroadcastWorld.ContactOf(3).ToString()).ExecuteNonQuery());
        foreach (var column in (string[])["tapped_at", "answered_at", "not_useful_at", "opted_out_at"])
            await _world.UntilAsync($"SELECT COUNT(*) FROM broadcast_recipients WHERE {column} IS NOT NULL", 1);
        var report = await ReportAsync(id);
        var variant = Assert.Single(report.Variants);
        Assert.Equal((Many, Many, 1, 1, 1), ((int)variant.People, (int)variant.Arrived, (int)variant.NotUseful, (int)variant.OptedOut, (int)variant.Redeemed));
        Assert.Equal(Math.Round(100.0 / Many, 1), variant.NotUsefulPercent);
        Assert.InRange(variant.Tapped, 1, 2);      // the button that says not useful is one, too
        Assert.InRange(variant.Answered, 1, 2);
    }

    [Fact]
    public async Task The_voucher_of_a_message_that_nobody_got_is_withdrawn_and_counted_and_the_message_is_not_sent_again_with_it()
    {
        await OfferCoffeeAsync();
        await _world.WriteAsync(scope => RuleBook.Publish(
            scope, _world.Business, BroadcastRules.Kind, BroadcastRules.Key, new BroadcastRules(BlockedPercent: 100, ErrorPercent: 100), _world.Now, _world.Now));
        _world.Telegram.Fail("sendMessage", Fault.Blocked, times: int.MaxValue, when: c => c.ChatId % 8 == 0);
        _world.Telegram.Fail("sendMessage", new Fault.Refuse(400, "Bad Request: message is too strange"), times: int.MaxValue, when: c => c.ChatId % 8 == 3);
        var id = await _world.BeginAsync("Fresh bread at four.\nYour code: {voucher}", draft => draft with { Reward = "coffee" });
        await _world.UntilAsync(id, BroadcastState.Finished);

        var lost = Enumerable.Range(0, Many).Count(n => (BroadcastWorld.FirstChat + n) % 8 is 0 or 3);
        Assert.Equal(lost, await _world.Host.CountAsync("SELECT COUNT(*) FROM vouchers WHERE state = 'Cancelled' AND ended_at IS NOT NULL"));
        Assert.Equal(Many - lost, await _world.Host.CountAsync($"SELECT COUNT(*) FROM vouchers v JOIN broadcast_recipients r ON r.voucher_id = v.id WHERE v.state = 'Issued' AND r.outcome = 'Sent' AND r.broadcast_id = {id}"));
        Assert.Equal((Many - lost, lost), await SentAndWithdrawnAsync(id));

        _world.Telegram.Heal();
        var dead = await _world.Host.CountAsync("SELECT MIN(id) FROM outbox WHERE state = 'Dead' AND error LIKE '%strange%'");
        Assert.True(await _world.Host.Services.GetRequiredService<OutboxAdmin>().ReplayAsync(dead, TestContext.Current.CancellationToken));
        await _world.UntilAsync($"SELECT COUNT(*) FROM outbox WHERE id = {dead} AND state = 'Cancelled'", 1);
        Assert.Equal(Many - lost, _world.ArrivedWith("Your code").Count);
    }

    [Fact]
    public async Task The_report_keeps_what_was_delivered_and_read_when_the_outbox_has_forgotten_it()
    {
        var id = await _world.BeginAsync();
        await _world.UntilAsync(id, BroadcastState.Finished);
        // Receipts come after a message was settled, on channels that have them.
        await _world.WriteAsync(scope => scope.Command("UPDATE outbox SET state = CASE WHEN id % 4 = 0 THEN 'Read' WHEN id % 4 = 1 THEN 'Delivered' ELSE state END WHERE source IS NOT NULL").ExecuteNonQuery());
        var before = await OutcomesAsync(id);
        Assert.True(before["read"] > 0 && before["delivered"] > 0);
        var ago = (long)TimeSpan.FromDays(400).TotalMilliseconds;
        await _world.WriteAsync(scope => scope.Command($"UPDATE outbox SET created_at = created_at - {ago}").ExecuteNonQuery() + scope.Command($"UPDATE broadcast_recipients SET written_at = written_at - {ago}").ExecuteNonQuery());
        await _world.Host.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<Pruner>().Single().PruneAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await _world.Host.CountAsync("SELECT COUNT(*) FROM outbox WHERE source IS NOT NULL"));
        Assert.Equal(before, await OutcomesAsync(id));
    }

    [Fact]
    public async Task Who_ends_offers_before_it_has_reached_them_does_not_do_so_because_of_it()
    {
        await _world.DisposeAsync();
        _world = await BroadcastWorld.StartAsync(await DatabaseAsync(), contacts: Many, settings: "--Messaging:BulkPerSecond=30");
        var id = await _world.BeginAsync();
        await _world.UntilAsync($"SELECT COUNT(*) FROM outbox WHERE source = 'broadcast:{id}' AND state = 'Sent'", 5);
        await _world.PauseAsync(id);
        await _world.UntilAsync("SELECT CASE WHEN EXISTS (SELECT 1 FROM outbox WHERE state = 'Sending' OR state = 'Queued' AND deferred = 0) THEN 0 ELSE 1 END", 1);
        var waiting = await _world.Host.CountAsync("SELECT MAX(CAST(chat_key AS BIGINT)) FROM outbox WHERE state = 'Queued' AND deferred = 1");
        await _world.Telegram.User("Late", id: waiting).SendsAsync("/stop");
        await _world.UntilAsync("SELECT COUNT(*) FROM consents WHERE purpose = 'marketing' AND granted = 0", 1);
        Assert.Equal(0, await _world.Host.CountAsync("SELECT COUNT(*) FROM broadcast_recipients WHERE opted_out_at IS NOT NULL OR answered_at IS NOT NULL"));
        Assert.Equal(0, (await _world.ShowAsync(id)).OptedOut);
    }

    /// <summary>A reward that the shop gives as a voucher; rewards are for members.</summary>
    private Task<int> OfferCoffeeAsync() => _world.WriteAsync(scope =>
    {
        var (rules, errors) = RewardRules.Kind.Parse("""{"name": {"en": "Coffee"}, "gives": {"kind": "gift"}}""");
        Assert.Empty(errors);
        scope.Command("UPDATE contacts SET joined_at = created_at").ExecuteNonQuery();
        return RuleBook.Publish(scope, _world.Business, RewardRules.Kind, "coffee", rules!, _world.Now, _world.Now);
    });

    private Task<BroadcastReport> ReportAsync(long id) =>
        _world.Store.ReadAsync(connection => ValueTask.FromResult(BroadcastReport.Read(connection, BroadcastRows.Find(connection, id)!)), TestContext.Current.CancellationToken);

    private async Task<(int Sent, int Withdrawn)> SentAndWithdrawnAsync(long id)
    {
        var variant = Assert.Single((await ReportAsync(id)).Variants);
        return ((int)variant.Arrived, (int)variant.Withdrawn);
    }

    private async Task<IReadOnlyDictionary<string, long>> OutcomesAsync(long id) => (await ReportAsync(id)).Outcomes;

    /// <summary>Somebody takes a break, so that the broadcast has another round to wait for.</summary>
    private Task<int> PutOffAsync(int n) => _world.WriteAsync(scope => scope.Command(
            "INSERT INTO contact_preferences (contact_id, business_id, paused_until, changed_at) VALUES (@contact, @business, @until, @now)")
        .Set("@contact", BroadcastWorld.ContactOf(n).ToString()).Set("@business", _world.Business.ToString()).Set("@until", _world.Now.AddHours(2)).Set("@now", _world.Now).ExecuteNonQuery());
}

public sealed class BroadcastStopOnSqlite : BroadcastStopContract
{
    private protected override Task<IReadOnlyDictionary<string, string>?> DatabaseAsync() => Task.FromResult<IReadOnlyDictionary<string, string>?>(null);
}

public sealed class BroadcastStopOnPostgres : BroadcastStopContract
{
    private protected override async Task<IReadOnlyDictionary<string, string>?> DatabaseAsync() => (await CrashPlace.PostgresAsync("")).Settings;
}
