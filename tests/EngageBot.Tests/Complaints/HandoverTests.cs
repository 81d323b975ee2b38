using EngageBot.Complaints;
using EngageBot.Loyalty;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Tests.Complaints;

/// <summary>A case goes from one person to another without loss, to those who are here, and gives what the role may.</summary>
public sealed class HandoverTests : IAsyncLifetime
{
    private CaseWorld _cases = null!;
    private ContactId _customer;
    private StaffId _mira;
    private StaffId _ben;

    public async ValueTask InitializeAsync()
    {
        _cases = await CaseWorld.OpenAsync(CaseWorld.At("2026-03-03 10:00"));
        _customer = await _cases.World.PersonAsync();
        (_mira, _ben) = (await _cases.StaffAsync("Mira"), await _cases.StaffAsync("Ben", language: "ru"));
    }

    public ValueTask DisposeAsync() => _cases.DisposeAsync();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact, Trait("Row", "S252"), Trait("Row", "S253")]
    public async Task Without_a_dossier_nothing_is_handed_over_and_who_does_not_accept_in_time_does_not_have_it()
    {
        var of = await _cases.OpenedAsync(_customer);
        await _cases.AnswerAsync(of, _mira, "We look at it.");
        Assert.IsType<CaseOutcome.Mend>(await OfferAsync(of, new("asked", "", "")));
        Assert.IsType<CaseOutcome.Done>(await OfferAsync(of, new("asked", "refund", "by noon")));
        Assert.Equal("Mira", (await _cases.CaseAsync(of)).OwnerName);
        await _cases.PassAsync(TimeSpan.FromMinutes(65));
        Assert.Null((await _cases.CaseAsync(of)).OfferedTo);
        Assert.Contains(_cases.Room, words => words.Contains("The handover came back", StringComparison.Ordinal));
        Assert.IsType<CaseOutcome.NotNow>(await _cases.DoAsync((scope, desk) => desk.AcceptAsync(scope, _cases.Hand(scope, _ben), _cases.Business, of.Id, _cases.Now)));
    }

    [Fact, Trait("Row", "S112")]
    public async Task Another_person_please_needs_no_reason_and_whoever_had_it_is_out()
    {
        await _cases.ShiftAsync(_mira, TimeSpan.FromHours(9));
        await _cases.ShiftAsync(_ben, TimeSpan.FromHours(9));
        var of = await _cases.OpenedAsync(_customer);
        Assert.Equal("Mira", of.OwnerName);                                             // both are here; she speaks the customer's language
        await _cases.AnswerAsync(of, _mira, "We look at it.");
        await _cases.Store.WriteAsync(scope => _cases.Desk.OtherPersonAsync(scope, _cases.Business, of.Id, "en", _cases.Now), Cancellation);
        Assert.Equal("Ben", (await _cases.CaseAsync(of)).OwnerName);
        Assert.IsType<CaseOutcome.Denied>(await _cases.AnswerAsync(of, _mira, "But I do."));
        Assert.IsType<CaseOutcome.Done>(await _cases.AnswerAsync(of, _ben, "Here I am."));
    }

    [Fact, Trait("Row", "S251"), Trait("Row", "S254"), Trait("Row", "S265")]
    public async Task None_of_the_cases_of_somebody_who_is_away_stays_with_them_and_the_own_manager_has_the_next()
    {
        await _cases.ShiftAsync(_mira, TimeSpan.FromHours(9));
        var first = await _cases.OpenedAsync(_customer);
        await _cases.AnswerAsync(first, _mira, "We look at it.");
        await _cases.ShiftAsync(_ben, TimeSpan.FromHours(9));
        Assert.Equal("Mira", (await _cases.OpenedAsync(_customer, "The delivery never came to me")).OwnerName);
        var outcome = await _cases.Store.WriteAsync(scope => _cases.World.Get<RotaDesk>().AddAbsenceAsync(
            scope, new Actor.System("cli"), _cases.Business, _mira, AbsenceKind.Sick, _cases.Now, _cases.Now.AddDays(3), _cases.Now), Cancellation);
        Assert.Equal(2, Assert.IsType<RotaOutcome.Done>(outcome).Moved);
        Assert.Equal(0, await _cases.World.CountAsync($"SELECT COUNT(*) FROM cases WHERE owner = 'staff:{_mira}'"));
        Assert.Equal(2, await _cases.World.CountAsync($"SELECT COUNT(*) FROM cases WHERE owner = 'staff:{_ben}'"));
    }

    [Fact]
    public async Task An_absence_that_begins_later_moves_the_cases_when_it_begins()
    {
        var of = await _cases.OpenedAsync(_customer);
        await _cases.AnswerAsync(of, _mira, "We look at it.");
        await _cases.Store.WriteAsync(scope => _cases.World.Get<RotaDesk>().AddAbsenceAsync(
            scope, new Actor.System("cli"), _cases.Business, _mira, AbsenceKind.Vacation, _cases.Now.AddHours(1), _cases.Now.AddDays(3), _cases.Now), Cancellation);
        await _cases.PassAsync(TimeSpan.FromMinutes(50));
        Assert.Equal("Mira", (await _cases.CaseAsync(of)).OwnerName);
        await _cases.PassAsync(TimeSpan.FromMinutes(15));
        Assert.Null((await _cases.CaseAsync(of)).OwnerName);
    }

    [Fact]
    public async Task Points_are_given_within_what_the_role_may_and_the_ledger_names_the_case()
    {
        var of = await _cases.OpenedAsync(_customer);
        Assert.IsType<CaseOutcome.Done>(await GrantAsync(of, _mira, 400, "a"));
        Assert.IsType<CaseOutcome.Done>(await GrantAsync(of, _mira, 400, "a"));             // the same grant once more
        Assert.Equal(100, Assert.IsType<CaseOutcome.OverLimit>(await GrantAsync(of, _mira, 200, "b")).Most);
        Assert.IsType<CaseOutcome.Denied>(await _cases.DoAsync((scope, desk) =>
            desk.GrantPointsAsync(scope, new(new Actor.System("room:1"), "Anybody"), _cases.Business, of.Id, 10, "x", "c", _cases.Now)));
        Assert.Equal(400, await _cases.World.CountAsync($"SELECT SUM(amount_points) FROM transfers WHERE cause = 'case:{of.Id}'"));
        Assert.Equal(0, await _cases.World.CountAsync("SELECT SUM(balance_points) FROM point_accounts"));
    }

    [Fact, Trait("Row", "S132"), Trait("Row", "S131")]
    public async Task The_report_counts_who_came_back_what_was_kept_and_why_people_complained()
    {
        var of = await _cases.OpenedAsync(_customer);
        await _cases.OpenedAsync(await _cases.World.PersonAsync(), "The delivery never came to me");
        await _cases.AnswerAsync(of, _mira, "A new cup is ready.");
        await _cases.DoAsync((scope, desk) => desk.TagCause(scope, _cases.Hand(scope, _mira), _cases.Business, of.Id, "machine", true, _cases.Now));
        _cases.World.Clock.Advance(TimeSpan.FromDays(20));
        Assert.IsType<PurchaseOutcome.Recorded>(await _cases.World.BuyAsync(_customer, "r-1"));
        _cases.World.Clock.Advance(TimeSpan.FromDays(75));
        var report = await _cases.Store.ReadAsync(connection => ValueTask.FromResult(CaseReports.Read(connection, _cases.Business, _cases.Now.AddDays(-365), _cases.Now, _cases.Now)), Cancellation);
        Assert.Equal((2, 2, 2, 1), (report.Cases, report.Complaints, report.Complainers, report.Recovered));
        Assert.Equal(new CauseCount("machine", 1), Assert.Single(report.Causes));
        Assert.Equal(1, report.Promises.Single(p => p.Name == "Mira").Kept);
    }

    private Task<CaseOutcome> OfferAsync(Case of, Dossier dossier) => _cases.DoAsync((scope, desk) => desk.HandOverAsync(scope, _cases.Hand(scope, _mira), _cases.Business, of.Id, _ben, dossier, _cases.Now));

    private Task<CaseOutcome> GrantAsync(Case of, StaffId by, long points, string key) =>
        _cases.DoAsync((scope, desk) => desk.GrantPointsAsync(scope, _cases.Hand(scope, by), _cases.Business, of.Id, points, "sorry", key, _cases.Now));
}
