using System.Collections.Immutable;
using EngageBot.Loyalty.Clubs;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Loyalty.Deeds;

/// <summary>A club that is joined and left, and its closed events with one guest each.</summary>
public abstract class ClubTests : DeedsContract
{
    private ContactId _ana;

    private static EventRules Evening { get; } = new(
        Names("Evening"), Names("A stylist is there."), "Main Street 12", new DateTime(2026, 3, 20, 18, 0, 0), new DateTime(2026, 3, 20, 22, 0, 0), Capacity: 5, Club: "ladies");

    private protected override async Task PrepareAsync()
    {
        await Shop.PublishAsync(ClubRules.Kind, "ladies", new ClubRules(Names("Ladies"), Names("Evenings."), [new(Names("Secret"), Names("For the club alone."))]));
        await Shop.PublishAsync(EventRules.Kind, "evening", Evening);
        _ana = await Shop.MemberAsync();
    }

    [Fact]
    [Trait("Row", "S32")]
    public async Task Terms_are_seen_by_everybody_and_offers_by_members_of_the_club_alone()
    {
        var outside = await ViewAsync(_ana);
        Assert.Equal((false, 0, true, "Evenings."), (outside.Joined, outside.Offers.Length, outside.Rules.Offers is null, outside.Rules.Terms["en"]));
        Assert.Equal(ClubOutcome.Done, await JoinAsync(_ana));
        Assert.Equal("Secret", Assert.Single((await ViewAsync(_ana)).Offers).Name["en"]);
        Assert.Equal(ClubOutcome.Done, await LeaveAsync(_ana));
        Assert.Empty((await ViewAsync(_ana)).Offers);
        Assert.Equal([ClubOutcome.Already, ClubOutcome.Done, ClubOutcome.Already], new[] { await LeaveAsync(_ana), await JoinAsync(_ana), await JoinAsync(_ana) });
        Assert.Equal(ClubOutcome.NotOpen, await JoinAsync(await Shop.GuestAsync()));
    }

    [Fact]
    [Trait("Row", "S33")]
    public async Task Only_the_club_is_invited_and_everybody_may_bring_exactly_one()
    {
        Assert.Empty(await EventsAsync(_ana));
        Assert.IsType<ReplyOutcome.NotOpen>(await ReplyAsync(_ana, EventAnswer.Yes));
        await JoinAsync(_ana);
        Assert.Equal("evening", Assert.Single(await EventsAsync(_ana)).Key);
        Assert.Single(Assert.IsType<ReplyOutcome.Taken>(await ReplyAsync(_ana, EventAnswer.Yes)).Passes);
        var two = Assert.IsType<ReplyOutcome.Taken>(await ReplyAsync(_ana, EventAnswer.PlusOne)).Passes;
        Assert.Equal([false, true], two.Select(p => p.Guest));
        Assert.Equal(two, Assert.IsType<ReplyOutcome.Taken>(await ReplyAsync(_ana, EventAnswer.PlusOne)).Passes);
        Assert.Single(Assert.IsType<ReplyOutcome.Taken>(await ReplyAsync(_ana, EventAnswer.Yes)).Passes);
        Assert.Empty(Assert.IsType<ReplyOutcome.Taken>(await ReplyAsync(_ana, EventAnswer.No)).Passes);
    }

    [Fact]
    [Trait("Row", "S33")]
    public async Task Each_pass_lets_one_person_in_once_at_the_time_of_the_event()
    {
        await JoinAsync(_ana);
        var passes = Assert.IsType<ReplyOutcome.Taken>(await ReplyAsync(_ana, EventAnswer.PlusOne)).Passes;
        Assert.IsType<AdmitOutcome.NotNow>(await AdmitAsync(passes[0].Code));
        BeginEvening();
        Assert.Equal(new AdmitOutcome.Admitted("evening", Guest: false), await AdmitAsync(passes[0].Code.ToLowerInvariant()));
        Assert.IsType<AdmitOutcome.Before>(await AdmitAsync(passes[0].Code));
        Assert.Equal(new AdmitOutcome.Admitted("evening", Guest: true), await AdmitAsync(passes[1].Code));
        Assert.IsType<AdmitOutcome.Unknown>(await AdmitAsync("BBBBBBBBBB"));
        Assert.IsType<ReplyOutcome.NotOpen>(await ReplyAsync(_ana, EventAnswer.No));
    }

