using EngageBot.Businesses;
using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Loyalty.Rewards;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Tests.Complaints;

/// <summary>Who may do what in a case, how far ahead, and what nobody does by accident.</summary>
public sealed class CaseBoundsTests : IAsyncLifetime
{
    private CaseWorld _cases = null!;
    private ContactId _customer;
    private StaffId _mira;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cases = await CaseWorld.OpenAsync(CaseWorld.At("2026-03-03 10:00"));
        (_customer, _mira) = (await _cases.World.PersonAsync(), await _cases.StaffAsync("Mira"));
    }

    public ValueTask DisposeAsync() => _cases.DisposeAsync();

    [Fact]
    public async Task A_case_sleeps_for_a_month_at_most_and_a_next_word_is_promised_for_three()
    {
        var of = await _cases.OpenedAsync(_customer);
        Assert.IsType<CaseOutcome.Mend>(await SnoozeAsync(of, 31));
        Assert.IsType<CaseOutcome.Done>(await SnoozeAsync(of, 29));
        Assert.IsType<CaseOutcome.Mend>(await _cases.AnswerAsync(of, _mira, "We look at it.", next: _cases.Now.AddDays(91)));
        Assert.DoesNotContain(_cases.HeardBy(_cases.World.ChatOf(_customer)), words => words.Contains("We look at it.", StringComparison.Ordinal));
        Assert.IsType<CaseOutcome.Mend>(await _cases.DoAsync((scope, desk) => desk.Promise(scope, _cases.Hand(scope, _mira), _cases.Business, of.Id, _cases.Now.AddDays(91), _cases.Now)));
        Assert.IsType<CaseOutcome.Done>(await _cases.AnswerAsync(of, _mira, "We look at it.", next: _cases.Now.AddDays(2)));
    }

    [Fact]
    public async Task Whoever_is_limited_to_shops_handles_the_cases_of_those_and_of_no_shop()
    {
        var shop = _cases.World.Get<BusinessDirectory>().Shops[0].Id;
        var (here, elsewhere) = (await _cases.StaffAsync("Ben"), await _cases.StaffAsync("Ina"));
        var second = await AddShopAsync(shop);
        await LimitAsync(here, shop);
        await LimitAsync(elsewhere, second);
        var of = Assert.IsType<CaseOutcome.Done>(await _cases.DoAsync((scope, desk) =>
            desk.OpenAsync(scope, CaseHand.Customer, new(_cases.Business, _customer, CaseKind.Complaint, "My coffee was cold and late", "chat", "en") { Shop = shop }, _cases.Now))).Case;
        Assert.IsType<CaseOutcome.Denied>(await _cases.AnswerAsync(of, elsewhere, "We look at it."));
        Assert.IsType<CaseOutcome.Denied>(await _cases.DoAsync((scope, desk) => desk.Note(scope, _cases.Hand(scope, elsewhere), _cases.Business, of.Id, "The grinder.", _cases.Now)));
        Assert.IsType<CaseOutcome.Done>(await _cases.AnswerAsync(of, here, "We look at it."));
        Assert.IsType<CaseOutcome.Done>(await _cases.AnswerAsync(await _cases.OpenedAsync(_customer, "The site says nothing about oat milk"), elsewhere, "It will."));
        var seen = await _cases.Store.ReadAsync(connection => ValueTask.FromResult(CaseList.Read(connection, _cases.Business, new CaseFilter { Only = [second] }, 0, 10, _cases.Now)), Cancellation);
        Assert.Equal((1, 2), (seen.Total, seen.Page.Single().Case.Number));
    }

    [Fact, Trait("Row", "S164")]
    public async Task Whoever_takes_a_case_learns_who_has_it_and_takes_it_over_knowingly()
    {
        var of = await _cases.OpenedAsync(_customer);
        await _cases.AnswerAsync(of, _mira, "We look at it.");
        await _cases.World.SettleAsync();
        await _cases.ReplyInRoomAsync("/take", "7001", "901", "Ben");
        Assert.Contains("Mira has this case", _cases.Room[^1], StringComparison.Ordinal);
        Assert.Equal("Mira", (await _cases.CaseAsync(of)).OwnerName);
        await _cases.ReplyInRoomAsync("/take over", "7002", "901", "Ben");
        Assert.Equal("Ben", (await _cases.CaseAsync(of)).OwnerName);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Who_was_suspended_or_has_not_this_work_reaches_no_customer_through_the_group(bool suspended)
    {
        var who = await _cases.StaffAsync("Ben", suspended ? Role.Manager : Role.Cashier);
        var chat = _cases.World.ChatOf(await _cases.LinkAsync(who));
        await _cases.Store.WriteAsync(async scope =>
        {
            if (suspended) scope.Command("UPDATE staff_members SET state = 'Suspended' WHERE id = @id").Set("@id", who.ToString()).ExecuteNonQuery();
            var id = ((RowSource)scope).Rows("SELECT id FROM chats WHERE contact_id = @c", command => command.Set("@c", _customer.ToString()), row => row.GetInt64(0)).Single();
            // A word about a customer who has no case: a call they asked for.
            await _cases.World.Get<TellStaff>()(scope, new(_cases.Business, "call:1", "staff.callback", [("relay.customer", "Arta"), ("relay.channel", "10:00"), ("relay.staff", "-"), ("relay.words", "prices")], id));
        }, Cancellation);
        await _cases.World.SettleAsync();
        await _cases.ReplyInRoomAsync("Come by, I know a trick.", "7001", chat, "Ben");
        Assert.Contains("not this person's work", _cases.Room[^1], StringComparison.Ordinal);
        Assert.Empty(_cases.HeardBy(_cases.World.ChatOf(_customer)));
        await _cases.ReplyInRoomAsync("We call you at ten.", "7002");
        Assert.Contains(_cases.HeardBy(_cases.World.ChatOf(_customer)), words => words.Contains("We call you at ten.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_voucher_given_while_a_person_has_the_word_is_told_at_once()
    {
        await _cases.World.RulesAsync(RewardRules.Kind, "coffee", """{"name": {"en": "A coffee"}, "gives": {"kind": "percent_off", "percent": 50}, "valid": {"days": 30}}""");
        var of = await _cases.OpenedAsync(_customer);
        await _cases.AnswerAsync(of, _mira, "We look at it.");
        await _cases.World.SettleAsync();
        for (var again = 0; again < 2; again++)
            Assert.IsType<CaseOutcome.Done>(await _cases.DoAsync((scope, desk) => desk.GrantVoucherAsync(scope, _cases.Hand(scope, _mira), _cases.Business, of.Id, "coffee", "v1", _cases.Now)));
        await _cases.World.SettleAsync();
        Assert.Single(_cases.HeardBy(_cases.World.ChatOf(_customer)), words => words.Contains("A voucher for you: A coffee.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Goods_that_came_back_make_nobody_a_large_customer()
    {
        await _cases.World.RulesAsync(ServiceRules.Kind, ServiceRules.Key, """{"large_spend": 500}""");
        await _cases.World.BuyAsync(_customer, "r-1", 60_000);
        Assert.Equal(1, (await _cases.OpenedAsync(_customer)).FirstStep);
        await _cases.World.ReturnAsync("r-1", 20_000);
        Assert.Equal(0, (await _cases.OpenedAsync(_customer, "The site says nothing about oat milk")).FirstStep);
    }

    [Fact, Trait("Row", "S251")]
    public async Task Of_a_shift_of_several_weeks_all_are_planned_or_none()
    {
        await _cases.ShiftAsync(_mira, TimeSpan.FromHours(4), _cases.Now.AddDays(14));
        (DateTimeOffset, DateTimeOffset)[] weeks = [.. Enumerable.Range(0, 4).Select(week => (_cases.Now.AddDays(7 * week), _cases.Now.AddDays(7 * week).AddHours(8)))];
        Assert.IsType<RotaOutcome.Impossible>(await AddAsync(weeks));
        Assert.Equal(1, await _cases.World.CountAsync("SELECT COUNT(*) FROM shifts"));
        Assert.IsType<RotaOutcome.Done>(await AddAsync(weeks[..2]));
        Assert.Equal(3, await _cases.World.CountAsync("SELECT COUNT(*) FROM shifts"));

        Task<RotaOutcome> AddAsync((DateTimeOffset, DateTimeOffset)[] spans) => _cases.Store.WriteAsync(scope =>
            ValueTask.FromResult(RotaDesk.AddShifts(scope, new Actor.System("cli"), _cases.Business, _mira, null, spans, _cases.Now)), Cancellation);
    }

    private Task<CaseOutcome> SnoozeAsync(Case of, int days) => _cases.DoAsync((scope, desk) => desk.Snooze(scope, _cases.Hand(scope, _mira), _cases.Business, of.Id, _cases.Now.AddDays(days), _cases.Now));

    private async Task<ShopId> AddShopAsync(ShopId like)
    {
        var id = ShopId.New(_cases.Now);
        await _cases.Store.WriteAsync(scope => ValueTask.FromResult(scope.Command(
            "INSERT INTO shops (id, business_id, code, name, address, opening_hours) SELECT @id, business_id, 'second', 'Second', address, opening_hours FROM shops WHERE id = @like").Set("@id", id.ToString()).Set("@like", like.ToString()).ExecuteNonQuery()), Cancellation);
        await _cases.World.Get<BusinessDirectory>().LoadAsync(Cancellation);
        return id;
    }

    private Task<int> LimitAsync(StaffId who, ShopId shop) => _cases.Store.WriteAsync(scope =>
        ValueTask.FromResult(scope.Command("INSERT INTO staff_shops (staff_id, shop_id) VALUES (@staff, @shop)").Set("@staff", who.ToString()).Set("@shop", shop.ToString()).ExecuteNonQuery()), Cancellation);
}
