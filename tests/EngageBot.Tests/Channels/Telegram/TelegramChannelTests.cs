using EngageBot.Channels.Telegram;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Tests.Support.FakeTelegram;
using static EngageBot.Tests.Channels.Telegram.ChannelUnderTest;

namespace EngageBot.Tests.Channels.Telegram;

public class TelegramChannelTests : IAsyncLifetime
{
    private ChannelUnderTest _t = null!;

    public async ValueTask InitializeAsync() => _t = await ChannelUnderTest.StartAsync();

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_t.Telegram.Violations);
        await _t.DisposeAsync();
    }

    [Fact]
    public async Task Words_arrive_as_written_with_their_bold_stretches_and_nothing_is_markup()
    {
        var text = new FormattedText("Arta, you have 140 points. <b>&*_ 😀 done", [new BoldStretch(15, 10), new BoldStretch(34, 2)]);
        var sent = Assert.IsType<SendResult.Sent>(await _t.SendAsync(new OutgoingMessage { Text = text, Language = "en" }));
        var message = await _t.User.NextAsync();
        Assert.Equal(sent.ExternalId, ChatKeys.Of(message.Id));
        Assert.Equal(text.Plain, message.Text);
        Assert.Equal(["140 points", "😀"], message.Bold);
        Assert.False(_t.Telegram.Calls[^1].Parameters.TryGetProperty("parse_mode", out _));
    }

    [Fact]
    public async Task Choices_become_buttons_one_a_row_and_links_lead_away()
    {
        await _t.SendAsync(Text("Which?") with { Buttons = [.. Buttons("A long first choice", "Second"), new Button("Site", "", null, new Uri("https://example.com/a b"))] });
        var message = await _t.User.NextAsync();
        Assert.Equal([["A long first choice"], ["Second"], ["Site"]], message.Rows);
        Assert.Equal("token-1", message.Button("Second")!.Value.GetProperty("callback_data").GetString());
        Assert.Equal("https://example.com/a%20b", message.Button("Site")!.Value.GetProperty("url").GetString());
    }

    [Fact]
    public async Task A_scale_of_eleven_stands_in_two_rows()
    {
        await _t.SendAsync(Text("0 to 10?") with { InRows = true, Buttons = Buttons([.. Enumerable.Range(0, 11).Select(n => $"{n}")]) });
        Assert.Equal([6, 5], (await _t.User.NextAsync()).Rows.Select(r => r.Count));
    }

    [Fact]
    public async Task Yes_and_no_stand_side_by_side_and_many_short_labels_in_two_columns()
    {
        await _t.SendAsync(Text("Sure?") with { InRows = true, Buttons = Buttons("Yes", "No") });
        Assert.Equal([["Yes", "No"]], (await _t.User.NextAsync()).Rows);
        await _t.SendAsync(Text("Which?") with { Buttons = Buttons("One", "Two", "Three", "Four", "Five") });
        Assert.Equal([["One", "Two"], ["Three", "Four"], ["Five"]], (await _t.User.NextAsync()).Rows);
    }

    [Fact]
    public async Task A_long_text_goes_in_pieces_with_the_buttons_on_the_last()
    {
        var text = string.Join('\n', Enumerable.Range(1, 900).Select(n => $"{n}. a line of text"));
        var bold = new BoldStretch(4000, 300);
        var sent = await _t.SendAsync(new OutgoingMessage { Text = new FormattedText(text, [bold]), Language = "en", Buttons = Buttons("Next") });
        var pieces = _t.User.FromBot;
        Assert.True(pieces.Count > 3);
        Assert.Equal(text, string.Join('\n', pieces.Select(p => p.Text)));
        Assert.All(pieces.SkipLast(1), p => Assert.Empty(p.Buttons));
        Assert.Equal(["Next"], pieces[^1].Buttons);
        Assert.Equal(text.Substring(4000, 300), string.Join('\n', pieces.SelectMany(p => p.Bold).Select(b => b.Trim('\n'))));
        Assert.Equal(new SendResult.Sent(ChatKeys.Of(pieces[^1].Id)), sent);
    }

    [Fact]
    public async Task A_retry_goes_on_with_the_piece_that_did_not_go()
    {
        var row = _t.Row(Text(string.Join(' ', Enumerable.Repeat("word", 2000))));
        _t.Telegram.Fail("sendMessage", Fault.ServerError, when: c => c.Parameters.GetRawText().Length < 3000);
        Assert.IsType<SendResult.Unavailable>(await _t.SendAsync(row));
        Assert.IsType<SendResult.Sent>(await _t.SendAsync(row));
        Assert.Equal(row.Content.Text.Plain, string.Join(' ', _t.User.FromBot.Select(m => m.Text)));
    }

    [Fact]
    public async Task After_a_crash_between_pieces_the_message_goes_on_where_it_stopped()
    {
        var row = _t.Row(Text(string.Join(' ', Enumerable.Repeat("word", 2000))));
        _t.Telegram.Fail("sendMessage", Fault.ServerError, when: c => c.Parameters.GetRawText().Length < 3000);
        await _t.SendAsync(row);
        await _t.SendAfterCrashAsync(row);
        Assert.Equal(row.Content.Text.Plain, string.Join(' ', _t.User.FromBot.Select(m => m.Text)));
    }

    [Fact]
    public async Task Asking_for_the_own_contact_opens_a_keyboard_that_the_next_plain_words_take_away()
    {
        await _t.SendAsync(Text("Your number?") with { Expect = Expect.Contact, ContactLabel = "Share my number", Buttons = Buttons("Not now") });
        var question = await _t.User.NextAsync();
        Assert.True(question.AsksForContact);
        Assert.Equal(["Share my number", "Not now"], question.ReplyButtons);
        Assert.Empty(question.Buttons);
        await _t.SendAsync(Text("And this?") with { Buttons = Buttons("Ok") });
        Assert.Equal(["Ok"], (await _t.User.NextAsync()).Buttons);
        await _t.SendAsync("Thank you");
        Assert.True((await _t.User.NextAsync()).RemovesKeyboard);
        await _t.SendAsync("And more");
        Assert.Null((await _t.User.NextAsync()).Markup);
    }

    [Fact]
    public async Task Addresses_in_a_text_are_not_shown_as_pictures()
    {
        var sent = Assert.IsType<SendResult.Sent>(await _t.SendAsync("see https://example.com"));
        await _t.SendAsync(Text("see https://example.org"), sent.ExternalId);
        foreach (var method in new[] { "sendMessage", "editMessageText" })
            Assert.True(Assert.Single(_t.Telegram.CallsOf(method)).Parameters.GetProperty("link_preview_options").GetProperty("is_disabled").GetBoolean());
    }

    [Fact]
    public async Task A_message_that_replaces_another_edits_it()
    {
        var first = Assert.IsType<SendResult.Sent>(await _t.SendAsync(Text("Page 1") with { Buttons = Buttons("More") }));
        Assert.Equal(first, await _t.SendAsync(Text("Page 2") with { Buttons = Buttons("Back") }, first.ExternalId));
        var message = Assert.Single(_t.User.FromBot);
        Assert.Equal("Page 2", message.Text);
        Assert.Equal(["Back"], message.Buttons);
        Assert.Equal(first, await _t.SendAsync(Text("Page 3"), first.ExternalId));
        Assert.Empty(message.Buttons);
    }

    [Fact]
    public async Task Replacing_by_the_same_is_success()
    {
        var page = Text("Page 1") with { Buttons = Buttons("More") };
        var first = Assert.IsType<SendResult.Sent>(await _t.SendAsync(page));
        Assert.Equal(first, await _t.SendAsync(page, first.ExternalId));
        Assert.Equal(400, _t.Telegram.Calls[^1].Status);
    }

    [Theory]
    [InlineData("message to edit not found")]
    [InlineData("message can't be edited")]
    [InlineData("there is no text in the message to edit")]
    [InlineData("MESSAGE_ID_INVALID")]
    public async Task What_cannot_be_edited_is_sent_anew(string why)
    {
        var first = Assert.IsType<SendResult.Sent>(await _t.SendAsync("Page 1"));
        _t.Telegram.Fail("editMessageText", new Fault.Refuse(400, $"Bad Request: {why}"));
        var second = Assert.IsType<SendResult.Sent>(await _t.SendAsync(Text("Page 2"), first.ExternalId));
        Assert.NotEqual(first, second);
        Assert.Equal(["Page 1", "Page 2"], _t.User.FromBot.Select(m => m.Text));
    }

    [Fact]
    public async Task Edits_meet_the_same_troubles_as_messages()
    {
        _t.Telegram.Fail("editMessageText", Fault.TooManyRequests(9));
        Assert.Equal(new SendResult.Throttled(TimeSpan.FromSeconds(9)), await _t.SendAsync(Text("x"), "101"));
        _t.Telegram.Fail("editMessageText", Fault.Blocked);
        Assert.True(Assert.IsType<SendResult.Refused>(await _t.SendAsync(Text("x"), "101")).ContactUnreachable);
    }

    [Fact]
    public async Task A_picture_or_document_carries_short_words_as_its_caption()
    {
        await _t.SendAsync(new OutgoingMessage
        {
            Text = new FormattedText("New cake", [new BoldStretch(0, 3)]), Language = "en", Buttons = Buttons("Yum"),
            Attachment = new MessageAttachment("picture", "https://example.com/cake.jpg", null),
        });
        var cake = await _t.User.NextAsync();
        Assert.Equal(("photo", "New cake", "https://example.com/cake.jpg"), (cake.Kind, cake.Text, cake.File));
        Assert.Equal(["New"], cake.Bold);
        Assert.Equal(["Yum"], cake.Buttons);
        await _t.SendAsync(Text("Terms") with { Attachment = new MessageAttachment("document", "BQACAgIAAx", null) });
        Assert.Equal(("document", "BQACAgIAAx"), ((await _t.User.NextAsync()).Kind, _t.User.FromBot[^1].File));
    }

    [Fact]
    public async Task Long_words_follow_their_picture()
    {
        await _t.SendAsync(Text(new string('a', 1025)) with { Attachment = new MessageAttachment("picture", "file1", null), Buttons = Buttons("Ok") });
        Assert.Equal(["photo", "text"], _t.User.FromBot.Select(m => m.Kind));
        Assert.Equal([0, 1], _t.User.FromBot.Select(m => m.Buttons.Count));
    }

    [Fact]
    public async Task A_code_is_drawn_and_uploaded()
    {
        await _t.SendAsync(new OutgoingMessage
        {
            Text = new FormattedText("Ваш код", [new BoldStretch(4, 3)]), Language = "ru", Buttons = Buttons("Готово"),
            Attachment = new MessageAttachment("qr", "V-7QK2", null),
        });
        var code = await _t.User.NextAsync();
        Assert.Equal("Ваш код", code.Text);
        Assert.Equal(["код"], code.Bold);
        Assert.Equal(["Готово"], code.Buttons);
        Assert.Equal("\x89PNG"u8.ToArray().AsSpan(2), code.Upload.AsSpan(1, 3));
    }

    [Fact]
    public async Task A_place_comes_before_its_words_and_a_link_becomes_a_button()
    {
        await _t.SendAsync(Text("We are here") with { Attachment = new MessageAttachment("location", "41.3275, 19.8187", null), Buttons = Buttons("Thanks") });
        Assert.Equal(["location", "text"], _t.User.FromBot.Select(m => m.Kind));
        Assert.Equal(["Thanks"], _t.User.FromBot[^1].Buttons);
        await _t.SendAsync(Text("Leave a review") with { Attachment = new MessageAttachment("link", "https://example.com/r", "Review"), Buttons = Buttons("No") });
        Assert.Equal([["No"], ["Review"]], _t.User.FromBot[^1].Rows);
        await _t.SendAsync(Text("See") with { Attachment = new MessageAttachment("link", "example com", null) });
        Assert.Equal("See\nexample com", _t.User.FromBot[^1].Text);
    }

    [Theory]
    [InlineData("wrong file identifier/HTTP URL specified")]
    [InlineData("failed to get HTTP URL content")]
    [InlineData("wrong type of the web page content")]
    [InlineData("PHOTO_INVALID_DIMENSIONS")]
    public async Task Words_go_without_a_picture_that_telegram_refuses(string why)
    {
        _t.Telegram.Fail("sendPhoto", new Fault.Refuse(400, $"Bad Request: {why}"));
        var picture = new MessageAttachment("picture", "https://example.com/gone.jpg", null);
        Assert.IsType<SendResult.Sent>(await _t.SendAsync(Text("The words") with { Attachment = picture, Buttons = Buttons("Ok") }));
        var message = Assert.Single(_t.User.FromBot);
        Assert.Equal(("text", "The words"), (message.Kind, message.Text));
        Assert.Equal(["Ok"], message.Buttons);
        Assert.Equal(1, _t.Logs.Count("its words go without it"));
        _t.Telegram.Fail("sendPhoto", new Fault.Refuse(400, $"Bad Request: {why}"));
        Assert.IsType<SendResult.Refused>(await _t.SendAsync(Text("") with { Attachment = picture }));
    }

    [Fact]
    public async Task Refused_formatting_is_dropped_and_the_words_go_once_plain()
    {
        _t.Telegram.Fail("sendMessage", new Fault.Refuse(400, "Bad Request: can't parse entities: whatever"));
        var sent = await _t.SendAsync(new OutgoingMessage { Text = new FormattedText("bold words", [new BoldStretch(0, 4)]), Language = "en", Buttons = Buttons("Ok") });
        Assert.IsType<SendResult.Sent>(sent);
        var message = Assert.Single(_t.User.FromBot);
        Assert.Empty(message.Bold);
        Assert.Equal(["Ok"], message.Buttons);
        _t.Telegram.Fail("sendMessage", new Fault.Refuse(400, "Bad Request: can't parse entities: whatever"), times: 2);
        Assert.IsType<SendResult.Refused>(await _t.SendAsync("again"));
    }

    [Fact]
    public async Task What_could_never_be_sent_is_refused_without_asking()
    {
        await Refused(Text("Which?") with { Buttons = [new Button("Too long", new string('я', 33))] });
        await Refused(Text("Which?") with { Buttons = [new Button("", "t")] });
        await Refused(Text("Which?") with { Buttons = [new Button("Mail", "", null, new Uri("mailto:a@example.com"))] });
        await Refused(Text("Which?") with { Buttons = [.. Enumerable.Range(0, 101).Select(n => new Button($"{n}", $"{n}"))] });
        await Refused(Text("Here") with { Attachment = new MessageAttachment("location", "91,0", null) });
        await Refused(Text("Code") with { Attachment = new MessageAttachment("qr", new string('x', 5000), null) });
        await Refused(Text("x") with { Attachment = new MessageAttachment("hologram", "x", null) });
        await Refused(Text("  \n "));
        Assert.IsType<SendResult.Refused>(await _t.SendAsync(_t.Row(Text("x"), chat: "somebody")));
        Assert.Empty(_t.Telegram.Calls);

        async Task Refused(OutgoingMessage message) => Assert.False(Assert.IsType<SendResult.Refused>(await _t.SendAsync(message)).ContactUnreachable);
    }

    [Fact]
    public async Task A_tap_is_answered_and_stale_buttons_come_off()
    {
        await _t.SendAsync(Text("Old question") with { Buttons = Buttons("Yes") });
        var question = await _t.User.NextAsync();
        await _t.User.PressesAsync("Yes");
        await _t.AnswerTapAsync("tap1", new string('x', 300), ChatKeys.Of(question.Id));
        Assert.Equal(200, _t.Telegram.TapAnswers["tap1"].Length);
        Assert.Empty(question.Buttons);
        await _t.User.TapsAsync("x", null);
        await _t.AnswerTapAsync("tap2", "", null);
        Assert.Equal("", _t.Telegram.TapAnswers["tap2"]);
        Assert.False(_t.Telegram.Calls[^1].Parameters.TryGetProperty("text", out _));
    }

    [Fact]
    public async Task Trouble_with_answering_a_tap_troubles_nobody()
    {
        await _t.AnswerTapAsync("older than the fake", "late", "99");
        _t.Telegram.Fail("answerCallbackQuery", new Fault.Cut(false));
        _t.Telegram.Fail("editMessageReplyMarkup", Fault.Html);
        await _t.AnswerTapAsync("tap", "x", "99");
        await _t.AnswerTapAsync("tap", "x", "not a message", "not a chat");
    }

    [Fact]
    public async Task Five_hundred_messages_leave_at_the_same_time()
    {
        _t.Telegram.Latency = TimeSpan.FromMilliseconds(200);
        var users = Enumerable.Range(0, 500).Select(_ => _t.Telegram.User()).ToList();
        var results = await Task.WhenAll(users.Select(u => _t.SendAsync(_t.Row(Text("Hello"), chat: u.Key))));
        Assert.All(results, r => Assert.IsType<SendResult.Sent>(r));
        // One after another they would take 100 seconds of the fake's time.
        var calls = _t.Telegram.CallsOf("sendMessage");
        Assert.True(calls.Max(c => c.At) - calls.Min(c => c.At) < TimeSpan.FromSeconds(20));
    }
}
