using System.Text;
using EngageBot.Channels.WebChat;
using EngageBot.Messaging;

namespace EngageBot.Tests.Channels.WebChat;

/// <summary>What one activity of a visitor may make of itself.</summary>
public sealed class ActivityLimitTests
{
    private static readonly Sender _visitor = new("dl_1", null, "en");

    [Fact]
    public void One_message_becomes_no_more_than_ten_however_often_it_names_its_picture()
    {
        var attachment = """{"contentType": "image/png", "contentUrl": "ours"}""";
        Assert.Equal(10, Read($$"""{"type": "message", "attachments": [{{string.Join(',', Enumerable.Repeat(attachment, 1_000))}}]}""").Count);
    }

    [Fact]
    public void A_link_carries_no_more_than_links_do()
    {
        Assert.Equal("spring", Assert.IsType<InboundContent.Opened>(Assert.Single(Read("""{"type": "event", "name": "webchat/join", "value": {"payload": "spring"}}"""))).Payload);
        Assert.Null(Assert.IsType<InboundContent.Opened>(Assert.Single(Read("""{"type": "event", "name": "webchat/join", "value": {"payload": "LONG"}}""".Replace("LONG", new string('a', 100_000), StringComparison.Ordinal)))).Payload);
    }

    private static List<InboundContent> Read(string json) => [.. ActivityReader.Read(ActivityReader.Parse(Encoding.UTF8.GetBytes(json)).Activity!, _visitor, "c|0000001", address => address)];
}
