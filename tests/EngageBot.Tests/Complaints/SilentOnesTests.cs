using System.Collections.Immutable;
using EngageBot.Complaints;
using EngageBot.Loyalty;
using EngageBot.Staff;
using EngageBot.Surveys;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Complaints;

/// <summary>One complains, many with the same trouble say nothing: they are found, and get the apology, on both engines.</summary>
public sealed class SilentOnesTests
{
    private static readonly ImmutableSortedDictionary<string, string> _words = ImmutableSortedDictionary<string, string>.Empty
        .Add("en", "The milk machine was too cold; it has been replaced.").Add("ru", "Машина для молока была слишком холодной; её заменили.").Add("sq", "Makina e qumështit ishte tepër e ftohtë; u zëvendësua.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    [Trait("Row", "S264"), Trait("Row", "S131")]
    public async Task Who_bought_the_same_there_and_then_and_said_nothing_is_named_and_gets_one_apology(bool postgres)
    {
        await using var cases = await CaseWorld.OpenAsync(CaseWorld.At("2026-03-03 09:00"), postgres ? async clock => await TempPostgres.OpenAsync(clock) : null);
        var world = cases.World;
        var mira = await cases.StaffAsync("Mira");
        var (loud, silent, tea, earlier, other) = (await world.PersonAsync(), await world.PersonAsync(), await world.PersonAsync(), await world.PersonAsync(), await world.PersonAsync());
        await world.BuyAsync(earlier, "r-0", item: "cappuccino", at: cases.Now.AddDays(-2));
        foreach (var (who, receipt, item) in new[] { (loud, "r-1", "cappuccino"), (silent, "r-2", "cappuccino"), (tea, "r-3", "tea"), (other, "r-4", "cappuccino") })
            Assert.IsType<PurchaseOutcome.Recorded>(await world.BuyAsync(who, receipt, item: item));
        await cases.PassAsync(TimeSpan.FromHours(1), TimeSpan.FromMinutes(30));
        var of = await cases.OpenedAsync(loud, "My cappuccino was cold and late");
        await cases.OpenedAsync(other, "Nobody said hello to me today");                      // speaks for themselves
        var tagged = await cases.DoAsync((scope, desk) => desk.TagCause(scope, cases.Hand(scope, mira), cases.Business, of.Id, "milk machine", true, cases.Now));
        Assert.Equal(1, Assert.IsType<CaseOutcome.Done>(tagged).Silent);
        var known = Assert.Single(await cases.Store.ReadAsync(connection => ValueTask.FromResult(SilentOnes.Read(connection, cases.Business, "milk machine", 10, cases.Now)), Cancellation));
        Assert.Equal((silent, "cappuccino"), (known.Contact, known.Item));

        // Whoever knows better than the receipt says so: all goods of that morning.
        var placed = await cases.DoAsync((scope, desk) => desk.Struck(scope, cases.Hand(scope, mira), cases.Business, of.Id, SilentOnes.Find(scope, of.Id)!.ShopId, null, cases.Now.AddHours(-3), cases.Now, cases.Now));
        Assert.Equal(2, Assert.IsType<CaseOutcome.Done>(placed).Silent);

        Assert.Contains("engagebot plays on", Assert.IsType<FeedbackOutcome.Invalid>(await FixedAsync(cases, _words)).Error, StringComparison.Ordinal);
        await world.OnAsync("we_are_sorry");
        Assert.Equal("words.en", Assert.IsType<FeedbackOutcome.Invalid>(await FixedAsync(cases, _words.SetItem("en", "You are wrong, it was warm."))).Field);
        Assert.Equal(2, Assert.IsType<FeedbackOutcome.Done>(await FixedAsync(cases, _words)).People);
        for (var again = 0; again < 2; again++)
        {
            await world.Get<ChangeClock>().OnceAsync(Cancellation);
            await world.PassAsync(TimeSpan.FromDays(1), TimeSpan.FromHours(6));
            // Mended once more: who has had the apology has had it.
            if (again == 0) await FixedAsync(cases, _words);
        }
        Assert.Equal(new[] { world.ChatOf(silent), world.ChatOf(tea) }.Order(StringComparer.Ordinal), world.Sent.Select(s => s.Chat).Order(StringComparer.Ordinal));
        Assert.All(world.Sent, sent => Assert.Contains("We are sorry.", sent.Words, StringComparison.Ordinal));
        Assert.DoesNotContain(world.Heard, h => h.Chat != CaseWorldRoom && h.Words.Contains("milk machine", StringComparison.Ordinal) && !h.Words.Contains("too cold", StringComparison.Ordinal));

        await cases.TapAsync(world.ChatOf(silent), "Yes");
        Assert.Contains("The same trouble as others had", cases.HeardBy(world.ChatOf(silent))[^1], StringComparison.Ordinal);
        Assert.Equal(1, await world.CountAsync($"SELECT COUNT(*) FROM cases WHERE contact_id = '{silent}' AND kind = 'Complaint' AND cause = 'milk machine' AND source = 'cause:milk machine'"));
        await cases.TapAsync(world.ChatOf(tea), "No, all was well");
        Assert.Equal(0, await world.CountAsync($"SELECT COUNT(*) FROM cases WHERE contact_id = '{tea}'"));
    }

    [Fact, Trait("Row", "S264"), Trait("Row", "S131")]
    public async Task In_the_staff_chat_the_cause_brings_their_number_and_a_word_brings_their_names_and_a_day_that_passes_is_told()
    {
        await using var cases = await CaseWorld.OpenAsync(CaseWorld.At("2026-03-03 10:00"));
        var world = cases.World;
        var (mira, loud, silent) = (await cases.StaffAsync("Mira"), await world.PersonAsync(), await world.PersonAsync());
        foreach (var (who, receipt) in new[] { (loud, "r-1"), (silent, "r-2") }) await world.BuyAsync(who, receipt, item: "cappuccino");
        await cases.OpenedAsync(loud);
        await world.SettleAsync();
        await cases.ReplyInRoomAsync("/cause milk machine", "7001");
        Assert.Contains("said nothing: 1", cases.Room[^1], StringComparison.Ordinal);
        await cases.ReplyInRoomAsync("/silent", "7002");
        Assert.Contains("P2", cases.Room[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(cases.HeardBy(world.ChatOf(loud)), words => words.Contains("milk machine", StringComparison.Ordinal));

        var cli = new Actor.System("cli");
        Assert.IsType<CauseOutcome.Unknown>(await PlanAsync("grinder", cases.Now.AddDays(2)));
        Assert.IsType<CauseOutcome.Invalid>(await PlanAsync("milk machine", cases.Now.AddDays(900)));
        Assert.Equal("Mira", Assert.IsType<CauseOutcome.Done>(await PlanAsync("milk machine", cases.Now.AddHours(2))).Cause.OwnerName);
        await cases.PassAsync(TimeSpan.FromHours(5), TimeSpan.FromMinutes(30));
        Assert.Single(cases.Room, words => words.Contains("was to be mended by", StringComparison.Ordinal));

        Task<CauseOutcome> PlanAsync(string cause, DateTimeOffset by) => cases.Store.WriteAsync(scope => ValueTask.FromResult(CauseBook.Plan(scope, cli, cases.Business, cause, mira, by, cases.Now)), Cancellation);
    }

    private const string CaseWorldRoom = Plays.PlayWorld.StaffChat;

    private static Task<FeedbackOutcome> FixedAsync(CaseWorld cases, ImmutableSortedDictionary<string, string> words) => cases.Store.WriteAsync(scope =>
        ValueTask.FromResult(cases.World.Get<SilentDesk>().Fixed(scope, new Actor.System("test"), cases.Business, "milk machine", words, cases.Now)), Cancellation);
}