    [Fact]
    [Trait("Row", "S33")]
    public async Task A_pass_that_was_given_back_opens_nothing()
    {
        await JoinAsync(_ana);
        var passes = Assert.IsType<ReplyOutcome.Taken>(await ReplyAsync(_ana, EventAnswer.PlusOne)).Passes;
        await ReplyAsync(_ana, EventAnswer.Yes);
        BeginEvening();
        Assert.IsType<AdmitOutcome.Unknown>(await AdmitAsync(passes[1].Code));
    }

    [Fact]
    [Trait("Row", "S33")]
    public async Task Attendance_and_sales_are_those_of_who_came_from_the_start_to_the_end()
    {
        var ben = await Shop.MemberAsync();
        await JoinAsync(_ana);
        await JoinAsync(ben);
        var passes = Assert.IsType<ReplyOutcome.Taken>(await ReplyAsync(_ana, EventAnswer.PlusOne)).Passes;
        await ReplyAsync(ben, EventAnswer.Yes);
        await Shop.BuyAsync(_ana, 99_00);
        BeginEvening();
        await AdmitAsync(passes[0].Code);
        var receipt = await Shop.BuyAsync(_ana, 50_00);
        await Shop.ReturnAsync(receipt, 10_00);
        await Shop.BuyAsync(ben, 70_00);
        Assert.Equal(new EventReport(Coming: 2, Guests: 1, Refused: 0, Admitted: 1, AdmittedGuests: 0, Sales: 1, SalesMinor: 40_00),
            await Shop.World.WriteAsync(scope => EventBook.Report(scope, Shop.Business, "evening", Shop.Now)));
    }

    [Fact]
    [Trait("Row", "S33")]
    public async Task The_last_seats_go_once_however_many_want_them_at_the_same_instant()
    {
        var people = new List<ContactId>();
        for (var n = 0; n < 8; n++)
        {
            people.Add(await Shop.MemberAsync());
            await JoinAsync(people[^1]);
        }
        var outcomes = await Task.WhenAll(people.Select(p => ReplyAsync(p, EventAnswer.PlusOne)));
        Assert.Equal((2, 6), (outcomes.Count(o => o is ReplyOutcome.Taken), outcomes.Count(o => o is ReplyOutcome.Full { SeatsLeft: 1 })));
        var loser = people[Array.FindIndex(outcomes, o => o is ReplyOutcome.Full)];
        Assert.IsType<ReplyOutcome.Taken>(await ReplyAsync(loser, EventAnswer.Yes));
        Assert.Equal(5, await Shop.World.CountAsync("event_passes"));
    }

    [Fact]
    [Trait("Row", "S44")]
    public async Task A_tasting_is_for_those_who_have_not_bought_it_and_counts_who_buys_it_afterwards()
    {
        await Shop.PublishAsync(EventRules.Kind, "tasting", Evening with { Club = null, Trial = new(["wine-7"], ["cheese"]) });
        var (ben, eva) = (await Shop.MemberAsync(), await Shop.MemberAsync());
        await BuyItemAsync(ben, "bread", null, 5_00);
        await BuyItemAsync(eva, null, "cheese", 9_00);
        Assert.Contains(await EventsAsync(ben), e => e.Key == "tasting");
        Assert.DoesNotContain(await EventsAsync(eva), e => e.Key == "tasting");
        Assert.IsType<ReplyOutcome.NotOpen>(await ReplyAsync(eva, EventAnswer.Yes, "tasting"));

        var (ana, _) = (await ComeAsync(_ana), await ComeAsync(ben));
        BeginEvening();
        await AdmitAsync(ana);
        var before = (await ReportAsync())!;
        Assert.Equal((2, 1, 0, 0), (before.Coming, before.Admitted, before.Converted, before.ConvertedMinor));
        await BuyItemAsync(_ana, "wine-7", null, 20_00);
        await BuyItemAsync(ben, "wine-7", null, 20_00);    // was not there: no merit of the tasting
        var after = (await ReportAsync())!;
        Assert.Equal((1, 20_00), (after.Converted, after.ConvertedMinor));
    }

