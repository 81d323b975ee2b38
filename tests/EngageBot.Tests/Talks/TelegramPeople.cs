using System.Text.Json.Nodes;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Talks;

/// <summary>What people do to a bot besides writing to it; one subclass for each way updates come in.</summary>
public abstract class TelegramPeople : IAsyncLifetime
{
    private TelegramBotInTest _bot = null!;

    protected abstract string Mode { get; }

    protected virtual Task<string[]> SettingsAsync() => Task.FromResult<string[]>([]);

    public async ValueTask InitializeAsync() => _bot = await TelegramBotInTest.StartAsync(Mode, settings: await SettingsAsync());

    public async ValueTask DisposeAsync()
    {
        if (_bot is null) return;
        Assert.Empty(_bot.Telegram.Violations);
        await _bot.DisposeAsync();
    }

    [Fact]
    public async Task An_album_is_answered_once_and_every_picture_is_kept()
    {
        var arta = _bot.Telegram.User("Arta");
        await arta.SendsAsync("/contacts");
        await arta.WaitForTextAsync("+355");
        await arta.SendsAlbumAsync("135", "look at this", "p1", "p2", "p3");
        await arta.WaitForTextAsync("Thank you for the picture");
        await arta.SendsPhotoAsync("p4", null, "135");                                // a piece that comes late
        await arta.SendsAlbumAsync("136", null, "q1", "q2");
        await arta.WaitAsync(_ => Thanks(arta) == 2, "an answer to the second album");
        await _bot.SettleAsync();
        Assert.Equal(2, Thanks(arta));
        Assert.Equal(6, await _bot.Host.CountAsync("SELECT COUNT(*) FROM inbox WHERE content LIKE '%\"photo\"%' AND state = 'Handled'"));
    }

    [Fact]
    public async Task Words_after_an_album_do_not_overtake_it()
    {
        var ben = _bot.Telegram.User("Ben");
        await ben.SendsAsync("/contacts");
        await ben.WaitForTextAsync("+355");
        await ben.SendsAlbumAsync("7", null, "p1", "p2");
        await ben.SendsAsync("/language");
        var thanks = await ben.WaitForTextAsync("Thank you for the picture");
        Assert.True(thanks.Id < (await ben.WaitForTextAsync("Which language")).Id);
        await _bot.SettleAsync();
        Assert.Equal(1, Thanks(ben));
    }

