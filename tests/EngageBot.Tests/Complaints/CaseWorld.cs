using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Complaints;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Plays;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Complaints;

/// <summary>The whole program with a customer and people of the staff: verbs are called as the surfaces call them, the clock of cases looks when it is told to.</summary>
internal sealed class CaseWorld : IAsyncDisposable
{
    private long _key;

    private readonly List<(string Chat, EngageBot.Dialogs.Engine.Button Button)> _buttons = [];

    private CaseWorld(PlayWorld world)
    {
        World = world;
        world.Arrives = message =>
        {
            lock (_buttons) _buttons.AddRange(message.Content.Buttons.Select(button => (message.ChatKey, button)));
        };
    }

    public PlayWorld World { get; }

    public CaseDesk Desk => World.Get<CaseDesk>();

    public IStore Store => World.Store;

    public DateTimeOffset Now => World.Now;

    public BusinessId Business => World.Business;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<CaseWorld> OpenAsync(DateTimeOffset? at = null, Func<TestClock, Task<ITestStore>>? database = null)
    {
        var world = new CaseWorld(await PlayWorld.OpenAsync(at, database));
        await world.HoursAsync("""{"mon": ["09:00-13:00", "14:00-19:00"], "tue": ["09:00-19:00"], "wed": ["09:00-19:00"], "thu": ["09:00-19:00"], "fri": ["09:00-19:00"]}""");
        return world;
    }

    /// <summary>Somebody does something in their chat.</summary>
    public async Task HappensAsync(string chat, Func<string, InboundContent> content)
    {
        var number = $"case-{++_key}";
        await World.Get<Inbox>().AcceptAsync(new(World.Get<BusinessDirectory>().Account("telegram").Id, number, chat, content(number)), Cancellation);
        await World.SettleAsync();
        Assert.True(World.Errors.Count == 0, string.Join("\n", World.Errors.Take(2)));
    }

    /// <summary>Presses the newest button with that label.</summary>
    public Task TapAsync(string chat, string label)
    {
        string token;
        lock (_buttons) token = _buttons.Last(b => b.Chat == chat && b.Button.Label == label).Button.Token;
        return HappensAsync(chat, number => new InboundContent.Tapped(new(chat, "Arta", "en"), token, number, "1"));
    }

    /// <summary>What the business speaks: its staff read it.</summary>
    public async Task SpeaksAsync(string language)
    {
        await Store.WriteAsync(scope =>
        {
            scope.Command("UPDATE businesses SET language = @language").Set("@language", language).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        }, Cancellation);
        await World.Get<BusinessDirectory>().LoadAsync(Cancellation);
    }

    /// <summary>When the shops are open from now on.</summary>
    public async Task HoursAsync(string json)
    {
        await Store.WriteAsync(scope =>
        {
            scope.Command("UPDATE shops SET opening_hours = @hours").Set("@hours", json).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        }, Cancellation);
        await World.Get<BusinessDirectory>().LoadAsync(Cancellation);
    }

    /// <summary>Somebody of the staff.</summary>
    public async Task<StaffId> StaffAsync(string name, Role role = Role.Manager, string language = "en")
    {
        var id = StaffId.New(Now);
        await Store.WriteAsync(scope =>
        {
            scope.Command("INSERT INTO staff_members (id, business_id, name, role, language, state, created_at, joined_at) VALUES (@id, @business, @name, @role, @language, 'Active', @now, @now)")
                .Set("@id", id.ToString()).Set("@business", Business.ToString()).Set("@name", name).Set("@role", role.ToString()).Set("@language", language).Set("@now", Now).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        }, Cancellation);
        return id;
    }

    /// <summary>A chat of somebody of the staff, in which they proved who they are.</summary>
    public async Task<ContactId> LinkAsync(StaffId staff)
    {
        var contact = await World.PersonAsync(member: false);
        await Store.WriteAsync(scope =>
        {
            scope.Command("INSERT INTO staff_chats (chat_id, staff_id, linked_at) SELECT id, @staff, @now FROM chats WHERE contact_id = @contact")
                .Set("@staff", staff.ToString()).Set("@now", Now).Set("@contact", contact.ToString()).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        }, Cancellation);
        return contact;
    }

    /// <summary>They work from now for so long.</summary>
    public Task ShiftAsync(StaffId staff, TimeSpan length, DateTimeOffset? from = null) => Store.WriteAsync(scope =>
    {
        scope.Command("INSERT INTO shifts (business_id, staff_id, starts_at, ends_at) VALUES (@business, @staff, @from, @to)")
            .Set("@business", Business.ToString()).Set("@staff", staff.ToString()).Set("@from", from ?? Now).Set("@to", (from ?? Now) + length).ExecuteNonQuery();
        return ValueTask.CompletedTask;
    }, Cancellation);

