using EngageBot.Complaints;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Complaints;

/// <summary>How a customer who may leave is kept: first it is seen how the talk went, then somebody has a plan, and it ends saved or lost; on both engines.</summary>
public sealed class RetentionPlanTests
{
    [Theory, InlineData(false), InlineData(true)]
    [Trait("Row", "S113"), Trait("Row", "S114"), Trait("Row", "S115")]
    public async Task A_plan_needs_the_analysis_one_owner_and_steps_that_climb_the_ladder_and_it_ends_saved_or_lost(bool postgres)
    {
        await using var cases = await CaseWorld.OpenAsync(CaseWorld.At("2026-03-03 10:00"), postgres ? async clock => await TempPostgres.OpenAsync(clock) : null);
        var (customer, mira, ben) = (await cases.World.PersonAsync(), await cases.StaffAsync("Mira"), await cases.StaffAsync("Ben"));
        var owner = await cases.StaffAsync("Ada", Role.Owner);
        await cases.ShiftAsync(ben, TimeSpan.FromHours(20));
        var of = await cases.OpenedAsync(customer, "When will my order come? And who pays for it?");
        await cases.PassAsync(TimeSpan.FromHours(3), TimeSpan.FromMinutes(30));
        PlannedStep[] steps = [new("Call them and listen", cases.Now.AddHours(2)), new("Bring a tasting box", cases.Now.AddDays(2))];
        Assert.Equal("analysis", Refused(await PlanAsync("Comes every week with the children", steps)));

        var (_, findings) = await cases.Store.WriteAsync(scope => ValueTask.FromResult(cases.Desk.Analyse(scope, cases.Hand(scope, mira), cases.Business, of.Id, cases.Now)), TestContext.Current.CancellationToken);
        Assert.Contains(findings, f => f.Kind is FindingKind.LongWaits && f.Detail == "180");
        Assert.Contains(findings, f => f is { Kind: FindingKind.UnansweredQuestions, Count: 2 });
        var history = await cases.Store.ReadAsync(connection => ValueTask.FromResult(TalkHistory.Read(connection, of, 50)), TestContext.Current.CancellationToken);
        Assert.Contains(history, line => line is { Kind: "customer", Words: "When will my order come? And who pays for it?" });

        Assert.Equal("valued", Refused(await PlanAsync(" ", steps)));
        Assert.Equal("steps", Refused(await PlanAsync("Comes every week", [])));
        Assert.Equal("steps", Refused(await PlanAsync("Comes every week", [new("Call", cases.Now.AddMinutes(-1))])));
        Assert.Equal("derogatory", Refused(await PlanAsync("A liar who comes every week", steps)));
        Assert.IsType<CaseOutcome.Unknown>(await PlanAsync("Comes every week", steps, StaffId.New(cases.Now)));
        Assert.IsType<CaseOutcome.Done>(await PlanAsync("Comes every week with the children", steps));
        Assert.Equal("plan", Refused(await PlanAsync("Comes every week", steps)));

        await cases.PassAsync(TimeSpan.FromMinutes(125), TimeSpan.FromMinutes(5));
        Assert.Single(Overdue(cases), words => words.Contains("For: Mira.", StringComparison.Ordinal));
        // Next, then nobody on duty, then the owner: by the ladder in working time.
        await cases.PassAsync(TimeSpan.FromHours(20), TimeSpan.FromMinutes(30));
        Assert.Single(Overdue(cases), words => words.Contains("For: Ben.", StringComparison.Ordinal));
        Assert.Single(Overdue(cases), words => words.Contains("For: Ada.", StringComparison.Ordinal));
        Assert.All(Overdue(cases), words => Assert.Contains("Call them and listen", words, StringComparison.Ordinal));
        Assert.DoesNotContain(cases.HeardBy(cases.World.ChatOf(customer)), words => words.Contains("tasting", StringComparison.Ordinal));

        await DoneAsync((scope, desk) => desk.StepDone(scope, cases.Hand(scope, mira), cases.Business, of.Id, 1, "They want it on Saturdays", cases.Now));
        Assert.IsType<CaseOutcome.Unknown>(await cases.DoAsync((scope, desk) => desk.StepDone(scope, cases.Hand(scope, mira), cases.Business, of.Id, 1, "twice", cases.Now)));
        var before = Overdue(cases).Count;
        await DoneAsync((scope, desk) => desk.EndPlan(scope, cases.Hand(scope, mira), cases.Business, of.Id, saved: true, "Stays, with Saturdays", cases.Now));
        await cases.PassAsync(TimeSpan.FromDays(3), TimeSpan.FromHours(3));
        Assert.Equal(before, Overdue(cases).Count);
        var kept = Assert.Single(await cases.Store.ReadAsync(connection => ValueTask.FromResult(PlanRows.All(connection, cases.Business, cases.Now.AddDays(-30), 10)), TestContext.Current.CancellationToken));
        Assert.Equal((PlanState.Saved, "Mira", "Stays, with Saturdays", of.Number), (kept.Plan.State, kept.Plan.OwnerName, kept.Plan.Outcome, kept.Number));
        Assert.Equal(["They want it on Saturdays", null], kept.Steps.Select(step => step.Outcome));
        Assert.NotEqual(owner, mira);

        Task<CaseOutcome> PlanAsync(string valued, PlannedStep[] planned, StaffId? who = null) =>
            cases.DoAsync((scope, desk) => desk.Plan(scope, cases.Hand(scope, mira), cases.Business, of.Id, who ?? mira, valued, planned, cases.Now));

        async Task DoneAsync(Func<WriteScope, CaseDesk, CaseOutcome> verb) => Assert.IsType<CaseOutcome.Done>(await cases.DoAsync(verb));
    }

