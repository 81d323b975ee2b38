using System.Collections.Immutable;
using EngageBot.Conversations;
using EngageBot.Loyalty.Raffles;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageBot.Tests.Loyalty.Deeds;

/// <summary>Tickets with numbers and a draw that anybody can do again.</summary>
[Trait("Row", "S15")]
[Trait("Row", "S16")]
public abstract class RaffleTests : DeedsContract
{
    private static RaffleRules Rules { get; } = new(
        Names("Spring"), Names("One ticket each; a necklace."), new DateTime(2026, 3, 1, 9, 0, 0), new DateTime(2026, 4, 1, 18, 0, 0), new(500), new());

    private protected override Task PrepareAsync() => Shop.PublishAsync(RaffleRules.Kind, "spring", Rules);

    [Fact]
    public async Task A_member_takes_one_ticket_by_their_own_tap_and_a_guest_none()
    {
        var (ana, ben) = (await Shop.MemberAsync(), await Shop.MemberAsync());
        Assert.Equal(1, await NumberAsync(ana));
        Assert.Equal(1, Assert.IsType<TicketOutcome.AlreadyGiven>(await EnterAsync(ana)).Number);
        Assert.Equal(2, await NumberAsync(ben));
        Assert.Equal("not_member", Assert.IsType<TicketOutcome.NotEligible>(await EnterAsync(await Shop.GuestAsync())).Why);
    }

    [Fact]
    public async Task Only_active_holders_of_a_level_enter_where_the_rules_say_so()
    {
        await Shop.World.WriteAsync(scope => EngageBot.Loyalty.Programmes.Publish(scope, Shop.Business, LoyaltyWorld.Rules with { Tiers = LoyaltyWorld.ThreeTiers }, Shop.Now));
        await Shop.PublishAsync(RaffleRules.Kind, "vip", Rules with { Entry = new(Levels: ["gold"]) });
        var (ana, ben) = (await Shop.MemberAsync(), await Shop.MemberAsync());
        await Shop.BuyAsync(ana, 600_00);
        Assert.IsType<TicketOutcome.Given>(await EnterAsync(ana, "vip"));
        Assert.Equal("level", Assert.IsType<TicketOutcome.NotEligible>(await EnterAsync(ben, "vip")).Why);
    }

    [Fact]
    public async Task Any_customer_can_be_given_a_ticket_once_for_a_reason_by_whoever_may()
    {
        var guest = await Shop.GuestAsync();
        Assert.IsType<TicketOutcome.Denied>(await GiveAsync(Shop.Cashier, guest));
        Assert.Equal(1, Assert.IsType<TicketOutcome.Given>(await GiveAsync(Shop.Manager, guest)).Number);
        Assert.Equal(1, Assert.IsType<TicketOutcome.AlreadyGiven>(await GiveAsync(Shop.Manager, guest)).Number);
        var ticket = Assert.Single(await Shop.World.WriteAsync(scope => RaffleRows.Tickets(scope, guest, Shop.Now)));
        Assert.Equal((1L, new DateTimeOffset(2026, 4, 1, 16, 0, 0, TimeSpan.Zero), "One ticket each; a necklace."), (ticket.Number, ticket.Raffle.DrawsAt, ticket.Raffle.Rules.Terms["en"]));
    }

    [Fact]
    public async Task Receipts_bring_tickets_up_to_so_many_and_a_return_before_the_draw_makes_them_void()
    {
        await Shop.PublishAsync(RaffleRules.Kind, "receipts", Rules with { Entry = new(ByTap: false, PerPurchaseMinor: 20_00, MaxEach: 3) });
        var ana = await Shop.MemberAsync();
        Assert.Equal("not_by_tap", Assert.IsType<TicketOutcome.NotEligible>(await EnterAsync(ana, "receipts")).Why);
        var receipt = await Shop.BuyAsync(ana, 59_99);
        await Shop.BuyAsync(ana, 100_00);
        Assert.Equal(3, await ValidAsync("receipts"));
        await Shop.ReturnAsync(receipt, 20_00);
        Assert.Equal(2, await ValidAsync("receipts"));
        await Shop.ReturnAsync(receipt, 39_99);
        Assert.Equal(1, await ValidAsync("receipts"));
    }

    [Fact]
    public async Task Nobody_enters_before_it_opens_or_from_the_moment_of_the_draw_on()
    {
        await Shop.PublishAsync(RaffleRules.Kind, "later", Rules with { Opens = new DateTime(2026, 3, 10) });
        var ana = await Shop.MemberAsync();
        Assert.IsType<TicketOutcome.NotOpen>(await EnterAsync(ana, "later"));
        Assert.IsType<TicketOutcome.NotOpen>(await EnterAsync(ana, "nothing"));
        Shop.World.Clock.Advance(new DateTimeOffset(2026, 4, 1, 16, 0, 0, TimeSpan.Zero) - Shop.Now);
        Assert.IsType<TicketOutcome.NotOpen>(await EnterAsync(ana));
    }

