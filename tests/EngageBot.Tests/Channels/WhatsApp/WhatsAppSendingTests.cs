using System.Globalization;
using System.Text.Json;
using EngageBot.Channels.WhatsApp;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Tests.Support.FakeWhatsApp;

namespace EngageBot.Tests.Channels.WhatsApp;

/// <summary>What leaves: every form of a message, through the strict platform.</summary>
public sealed class WhatsAppSendingTests(WhatsAppHost host) : IClassFixture<WhatsAppHost>
{
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private FakeWhatsAppServer WhatsApp => host.WhatsApp;

    [Fact]
    public async Task A_qr_code_is_uploaded_and_carries_the_words()
    {
        var (ben, _) = await host.GuestAsync();
        Assert.IsType<SendResult.Sent>(await SendAsync(ben, Text("Your card") with { Attachment = new MessageAttachment("qr", "K7PW9XQM", null) }));
        var shown = await ben.WaitForTextAsync("Your card");
        Assert.Equal("image", shown.Kind);
        Assert.Equal("image/png", WhatsApp.Uploads[shown.Body.GetProperty("image").GetProperty("id").GetString()!].Type);
    }

    [Fact]
    public async Task A_file_that_meta_refuses_does_not_hold_back_the_words()
    {
        var (ben, _) = await host.GuestAsync();
        WhatsApp.Fail("messages", new GraphFault.Refuse(131053), when: call => call.To == ben.WaId && call.Text("type") == "image");
        await SendAsync(ben, Text("Come and see") with { Attachment = new MessageAttachment("picture", "https://shop.example/a.jpg", null) });
        Assert.Equal("text", (await ben.WaitForTextAsync("Come and see")).Kind);
    }

    [Fact]
    public async Task A_place_goes_as_a_place_and_a_pdf_as_a_document_by_its_name()
    {
        var (ben, _) = await host.GuestAsync();
        await SendAsync(ben, Text("Here") with { Attachment = new MessageAttachment("location", "41.3275,19.8187", "Shop") });
        Assert.Equal(41.3275, (await ben.WaitAsync(m => m.Kind == "location", "a place")).Body.GetProperty("location").GetProperty("latitude").GetDouble());
        await SendAsync(ben, Text("The menu") with { Attachment = new MessageAttachment("document", "https://shop.example/menu.pdf", "Menu.pdf") });
        Assert.Equal("Menu.pdf", (await ben.WaitForTextAsync("The menu")).Body.GetProperty("document").GetProperty("filename").GetString());
    }

    [Fact]
    public async Task A_message_by_template_carries_its_words_in_order_and_its_buttons_tokens()
    {
        var ben = WhatsApp.User("Ben");
        await ben.SendsAsync("/help");
        var content = Text("unused") with { Template = "points_expiring", TemplateWords = ["Ben", "12\npoints"], Buttons = [new Button("See", "token-1")] };
        Assert.IsType<SendResult.Sent>(await SendAsync(ben, content, byTemplate: true));
        var template = (await ben.WaitForTextAsync("points_expiring")).Body.GetProperty("template");
        Assert.Equal("en", template.GetProperty("language").GetProperty("code").GetString());
        var components = template.GetProperty("components");
        Assert.Equal(["Ben", "12 points"], components[0].GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("text").GetString()!));
        Assert.Equal("token-1", components[1].GetProperty("parameters")[0].GetProperty("payload").GetString());
    }

    [Fact]
    public async Task What_was_sent_cannot_be_changed_and_nothing_is_tried()
    {
        var (ben, _) = await host.GuestAsync();
        var calls = WhatsApp.Calls.Count(c => c.What == "messages" || c.What == "read");
        Assert.IsType<SendResult.Refused>(await SendAsync(ben, Text("other words") with { Change = MessageChange.Edit }));
        Assert.Equal(calls, WhatsApp.Calls.Count(c => c.What == "messages" || c.What == "read"));
    }

    [Fact]
    public async Task A_long_text_that_was_cut_off_goes_on_where_it_stopped()
    {
        var (ben, _) = await host.GuestAsync();
        var text = string.Join(' ', Enumerable.Range(0, 2500).Select(n => n.ToString("D4", CultureInfo.InvariantCulture)));
        var row = Row(ben, Text(text));
        WhatsApp.Fail("messages", new GraphFault.Refuse(131016, 500), when: call => call.To == ben.WaId && call.Body.GetProperty("text").GetProperty("body").GetString()!.Contains("1700", StringComparison.Ordinal));
        Assert.IsType<SendResult.Unavailable>(await host.Get<WhatsAppChannel>().SendAsync(row, CancellationToken.None));
        Assert.IsType<SendResult.Sent>(await host.Get<WhatsAppChannel>().SendAsync(row with { Attempts = 2 }, CancellationToken.None));
        Assert.Equal(text, string.Concat(ben.Messages.Skip(1).Select(m => m.Text)));
        Assert.Empty(WhatsApp.Violations);
    }

    [Fact]
    public async Task More_than_ten_choices_are_typed_by_their_numbers()
    {
        var (ben, _) = await host.GuestAsync();
        var outbox = host.Get<Outbox>();
        var account = host.Get<WhatsAppChannel>().Account;
        var buttons = Enumerable.Range(1, 12).Select(n => new Button($"Choice {n}", $"token-{n}")).ToArray();
        await host.Store.WriteAsync(async scope => await outbox.AddAsync(scope, new Draft(
            account.BusinessId, account.Id, ben.WaId!, null, "many", OutboundKind.Reply, Text("Which one?") with { Buttons = [.. buttons] })), CancellationToken.None);
        await ben.WaitForTextAsync("12. Choice 12");
        await host.UntilAsync($"SELECT state FROM outbox WHERE key = 'many'", "Sent");
        await ben.SendsAsync(" 7 ");
        var content = JsonElement.Parse((await host.TextsAsync($"SELECT content FROM inbox WHERE chat_key = '{ben.WaId}' ORDER BY id DESC LIMIT 1"))[0]);
        Assert.Equal(("tapped", "token-7"), (content.GetProperty("is").GetString(), content.GetProperty("token").GetString()));
    }

    [Fact]
    public async Task A_customers_picture_is_fetched_with_the_token_of_the_number_it_came_to()
    {
        WhatsApp.Files["555001"] = Png;
        var account = host.Get<WhatsAppChannel>().Account;
        Assert.Equal(Png, await host.Get<WhatsAppFiles>().FetchAsync(WhatsAppFiles.Of(account.Id, "555001"), CancellationToken.None));
        Assert.Null(await host.Get<WhatsAppFiles>().FetchAsync(WhatsAppFiles.Of(account.Id, "555002"), CancellationToken.None));
        Assert.Null(await host.Get<WhatsAppFiles>().FetchAsync("77/555001", CancellationToken.None));
    }

    private async Task<SendResult> SendAsync(FakeWhatsAppUser user, OutgoingMessage content, bool byTemplate = false) =>
        await host.Get<WhatsAppChannel>().SendAsync(Row(user, content) with { ByTemplate = byTemplate }, CancellationToken.None);

    private OutboundMessage Row(FakeWhatsAppUser user, OutgoingMessage content) => new(
        Interlocked.Increment(ref _row), host.Get<WhatsAppChannel>().Account.BusinessId, host.Get<WhatsAppChannel>().Account.Id, user.WaId!, null, "1:1:0", OutboundKind.Reply, content, 1, null, null);

    private static long _row = 1_000_000;

    private static OutgoingMessage Text(string text) => new() { Text = FormattedText.FromPlain(text), Language = "en" };
}