    [Fact]
    public async Task An_edit_of_words_that_were_used_is_told_so_and_changes_nothing()
    {
        var arta = _bot.Telegram.User("Arta");
        await arta.SendsAsync("/contacts");
        await arta.WaitForTextAsync("+355");
        var question = arta.Newest;
        await arta.EditsAsync(question, "/contacts");                                 // Telegram also says so when a preview was loaded
        await arta.EditsAsync(question, "/language");
        await arta.WaitForTextAsync("We keep to the words as they came first");
        await _bot.SettleAsync();
        Assert.Single(arta.FromBot, m => m.Text.Contains("We keep to the words", StringComparison.Ordinal));
        Assert.DoesNotContain(arta.FromBot, m => m.Text.Contains("Which language", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_a_person_has_the_word_an_edit_reaches_them()
    {
        var (ben, _) = await _bot.TalkWithAPersonAsync("Ben");
        await ben.SendsAsync("Two cups were cold");
        await _bot.StaffRoom.WaitForTextAsync("Two cups were cold");
        await ben.EditsAsync(ben.Newest, "Three cups were cold");
        await _bot.StaffRoom.WaitForTextAsync("Changed: Three cups were cold");
    }

    [Fact]
    public async Task A_managers_edit_corrects_the_customers_message_in_place()
    {
        var (ben, shown) = await _bot.TalkWithAPersonAsync("Ben");
        await _bot.StaffRoom.SaysAsync(_bot.Drita, "Come at nine", replyTo: shown);
        var answer = await ben.WaitForTextAsync("Come at nine");
        var told = _bot.StaffRoom.Messages.Last(m => m.Text == "Come at nine").Id;
        await _bot.StaffRoom.EditsAsync(_bot.Drita, told, "Come at ten", replyTo: shown);
        Assert.Equal(answer.Id, (await ben.WaitForTextAsync("Come at ten")).Id);
        await _bot.SettleAsync();
        Assert.Single(ben.FromBot, m => m.Text.Contains("Come at", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("photo", """[{"file_id":"cake","file_size":9}]""", "cake")]
    [InlineData("document", """{"file_id":"menu","file_name":"menu.pdf"}""", "menu")]
    [InlineData("voice", """{"file_id":"sorry","duration":3}""", "sorry")]
    [InlineData("video", """{"file_id":"film"}""", "film")]
    [InlineData("sticker", """{"file_id":"heart"}""", "heart")]
    public async Task What_a_manager_sends_reaches_the_customer_under_his_name(string kind, string media, string file)
    {
        var (ben, shown) = await _bot.TalkWithAPersonAsync("Ben");
        await _bot.StaffRoom.AnswersWithAsync(_bot.Drita, shown, new JsonObject { [kind] = JsonNode.Parse(media), ["caption"] = "for you" });
        var copy = await ben.WaitAsync(m => m.File == file, kind);
        Assert.Equal(kind, copy.Kind);
        var words = await ben.WaitForTextAsync("for you");
        Assert.Contains("Drita", words.Text, StringComparison.Ordinal);
        Assert.True(words.Id < copy.Id);
    }

    [Theory]
    [InlineData("photo", """[{"file_id":"broken"}]""")]
    [InlineData("document", """{"file_id":"bill","file_name":"bill.pdf"}""")]
    [InlineData("voice", """{"file_id":"angry","duration":3}""")]
    [InlineData("sticker", """{"file_id":"tears"}""")]
    public async Task What_a_customer_sends_reaches_the_manager_and_both_its_words_and_itself_can_be_answered(string kind, string media)
    {
        var (ben, _) = await _bot.TalkWithAPersonAsync("Ben");
        await ben.SendsFieldsAsync(new JsonObject { [kind] = JsonNode.Parse(media) });
        var copy = await _bot.StaffRoom.WaitAsync(m => m.Kind == kind, kind);
        var header = _bot.StaffRoom.FromBot.Last(m => m.Id < copy.Id);
        Assert.Contains("Ben", header.Text, StringComparison.Ordinal);
        await _bot.StaffRoom.SaysAsync(_bot.Drita, "I see it", replyTo: copy);
        await ben.WaitForTextAsync("I see it");
        await _bot.StaffRoom.SaysAsync(_bot.Drita, "And I am sorry", replyTo: header);
        await ben.WaitForTextAsync("And I am sorry");
    }

    [Fact]
    public async Task A_strangers_card_is_no_proof_and_nothing_is_joined_to_it()
    {
        var arta = _bot.Telegram.User("Arta");
        await arta.SendsAsync("/start");
        foreach (var (question, label) in new[] { ("Would you like to join", "Join"), ("Do you agree?", "Yes, I agree"), ("send you offers", "No"),
            ("how your visit was", "No, thanks"), ("Shall we call you Arta?", "Yes, that's it"), ("Does that suit you?", "Yes, English") })
            await arta.PressesAsync(await arta.WaitForTextAsync(question), label);
        await arta.WaitAsync(m => m.AsksForContact, "the contact button");
        await arta.SendsContactCardAsync("+355691111111", userId: 42);
        await arta.WaitForTextAsync("We can take only your own number");
        await arta.SendsContactCardAsync("+355691111111", userId: null);
        await _bot.SettleAsync();
        Assert.Equal(0, await _bot.Host.CountAsync("SELECT COUNT(*) FROM contacts WHERE phone = '+355691111111'"));
    }

    [Theory]
    [InlineData("voice", """{"file_id":"v"}""", "voice messages")]
    [InlineData("sticker", """{"file_id":"s"}""", "stickers")]
    [InlineData("video_note", """{"file_id":"n"}""", "We can't read this kind")]
    [InlineData("dice", """{"emoji":"🎲","value":6}""", "We can't read this kind")]
    [InlineData("poll", """{"id":"1"}""", "We can't read this kind")]
    [InlineData("location", """{"latitude":41.3,"longitude":19.8}""", "Thank you for the place")]
    [InlineData("video", """{"file_id":"f"}""", "Thank you for the file")]
    [InlineData("thing_of_2031", """{"x":1}""", "We can't read this kind")]
    public async Task What_the_bot_cannot_read_gets_a_plain_word(string kind, string content, string word)
    {
        var arta = _bot.Telegram.User("Arta");
        await arta.SendsAsync("/contacts");
        await arta.WaitForTextAsync("+355");
        await arta.SendsFieldsAsync(new JsonObject { [kind] = JsonNode.Parse(content) });
        await arta.WaitForTextAsync(word);
    }

    private static int Thanks(FakeUser who) => who.Messages.Count(m => m.FromBot && m.Text.Contains("Thank you for the picture", StringComparison.Ordinal));
}

public sealed class TelegramPeopleByWebhook : TelegramPeople
{
    protected override string Mode => "webhook";
}

public sealed class TelegramPeopleByPolling : TelegramPeople
{
    protected override string Mode => "polling";
}

public sealed class TelegramPeopleOnPostgres : TelegramPeople
{
    protected override string Mode => "polling";

    protected override Task<string[]> SettingsAsync() => PostgresServer.SettingsAsync();
}
