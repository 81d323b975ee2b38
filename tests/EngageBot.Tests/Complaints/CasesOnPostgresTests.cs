using EngageBot.Complaints;
using EngageBot.Loyalty.Rewards;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Complaints;

/// <summary>Cases on PostgreSQL as on SQLite: several writers at once, promises and the ladder, what is given in a case.</summary>
public sealed class CasesOnPostgresTests
{
    [Fact, Trait("Row", "S164")]
    public async Task Of_two_who_answer_in_the_same_second_one_is_heard()
    {
        await using var cases = await OpenAsync();
        var customer = await cases.World.PersonAsync();
        var (mira, ben) = (await cases.StaffAsync("Mira"), await cases.StaffAsync("Ben"));
        for (var round = 0; round < 5; round++)
        {
            var of = await cases.OpenedAsync(customer);
            var outcomes = await Task.WhenAll(cases.AnswerAsync(of, mira, $"A new cup is ready, Mira says {round}."), cases.AnswerAsync(of, ben, $"Please come by, Ben says {round}."));
            await cases.World.SettleAsync();
            Assert.Single(outcomes.OfType<CaseOutcome.Done>());
            var lost = Assert.Single(outcomes.OfType<CaseOutcome.Taken>());
            Assert.Contains(lost.Words!, Assert.Single(cases.HeardBy(cases.World.ChatOf(customer)), words => words.Contains($"says {round}.", StringComparison.Ordinal)), StringComparison.Ordinal);
        }
    }

    [Fact, Trait("Row", "S244"), Trait("Row", "S260")]
    public async Task Promises_are_kept_broken_and_climb_the_ladder()
    {
        await using var cases = await OpenAsync();
        var customer = await cases.World.PersonAsync();
        var mira = await cases.StaffAsync("Mira");
        var of = await cases.OpenedAsync(customer);
        await cases.PassAsync(TimeSpan.FromHours(25), TimeSpan.FromMinutes(30));
        var heard = cases.HeardBy(cases.World.ChatOf(customer));
        Assert.Contains(heard, words => words.Contains("We're working on your question", StringComparison.Ordinal));
        Assert.Single(heard, words => words.Contains("We promised to write by now", StringComparison.Ordinal));
        Assert.Equal(CaseState.Escalated, (await cases.CaseAsync(of)).State);
        Assert.Contains(cases.Room, words => words.Contains("has been waiting for an answer", StringComparison.Ordinal));
        await cases.AnswerAsync(of, mira, "At last: a new cup is ready.");
        Assert.Contains(await cases.PromisesAsync(of), p => p.State is PromiseState.Late);
        var report = await cases.Store.ReadAsync(connection => ValueTask.FromResult(CaseReports.Read(connection, cases.Business, cases.Now.AddDays(-7), cases.Now.AddDays(7), cases.Now)), TestContext.Current.CancellationToken);
        Assert.Equal((1L, 1L), (report.Cases, report.Complaints));
        Assert.NotEmpty(report.Promises);
    }

    [Fact]
    public async Task Points_and_vouchers_are_given_once_and_within_what_the_role_may()
    {
        await using var cases = await OpenAsync();
        var customer = await cases.World.PersonAsync();
        var mira = await cases.StaffAsync("Mira");
        await cases.World.RulesAsync(RewardRules.Kind, "coffee", """{"name": {"en": "A coffee"}, "gives": {"kind": "percent_off", "percent": 50}, "valid": {"days": 30}}""");
        var of = await cases.OpenedAsync(customer);
        var given = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => cases.DoAsync((scope, desk) =>
            desk.GrantPointsAsync(scope, cases.Hand(scope, mira), cases.Business, of.Id, 300, "cold coffee", $"g{i % 2}", cases.Now))));
        Assert.Equal(300, await cases.World.CountAsync($"SELECT SUM(amount_points) FROM transfers WHERE cause = 'case:{of.Id}'"));
        Assert.Contains(given, outcome => outcome is CaseOutcome.OverLimit { Most: 200 });
        for (var again = 0; again < 2; again++)
            Assert.IsType<CaseOutcome.Done>(await cases.DoAsync((scope, desk) => desk.GrantVoucherAsync(scope, cases.Hand(scope, mira), cases.Business, of.Id, "coffee", "v1", cases.Now)));
        Assert.Equal(1, await cases.World.CountAsync("SELECT COUNT(*) FROM vouchers"));
        Assert.Equal(2, await cases.World.CountAsync("SELECT COUNT(*) FROM case_entries WHERE kind = 'Grant'"));
    }

    private static Task<CaseWorld> OpenAsync() => CaseWorld.OpenAsync(CaseWorld.At("2026-03-03 10:00"), async clock => await TempPostgres.OpenAsync(clock));
}
