using System.Net.Sockets;
using System.Text;
using EngageBot.Http;

namespace EngageBot.Tests.Http;

/// <summary>Requests no ordinary client would write, byte by byte.</summary>
public sealed class RawHttpTests(OpenDoors open) : IClassFixture<OpenDoors>
{
    private readonly Doors _doors = open.Rested();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Content-Length: -5", "{}", 400)]
    [InlineData("Content-Length: five", "{}", 400)]
    [InlineData("Content-Length: 99999999999999999999", "{}", 400)]
    [InlineData("Content-Length: 2\r\nContent-Length: 3", "{} ", 400)]
    [InlineData("Content-Length: 999999999", "{}", 413)]
    [InlineData("Transfer-Encoding: chunked", "not-a-size\r\n{}\r\n0\r\n\r\n", 400)]
    [InlineData("Transfer-Encoding: gzip", "{}", 400)]
    [InlineData("X-Nothing: 1", "", 400)]      // neither length nor chunks: an empty body, which is no purchase
    public async Task An_odd_length_is_refused_and_the_server_goes_on(string header, string body, int status)
    {
        Assert.Equal(status, await SendAsync(Doors.Api, header, body));
        Assert.Equal(201, (await _doors.PostAsync(Doors.Api, Doors.Purchase($"A-{_doors.Next()}", await _doors.MemberPhoneAsync()))).Status);
    }

    [Fact]
    public async Task A_flood_of_headers_is_refused()
    {
        var many = string.Join("\r\n", Enumerable.Range(0, 200).Select(n => $"X-{n}: {n}"));
        Assert.Equal(431, await SendAsync(Doors.Api, many, ""));
        Assert.Equal(431, await SendAsync(Doors.Api, $"X-Long: {new string('x', 40_000)}", ""));
        Assert.Equal(414, await SendAsync($"/api/{new string('x', 10_000)}", "X-Short: 1", ""));
        Assert.Equal(200, (await _doors.PostAsync(Doors.PageToken, "{}")).Status);
    }

    [Theory]
    [InlineData("api")]
    [InlineData("activities")]
    [InlineData("upload")]
    [InlineData("page")]
    [InlineData("telegram")]
    public async Task A_body_that_never_ends_is_given_up_after_a_minute_and_leaves_nothing(string door)
    {
        var path = door switch
        {
            "api" => Doors.Api,
            "activities" => _doors.Activities,
            "upload" => $"/v3/directline/conversations/{_doors.Conversation}/upload",
            "page" => Doors.PageToken,
            _ => Doors.Telegram,
        };
        var before = await _doors.Host.CountAsync("SELECT COUNT(*) FROM inbox");
        var waited = _doors.Clock.WhenWaitedForAsync(RequestBody.Patience);
        using var socket = await OpenAsync();
        await WriteAsync(socket, path, "Content-Type: application/json\r\nContent-Length: 500", "{\"type\":\"message\",\"update_id\":3,");
        await waited;
        _doors.Clock.Advance(RequestBody.Patience);
        Assert.Equal(408, await StatusAsync(socket));
        Assert.Equal(before, await _doors.Host.CountAsync("SELECT COUNT(*) FROM inbox"));
    }

    private async Task<int> SendAsync(string path, string headers, string body)
    {
        using var socket = await OpenAsync();
        await WriteAsync(socket, path, headers, body);
        return await StatusAsync(socket);
    }

    private async Task<TcpClient> OpenAsync()
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(_doors.Host.Address.Host, _doors.Host.Address.Port, Cancellation);
        return socket;
    }

    private async Task WriteAsync(TcpClient socket, string path, string headers, string body)
    {
        var known = string.Join("\r\n", _doors.HeadersOf(path).Select(h => $"{h.Name}: {h.Value}"));
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: bot.example\r\n{known}\r\n{headers}\r\n\r\n{body}"), Cancellation);
    }

    private static async Task<int> StatusAsync(TcpClient socket)
    {
        using var reader = new StreamReader(socket.GetStream(), Encoding.ASCII);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        var line = await reader.ReadLineAsync(patience.Token) ?? throw new IOException("The server closed the connection without a word.");
        return int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
