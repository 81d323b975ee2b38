using EngageBot.Loyalty.Clubs;
using EngageBot.Loyalty.Raffles;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Plays;

/// <summary>The business's own calendar: an event from the invitation to the question afterwards, and a draw that opens.</summary>
public abstract class CalendarPlays
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    private protected abstract Task<ITestStore> OpenStore(TestClock clock);

    [Fact]
    [Trait("Row", "S33")]
    [Trait("Row", "S100")]
    public async Task Who_is_invited_hears_two_weeks_before_who_comes_the_day_before_and_who_came_is_asked_the_day_after()
    {
        await using var world = await PlayWorld.OpenAsync(Start, OpenStore);
        await world.RulesAsync(EventRules.Kind, "evening", """
            {"name": {"en": "An evening with a stylist"}, "about": {"en": "Bring what you would like to wear."}, "place": "Main Street 12", "starts": "2026-03-20T18:00:00", "ends": "2026-03-20T22:00:00", "capacity": 3, "form": "party"}
            """);
        var (two, late, one, no) = (await world.PersonAsync(surveys: true), await world.PersonAsync(surveys: true), await world.PersonAsync(surveys: true), await world.PersonAsync(surveys: true));
        await world.PersonAsync(member: false);
        foreach (var play in (string[])["event_invitation", "event_reminder", "event_after"]) await world.OnAsync(play);
        await world.PassAsync(TimeSpan.FromDays(6), TimeSpan.FromHours(3));
        // Once, two weeks before, to every member; the clock looks many times on that day.
        Assert.Equal(["1", "2", "3", "4"], world.Chats.Order(StringComparer.Ordinal));
        Assert.All(world.Sent, s => Assert.Equal((6, true), (s.At.Day, s.Words.Contains("An evening with a stylist", StringComparison.Ordinal))));

        Assert.Contains("The guest's pass", await world.SayAsync(two, "two"), StringComparison.Ordinal);
        Assert.Contains("no room for so many", await world.SayAsync(late, "two"), StringComparison.Ordinal);
        Assert.Contains("Your pass", await world.SayAsync(one, "I will come"), StringComparison.Ordinal);
        Assert.Contains("not this time", await world.SayAsync(no, "no"), StringComparison.Ordinal);
        Assert.Equal(3, await world.CountAsync("SELECT COUNT(*) FROM event_passes WHERE state <> 'Cancelled'"));
        // The calendar shows it with its kind, and an answer can be changed there: the seat goes to whoever waited for it.
        Assert.Contains("(a party)", await world.SayAsync(one, "/events"), StringComparison.Ordinal);
        Assert.Contains("not this time", await world.SayAsync(one, "An evening with a stylist", "no"), StringComparison.Ordinal);
        Assert.Contains("Your pass", await world.SayAsync(late, "/events", "An evening with a stylist", "I will come"), StringComparison.Ordinal);

        world.Sent.Clear();
        await world.PassAsync(new DateTimeOffset(2026, 3, 20, 16, 0, 0, TimeSpan.Zero) - world.Now, TimeSpan.FromHours(3));
        Assert.Equal(["1", "2"], world.Chats.Order(StringComparer.Ordinal));
        Assert.All(world.Sent, s => Assert.Equal((19, true), (s.At.Day, s.Words.Contains("A reminder", StringComparison.Ordinal))));

        // One of the two comes.
        var code = Assert.Single(await world.Store.ReadRowsAsync("SELECT code FROM event_passes WHERE contact_id = @id AND guest = 0 AND state = 'Valid'",
            command => command.Set("@id", two.ToString()), row => row.GetString(0), PlayWorld.Cancellation));
        await world.PassAsync(TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        Assert.IsType<AdmitOutcome.Admitted>(await world.Store.WriteAsync(scope => ValueTask.FromResult(EventBook.Admit(scope, new Actor.System("door"), world.Business, code, world.Now)), PlayWorld.Cancellation));
        world.Sent.Clear();
        await world.PassAsync(TimeSpan.FromDays(3), TimeSpan.FromHours(3));
        var (at, chat, words, _) = Assert.Single(world.Sent);
        Assert.Equal((21, world.ChatOf(two)), (at.Day, chat));
        Assert.Contains("How was it", words, StringComparison.Ordinal);
        await world.SayAsync(two, "4", "More chairs");
        Assert.Equal((4L, "More chairs"), Assert.Single(await world.Store.ReadRowsAsync("SELECT rating, words FROM play_answers", _ => { }, row => (row.GetInt64(0), row.GetString(1)), PlayWorld.Cancellation)));
    }

    [Fact]
    [Trait("Row", "S33")]
    public async Task A_closed_event_is_told_to_its_club_alone_and_nobody_who_has_answered_is_invited()
    {
        await using var world = await PlayWorld.OpenAsync(Start, OpenStore);
        await world.RulesAsync(ClubRules.Kind, "ladies", """{"name": {"en": "Ladies' club"}, "terms": {"en": "Evenings."}}""");
        await world.RulesAsync(EventRules.Kind, "evening", """
            {"name": {"en": "Evening"}, "about": {"en": "A stylist."}, "place": "Main Street 12", "starts": "2026-03-20T18:00:00", "ends": "2026-03-20T22:00:00", "capacity": 9, "club": "ladies"}
            """);
        var (inside, answered, _) = (await world.PersonAsync(), await world.PersonAsync(), await world.PersonAsync());
        await world.Store.WriteAsync(scope =>
        {
            foreach (var who in (ContactId[])[inside, answered]) ClubBook.Join(scope, world.Business, who, "ladies", world.Now);
            EventBook.Reply(scope, world.Business, answered, "evening", EventAnswer.Yes, world.Now);
            return ValueTask.CompletedTask;
        }, PlayWorld.Cancellation);
        await world.OnAsync("event_invitation");
        await world.PassAsync(TimeSpan.FromDays(6), TimeSpan.FromHours(6));
        Assert.Equal([world.ChatOf(inside)], world.Chats);
    }

    [Fact]
    [Trait("Row", "S15")]
    [Trait("Row", "S16")]
    public async Task A_draw_that_opens_is_told_once_to_whoever_may_enter_and_the_ticket_is_taken_by_their_own_tap()
    {
        await using var world = await PlayWorld.OpenAsync(Start, OpenStore);
        await world.RulesAsync(RaffleRules.Kind, "spring", """
            {"name": {"en": "Spring"}, "terms": {"en": "One ticket each. The prize is 500 points."}, "opens": "2026-03-04T09:00:00", "draws": "2026-04-01T18:00:00", "gives": {"points": 500}, "entry": {"by_tap": true}}
            """);
        var (takes, leaves) = (await world.PersonAsync(), await world.PersonAsync());
        await world.PersonAsync(member: false);
        await world.Store.WriteAsync(scope =>
        {
            RaffleRows.BeginAll(scope, world.Business, world.Now);
            return ValueTask.CompletedTask;
        }, PlayWorld.Cancellation);
        await world.OnAsync("raffle_open");
        await world.PassAsync(TimeSpan.FromDays(4), TimeSpan.FromHours(2));
        Assert.Equal(["1", "2"], world.Chats.Order(StringComparer.Ordinal));
        Assert.All(world.Sent, s => Assert.Equal((4, true), (s.At.Day, s.Words.Contains("The prize is 500 points.", StringComparison.Ordinal))));
        Assert.Contains("Your ticket: 1", await world.SayAsync(takes, "take"), StringComparison.Ordinal);
        Assert.Contains("/tickets", await world.SayAsync(leaves, "not now"), StringComparison.Ordinal);
        Assert.Equal(1, await world.CountAsync("SELECT COUNT(*) FROM raffle_tickets"));
    }
}

/// <summary>On the embedded database.</summary>
public sealed class CalendarPlaysOnSqlite : CalendarPlays
{
    private protected override Task<ITestStore> OpenStore(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

/// <summary>On a server.</summary>
public sealed class CalendarPlaysOnPostgres : CalendarPlays
{
    private protected override async Task<ITestStore> OpenStore(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