    [Fact, Trait("Row", "S239")]
    public async Task Before_a_contact_there_are_three_to_five_questions_and_each_has_its_answer()
    {
        await using var cases = await CaseWorld.OpenAsync(CaseWorld.At("2026-03-03 10:00"));
        var customer = await cases.World.PersonAsync();
        var of = await cases.OpenedAsync(customer);
        await cases.World.SettleAsync();
        await cases.ReplyInRoomAsync("/questions What was wrong | What would help", "7001");
        Assert.Contains("3 to 5 most important questions", cases.Room[^1], StringComparison.Ordinal);
        await cases.ReplyInRoomAsync("/questions a1 | b1 | c1 | d1 | e1 | f1", "7002");
        Assert.Contains("there are 6", cases.Room[^1], StringComparison.Ordinal);
        await cases.ReplyInRoomAsync("/questions What was wrong | What would help | Who else was there", "7003");
        Assert.Contains("3. Who else was there", cases.Room[^1], StringComparison.Ordinal);
        await cases.ReplyInRoomAsync("/said 2 A new cup, and soon", "7004");
        Assert.Contains("2. What would help – A new cup, and soon", cases.Room[^1], StringComparison.Ordinal);
        var card = await cases.Store.ReadAsync(connection => ValueTask.FromResult(PlanRows.Card(connection, of.Id)), TestContext.Current.CancellationToken);
        Assert.Equal([null, "A new cup, and soon", null], card.Select(question => question.Answer));
        // The same surface plans: it is refused until somebody has looked.
        await cases.StaffAsync("Mira");
        await cases.ReplyInRoomAsync("/plan Mira | Comes every week | 2026-03-05 Call them", "7005");
        Assert.Contains("/analyse", cases.Room[^1], StringComparison.Ordinal);
        await cases.ReplyInRoomAsync("/analyse", "7006");
        await cases.ReplyInRoomAsync("/plan Mira | Comes every week | 2026-03-05 Call them", "7007");
        Assert.Contains("Mira · Comes every week", cases.Room[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(cases.HeardBy(cases.World.ChatOf(customer)), words => words.Contains("Call them", StringComparison.Ordinal));
    }

    private static List<string> Overdue(CaseWorld cases) => [.. cases.Room.Where(words => words.Contains("A step of the plan was due", StringComparison.Ordinal))];

    private static string Refused(CaseOutcome outcome) => Assert.IsType<CaseOutcome.Mend>(outcome).Remarks[0].Rule;
}
