using System.Text;
using System.Text.Json.Nodes;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Http;

/// <summary>Whatever is posted to whichever door: a clear answer, nothing half done, and the next right request works.</summary>
public sealed class BadInputTests(OpenDoors open) : IClassFixture<OpenDoors>
{
    private const string Token = "/v3/directline/tokens/generate";
    private const string Start = "/v3/directline/conversations";
    private const string Activities = "activities";
    private readonly Doors _doors = open.Rested();

    public static TheoryData<string, string, int> Cases()
    {
        var cases = new TheoryData<string, string, int>();
        void Add(string input, int api, int activities, int tokens, int page, int telegram)
        {
            (string, int)[] doors =
                [(Doors.Api, api), (Activities, activities), (Token, tokens), (Start, tokens == 200 ? 201 : tokens), (Doors.PageToken, page), (Doors.Telegram, telegram)];
            foreach (var (door, status) in doors) cases.Add(input, door, status);
        }

        // Telegram is answered 200 for what can only fail again: it is kept in quarantine, where a person finds it.
        Add("nothing", 400, 400, 200, 200, 200);
        Add("no JSON", 400, 400, 400, 400, 200);
        Add("a list", 400, 400, 400, 400, 200);
        Add("half a JSON", 400, 400, 400, 400, 200);
        Add("10,000 levels", 400, 400, 400, 400, 200);
        Add("invalid UTF-8", 400, 400, 400, 400, 200);
        Add("half a surrogate pair", 400, 400, 400, 400, 200);
        Add("the same name twice", 400, 400, 400, 400, 200);
        Add("a text of 5 MB", 413, 413, 400, 400, 413);
        Add("UTF-16", 400, 400, 400, 400, 200);
        Add("zero bytes", 400, 400, 400, 400, 200);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_broken_body_gets_a_clear_answer_and_the_next_right_one_works(string input, string door, int status)
    {
        var path = door == Activities ? _doors.Activities : door;
        var (quarantined, purchases) = (await QuarantinedAsync(), await _doors.Host.CountAsync("SELECT COUNT(*) FROM purchases"));
        var answer = await _doors.PostAsync(path, BytesOf(input, door, _doors.Next()));
        Assert.True(status == answer.Status, $"{answer.Status}: {answer.Text}");
        if (status >= 400 && door == Doors.Api)
        {
            Assert.Equal("application/problem+json", answer.MediaType);
            Assert.StartsWith("/problems/", JsonNode.Parse(answer.Text)!["type"]!.ToString(), StringComparison.Ordinal);
        }
        else if (status >= 400 && door != Doors.Telegram)
        {
            Assert.NotEmpty(JsonNode.Parse(answer.Text)!["error"]!["message"]!.ToString());
        }
        Assert.Equal(purchases, await _doors.Host.CountAsync("SELECT COUNT(*) FROM purchases"));
        if (door == Doors.Telegram && input is not "the same name twice") Assert.Equal(quarantined + 1, await QuarantinedAsync());

        var right = door switch
        {
            Doors.Api => Doors.Purchase($"B-{_doors.Next()}", await _doors.MemberPhoneAsync()),
            Activities => """{"type":"message","text":"hello"}""",
            Doors.Telegram => Doors.Update(_doors.Next(), "hello"),
            _ => "{}",
        };
        Assert.InRange((await _doors.PostAsync(path, right)).Status, 200, 201);
    }

    [Theory]
    [InlineData("""{"receipt":"A","amount":"-12.50","currency":"EUR","memberPhone":"+355690000001"}""", "amount")]
    [InlineData("""{"receipt":"A","amount":"1e9","currency":"EUR","memberPhone":"+355690000001"}""", "amount")]
    [InlineData("""{"receipt":"A","amount":"92233720368547758.08","currency":"EUR","memberPhone":"+355690000001"}""", "amount")]
    [InlineData("""{"receipt":"A","amount":"NaN","currency":"EUR","memberPhone":"+355690000001"}""", "amount")]
    [InlineData("""{"receipt":"A","amount":1e400,"currency":"EUR","memberPhone":"+355690000001"}""", "amount")]
    [InlineData("""{"receipt":"A","receipt":"B","amount":"1","currency":"EUR","memberPhone":"+355690000001"}""", "receipt")]
    [InlineData("""{"receipt":"A","amount":"1","currency":"EUR","memberPhone":"+355690000001","tip":"5"}""", "tip")]
    [InlineData("""{"receipt":"A","amount":"1","currency":"EUR","memberPhone":"+355690000001","boughtAt":"9999-12-31T23:59:59+14:00"}""", "boughtAt")]
    [InlineData("""{"receipt":"A","amount":"1","currency":"EUR","memberPhone":"+355690000001","boughtAt":"0001-01-01T00:00:00+14:00"}""", "boughtAt")]
    public async Task A_number_name_or_time_out_of_range_is_named(string body, string field)
    {
        var answer = await _doors.PostAsync(Doors.Api, body);
        Assert.Equal(400, answer.Status);
        Assert.Contains(field, JsonNode.Parse(answer.Text)!["errors"]!.AsObject().Select(e => e.Key));
    }

    [Theory]
    [InlineData("""{"type":"message","text":"hello","timestamp":-1,"importance":1e308,"localTimestamp":"9999-99-99","entities":"none","value":-99999999999999999999999999}""")]
    [InlineData("""{"type":"message","text":"hello","channelData":[],"from":7,"locale":{},"attachments":{}}""")]
    [InlineData("""{"type":"message","text":["hello"],"attachments":[1,null,{"contentUrl":5}],"suggestedActions":null}""")]
    [InlineData("""{"type":"event","name":7,"value":[]}""")]
    [InlineData("""{"type":"\u0000","text":"\u0000\u0001\u202e"}""")]
    public async Task An_activity_with_odd_members_is_stored_and_breaks_nothing(string activity)
    {
        Assert.Equal(200, (await _doors.PostAsync(_doors.Activities, activity)).Status);
        Assert.Equal(200, (await _doors.PostAsync(_doors.Activities, """{"type":"message","text":"/help"}""")).Status);
        await SpineUnderTest.UntilAsync(
            async () => await _doors.Host.CountAsync("SELECT COUNT(*) FROM inbox WHERE state IN ('Received', 'Handling')") == 0,
            TestContext.Current.CancellationToken);
        Assert.Equal(0, await _doors.Host.CountAsync("SELECT COUNT(*) FROM inbox WHERE state = 'Dead'"));
    }

    [Theory]
    [InlineData("application/xml", 415)]
    [InlineData("multipart/form-data; boundary=x", 415)]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("not a type", 415)]
    [InlineData("application/json; charset=UTF-8", 201)]
    [InlineData("application/vnd.till+json", 201)]
    [InlineData("application/x-www-form-urlencoded", 201)]
    [InlineData(null, 201)]
    public async Task A_body_that_calls_itself_something_else_is_refused_by_name(string? type, int status)
    {
        var answer = await _doors.PostAsync(Doors.Api, Encoding.UTF8.GetBytes(Doors.Purchase($"A-{_doors.Next()}", await _doors.MemberPhoneAsync())), type);
        Assert.True(status == answer.Status, answer.Text);
        if (status == 415) Assert.Contains("/problems/media-type-wrong", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/v1/purchases", 405, "/problems/method-not-allowed")]
    [InlineData("DELETE", "/api/v1/purchases", 405, "/problems/method-not-allowed")]
    [InlineData("POST", "/api/v1/nothing", 404, "/problems/not-found")]
    [InlineData("GET", "/api/v2", 404, "/problems/not-found")]
    public async Task A_wrong_address_or_method_of_the_api_is_a_problem(string method, string path, int status, string type)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await _doors.Host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((status, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains(type, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private Task<long> QuarantinedAsync() => _doors.Host.CountAsync("SELECT COUNT(*) FROM inbox WHERE state = 'Quarantined'");

    private static byte[] BytesOf(string input, string door, int number) => input switch
    {
        "nothing" => [],
        "no JSON" => "hello"u8.ToArray(),
        "a list" => "[1,2,3]"u8.ToArray(),
        "half a JSON" => "{\"type\":\"mess"u8.ToArray(),
        "10,000 levels" => Encoding.UTF8.GetBytes($"{{\"type\":\"message\",\"update_id\":{number},\"user\":{new string('[', 10_000)}{new string(']', 10_000)}}}"),
        "invalid UTF-8" => [.. "{\"type\":\"message\",\"update_id\":900000005,\"locale\":\""u8, 0xC3, 0x28, 0xFF, .. "\",\"member\":\""u8, 0xFF, .. "\"}"u8],
        "half a surrogate pair" => Encoding.UTF8.GetBytes(
            $"{{\"type\":\"message\",\"update_id\":{number},\"locale\":\"\\ud800\",\"token\":\"\\ud800\",\"message\":{{\"message_id\":1,\"chat\":{{\"id\":5}},\"text\":\"\\ud83d\"}}}}"),
        "the same name twice" => "{\"type\":\"message\",\"type\":\"event\",\"member\":\"a\",\"member\":\"b\",\"locale\":\"en\",\"locale\":\"sq\",\"update_id\":5,\"update_id\":6}"u8.ToArray(),
        "a text of 5 MB" => Encoding.UTF8.GetBytes($"{{\"type\":\"message\",\"update_id\":{number},\"text\":\"{new string('x', 5 << 20)}\"}}"),
        "UTF-16" => Encoding.Unicode.GetBytes(door == Doors.Api ? Doors.Purchase("A") : "{\"type\":\"message\"}"),
        _ => new byte[64],
    };
}
