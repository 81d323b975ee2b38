using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Complaints;
using EngageBot.Loyalty.Rewards;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Surveys;

namespace EngageBot.Tests.Complaints;

/// <summary>What a person does in a case is told while they have the word; what ends a case is told to staff.</summary>
public sealed class CaseNewsTests : IAsyncLifetime
{
    private CaseWorld _cases = null!;
    private ContactId _customer;
    private StaffId _mira;

    public async ValueTask InitializeAsync()
    {
        _cases = await CaseWorld.OpenAsync(CaseWorld.At("2026-03-03 10:00"));
        _customer = await _cases.World.PersonAsync();
        _mira = await _cases.StaffAsync("Mira");
    }

    public ValueTask DisposeAsync() => _cases.DisposeAsync();

    private List<string> Heard => _cases.HeardBy(_cases.World.ChatOf(_customer));

    [Fact]
    public async Task Points_and_a_new_person_are_told_at_once_under_the_persons_name_while_a_person_has_the_chat()
    {
        var of = await _cases.OpenedAsync(_customer);
        var ben = await _cases.StaffAsync("Ben");
        await _cases.AnswerAsync(of, _mira, "We are very sorry.");
        await _cases.World.SettleAsync();
        await _cases.DoAsync((scope, desk) => desk.GrantPointsAsync(scope, _cases.Hand(scope, _mira), _cases.Business, of.Id, 200, "cold coffee", "sorry", _cases.Now));
        await _cases.World.SettleAsync();
        Assert.Contains("Mira: +200 on your account", Heard[^1], StringComparison.Ordinal);
        await _cases.DoAsync((scope, desk) => desk.HandOverAsync(scope, _cases.Hand(scope, _mira), _cases.Business, of.Id, ben, new("an apology", "a new cup", "nothing"), _cases.Now));
        await _cases.DoAsync((scope, desk) => desk.AcceptAsync(scope, _cases.Hand(scope, ben), _cases.Business, of.Id, _cases.Now));
        await _cases.World.SettleAsync();
        Assert.Contains("Ben will help you from here", Heard[^1], StringComparison.Ordinal);
        Assert.Equal(1, await _cases.World.CountAsync("SELECT COUNT(*) FROM chats WHERE held_at IS NOT NULL"));
        // Said once: the bot does not say it again when it is back.
        await _cases.PassAsync(TimeSpan.FromHours(3));
        Assert.Single(Heard, words => words.Contains("200", StringComparison.Ordinal));
        Assert.Single(Heard, words => words.Contains("will help you from here", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_bot_has_the_chat_it_tells_them_itself_and_does_not_take_itself_out_of_the_talk()
    {
        var of = await _cases.OpenedAsync(_customer);
        await _cases.DoAsync((scope, desk) => desk.GrantPointsAsync(scope, _cases.Hand(scope, _mira), _cases.Business, of.Id, 200, "cold coffee", "sorry", _cases.Now));
        await _cases.World.SettleAsync();
        Assert.Contains("We have added 200", Heard[^1], StringComparison.Ordinal);
        Assert.Equal(0, await _cases.World.CountAsync("SELECT COUNT(*) FROM chats WHERE held_at IS NOT NULL"));
    }

    [Fact]
    public async Task When_the_customer_confirms_staff_hear_of_it_and_the_talk_of_the_case_is_closed_behind_it()
    {
        var closes = new List<bool>();
        _cases.World.Arrives += message =>
        {
            if (message.Content.Thread is { } thread && message.Content.Text.Plain.Contains("says it is solved", StringComparison.Ordinal)) closes.Add(thread.Closed);
        };
        var of = await _cases.OpenedAsync(_customer);
        await _cases.AnswerAsync(of, _mira, "A new cup is ready.");
        await _cases.DoAsync((scope, desk) => desk.ResolveAsync(scope, _cases.Hand(scope, _mira), _cases.Business, of.Id, _cases.Now));
        await _cases.World.SettleAsync();
        await _cases.TapAsync(_cases.World.ChatOf(_customer), "Solved");
        Assert.Equal(CaseState.Closed, (await _cases.CaseAsync(of)).State);
        Assert.Equal([true], closes);
    }

    [Fact]
    public async Task A_good_voucher_that_a_person_refused_opens_a_case_once_with_the_reason()
    {
        await _cases.World.RulesAsync(RewardRules.Kind, "coffee", """{"name": {"en": "A coffee"}, "gives": {"kind": "percent_off", "percent": 50}, "valid": {"days": 30}}""");
        var shop = _cases.World.Get<BusinessDirectory>().Shops[0].Id;
        var issued = Assert.IsType<IssueOutcome.Issued>(await _cases.Store.WriteAsync(scope =>
            _cases.World.Get<Vouchers>().IssueAsync(scope, _cases.Business, _customer, "coffee", "test", "test", _cases.Now), TestContext.Current.CancellationToken));
        await _cases.Store.WriteAsync(scope => ValueTask.FromResult(Vouchers.Refuse(
            scope, new Actor.System("test"), new(_cases.Business, shop, issued.Voucher.Code), RefusalReason.OutOfStock, _cases.Now)), TestContext.Current.CancellationToken);
        for (var look = 0; look < 2; look++) await _cases.PassAsync(TimeSpan.FromMinutes(5));
        var of = Assert.Single(await _cases.Store.ReadAsync(connection => ValueTask.FromResult(CaseRows.OfContact(connection, _customer)), TestContext.Current.CancellationToken));
        Assert.Equal((CaseKind.Complaint, "Voucher refused at the till", $"voucher:{issued.Voucher.Id}"), (of.Kind, of.Title, of.Source));
        Assert.Contains(await _cases.EntriesAsync(of), e => e.Kind is EntryKind.Change && e.Words!.Contains("out_of_stock", StringComparison.Ordinal));
        Assert.Contains(_cases.Room, words => words.Contains("Voucher refused at the till", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_a_survey_asks_after_a_case_the_end_of_the_case_does_not_ask_the_same()
    {
        await _cases.World.OnAsync("survey_after_case");
        await _cases.World.RulesAsync(SurveyRules.Kind, "csat", ReadySurveys.Find("csat")!.Json(_cases.World.Get<RuleKinds>()));
        var of = await _cases.OpenedAsync(_customer);
        await _cases.AnswerAsync(of, _mira, "A new cup is ready.");
        await _cases.DoAsync((scope, desk) => desk.ResolveAsync(scope, _cases.Hand(scope, _mira), _cases.Business, of.Id, _cases.Now));
        await _cases.World.SettleAsync();
        await _cases.TapAsync(_cases.World.ChatOf(_customer), "Solved");
        Assert.Equal(CaseState.Closed, (await _cases.CaseAsync(of)).State);
        Assert.Contains("is closed. It can be opened again", Heard[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(Heard, words => words.Contains("How content are you with how we handled", StringComparison.Ordinal));
    }
}