    [Fact]
    public async Task The_draw_is_held_at_its_time_once_and_the_published_record_proves_it()
    {
        var people = await PeopleAsync(12);
        var before = (await PublishedAsync())!;
        Assert.Equal((null, null, 64), (before.Seed, before.Won, before.Commitment.Length));
        Assert.NotEmpty(before.Verify());
        Assert.Equal(0, await SweepAsync());
        Shop.World.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(1, await SweepAsync());
        Assert.Equal(0, await SweepAsync());
        var after = DrawRecord.Parse((await PublishedAsync())!.ToJson())!;
        Assert.Equal((before.Commitment, 12), (after.Commitment, after.Entries!.Value.Length));
        Assert.Empty(after.Verify());
        var points = await Task.WhenAll(people.Select(p => Shop.PointsAsync(p)));
        Assert.Equal((1, 11), (points.Count(p => p == 500), points.Count(p => p == 0)));
        Assert.Equal(500, points[(int)Assert.Single(after.Won!.Value) - 1]);
    }

    [Fact]
    public async Task Another_seed_another_list_and_another_winner_are_all_found_out()
    {
        await PeopleAsync(5);
        Shop.World.Clock.Advance(TimeSpan.FromDays(31));
        await SweepAsync();
        var record = (await PublishedAsync())!;
        Assert.NotEmpty((record with { Seed = new string('0', 64) }).Verify());
        Assert.NotEmpty((record with { Entries = record.Entries!.Value.RemoveAt(0) }).Verify());
        Assert.NotEmpty((record with { Won = [record.Won!.Value[0] == 1 ? 2 : 1] }).Verify());
        await Shop.World.WriteAsync(scope => scope.Command("UPDATE raffle_tickets SET state = CASE state WHEN 'Won' THEN 'Lost' ELSE 'Won' END WHERE number <= 2").ExecuteNonQuery());
        Assert.NotEmpty((await PublishedAsync())!.Verify());
    }

    [Fact]
    public async Task A_draw_without_tickets_has_no_winner_and_is_over()
    {
        await SweepAsync();
        Shop.World.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(1, await SweepAsync());
        var record = (await PublishedAsync())!;
        Assert.Empty(record.Won!.Value);
        Assert.Empty(record.Verify());
    }

    [Fact]
    public async Task A_ticket_that_was_given_back_does_not_win_and_its_number_stays_unused()
    {
        var (ana, ben) = (await Shop.MemberAsync(), await Shop.MemberAsync());
        await NumberAsync(ana);
        Assert.False(await WithdrawAsync(ben, 1));
        Assert.IsType<WithdrawOutcome.Denied>(await WithdrawAsync(Shop.Cashier, ana, 1));
        Assert.True(await WithdrawAsync(ana, 1));
        Assert.False(await WithdrawAsync(ana, 1));
        Assert.Equal(2, await NumberAsync(ben));
        Assert.Equal(3, await NumberAsync(ana));
        await WithdrawAsync(ana, 3);
        Shop.World.Clock.Advance(TimeSpan.FromDays(31));
        await SweepAsync();
        Assert.Equal((0L, 500L), (await Shop.PointsAsync(ana), await Shop.PointsAsync(ben)));
    }

    [Fact]
    public async Task Nobody_wins_twice_however_many_tickets()
    {
        await Shop.PublishAsync(RaffleRules.Kind, "receipts", Rules with { Winners = 3, Entry = new(PerPurchaseMinor: 1_00) });
        var (ana, ben) = (await Shop.MemberAsync(), await Shop.MemberAsync());
        await Shop.BuyAsync(ana, 10_00);
        await Shop.BuyAsync(ben, 1_00);
        Shop.World.Clock.Advance(TimeSpan.FromDays(31));
        await SweepAsync();
        Assert.Equal((510L, 501L), (await Shop.PointsAsync(ana), await Shop.PointsAsync(ben)));
    }

    [Fact]
    public async Task Losers_are_thanked_once_however_many_tickets_and_winners_are_not()
    {
        await Shop.PublishAsync(RaffleRules.Kind, "receipts", Rules with { Entry = new(PerPurchaseMinor: 1_00) });
        var people = new List<ContactId>();
        for (var n = 0; n < 3; n++)
        {
            people.Add(await Shop.MemberAsync());
            await ChatAsync(people[^1], $"chat-{n}");
            await Shop.BuyAsync(people[^1], 3_00);
        }
        Shop.World.Clock.Advance(TimeSpan.FromDays(31));
        await SweepAsync();
        await SweepAsync();
        Assert.Equal(2, (await Shop.WordsAsync("SELECT chat_key FROM inbox WHERE content LIKE '%raffle.lost%'")).Count);
        Assert.Single(await Shop.WordsAsync("SELECT chat_key FROM inbox WHERE content LIKE '%bonus.given%' AND content LIKE '%raffle%'"));
    }

