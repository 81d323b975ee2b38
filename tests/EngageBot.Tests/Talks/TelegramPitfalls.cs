using System.Text.Json.Nodes;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Talks;

/// <summary>Mistakes that products of this kind have made, each with the number it has in our list of them.</summary>
public sealed class TelegramPitfalls
{
    [Fact, Trait("Pitfall", "P18")]
    public async Task A_picture_and_words_of_a_new_customer_at_the_same_instant_make_one_chat_and_neither_is_lost()
    {
        await using var bot = await TelegramBotInTest.StartAsync("webhook");
        await bot.Telegram.WhenCalledAsync("setWebhook");
        var ben = bot.Telegram.User("Ben");
        var from = $$"""{"id":{{ben.Key}},"is_bot":false,"first_name":"Ben","language_code":"en"}""";
        var chat = $$"""{"id":{{ben.Key}},"type":"private","first_name":"Ben"}""";
        var posted = await Task.WhenAll(Enumerable.Range(1, 20).Select(n => bot.Telegram.PostToWebhookAsync(n % 2 == 0
            ? $$"""{"update_id":{{n}},"message":{"message_id":{{n}},"date":1,"from":{{from}},"chat":{{chat}},"photo":[{"file_id":"p{{n}}"}]} }"""
            : $$"""{"update_id":{{n}},"message":{"message_id":{{n}},"date":1,"from":{{from}},"chat":{{chat}},"text":"/contacts"} }""")));
        Assert.All(posted, p => Assert.Equal(200, p.Status));
        await bot.SettleAsync();
        Assert.Equal((1, 1, 20), (await CountAsync(bot, "chats", $"external_id = '{ben.Key}'"), await CountAsync(bot, "chats", "kind = 'Customer'"),
            await CountAsync(bot, "inbox", "state = 'Handled'")));
    }

    [Fact, Trait("Pitfall", "P19")]
    public async Task Every_message_of_a_customer_finds_the_chat_of_the_first()
    {
        await using var bot = await TelegramBotInTest.StartAsync("polling");
        var ben = bot.Telegram.User("Ben");
        foreach (var words in Enumerable.Repeat("/contacts", 12)) await ben.SendsAsync(words);
        await ben.BlocksAsync();
        await ben.UnblocksAsync();
        await ben.SendsAsync("/language");
        await ben.WaitForTextAsync("Which language");
        await bot.SettleAsync();
        Assert.Equal(1, await CountAsync(bot, "chats", "kind = 'Customer'"));
    }

    [Fact, Trait("Pitfall", "P20")]
    public async Task A_slow_telegram_does_not_keep_the_webhook_and_what_comes_again_is_handled_once()
    {
        await using var bot = await TelegramBotInTest.StartAsync("webhook");
        var ben = bot.Telegram.User("Ben");
        bot.Telegram.Fail("sendMessage", new Fault.Hang(Done: false), times: 1, chatId: ben.Id);
        var id = await ben.SendsAsync("/contacts");
        await bot.Telegram.WhenCalledAsync("sendMessage");
        await bot.Telegram.Updates.WhenTakenAsync();
        for (var again = 0; again < 5; again++)
        {
            bot.Telegram.Updates.AddAgain(id);
            await bot.Telegram.Updates.WhenTakenAsync();
        }
        Assert.Equal(6, bot.Telegram.Deliveries.Count(d => d.UpdateId == id));
        Assert.All(bot.Telegram.Deliveries, d => Assert.Equal(200, d.Status));
        Assert.Equal((1, 1), (await CountAsync(bot, "inbox", "1 = 1"), await CountAsync(bot, "outbox", "1 = 1")));
    }

