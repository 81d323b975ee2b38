using System.Net.Http.Headers;
using EngageBot.Channels.WebChat;
using EngageBot.Messaging;

namespace EngageBot.Tests.Channels.WebChat;

public sealed class WebUploadTests : IAsyncLifetime
{
    private static readonly byte[] Picture = [0x89, .. "PNG\r\n\x1a\n and the rest"u8];
    private WebChatHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await WebChatHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_picture_comes_back_with_an_address_that_a_browser_can_load_and_nobody_can_guess()
    {
        var talk = await _host.BeginAsync();
        var posted = await _host.CallAsync(HttpMethod.Post, $"{talk.Path}/upload?userId={talk.User}", talk.Token, Multipart(Picture, "cup.png", "image/png"));
        Assert.Equal(200, posted.Status);
        var echo = (await _host.GetAsync(talk.Path + "/activities", talk.Token)).Json!["activities"]![0]!;
        Assert.Equal("c1", echo["channelData"]!["clientActivityID"]!.ToString());
        var attachment = echo["attachments"]![0]!;
        Assert.Equal(("image/png", "cup.png"), (attachment["contentType"]!.ToString(), attachment["name"]!.ToString()));
        var photo = Assert.IsType<InboundContent.SharedPhoto>((await _host.ArrivalsAsync())[^1].Content);
        Assert.Equal(("look", posted["id"]), (photo.Caption, photo.MessageId));

        var address = new Uri(attachment["contentUrl"]!.ToString());
        Assert.Contains(photo.FileId, address.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(Picture, await _host.Http.GetByteArrayAsync(address, TestContext.Current.CancellationToken));
        Assert.Equal(404, (await _host.GetAsync(address.AbsolutePath)).Status);
        Assert.Equal(404, (await _host.GetAsync(address.PathAndQuery[..^1] + "_")).Status);
    }

    [Fact]
    public async Task What_a_file_is_its_bytes_say_and_a_page_is_never_served_as_one()
    {
        var talk = await _host.BeginAsync();
        await _host.CallAsync(HttpMethod.Post, talk.Path + "/upload", talk.Token, Multipart("<script>alert(1)</script>"u8.ToArray(), "x.png", "image/png"));
        var attachment = (await _host.GetAsync(talk.Path + "/activities", talk.Token)).Json!["activities"]![0]!["attachments"]![0]!;
        Assert.Equal("application/octet-stream", attachment["contentType"]!.ToString());
        var served = await _host.GetAsync(new Uri(attachment["contentUrl"]!.ToString()).PathAndQuery);
        Assert.Equal(("application/octet-stream", "nosniff", "attachment"),
            (served.Headers["Content-Type"], served.Headers["X-Content-Type-Options"], served.Headers["Content-Disposition"]));
        Assert.IsType<InboundContent.SharedFile>((await _host.ArrivalsAsync())[^1].Content);
    }

    [Fact]
    public async Task A_single_raw_file_is_taken_too()
    {
        var talk = await _host.BeginAsync();
        using var file = new ByteArrayContent(Picture) { Headers = { ContentType = new("image/png"), ContentDisposition = new("attachment") { FileName = "..\\..\\cup.png" } } };
        Assert.Equal(200, (await _host.CallAsync(HttpMethod.Post, talk.Path + "/upload", talk.Token, file)).Status);
        Assert.IsType<InboundContent.SharedPhoto>((await _host.ArrivalsAsync())[^1].Content);
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\fotot\\kafja ime.png", "kafja ime.png")]
    [InlineData("receipt\u202egnp.exe\u0007", "receiptgnp.exe")]
    [InlineData("..", "file")]
    [InlineData("фото\ud83d.png", "фото.png")]
    public void A_files_name_is_a_label_and_nothing_else(string given, string shown) => Assert.Equal(shown, FileName.Of(given));

    [Fact]
    public void A_long_name_is_cut_between_characters()
    {
        var name = FileName.Of(new string('x', 119) + "👋👋");
        Assert.Equal(new string('x', 119), name);
    }

    [Fact]
    public async Task The_blurred_copy_a_client_sends_along_makes_room_for_the_picture_itself()
    {
        var talk = await _host.BeginAsync();
        var form = new MultipartFormDataContent
        {
            { new StringContent("""{"type":"message","attachments":[{"contentType":"image/png","name":"cup.png","thumbnailUrl":"data:image/png;base64,AAAA"}]}""",
                new MediaTypeHeaderValue("application/vnd.microsoft.activity")), "activity", "blob" },
            { new ByteArrayContent(Picture) { Headers = { ContentType = new("image/png") } }, "file", "cup.png" },
        };
        await _host.CallAsync(HttpMethod.Post, talk.Path + "/upload", talk.Token, form);
        var attachment = (await _host.GetAsync(talk.Path + "/activities", talk.Token)).Json!["activities"]![0]!["attachments"]![0]!;
        Assert.Equal(attachment["contentUrl"]!.ToString(), attachment["thumbnailUrl"]!.ToString());
    }

    [Fact]
    public async Task More_than_4_MB_is_refused()
    {
        var talk = await _host.BeginAsync();
        var refused = await _host.CallAsync(HttpMethod.Post, talk.Path + "/upload", talk.Token, Multipart(new byte[4 << 20], "big.bin", "application/octet-stream"));
        Assert.Equal((413, "MessageSizeTooBig"), (refused.Status, refused.Code));
        Assert.Single(await _host.ArrivalsAsync());
    }

    [Fact]
    public async Task A_broken_upload_gets_a_clear_error()
    {
        var talk = await _host.BeginAsync();
        using var broken = new ByteArrayContent("no parts here"u8.ToArray()) { Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x") } };
        Assert.Equal((400, "BadSyntax"), await _host.CallAsync(HttpMethod.Post, talk.Path + "/upload", talk.Token, broken) is var a ? (a.Status, a.Code) : default);
    }

    [Fact]
    public async Task A_file_that_lies_elsewhere_is_not_fetched()
    {
        var talk = await _host.BeginAsync();
        await _host.PostAsync(talk.Path + "/activities", talk.Token, """{"type":"message","attachments":[{"contentType":"image/png","contentUrl":"http://169.254.169.254/directline/uploads/x?s=y"}]}""");
        Assert.IsType<InboundContent.Unreadable>((await _host.ArrivalsAsync())[^1].Content);
    }

    private static MultipartFormDataContent Multipart(byte[] file, string name, string type) => new()
    {
        { new StringContent($$$"""{"type":"message","text":"look","attachments":[{"contentType":"{{{type}}}","name":"{{{name}}}"}],"channelData":{"clientActivityID":"c1"}}""",
            new MediaTypeHeaderValue("application/vnd.microsoft.activity")), "activity", "blob" },
        { new ByteArrayContent(file) { Headers = { ContentType = new(type) } }, "file", name },
    };
}
