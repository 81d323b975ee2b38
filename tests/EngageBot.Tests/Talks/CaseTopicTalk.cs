using EngageBot.Complaints;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>A case in its topic, by the whole program and a strict Bot API: managers write there as to a colleague.</summary>
public sealed class CaseTopicTalk : IAsyncLifetime
{
    private TelegramBotInTest _bot = null!;
    private FakeUser _ben = null!;
    private FakeUser _anna = null!;

    public async ValueTask InitializeAsync()
    {
        _bot = await TelegramBotInTest.StartAsync("polling");
        _bot.StaffRoom.IsForum = true;
        (_ben, _anna) = (_bot.Telegram.User("Ben"), _bot.Telegram.User("Anna"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_bot is null) return;
        Assert.Empty(_bot.Telegram.Violations);
        await _bot.DisposeAsync();
    }

    private FakeGroup Room => _bot.StaffRoom;

    [Fact, Trait("Row", "S263"), Trait("Row", "S164"), Trait("Pitfall", "P32")]
    public async Task A_case_lives_in_its_topic_from_the_first_word_to_the_last()
    {
        var topic = await OpenedAsync("My kettle leaks since yesterday");
        Assert.Contains("🟠 1 ", Room.TopicNames[topic], StringComparison.Ordinal);

        await Room.SaysInTopicAsync(_bot.Drita, topic, "// an old customer, be careful");
        await Room.SaysInTopicAsync(_bot.Drita, topic, "/note the seal is a known defect");
        await Room.SaysInTopicAsync(_bot.Drita, topic, "/refund now");
        await Room.WaitForTextAsync("makes a note for colleagues, never sent");
        await Room.SaysInTopicAsync(_bot.Drita, topic, "You are wrong.");
        await Room.WaitForTextAsync("Nobody wins an argument");
        await Room.SaysInTopicAsync(_bot.Drita, topic, "Sorry about that, we are swamped");
        await Room.WaitForTextAsync("Our kitchen is not the customer's concern");
        await _bot.SettleAsync();
        Assert.DoesNotContain(_ben.FromBot, m => m.Text.Contains("Drita", StringComparison.Ordinal));
        Assert.Equal(3, await _bot.Host.CountAsync("SELECT COUNT(*) FROM case_entries WHERE kind = 'Note' AND words IS NOT NULL"));     // two notes, and the draft that was only asked about

        await Room.SaysInTopicAsync(_bot.Drita, topic, "Bring it in, please. We exchange it today.");
        await _ben.WaitForTextAsync("We exchange it today");
        await Room.SaysInTopicAsync(_anna, topic, "I can help you, please come.");
        await Room.WaitForTextAsync("Drita has this case");
        await _bot.SettleAsync();
        Assert.Contains("💬 1 ", Room.TopicNames[topic], StringComparison.Ordinal);
        Assert.Single(_ben.FromBot, m => m.Text.Contains("please", StringComparison.OrdinalIgnoreCase) && m.Text.Contains("Case 1", StringComparison.Ordinal));

        await _ben.SendsAsync("Thank you, I am on my way");
        await Room.WaitForTextAsync("I am on my way");
        await Room.SaysInTopicAsync(_bot.Drita, topic, "/done");
        await _bot.SettleAsync();
        Assert.Contains("✅ 1 ", Room.TopicNames[topic], StringComparison.Ordinal);
        Assert.All(Room.FromBot, m => Assert.Equal(topic, m.Topic));
        Assert.DoesNotContain(_ben.FromBot, m => m.Text.Contains("careful", StringComparison.Ordinal) || m.Text.Contains("seal", StringComparison.Ordinal) || m.Text.Contains("swamped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_friendly_sign_under_a_customers_words_is_shown_to_the_customer_and_no_other()
    {
        await OpenedAsync("My kettle leaks since yesterday");
        var shown = await Room.WaitForTextAsync("My kettle leaks");
        await Room.SignsAsync(_bot.Drita, shown, "👎");
        await Room.SignsAsync(_bot.Drita, shown, "👀");
        await Room.SignsAsync(_bot.Drita, shown, null);
        await _bot.SettleAsync();
        await SpineUnderTest.UntilAsync(() => _ben.Messages.Single(m => m.Text == "My kettle leaks since yesterday").Reactions.Count == 2, TestContext.Current.CancellationToken);
        Assert.Equal(["👀", ""], _ben.Messages.Single(m => m.Text == "My kettle leaks since yesterday").Reactions);
        Assert.Equal(0, await _bot.Host.CountAsync("SELECT COUNT(*) FROM case_entries WHERE kind = 'Staff'"));
    }

    [Fact]
    public async Task A_deleted_topic_comes_back_with_the_customers_next_word()
    {
        var topic = await OpenedAsync("My kettle leaks since yesterday");
        await Room.SaysInTopicAsync(_bot.Drita, topic, "We look at it today.");
        await _ben.WaitForTextAsync("We look at it today");
        Room.Topics.Clear();
        Room.TopicNames.Clear();
        await _ben.SendsAsync("It drips on the floor");
        var shown = await Room.WaitForTextAsync("It drips on the floor");
        Assert.NotEqual(topic, shown.Topic);
        await Room.SaysInTopicAsync(_bot.Drita, shown.Topic!.Value, "We send somebody at 16:00.");
        await _ben.WaitForTextAsync("We send somebody at 16:00");
    }

    [Fact, Trait("Row", "S164")]
    public async Task Of_two_who_answer_in_the_same_second_from_two_surfaces_one_is_heard()
    {
        var topic = await OpenedAsync("My kettle leaks since yesterday");
        var (store, desk, clock) = (_bot.Host.Services.GetRequiredService<IStore>(), _bot.Host.Services.GetRequiredService<CaseDesk>(), _bot.Host.Services.GetRequiredService<TimeProvider>());
        var fromConsole = store.WriteAsync(async scope =>
        {
            RowSource rows = scope;
            var of = rows.Rows("SELECT id, business_id FROM cases", _ => { }, row => (new CaseId(Guid.Parse(row.GetString(0))), new BusinessId(Guid.Parse(row.GetString(1)))))[0];
            return await desk.AnswerAsync(scope, new(new Actor.System("cli"), "Console"), of.Item2, of.Item1, new("We take it back, please come today.", "console:1"), clock.GetUtcNow());
        }, CancellationToken.None);
        await Room.SaysInTopicAsync(_bot.Drita, topic, "We repair it, please come today.");
        var outcome = await fromConsole;
        await _ben.WaitForTextAsync("please come today");
        await _bot.SettleAsync();
        Assert.Single(_ben.FromBot, m => m.Text.Contains("please come today", StringComparison.Ordinal));
        if (outcome is CaseOutcome.Taken taken) Assert.Equal(("Drita", "We repair it, please come today."), (taken.By, taken.Words));
        else Assert.Contains("Console has this case", (await Room.WaitForTextAsync("has this case")).Text, StringComparison.Ordinal);
    }

    [Fact, Trait("Row", "S209"), Trait("Row", "S210")]
    public async Task Angry_words_are_answered_calmly_and_the_case_they_open_presses()
    {
        await _ben.SendsAsync("you are all idiots");
        await _ben.WaitForTextAsync("We understand that this is unpleasant");
        await Room.WaitForTextAsync("you are all idiots");
        await _ben.SendsAsync("The kettle leaked all over the kitchen floor");
        await Room.WaitForTextAsync("all over the kitchen floor");
        await _bot.SettleAsync();
        Assert.Equal(1, await _bot.Host.CountAsync("SELECT COUNT(*) FROM cases WHERE kind = 'Complaint' AND priority = 'High'"));
        Assert.Single(_ben.FromBot);
    }

    /// <summary>A customer who wrote for a person, and the topic of the case.</summary>
    private async Task<int> OpenedAsync(string words)
    {
        await _ben.SendsAsync("/human");
        await _ben.SendsAsync(words);
        var shown = await Room.WaitForTextAsync(words);
        return shown.Topic!.Value;
    }
}
