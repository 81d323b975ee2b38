using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using EngageBot.Tests.Channels.WebChat;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Talks;

/// <summary>Somebody in the web chat of the whole program.</summary>
internal sealed class WebVisitor : IDisposable
{
    private readonly HttpClient _http;
    private readonly WebChatHost.StreamReader _stream;
    private readonly string _path;

    private WebVisitor(HttpClient http, WebChatHost.StreamReader stream, string path) => (_http, _stream, _path) = (http, stream, path);

    public static async Task<WebVisitor> BeginAsync(EngageHost host)
    {
        var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var token = await PostAsync(http, "/chat/token", WebChatHost.Json("{}"));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token["token"]!.ToString());
        var started = await PostAsync(http, "/directline/conversations", WebChatHost.Json("""{"locale":"en-GB"}"""));
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(started["streamUrl"]!.ToString()), TestContext.Current.CancellationToken);
        return new(http, new(socket), $"/directline/conversations/{started["conversationId"]}");
    }

    public Task SaysAsync(string text) =>
        PostAsync(_http, $"{_path}/activities", WebChatHost.Json(new JsonObject { ["type"] = "message", ["text"] = text }.ToJsonString()));

    public async Task UploadsAsync(string name, byte[] content)
    {
        using var form = new MultipartFormDataContent();
        using var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        form.Add(file, "file", name);
        await PostAsync(_http, $"{_path}/upload", form);
    }

    /// <summary>The bot's next message that holds these words.</summary>
    public async Task<JsonNode> WaitForTextAsync(string words)
    {
        while (true)
        {
            var message = await _stream.NextOfAsync("message");
            // As Markdown punctuation is escaped.
            if (message["from"]!["id"]!.ToString() == "bot"
                && message["text"]!.ToString().Replace("\\", "", StringComparison.Ordinal).Contains(words, StringComparison.Ordinal)) return message;
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _http.Dispose();
    }

    private static async Task<JsonNode> PostAsync(HttpClient http, string path, HttpContent content)
    {
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode}");
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }
}