    [Fact]
    public async Task A_return_after_the_draw_changes_nothing()
    {
        await Shop.PublishAsync(RaffleRules.Kind, "receipts", Rules with { Entry = new(PerPurchaseMinor: 1_00) });
        var ana = await Shop.MemberAsync();
        var receipt = await Shop.BuyAsync(ana, 1_00);
        Shop.World.Clock.Advance(TimeSpan.FromDays(31));
        await SweepAsync();
        await Shop.ReturnAsync(receipt, 1_00);
        Assert.Equal(500, await Shop.PointsAsync(ana));
        Assert.Empty((await PublishedAsync("receipts"))!.Verify());
    }

    [Fact]
    public async Task Whoever_is_found_to_be_one_person_brings_their_tickets_along_under_one_number_of_a_holder()
    {
        var (guest, known) = (await Shop.GuestAsync(), await Shop.MemberAsync());
        await NumberAsync(known);
        await GiveAsync(Shop.Manager, guest);
        await Shop.World.WriteAsync(scope =>
        {
            People.Merge(scope, guest, known);
            return ValueTask.CompletedTask;
        });
        Assert.Equal(["1", "1"], await Shop.WordsAsync($"SELECT holder FROM raffle_tickets WHERE contact_id = '{known}' ORDER BY number"));
    }

    [Fact]
    public async Task Taps_at_the_same_instant_get_numbers_without_gap_or_twin_and_one_person_gets_one()
    {
        var people = new List<ContactId>();
        for (var n = 0; n < 10; n++) people.Add(await Shop.MemberAsync());
        var outcomes = await Task.WhenAll(people.Concat(people).Select(p => EnterAsync(p)));
        Assert.Equal(10, outcomes.Count(o => o is TicketOutcome.Given));
        Assert.Equal(Enumerable.Range(1, 10).Select(n => (long)n), outcomes.OfType<TicketOutcome.Given>().Select(o => o.Number).Order());
    }

    [Fact]
    public async Task Two_nodes_clocks_at_the_same_instant_hold_one_draw()
    {
        await PeopleAsync(6);
        Shop.World.Clock.Advance(TimeSpan.FromDays(31));
        var held = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SweepAsync()));
        Assert.Equal(1, held.Sum());
        Assert.Equal(["500"], await Shop.WordsAsync("SELECT SUM(amount_points) FROM transfers WHERE cause = 'raffle:spring'"));
    }

    private async Task<List<ContactId>> PeopleAsync(int count)
    {
        var people = new List<ContactId>();
        for (var n = 0; n < count; n++)
        {
            people.Add(await Shop.MemberAsync());
            await NumberAsync(people[^1]);
        }
        return people;
    }

    private async Task<long> NumberAsync(ContactId contact) => Assert.IsType<TicketOutcome.Given>(await EnterAsync(contact)).Number;

    private Task<TicketOutcome> EnterAsync(ContactId contact, string key = "spring") =>
        Shop.World.WriteAsync(scope => RaffleBook.Enter(scope, Shop.Business, contact, key, Shop.Now));

    private Task<TicketOutcome> GiveAsync(EngageBot.Staff.Actor actor, ContactId contact) =>
        Shop.World.WriteAsync(scope => RaffleBook.Give(scope, actor, Shop.Business, contact, "spring", "letter-17", Shop.Now));

    private async Task<bool> WithdrawAsync(ContactId contact, long number) => await WithdrawAsync(Shop.Manager, contact, number) is WithdrawOutcome.Withdrawn;

    private Task<WithdrawOutcome> WithdrawAsync(EngageBot.Staff.Actor actor, ContactId contact, long number) =>
        Shop.World.WriteAsync(scope => RaffleBook.Withdraw(scope, actor, Shop.Business, contact, "spring", number, Shop.Now));

    private Task<DrawRecord?> PublishedAsync(string key = "spring") => Shop.World.WriteAsync(scope => RaffleBook.Published(scope, Shop.Business, key));

    private Task<int> SweepAsync() =>
        new RaffleClock(Shop.World.Store, Shop.Raffles, Shop.World.Clock, NullLogger<RaffleClock>.Instance).SweepAsync(LoyaltyWorld.Cancellation);

    private async Task<int> ValidAsync(string key) =>
        (await Shop.WordsAsync($"SELECT t.id FROM raffle_tickets t JOIN raffles r ON r.id = t.raffle_id WHERE r.key = '{key}' AND t.state = 'Valid'")).Count;

    private Task<int> ChatAsync(ContactId contact, string key) => Shop.World.WriteAsync(scope => scope.Command("""
        INSERT INTO chats (business_id, account_id, contact_id, external_id, kind, state, created_at)
        SELECT @business, MIN(id), @contact, @key, 'Customer', '{}', 0 FROM channel_accounts
        """).Set("@business", Shop.Business.ToString()).Set("@contact", contact.ToString()).Set("@key", key).ExecuteNonQuery());

    private static ImmutableSortedDictionary<string, string> Names(string name) => ImmutableSortedDictionary<string, string>.Empty.Add("en", name);
}

public sealed class RaffleTestsOnSqlite : RaffleTests
{
    private protected override Func<TestClock, Task<ITestStore>>? Database => null;
}

public sealed class RaffleTestsOnPostgres : RaffleTests
{
    private protected override Func<TestClock, Task<ITestStore>>? Database => Postgres;
}
