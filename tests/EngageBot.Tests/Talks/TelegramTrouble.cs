using System.Text.Json.Nodes;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Talks;

/// <summary>Telegram, or the staff group in it, does something unpleasant; the program is whole and the network real.</summary>
public sealed class TelegramTrouble
{
    [Fact]
    public async Task A_lost_topic_is_told_in_the_general_one_and_customers_are_answered_from_there()
    {
        await using var bot = await TelegramBotInTest.StartAsync("polling", staffTopic: 12);
        var ben = bot.Telegram.User("Ben");
        await ben.SendsAsync("/human");
        await ben.SendsAsync("Is anybody there?");
        var shown = await bot.StaffRoom.WaitForTextAsync("Is anybody there?");
        Assert.Null(shown.Topic);
        await bot.StaffRoom.WaitForTextAsync("is gone or closed, so they come here from now on");
        await bot.StaffRoom.SaysAsync(bot.Drita, "We are", replyTo: shown);
        await ben.WaitForTextAsync("We are");
        Assert.Contains("StaffTopicId", await ChannelsAsync(bot.Host), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customers_words_find_the_staff_group_after_it_has_moved_and_the_answer_finds_the_customer()
    {
        const long Moved = -1009999999999;
        await using var bot = await TelegramBotInTest.StartAsync("polling");
        var now = bot.Telegram.Group("Staff", Moved);
        bot.StaffRoom.MovedTo = Moved;
        var ben = bot.Telegram.User("Ben");
        await ben.SendsAsync("/human");
        await ben.SendsAsync("Has everybody moved?");
        var shown = await now.WaitForTextAsync("Has everybody moved?");
        await now.SaysAsync(bot.Drita, "We have", replyTo: shown);
        await ben.WaitForTextAsync("We have");
        Assert.Empty(bot.StaffRoom.FromBot);
    }

    [Fact]
    public async Task Words_for_staff_outlive_the_time_in_which_the_bot_was_put_out_of_the_group()
    {
        await using var bot = await TelegramBotInTest.StartAsync("webhook");
        await bot.StaffRoom.SetsBotAsync("kicked");
        await bot.Telegram.Updates.WhenTakenAsync();
        Assert.Contains("put out of the staff chat", await ChannelsAsync(bot.Host), StringComparison.Ordinal);
        var ben = bot.Telegram.User("Ben");
        await ben.SendsAsync("/human");
        await ben.SendsAsync("My cup was cold");
        await bot.Telegram.WhenAsync(() => bot.Telegram.CallsOf("sendMessage").Any(c => c.ChatId == TelegramBotInTest.StaffChatId && c.Status == 403), "a refusal");
        await bot.StaffRoom.SetsBotAsync("administrator");
        await bot.StaffRoom.WaitForTextAsync("My cup was cold");
        await bot.SettleAsync();
        Assert.Contains("telegram: ok", await ChannelsAsync(bot.Host), StringComparison.Ordinal);
        Assert.Equal(0, await bot.Host.CountAsync("SELECT COUNT(*) FROM outbox WHERE state = 'Dead'"));
    }

    [Fact]
    public async Task A_customer_who_blocks_and_comes_back_is_left_alone_and_then_answered()
    {
        await using var bot = await TelegramBotInTest.StartAsync("webhook");
        var ben = bot.Telegram.User("Ben");
        await ben.SendsAsync("/contacts");
        await ben.WaitForTextAsync("+355");
        await ben.BlocksAsync();
        await bot.SettleAsync();
        Assert.Equal(1, await bot.Host.CountAsync("SELECT COUNT(*) FROM chats WHERE unreachable_at IS NOT NULL"));
        await ben.UnblocksAsync();
        await ben.SendsAsync("/language");
        await ben.WaitForTextAsync("Which language");
        Assert.Equal(0, await bot.Host.CountAsync("SELECT COUNT(*) FROM chats WHERE unreachable_at IS NOT NULL"));
    }

    [Fact]
    public async Task A_flood_answer_in_one_chat_holds_that_chat_for_exactly_as_long_and_no_other()
    {
        await using var bot = await TelegramBotInTest.StartAsync("polling");
        var (ben, arta) = (bot.Telegram.User("Ben"), bot.Telegram.User("Arta"));
        bot.Telegram.Fail("sendMessage", Fault.TooManyRequests(2), chatId: ben.Id);
        await ben.SendsAsync("/contacts");
        await bot.Telegram.WhenAsync(() => bot.Telegram.CallsOf("sendMessage").Any(c => c.Status == 429), "the refusal");
        await arta.SendsAsync("/contacts");
        await arta.WaitForTextAsync("+355");
        await ben.WaitForTextAsync("+355");
        var tries = bot.Telegram.CallsOf("sendMessage").Where(c => c.ChatId == ben.Id).ToList();
        Assert.Equal(2, tries.Count);
        Assert.InRange((tries[1].At - tries[0].At).TotalSeconds, 2, 20);
    }

    [Fact]
    public async Task An_answer_of_telegrams_that_comes_too_late_costs_at_most_one_message_twice_and_no_word()
    {
        await using var bot = await TelegramBotInTest.StartAsync("polling");
        var ben = bot.Telegram.User("Ben");
        foreach (var fault in new Fault[] { new Fault.Cut(Done: true), new Fault.CutAnswer(), new Fault.Page(502, "<html>"), new Fault.Cut(Done: false) })
        {
            var before = ben.FromBot.Count;
            bot.Telegram.Fail("sendMessage", fault, chatId: ben.Id);
            await ben.SendsAsync("/contacts");
            await bot.SettleAsync();
            Assert.InRange(ben.FromBot.Count - before, 1, 2);
        }
        Assert.Equal(0, await bot.Host.CountAsync("SELECT COUNT(*) FROM outbox WHERE state NOT IN ('Sent', 'Delivered', 'Read')"));
    }

    [Fact]
    public async Task While_the_token_is_revoked_the_web_chat_answers_and_afterwards_nothing_is_missing()
    {
        await using var bot = await TelegramBotInTest.StartAsync("polling");
        var ben = bot.Telegram.User("Ben");
        await ben.SendsAsync("/contacts");
        await ben.WaitForTextAsync("+355");
        bot.Telegram.Fail("sendMessage", new Fault.Refuse(401, "Unauthorized"), times: 1000);
        await ben.SendsAsync("/language");
        await bot.Telegram.WhenAsync(() => bot.Telegram.CallsOf("sendMessage").Any(c => c.Status == 401), "the refusal");
        await SpineUnderTest.UntilAsync(async () => (await ChannelsAsync(bot.Host)).Contains("refuses the token", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Contains("web: ok", await ChannelsAsync(bot.Host), StringComparison.Ordinal);
        Assert.Equal("ready", await bot.Host.Client.GetStringAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken));
        using var web = await WebVisitor.BeginAsync(bot.Host);
        await web.SaysAsync("/contacts");
        await web.WaitForTextAsync("+355");
        Assert.Single(bot.Telegram.CallsOf("sendMessage"), c => c.Status == 401);     // not hammered
    }

    [Fact]
    public async Task While_telegram_does_not_answer_the_web_chat_does()
    {
        await using var bot = await TelegramBotInTest.StartAsync("polling");
        bot.Telegram.Fail("sendMessage", new Fault.Hang(Done: false), times: 1000);
        foreach (var n in Enumerable.Range(0, 300)) await bot.Telegram.User($"Customer {n}").SendsAsync("/contacts");
        await bot.Telegram.WhenCalledAsync("sendMessage", 200);
        using var web = await WebVisitor.BeginAsync(bot.Host);
        await web.SaysAsync("/contacts");
        await web.WaitForTextAsync("+355");
    }

    [Theory]
    [InlineData("photo", """[{"file_id":"cake","file_size":70}]""", true)]
    [InlineData("document", """{"file_id":"menu","file_name":"menu.pdf","file_size":70}""", true)]
    [InlineData("voice", """{"file_id":"gone","duration":3}""", false)]
    public async Task What_a_manager_sends_reaches_a_web_visitor_as_a_file_of_ours_or_as_a_word(string kind, string media, bool there)
    {
        await using var bot = await TelegramBotInTest.StartAsync("polling");
        byte[] picture = [0x89, .. "PNG\r\n"u8, .. new byte[60]];
        bot.Telegram.Files["cake"] = picture;
        bot.Telegram.Files["menu"] = picture;
        using var web = await WebVisitor.BeginAsync(bot.Host);
        await web.SaysAsync("/human");
        await web.WaitForTextAsync("What would you like to write?");
        await web.SaysAsync("Do you have cake?");
        var shown = await bot.StaffRoom.WaitForTextAsync("Do you have cake?");
        await bot.StaffRoom.AnswersWithAsync(bot.Drita, shown, new JsonObject { [kind] = JsonNode.Parse(media), ["caption"] = "This one" });
        var answer = await web.WaitForTextAsync("This one");
        Assert.Equal(there, !answer["text"]!.ToString().Contains("could not be brought here", StringComparison.Ordinal));
        if (!there) return;
        var address = new Uri(bot.Host.Address, answer["attachments"]![0]!["contentUrl"]!.ToString());
        Assert.Equal(picture, await bot.Host.Client.GetByteArrayAsync(address, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_too_large_for_the_web_is_told_to_the_manager_at_once()
    {
        await using var bot = await TelegramBotInTest.StartAsync("polling");
        using var web = await WebVisitor.BeginAsync(bot.Host);
        await web.SaysAsync("/human");
        await web.WaitForTextAsync("What would you like to write?");
        await web.SaysAsync("Do you have a film?");
        var shown = await bot.StaffRoom.WaitForTextAsync("Do you have a film?");
        await bot.StaffRoom.AnswersWithAsync(bot.Drita, shown, new JsonObject { ["video"] = new JsonObject { ["file_id"] = "film", ["file_size"] = 20_971_521 } });
        await bot.StaffRoom.WaitForTextAsync("larger than 20 MB");
    }

    [Fact]
    public async Task A_web_visitors_picture_reaches_the_manager()
    {
        await using var bot = await TelegramBotInTest.StartAsync("polling");
        using var web = await WebVisitor.BeginAsync(bot.Host);
        await web.SaysAsync("/human");
        await web.WaitForTextAsync("What would you like to write?");
        await web.SaysAsync("It is broken");
        await bot.StaffRoom.SaysAsync(bot.Drita, "Show me", replyTo: await bot.StaffRoom.WaitForTextAsync("It is broken"));
        await web.WaitForTextAsync("Show me");
        byte[] picture = [0x89, .. "PNG\r\n"u8, .. new byte[60]];
        await web.UploadsAsync("cup.png", picture);
        var shown = await bot.StaffRoom.WaitAsync(m => m.Kind == "photo", "the picture");
        Assert.Equal(picture, shown.Upload);
    }

    private static async Task<string> ChannelsAsync(EngageHost host)
    {
        using var response = await host.Client.GetAsync(new Uri("/health/channels", UriKind.Relative));
        return await response.Content.ReadAsStringAsync();
    }
}
