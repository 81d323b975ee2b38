using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using EngageBot.Channels.WebChat;
using EngageBot.Messaging;

namespace EngageBot.Tests.Channels.WebChat;

public sealed class WebTokenTests : IAsyncLifetime
{
    private WebChatHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await WebChatHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_client_can_read_its_own_id_and_conversation_from_the_token()
    {
        var made = await _host.PostAsync("/v3/directline/tokens/generate", WebChatHost.Secret, """{"user":{"id":"ana","name":"Ana"}}""");
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(made["token"].Split('.')[1]))!;
        Assert.Equal(("ana", made["conversationId"], "Ana"), (claims["user"]!.ToString(), claims["conv"]!.ToString(), claims["name"]!.ToString()));
        Assert.Equal(_host.Clock.GetUtcNow().AddMinutes(30).ToUnixTimeSeconds(), (long)claims["exp"]!);
    }

    [Fact]
    public async Task Without_the_secret_nobody_makes_tokens()
    {
        var talk = await _host.BeginAsync();
        Assert.Equal(401, (await _host.PostAsync("/v3/directline/tokens/generate", null)).Status);
        Assert.Equal(403, (await _host.PostAsync("/v3/directline/tokens/generate", WebChatHost.Secret + "x")).Status);
        Assert.Equal(403, (await _host.PostAsync("/v3/directline/tokens/generate", talk.Token)).Status);
        Assert.Equal(403, (await _host.CallAsync(HttpMethod.Post, "/v3/directline/tokens/generate", WebChatHost.Secret, origin: "https://evil.example")).Status);
    }

    [Fact]
    public async Task A_forged_token_is_refused_however_it_is_forged()
    {
        var talk = await _host.BeginAsync();
        var parts = talk.Token.Split('.');
        var claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).Replace(talk.User, "member:00000000-0000-7000-8000-00000000000a", StringComparison.Ordinal);
        var unsigned = Base64Url.EncodeToString("""{"alg":"none","typ":"JWT"}"""u8);
        string[] forged =
        [
            $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.{parts[2]}", $"{unsigned}.{parts[1]}.", $"{unsigned}.{parts[1]}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.", $"{parts[0]}.{parts[1]}", "undefined", "a.b.c", talk.Token[..^2] + "xx",
        ];
        foreach (var token in forged)
        {
            var answer = await _host.GetAsync(talk.Path + "/activities", token);
            Assert.Equal((403, "BadArgument"), (answer.Status, answer.Code));
        }
        Assert.Equal(401, (await _host.GetAsync(talk.Path + "/activities")).Status);
    }

    [Fact]
    public async Task An_expired_token_says_so_and_a_refreshed_one_lives_on()
    {
        var talk = await _host.BeginAsync();
        _host.Clock.Advance(TimeSpan.FromMinutes(15));
        var refreshed = await _host.PostAsync("/v3/directline/tokens/refresh", talk.Token);
        Assert.Equal((200, talk.Conversation), (refreshed.Status, refreshed["conversationId"]));
        _host.Clock.Advance(TimeSpan.FromMinutes(16));
        var expired = await _host.PostAsync(talk.Path + "/activities", talk.Token, """{"type":"message","text":"x"}""");
        Assert.Equal((403, "TokenExpired"), (expired.Status, expired.Code));
        Assert.Equal(200, (await _host.PostAsync(talk.Path + "/activities", refreshed["token"], """{"type":"message","text":"x"}""")).Status);
    }

    [Fact]
    public async Task A_token_opens_no_other_conversation()
    {
        var (mine, other) = (await _host.BeginAsync(), await _host.BeginAsync());
        foreach (var path in (string[])[other.Path, other.Path + "/activities"]) Assert.Equal(403, (await _host.GetAsync(path, mine.Token)).Status);
        Assert.Equal(403, (await _host.PostAsync(other.Path + "/activities", mine.Token, """{"type":"message","text":"x"}""")).Status);
        Assert.Equal(403, (await _host.PostAsync(other.Path + "/upload", mine.Token, "{}")).Status);
        Assert.Equal(404, (await _host.GetAsync("/v3/directline/conversations/unknown/activities", WebChatHost.Secret)).Status);
    }

    [Fact]
    public async Task A_token_for_one_site_does_not_work_on_another()
    {
        var made = await _host.PostAsync("/v3/directline/tokens/generate", WebChatHost.Secret, """{"trustedOrigins":["https://other.example"]}""");
        Assert.Equal(403, (await _host.CallAsync(HttpMethod.Post, "/v3/directline/conversations", made["token"], origin: WebChatHost.Shop)).Status);
        Assert.Equal(201, (await _host.PostAsync("/v3/directline/conversations", made["token"])).Status);
    }

    [Fact]
    public async Task Only_the_shops_own_site_can_say_that_somebody_is_a_member()
    {
        var talk = await _host.BeginAsync($$$"""{"user":{"id":"ignored","name":"Arta"},"member":"{{{WebChatHost.Arta}}}"}""");
        Assert.True(WebChatApi.TryReadMember(talk.User, out var contact));
        Assert.Equal(WebChatHost.Arta, contact);
        Assert.Equal("Arta", Assert.IsType<InboundContent.Opened>((await _host.ArrivalsAsync())[0].Content).From.Name);

        var stranger = await _host.PostAsync("/v3/directline/tokens/generate", WebChatHost.Secret, """{"member":"00000000-0000-7000-8000-0000000000ff"}""");
        Assert.Equal((400, "BadArgument"), (stranger.Status, stranger.Code));
        foreach (var id in (string[])["dl_x", "member:x", "member:00000000-0000-7000-8000-0000000000ff", "with space", new('x', 81)])
            Assert.Equal(400, (await _host.PostAsync("/v3/directline/tokens/generate", WebChatHost.Secret, $$$"""{"user":{"id":"{{{id}}}"}}""")).Status);

        var visitor = await _host.BeginAsync();
        await _host.PostAsync("/v3/directline/conversations", visitor.Token, $$$"""{"user":{"id":"member:{{{WebChatHost.Arta}}}"}}""");
        await _host.PostAsync(visitor.Path + "/activities", visitor.Token, $$$"""{"type":"message","text":"x","from":{"id":"member:{{{WebChatHost.Arta}}}"}}""");
        Assert.StartsWith("dl_", (await _host.ArrivalsAsync())[^1].ChatKey, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dl_0123", false)]
    [InlineData("member:", false)]
    [InlineData("member:00000000-0000-7000-8000-00000000000", false)]
    [InlineData("member:00000000-0000-7000-8000-00000000000a", true)]
    [InlineData("member:00000000-0000-7000-8000-00000000000a:0f3c", true)]
    public void A_member_is_read_from_a_whole_user_id_only(string user, bool isMember) => Assert.Equal(isMember, WebChatApi.TryReadMember(user, out _));
}