    public async Task<Case> OpenedAsync(ContactId customer, string words = "My coffee was cold and late", CaseKind kind = CaseKind.Complaint, string source = "chat") =>
        Assert.IsType<CaseOutcome.Done>(await DoAsync((scope, desk) => desk.OpenAsync(scope, CaseHand.Customer, new(Business, customer, kind, words, source, "en"), Now))).Case;

    public Task<CaseOutcome> DoAsync(Func<WriteScope, CaseDesk, ValueTask<CaseOutcome>> verb) => Store.WriteAsync(scope => verb(scope, Desk), Cancellation);

    public Task<CaseOutcome> DoAsync(Func<WriteScope, CaseDesk, CaseOutcome> verb) => DoAsync((scope, desk) => ValueTask.FromResult(verb(scope, desk)));

    public Task<CaseOutcome> AnswerAsync(Case of, StaffId by, string words, bool asks = false, DateTimeOffset? next = null) => DoAsync((scope, desk) =>
        desk.AnswerAsync(scope, Hand(scope, by), Business, of.Id, new(words, $"test:{++_key}") { Asks = asks, NextWordAt = next, Sure = true }, Now));

    public CaseHand Hand(RowSource source, StaffId staff) => CaseHand.Of(source, staff, Now)!;

    public Task<Case> CaseAsync(Case of) => Store.ReadAsync(connection => ValueTask.FromResult(CaseRows.Find(connection, Business, of.Id)!), Cancellation);

    public Task<List<CasePromise>> PromisesAsync(Case of) => Store.ReadAsync(connection => ValueTask.FromResult(CasePromises.Of(connection, of.Id)), Cancellation);

    public Task<List<CaseEntry>> EntriesAsync(Case of) => Store.ReadAsync(connection => ValueTask.FromResult(CaseEntries.Read(connection, of.Id).ToList()), Cancellation);

    /// <summary>Time passes in steps; after each the clock of cases looks and everything that follows happens.</summary>
    public async Task PassAsync(TimeSpan time, TimeSpan? step = null)
    {
        for (var until = Now + time; Now < until;)
        {
            var next = step ?? TimeSpan.FromMinutes(5);
            World.Clock.Advance(next < until - Now ? next : until - Now);
            await LookAsync();
        }
    }

    public async Task LookAsync()
    {
        await World.Worker<TimerWorker>().PassAsync(Cancellation);
        while (await World.Get<CaseClock>().SweepAsync(Cancellation) > 0) { }
        await World.SettleAsync();
        Assert.True(World.Errors.Count == 0, string.Join("\n", World.Errors.Take(2)));
    }

    /// <summary>What a chat has heard, in order.</summary>
    public List<string> HeardBy(string chat)
    {
        lock (World.Heard) return [.. World.Heard.Where(h => h.Chat == chat).Select(h => h.Words)];
    }

    public List<string> Room => HeardBy(PlayWorld.StaffChat);

    /// <summary>Somebody replies in the staff chat to the newest message that stands for a customer.</summary>
    /// <param name="edits">Or changes what they replied before.</param>
    public async Task ReplyInRoomAsync(string words, string messageId, string from = "900", string name = "Mira", bool edits = false)
    {
        var shown = (await Store.ReadRowsAsync("SELECT o.external_id FROM outbox o JOIN staff_relays r ON r.outbox_id = o.id ORDER BY o.id DESC LIMIT 1", _ => { }, row => row.GetString(0), Cancellation)).Single();
        var account = World.Get<BusinessDirectory>().Account("telegram").Id;
        await World.Get<Inbox>().AcceptAsync(new(account, $"room:{messageId}{(edits ? ":edit" : "")}", PlayWorld.StaffChat, new InboundContent.StaffWrote(new(from, name, "en"), words, messageId, shown, IsEdit: edits)), Cancellation);
        await World.SettleAsync();
        Assert.True(World.Errors.Count == 0, string.Join("\n", World.Errors.Take(2)));
    }

    public static DateTimeOffset At(string local) => TimeZoneInfo.FindSystemTimeZoneById("Europe/Tirane") is var zone && DateTime.Parse(local, CultureInfo.InvariantCulture) is var time
        ? new DateTimeOffset(time, zone.GetUtcOffset(time)) : default;

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