    [Fact]
    [Trait("Row", "S44")]
    public async Task What_came_back_as_a_whole_was_neither_bought_before_nor_afterwards()
    {
        await Shop.PublishAsync(EventRules.Kind, "tasting", Evening with { Club = null, Trial = new(["wine-7"]) });
        await Shop.ReturnAsync(await BuyItemAsync(_ana, "wine-7", null, 20_00), 20_00);
        var pass = await ComeAsync(_ana);
        BeginEvening();
        await AdmitAsync(pass);
        Shop.World.Clock.Advance(TimeSpan.FromHours(1));
        var receipt = await BuyItemAsync(_ana, "wine-7", null, 20_00);
        Assert.Equal(1, (await ReportAsync())!.Converted);
        await Shop.ReturnAsync(receipt, 20_00);
        Assert.Equal(0, (await ReportAsync())!.Converted);
    }

    private async Task<string> ComeAsync(ContactId contact) => Assert.IsType<ReplyOutcome.Taken>(await ReplyAsync(contact, EventAnswer.Yes, "tasting")).Passes[0].Code;

    private Task<EventReport?> ReportAsync() => Shop.World.WriteAsync(scope => EventBook.Report(scope, Shop.Business, "tasting", Shop.Now));

    private Task<string> BuyItemAsync(ContactId contact, string? sku, string? category, long minor)
    {
        Shop.World.Clock.Advance(TimeSpan.FromMinutes(1));
        return Shop.BuyAsync(contact, minor, items: [new(sku, category, minor)]);
    }

    private void BeginEvening() => Shop.World.Clock.Advance(new DateTimeOffset(2026, 3, 20, 17, 30, 0, TimeSpan.Zero) - Shop.Now);

    private Task<ClubView> ViewAsync(ContactId contact) => Shop.World.WriteAsync(scope => ClubBook.Of(scope, Shop.Business, contact, Shop.Now).Single());

    private Task<ImmutableArray<EventView>> EventsAsync(ContactId contact) => Shop.World.WriteAsync(scope => EventBook.Of(scope, Shop.Business, contact, Shop.Now));

    private Task<ClubOutcome> JoinAsync(ContactId contact) => Shop.World.WriteAsync(scope => ClubBook.Join(scope, Shop.Business, contact, "ladies", Shop.Now));

    private Task<ClubOutcome> LeaveAsync(ContactId contact) => Shop.World.WriteAsync(scope => ClubBook.Leave(scope, contact, "ladies", Shop.Now));

    private Task<ReplyOutcome> ReplyAsync(ContactId contact, EventAnswer answer, string key = "evening") =>
        Shop.World.WriteAsync(scope => EventBook.Reply(scope, Shop.Business, contact, key, answer, Shop.Now));

    private Task<AdmitOutcome> AdmitAsync(string code) => Shop.World.WriteAsync(scope => EventBook.Admit(scope, Shop.Cashier, Shop.Business, code, Shop.Now));

    private static ImmutableSortedDictionary<string, string> Names(string name) => ImmutableSortedDictionary<string, string>.Empty.Add("en", name);
}

public sealed class ClubTestsOnSqlite : ClubTests
{
    private protected override Func<TestClock, Task<ITestStore>>? Database => null;
}

public sealed class ClubTestsOnPostgres : ClubTests
{
    private protected override Func<TestClock, Task<ITestStore>>? Database => Postgres;
}
