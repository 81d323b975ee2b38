using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Codes;
using EngageBot.Loyalty.Earning;
using EngageBot.Loyalty.Rewards;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Staff;

/// <summary>The till in chat when something is not as it should be: a kind word, a row with the reason, and no point moved.</summary>
public sealed class CounterTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private EngageHost _host = null!;
    private ContactId _arta;
    private HouseTalk _ben = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private BusinessId Business => _host.Services.GetRequiredService<BusinessDirectory>().Business.Id;

    public async ValueTask InitializeAsync()
    {
        _host = await EngageHost.StartAsync(_clock, null, null, "--demo=false");
        _arta = await MemberAsync("+355691111111", "Arta");
        await _host.Services.GetRequiredService<IStore>().WriteAsync(scope =>
        {
            Programmes.Publish(scope, Business, new(new(PerMinor: 100, Points: 1), PendingDays: 0, new(ExpiryPolicy.Never), Tiers: []) { Spend = new(MaxPercent: 50), Unit = Cents }, _clock.GetUtcNow());
            Publish(scope, "card", "{'name': {'en': 'Card'}, 'currency': 'EUR', 'gives': {'kind': 'money_off', 'amount': '5.00'}, 'valid': {'days': 30}, 'personal': true}");
            return ValueTask.CompletedTask;
        }, Cancellation);
        _ben = await HireAsync("ben");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_stranger_is_answered_as_to_any_unknown_command()
    {
        var (eve, mallory) = (new HouseTalk(_host, "eve"), new HouseTalk(_host, "mallory"));
        await eve.SaysAsync("/till");
        await mallory.SaysAsync("/nonsense");
        Assert.Equal(mallory.Words, eve.Words);
        Assert.NotEmpty(eve.Words);
        await eve.SaysAsync("/join");                                                              // a question that is not left lightly
        await mallory.SaysAsync("/join");
        Assert.Equal((await mallory.SaysAsync("/nonsense")).Words, (await eve.SaysAsync("/till")).Words);
        var commands = EngageBot.Turns.CommandList.Of(_host.Services.GetRequiredService<EngageBot.Conversations.DialogCatalog>(), "en").SelectMany(menu => menu.Commands);
        Assert.DoesNotContain(commands, command => command.Command == "till");
    }

    [Fact]
    public async Task A_member_found_by_phone_is_shown_without_it_and_points_are_not_taken_without_a_code()
    {
        await _ben.SaysAsync("/till");
        await _ben.SaysAsync("+355 69 111 11 11");
        Assert.Contains("Arta", _ben.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("69", _ben.Words, StringComparison.Ordinal);
        await BuyAsync("100");
        await TakeAsync("20", "30");
        await _ben.SaysAsync("yes");
        Assert.Contains("shows the code", _ben.Words, StringComparison.Ordinal);
        Assert.Equal((100, "code_needed"), (await PointsAsync(), await LastRefusalAsync()));
    }

    [Fact]
    public async Task Nobody_credits_their_own_membership()
    {
        var own = await ContactOfAsync("ben");
        await _host.Services.GetRequiredService<IStore>().WriteAsync(scope =>
        {
            scope.Command("UPDATE contacts SET phone = '+355692222222' WHERE id = @id").Set("@id", own.ToString()).ExecuteNonQuery();
            JoinProgramme.Join(scope, Business, own, _clock.GetUtcNow());
            return ValueTask.CompletedTask;
        }, Cancellation);
        await _ben.SaysAsync("/till");
        await _ben.SaysAsync("+355692222222");
        await _ben.SaysAsync("Purchase");
        await _ben.SaysAsync("100");
        await _ben.SaysAsync("A-1");
        Assert.Contains("own membership", _ben.Words, StringComparison.Ordinal);
        Assert.Equal((0, "own_membership"), (await _host.CountAsync("SELECT COUNT(*) FROM purchases"), await LastRefusalAsync()));
    }

    [Fact]
    public async Task Who_is_suspended_in_the_middle_is_refused_at_the_verb_and_the_till_closes()
    {
        await FindAsync();
        await _ben.SaysAsync("Purchase");
        await _ben.SaysAsync("100");
        await _ben.SaysAsync("A-1");
        Assert.Contains("+100 points\nPost it?", _ben.Words, StringComparison.Ordinal);
        await ChangeAsync((scope, id) => StaffChanges.Suspend(scope, StaffWorld.Operator, Business, id, null, _clock.GetUtcNow()));
        await _ben.SaysAsync("yes");
        Assert.Contains("closed for this account", _ben.Words, StringComparison.Ordinal);
        Assert.Contains("A manager knows more", _ben.Words, StringComparison.Ordinal);
        Assert.Equal((0, "suspended"), (await _host.CountAsync("SELECT COUNT(*) FROM purchases"), await LastRefusalAsync()));
        await _ben.SaysAsync("/till");
        Assert.DoesNotContain("Whose points", _ben.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_changed_in_the_middle_holds_at_once()
    {
        await FindAsync();
        await _ben.SaysAsync("Purchase");
        await _ben.SaysAsync("100");
        await ChangeAsync((scope, id) => StaffChanges.SetRole(scope, StaffWorld.Operator, Business, id, Role.Viewer, null, _clock.GetUtcNow()));
        await _ben.SaysAsync("A-1");
        Assert.Contains("role does not cover", _ben.Words, StringComparison.Ordinal);
        Assert.Equal("not_permitted", await LastRefusalAsync());
    }

    [Fact]
    public async Task Who_was_let_go_in_the_middle_does_nothing_more()
    {
        await FindAsync();
        await _ben.SaysAsync("Purchase");
        await _ben.SaysAsync("100");
        await ChangeAsync((scope, id) => StaffChanges.Remove(scope, StaffWorld.Operator, Business, id, null, _clock.GetUtcNow()));
        await _ben.SaysAsync("A-1");
        Assert.Contains("till is closed here", _ben.Words, StringComparison.Ordinal);
        Assert.Equal(0, await _host.CountAsync("SELECT COUNT(*) FROM purchases"));
    }

    [Fact, Trait("Row", "S27")]
    public async Task Every_no_is_counted_with_its_reason()
    {
        await FindAsync();
        await BuyAsync("100", "A-1");
        await BuyAsync("50", "A-1", posts: false);
        Assert.Contains("another member or amount", _ben.Words, StringComparison.Ordinal);
        await BuyAsync("100", "A-1", posts: false);
        Assert.Contains("nothing was done twice", _ben.Words, StringComparison.Ordinal);
        await BuyAsync("10 USD", "A-2", posts: false);
        Assert.Contains("another currency", _ben.Words, StringComparison.Ordinal);
        await ReturnAsync("A-9", "5");
        Assert.Contains("no receipt with that number", _ben.Words, StringComparison.Ordinal);
        await ReturnAsync("A-1", "100.01");
        Assert.Contains("More would go back", _ben.Words, StringComparison.Ordinal);
        await TakeAsync("20", "101");
        Assert.Contains("less than that", _ben.Words, StringComparison.Ordinal);
        var codes = await _host.Services.GetRequiredService<IStore>().ReadRowsAsync("SELECT code FROM refusals ORDER BY id", _ => { }, row => row.GetString(0), Cancellation);
        Assert.Equal(["receipt_taken", "already_done", "wrong_currency", "unknown_receipt", "too_much", "too_few_points"], codes);
        Assert.Equal((100, 1), (await PointsAsync(), await _host.CountAsync("SELECT COUNT(*) FROM purchases")));
    }

    [Fact]
    public async Task Undo_takes_back_the_last_deeds_one_by_one_while_they_are_fresh()
    {
        await FindAsync();
        await BuyAsync("100", "A-1");
        await BuyAsync("7", "A-2");
        Assert.Contains("Taken back: 7 points", (await _ben.SaysAsync("Undo the last")).Words, StringComparison.Ordinal);
        Assert.Contains("It was receipt A-1", (await _ben.SaysAsync("Undo the last")).Words, StringComparison.Ordinal);
        Assert.Equal(0, await PointsAsync());
        Assert.Contains("nothing to take back", (await _ben.SaysAsync("Undo the last")).Words, StringComparison.Ordinal);
        await BuyAsync("20", "A-3");
        await ReturnAsync("A-3", "5");
        Assert.Contains("cannot be taken back", (await _ben.SaysAsync("Undo the last")).Words, StringComparison.Ordinal);
        await BuyAsync("30", "A-4");
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Contains("too long ago", (await _ben.SaysAsync("Undo the last")).Words, StringComparison.Ordinal);
        Assert.Equal((45, "too_late"), (await PointsAsync(), await LastRefusalAsync()));
        Assert.Empty((await _host.ReadAsync(LedgerVerify.Run)).Findings);
    }

    [Fact, Trait("Row", "S9")]
    public async Task Points_pay_as_much_of_a_receipt_as_the_programme_lets_them_and_the_till_says_how_much()
    {
        await FindAsync();
        await BuyAsync("1000", "A-1");
        await _ben.SaysAsync("Spend");
        Assert.Contains("Up to 500 points may be spent on it", (await _ben.SaysAsync("10")).Words, StringComparison.Ordinal);
        Assert.Contains("rules do not take so much", (await _ben.SaysAsync("501")).Words, StringComparison.Ordinal);
        Assert.Equal((1000, "not_spendable"), (await PointsAsync(), await LastRefusalAsync()));
        await TakeAsync("10", "500");
        Assert.Contains("5.00", _ben.Words, StringComparison.Ordinal);
        Assert.Contains("Taken: 500 points", (await _ben.SaysAsync("yes")).Words, StringComparison.Ordinal);
        Assert.Equal(505, await PointsAsync());                                                    // and the money has earned
        Assert.Equal((1, 500), (await _host.CountAsync("SELECT COUNT(*) FROM redemptions WHERE state = 'Committed'"), await _host.CountAsync("SELECT points_paid_minor FROM purchases WHERE receipt <> 'A-1'")));
        Assert.Contains("Taken back: 500 points", (await _ben.SaysAsync("Undo the last")).Words, StringComparison.Ordinal);
        Assert.Equal(1000, await PointsAsync());
        await TakeAsync("10", "1");
        await _ben.SaysAsync("yes");
        await TakeAsync("10", "1");
        Assert.Contains("has paid already", (await _ben.SaysAsync("yes")).Words, StringComparison.Ordinal);    // one code, one payment
        Assert.Empty((await _host.ReadAsync(LedgerVerify.Run)).Findings);
    }

    [Fact, Trait("Row", "S27")]
    public async Task A_voucher_is_taken_once_and_refused_only_with_a_reason_that_is_kept()
    {
        var (first, second) = (await VoucherAsync("one"), await VoucherAsync("two"));
        await FindAsync();
        await VoucherAsync(first, "20");
        Assert.Contains("Left to pay: €15.00", _ben.Words, StringComparison.Ordinal);
        Assert.Contains("Card is used", (await _ben.SaysAsync("yes")).Words, StringComparison.Ordinal);
        Assert.Equal((15, 500), (await PointsAsync(), await _host.CountAsync("SELECT discount_minor FROM purchases")));
        await _ben.SaysAsync("Take a voucher");
        await _ben.SaysAsync(first);
        Assert.Contains("used already", (await _ben.SaysAsync("20")).Words, StringComparison.Ordinal);
        await VoucherAsync(second, "20");
        Assert.Contains("Why is it not taken?", (await _ben.SaysAsync("no")).Words, StringComparison.Ordinal);
        Assert.Contains("stays good", (await _ben.SaysAsync("It has run out")).Words, StringComparison.Ordinal);
        Assert.Equal("out_of_stock", await LastRefusalAsync());
        Assert.Equal(1, await _host.CountAsync("SELECT COUNT(*) FROM vouchers WHERE state = 'Issued'"));
        Assert.Contains("Taken back.", (await _ben.SaysAsync("Undo the last")).Words, StringComparison.Ordinal);
        Assert.Equal((0, 2), (await PointsAsync(), await _host.CountAsync("SELECT COUNT(*) FROM vouchers WHERE state = 'Issued'")));
    }

    [Fact]
    public async Task A_colleague_cannot_undo_what_somebody_else_did()
    {
        await FindAsync();
        await BuyAsync("100", "A-1");
        var ana = await HireAsync("ana");
        await ana.SaysAsync("/till");
        await ana.SaysAsync("+355691111111");
        Assert.Contains("nothing to take back", (await ana.SaysAsync("Undo the last")).Words, StringComparison.Ordinal);
        Assert.Equal(100, await PointsAsync());
    }

    [Fact]
    public async Task Guessing_codes_ends_after_a_few_wrong_ones()
    {
        await _ben.SaysAsync("/till");
        for (var n = 0; n < CodeTries.PerMinute; n++) await _ben.SaysAsync($"9999 000{n}");
        Assert.Contains("Nobody has that code", _ben.Words, StringComparison.Ordinal);
        await _ben.SaysAsync("+355691111111");
        Assert.Contains("Too many tries", _ben.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_is_what_posting_gives_and_leaves_nothing_behind()
    {
        await FindAsync();
        await _ben.SaysAsync("Purchase");
        await _ben.SaysAsync("12.99");
        await _ben.SaysAsync("A-1");
        Assert.Contains("+12 points\nPost it?", _ben.Words, StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), (await _host.CountAsync("SELECT COUNT(*) FROM purchases"), await _host.CountAsync("SELECT COUNT(*) FROM transfers"), await _host.CountAsync("SELECT COUNT(*) FROM counter_deeds")));
        await _ben.SaysAsync("no");
        Assert.Equal(0, await PointsAsync());
    }

    private async Task FindAsync()
    {
        var code = await _host.Services.GetRequiredService<IStore>().WriteAsync(
            scope => ValueTask.FromResult(_host.Services.GetRequiredService<MemberCodes>().Make(scope, Business, _arta, _clock.GetUtcNow())), Cancellation);
        await _ben.SaysAsync("/till");
        await _ben.SaysAsync(code.Spaced);
        Assert.Contains("Arta", _ben.Words, StringComparison.Ordinal);
    }

    private async Task BuyAsync(string amount, string? receipt = null, bool posts = true)
    {
        await _ben.SaysAsync("Purchase");
        await _ben.SaysAsync(amount);
        await _ben.SaysAsync(receipt ?? "Without a number");
        if (posts) Assert.Contains("Posted", (await _ben.SaysAsync("yes")).Words, StringComparison.Ordinal);
    }

    /// <summary>As far as the last question, if it comes to it.</summary>
    private async Task TakeAsync(string total, string points)
    {
        await _ben.SaysAsync("Spend");
        await _ben.SaysAsync(total);
        await _ben.SaysAsync(points);
        if (_ben.Words.Contains("number of the receipt", StringComparison.Ordinal)) await _ben.SaysAsync("Without a number");
    }

    private async Task VoucherAsync(string code, string total)
    {
        await _ben.SaysAsync("Take a voucher");
        await _ben.SaysAsync(code);
        await _ben.SaysAsync(total);
        if (_ben.Words.Contains("spent on the rest", StringComparison.Ordinal)) await _ben.SaysAsync("Nothing more");
        await _ben.SaysAsync("Without a number");
    }

    private async Task<string> VoucherAsync(string occasion) => VoucherCode.Show(Assert.IsType<IssueOutcome.Issued>(await _host.Services.GetRequiredService<IStore>().WriteAsync(
        scope => _host.Services.GetRequiredService<Vouchers>().IssueAsync(scope, Business, _arta, "card", occasion, "test", _clock.GetUtcNow()), Cancellation)).Voucher.Code);

    private void Publish(WriteScope scope, string key, string json)
    {
        var (rules, errors) = RewardRules.Kind.Parse(json.Replace('\'', '"'));
        Assert.Empty(errors);
        RuleBook.Publish(scope, Business, RewardRules.Kind, key, rules!, _clock.GetUtcNow(), _clock.GetUtcNow());
    }

    private static UnitRule Cents { get; } = new(ImmutableSortedDictionary<string, UnitName>.Empty.Add("en", new("point", "points")), ValueMinor: 1);

    private async Task ReturnAsync(string receipt, string amount)
    {
        await _ben.SaysAsync("Return");
        await _ben.SaysAsync(receipt);
        await _ben.SaysAsync(amount);
        await _ben.SaysAsync("yes");
    }

    private async Task<HouseTalk> HireAsync(string key)
    {
        var talk = new HouseTalk(_host, key);
        await talk.HappensAsync(new InboundContent.Opened(new Sender(key, key, "en"), LinkToken.Prefix + await _host.InviteAsync(Role.Cashier, key)));
        await talk.SaysAsync("yes");
        Assert.Contains("/till", talk.Words, StringComparison.Ordinal);
        return talk;
    }

    private Task ChangeAsync(Func<WriteScope, StaffId, StaffOutcome> change) => _host.Services.GetRequiredService<IStore>().WriteAsync(scope =>
    {
        var id = new StaffId(Guid.Parse((string)scope.Command("SELECT staff_id FROM staff_chats").ExecuteScalar()!));
        Assert.IsType<StaffOutcome.Changed>(change(scope, id));
        return ValueTask.CompletedTask;
    }, Cancellation);

    private Task<ContactId> MemberAsync(string phone, string name) => _host.Services.GetRequiredService<IStore>().WriteAsync(scope =>
    {
        var id = ContactId.New(_clock.GetUtcNow());
        scope.Command("INSERT INTO contacts (id, business_id, phone, name, created_at) VALUES (@id, @business, @phone, @name, @now)")
            .Set("@id", id.ToString()).Set("@business", Business.ToString()).Set("@phone", phone).Set("@name", name).Set("@now", _clock.GetUtcNow()).ExecuteNonQuery();
        JoinProgramme.Join(scope, Business, id, _clock.GetUtcNow());
        return ValueTask.FromResult(id);
    }, Cancellation);

    private async Task<ContactId> ContactOfAsync(string key) => (await _host.Services.GetRequiredService<IStore>().ReadRowsAsync(
        "SELECT contact_id FROM chats WHERE external_id = @key", c => c.Set("@key", key), row => new ContactId(Guid.Parse(row.GetString(0))), Cancellation)).Single();

    private async Task<string> LastRefusalAsync() => (await _host.Services.GetRequiredService<IStore>().ReadRowsAsync(
        "SELECT code FROM refusals ORDER BY id DESC LIMIT 1", _ => { }, row => row.GetString(0), Cancellation)).Single();

    private Task<long> PointsAsync() => _host.ReadAsync(rows => BalanceQuery.Read(rows, _arta, _clock.GetUtcNow())!.AvailablePoints);
}
