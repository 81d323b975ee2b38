using EngageBot.Businesses;
using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support.FakeTelegram;
using EngageBot.Turns;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>The platform falls silent between the program and its staff: nothing is lost, and somebody is told. The whole program and a strict Bot API.</summary>
public sealed class SilentPlatformTalks : IAsyncLifetime
{
    private const string Complaint = "My kettle leaks since yesterday";

    private TelegramBotInTest _bot = null!;
    private FakeUser _customer = null!;
    private FakeUser _olga = null!;

    public async ValueTask InitializeAsync()
    {
        _bot = await TelegramBotInTest.StartAsync("polling");
        _customer = _bot.Telegram.User("Arta");
        _olga = await StaffAsync("Olga", Role.Owner);
    }

    public async ValueTask DisposeAsync()
    {
        if (_bot is null) return;
        Assert.Empty(_bot.Telegram.Violations);
        await _bot.DisposeAsync();
    }

    [Fact]
    public async Task Staff_group_deleted()
    {
        _bot.Telegram.Fail("sendMessage", new Fault.Refuse(403, "Forbidden: the group chat was deleted"), times: int.MaxValue, chatId: TelegramBotInTest.StaffChatId);
        await OpenAsync();
        await LookAsync();
        await SomebodyIsToldAsync(_olga);
        await NothingIsLostAsync();
    }

    [Fact]
    public async Task Bot_removed_from_the_staff_group()
    {
        await _bot.StaffRoom.SetsBotAsync("kicked");
        await _bot.Telegram.Updates.WhenTakenAsync();
        await OpenAsync();
        await LookAsync();
        await SomebodyIsToldAsync(_olga);
        await NothingIsLostAsync();
        await _bot.StaffRoom.SetsBotAsync("administrator");
        await _bot.StaffRoom.WaitForTextAsync(Complaint);
    }

    [Fact]
    public async Task Staff_group_flooded_and_taking_nothing_for_an_hour()
    {
        _bot.Telegram.Fail("sendMessage", Fault.TooManyRequests(3600), chatId: TelegramBotInTest.StaffChatId);
        await OpenAsync();
        await LookAsync();
        await SomebodyIsToldAsync(_olga);
        await NothingIsLostAsync();
    }