    [Fact, Trait("Pitfall", "P20")]
    public async Task An_update_that_needs_no_answer_is_not_delivered_for_ever()
    {
        await using var bot = await TelegramBotInTest.StartAsync("webhook");
        var ben = bot.Telegram.User("Ben");
        await ben.SendsAsync("/contacts");
        await ben.WaitForTextAsync("+355");
        var thanks = await ben.SendsAsync("thanks");
        await bot.SettleAsync();
        Assert.Equal(200, Assert.Single(bot.Telegram.Deliveries, d => d.UpdateId == thanks).Status);
        Assert.Single(ben.FromBot);
    }

    [Fact, Trait("Pitfall", "P23")]
    public async Task Words_do_not_overtake_the_picture_before_them()
    {
        await using var bot = await TelegramBotInTest.StartAsync("polling");
        var (ben, shown) = await bot.TalkWithAPersonAsync("Ben");
        bot.Telegram.Fail("copyMessage", Fault.ServerError, times: 2);
        await bot.StaffRoom.AnswersWithAsync(bot.Drita, shown, new JsonObject { ["photo"] = new JsonArray(new JsonObject { ["file_id"] = "cake" }) });
        await bot.StaffRoom.SaysAsync(bot.Drita, "This is the cake", replyTo: shown);
        var words = await ben.WaitForTextAsync("This is the cake");
        Assert.True(ben.FromBot.Single(m => m.File == "cake").Id < words.Id);
    }

    [Fact, Trait("Pitfall", "P24")]
    public async Task Messages_forwarded_all_at_once_are_taken_one_by_one_and_one_answer_answers_one_question()
    {
        await using var bot = await TelegramBotInTest.StartAsync("polling");
        var ben = bot.Telegram.User("Ben");
        await ben.SendsAsync("/human");
        await ben.WaitForTextAsync("What would you like to write?");
        for (var n = 1; n <= 6; n++)
        {
            await ben.SendsFieldsAsync(new JsonObject
            {
                ["text"] = $"forwarded {n}", ["forward_origin"] = new JsonObject { ["type"] = "hidden_user", ["sender_user_name"] = "Somebody", ["date"] = 1 },
            });
        }
        await bot.StaffRoom.WaitForTextAsync("forwarded 1");
        await bot.SettleAsync();
        Assert.Single(bot.StaffRoom.FromBot, m => m.Text.Contains("forwarded", StringComparison.Ordinal));
    }

    [Fact, Trait("Pitfall", "P35")]
    public async Task A_tap_of_hours_ago_is_handled_without_an_answer_that_telegram_would_refuse()
    {
        FakeUser ben = null!;
        await using var bot = await TelegramBotInTest.StartAsync("polling", before: async telegram =>
        {
            ben = telegram.User("Ben");
            await ben.TapsAsync("a-button-of-long-ago", null);
            await ben.SendsAsync("/contacts", sentAt: TimeProvider.System.GetUtcNow().AddHours(-2));
        });
        await ben.WaitForTextAsync("+355");
        await bot.SettleAsync();
        Assert.Empty(bot.Telegram.CallsOf("answerCallbackQuery"));
        await ben.TapsAsync("a-button-of-just-now", null);
        await bot.Telegram.WhenCalledAsync("answerCallbackQuery");
    }

    [Fact, Trait("Pitfall", "P36")]
    public async Task Thanks_after_a_finished_dialog_starts_nothing()
    {
        await using var bot = await TelegramBotInTest.StartAsync("polling");
        var ben = bot.Telegram.User("Ben");
        await ben.SendsAsync("/human");
        await ben.SendsAsync("Do you have oat milk?");
        await ben.WaitForTextAsync("your message is with us");
        var before = ben.FromBot.Count;
        foreach (var words in new[] { "thanks", "👍", "thank you very much" }) await ben.SendsAsync(words);
        await bot.SettleAsync();
        Assert.Equal(before, ben.FromBot.Count);
    }

    private static Task<long> CountAsync(TelegramBotInTest bot, string table, string where) => bot.Host.CountAsync($"SELECT COUNT(*) FROM {table} WHERE {where}");
}