    [Fact]
    public async Task Staff_group_migrated()
    {
        const long Moved = -1009999999999;
        var now = _bot.Telegram.Group("Staff", Moved);
        _bot.StaffRoom.MovedTo = Moved;
        await OpenAsync();
        var shown = await now.WaitForTextAsync(Complaint);
        await now.SaysAsync(_bot.Drita, "Bring it in, please. We exchange it today.", replyTo: shown);
        await _customer.WaitForTextAsync("We exchange it today");
        await _bot.SettleAsync();
        await LookAsync();
        Assert.Equal(0, await _bot.Host.CountAsync("SELECT COUNT(*) FROM staff_tellings WHERE told_at IS NULL"));
        Assert.DoesNotContain(_olga.FromBot, m => m.Text.Contains(Complaint, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Topic_of_the_case_deleted()
    {
        _bot.StaffRoom.IsForum = true;
        await OpenAsync();
        var topic = (await _bot.StaffRoom.WaitForTextAsync(Complaint)).Topic;
        _bot.StaffRoom.Topics.Clear();
        _bot.StaffRoom.TopicNames.Clear();
        await NagAsync();
        var nag = await _bot.StaffRoom.WaitForTextAsync("has been waiting for an answer");
        Assert.NotEqual(topic, nag.Topic);
        await _bot.SettleAsync();
        await LookAsync();
        Assert.Equal(0, await _bot.Host.CountAsync("SELECT COUNT(*) FROM staff_tellings WHERE told_at IS NULL"));
        await NothingIsLostAsync();
    }

    [Fact]
    public async Task Manager_blocked_the_bot_and_the_staff_group_is_shut_the_next_person_hears_and_at_last_the_console()
    {
        await _bot.StaffRoom.SetsBotAsync("kicked");
        await _bot.Telegram.Updates.WhenTakenAsync();
        var ben = await StaffAsync("Ben", Role.Manager, onShift: true);
        var olga = _olga;
        await OpenAsync();
        await ben.WaitForTextAsync(Complaint);
        _bot.Telegram.Fail("sendMessage", new Fault.Refuse(403, "Forbidden: bot was blocked by the user"), times: int.MaxValue, chatId: ben.Id);
        await NagAsync();
        await LookAsync();
        Assert.Contains("/console", (await olga.WaitForTextAsync("has been waiting for an answer")).Text, StringComparison.Ordinal);

        _bot.Telegram.Fail("sendMessage", new Fault.Refuse(403, "Forbidden: bot was blocked by the user"), times: int.MaxValue, chatId: olga.Id);
        await NagAsync(TimeSpan.FromHours(90));
        for (var look = 1; look < 6; look++) await LookAsync(TimeSpan.FromMinutes(3 * look));
        var alone = await _bot.Host.Services.GetRequiredService<IStore>().ReadAsync(connection => ValueTask.FromResult(Tellings.Alone(connection, Business, 10)), CancellationToken.None);
        Assert.NotEmpty(alone);
        Assert.All(alone, one => Assert.NotNull(one.CaseId));
        Assert.True(await _bot.Host.CountAsync("SELECT COUNT(*) FROM case_entries WHERE words = 'nobody could be told: the console shows it'") > 0);
        await NothingIsLostAsync();
    }

    [Fact, Trait("Row", "S164")]
    public async Task A_manager_sees_how_far_their_words_came_and_why_they_did_not_arrive()
    {
        await OpenAsync();
        var shown = await _bot.StaffRoom.WaitForTextAsync(Complaint);
        await _bot.StaffRoom.SaysAsync(_bot.Drita, "We look at it today.", replyTo: shown);
        await _customer.WaitForTextAsync("We look at it today");
        await DeliveredAsync();
        Assert.Equal(["👌"], Written("We look at it today.").Reactions);

        await _customer.BlocksAsync();
        await _bot.StaffRoom.SaysAsync(_bot.Drita, "It is repaired, please come by.", replyTo: shown);
        await _bot.SettleAsync();
        await DeliveredAsync();
        Assert.Equal(["👎"], Written("It is repaired, please come by.").Reactions);
        var said = await _bot.StaffRoom.WaitForTextAsync("did not reach the customer: It is repaired, please come by.");
        Assert.Contains("has blocked us", said.Text, StringComparison.Ordinal);
    }

    private BusinessId Business => _bot.Host.Services.GetRequiredService<BusinessDirectory>().Business.Id;

    private DateTimeOffset Now => _bot.Host.Services.GetRequiredService<TimeProvider>().GetUtcNow();

    private FakeMessage Written(string words) => _bot.StaffRoom.Messages.Single(m => !m.FromBot && m.Text == words);

    private async Task DeliveredAsync()
    {
        await _bot.SettleAsync();
        await _bot.Host.Services.GetRequiredService<DeliveryWatch>().SweepAsync(CancellationToken.None);
        await _bot.SettleAsync();
    }

    private async Task OpenAsync()
    {
        await _customer.SendsAsync("/human");
        await _customer.SendsAsync(Complaint);
        await _bot.Telegram.Updates.WhenTakenAsync();
        await UntilAsync("SELECT COUNT(*) - 1 FROM cases");
    }

    /// <summary>The clocks look as they would look in a while.</summary>
    private async Task LookAsync(TimeSpan? later = null)
    {
        var (notes, at) = (_bot.Host.Services.GetRequiredService<StaffNotes>(), Now + (later ?? TimeSpan.FromMinutes(3)));
        // What may be refused was tried by then.
        await UntilAsync("SELECT COUNT(*) FROM outbox o WHERE state = 'Sending' OR state = 'Queued' AND attempts = 0 AND NOT EXISTS (SELECT 1 FROM outbox f WHERE f.chat_key = o.chat_key AND f.id < o.id AND f.state = 'Queued')");
        await _bot.Host.Services.GetRequiredService<IStore>().WriteAsync(async scope =>
        {
            foreach (var id in Tellings.Due(scope, at, 100)) await notes.LookAsync(scope, id, at);
        }, CancellationToken.None);
    }

    private async Task UntilAsync(string nothing)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(FakeChat.Patience);
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await _bot.Host.CountAsync(nothing) != 0) await looks.WaitForNextTickAsync(patience.Token);
    }

    /// <summary>Somebody waits for so long that the ladder is climbed.</summary>
    private async Task NagAsync(TimeSpan? after = null)
    {
        var (desk, at) = (_bot.Host.Services.GetRequiredService<CaseDesk>(), Now + (after ?? TimeSpan.FromHours(80)));
        await _bot.Host.Services.GetRequiredService<IStore>().WriteAsync(async scope =>
        {
            foreach (var (business, id) in CaseRows.Due(scope, at, 10)) await desk.LookAsync(scope, business, id, at);
        }, CancellationToken.None);
    }

    private async Task SomebodyIsToldAsync(FakeUser who)
    {
        var told = await who.WaitForTextAsync(Complaint);
        Assert.Contains("/console", told.Text, StringComparison.Ordinal);
        Assert.Equal(1, await _bot.Host.CountAsync($"SELECT COUNT(*) FROM case_entries WHERE words LIKE 'told {who.Name} in their own chat%'"));
    }

    private async Task NothingIsLostAsync()
    {
        Assert.Equal(1, await _bot.Host.CountAsync($"SELECT COUNT(*) FROM case_entries WHERE kind = 'Customer' AND words = '{Complaint}'"));
        Assert.Equal(0, await _bot.Host.CountAsync($"SELECT COUNT(*) FROM outbox WHERE state IN ('Dead', 'Expired') AND chat_key = '{TelegramBotInTest.StaffChatId}'"));
    }

    /// <summary>Somebody of the staff with a chat in which they proved it.</summary>
    private async Task<FakeUser> StaffAsync(string name, Role role, bool onShift = false)
    {
        var user = _bot.Telegram.User(name);
        await user.SendsAsync("/start");
        await user.NextAsync();
        var at = Now;
        await _bot.Host.Services.GetRequiredService<IStore>().WriteAsync(scope =>
        {
            var id = StaffId.New(at);
            scope.Command("INSERT INTO staff_members (id, business_id, name, role, language, state, created_at, joined_at) VALUES (@id, @business, @name, @role, 'en', 'Active', @now, @now)")
                .Set("@id", id.ToString()).Set("@business", Business.ToString()).Set("@name", name).Set("@role", role.ToString()).Set("@now", at).ExecuteNonQuery();
            scope.Command("INSERT INTO staff_chats (chat_id, staff_id, linked_at) SELECT id, @staff, @now FROM chats WHERE external_id = @chat")
                .Set("@staff", id.ToString()).Set("@now", at).Set("@chat", user.Key).ExecuteNonQuery();
            if (onShift)
                scope.Command("INSERT INTO shifts (business_id, staff_id, starts_at, ends_at) VALUES (@business, @staff, @from, @to)")
                    .Set("@business", Business.ToString()).Set("@staff", id.ToString()).Set("@from", at.AddHours(-1)).Set("@to", at.AddDays(30)).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        }, CancellationToken.None);
        return user;
    }
}
