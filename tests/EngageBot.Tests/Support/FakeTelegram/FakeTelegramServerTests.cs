using System.Net.Http.Json;
using System.Text.Json;

namespace EngageBot.Tests.Support.FakeTelegram;

/// <summary>The fake is worth what it refuses.</summary>
public class FakeTelegramServerTests : IAsyncLifetime
{
    private static readonly HttpClient Http = new();
    private FakeTelegramServer _telegram = null!;
    private FakeUser _user = null!;

    public async ValueTask InitializeAsync()
    {
        _telegram = await FakeTelegramServer.StartAsync();
        _user = _telegram.User();
    }

    public ValueTask DisposeAsync() => _telegram.DisposeAsync();

    [Theory]
    [InlineData("sendMessage", """{"chat_id":0,"text":"x","colour":"red"}""", "knows no 'colour'")]
    [InlineData("sendMessage", """{"chat_id":0,"text":"x","reply_to_message_id":5}""", "knows no 'reply_to_message_id'")]
    [InlineData("sendMessage", """{"chat_id":0}""", "lacks 'text'")]
    [InlineData("sendMessage", """{"text":"x"}""", "lacks 'chat_id'")]
    [InlineData("sendMessage", """{"chat_id":0,"text":5}""", "must be a string")]
    [InlineData("sendMessage", """{"chat_id":0,"text":null}""", "must be a string")]
    [InlineData("sendMessage", """{"chat_id":0,"text":"x","reply_markup":"{\"inline_keyboard\":[]}"}""", "must be a ")]
    [InlineData("sendMessage", """{"chat_id":0,"text":"x","reply_markup":{"inline_keyboard":[{"text":"a"}]}}""", "reply_markup")]
    [InlineData("sendMessage", """{"chat_id":0,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"a","data":"b"}]]}}""", "reply_markup")]
    [InlineData("editMessageText", """{"chat_id":0,"message_id":"7","text":"x"}""", "must be an integer")]
    public async Task What_the_bot_api_does_not_know_is_refused_and_noted(string method, string body, string why)
    {
        var (status, description) = await CallAsync(method, body.Replace("\"chat_id\":0", $"\"chat_id\":{_user.Key}", StringComparison.Ordinal));
        Assert.Equal(400, status);
        if (why != "reply_markup") Assert.Contains(why, description, StringComparison.Ordinal);
        Assert.Single(_telegram.Violations);
        Assert.Empty(_user.FromBot);
    }

    [Theory]
    [InlineData("""{"chat_id":0,"text":"  "}""", "Bad Request: message text is empty")]
    [InlineData("""{"chat_id":999,"text":"x"}""", "Bad Request: chat not found")]
    [InlineData("""{"chat_id":0,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"a"}]]}}""", "Bad Request: Text buttons are unallowed in the inline keyboard")]
    [InlineData("""{"chat_id":0,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":""}]]}}""", "Bad Request: BUTTON_DATA_INVALID")]
    [InlineData("""{"chat_id":0,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"жжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжж"}]]}}""", "Bad Request: BUTTON_DATA_INVALID")]
    [InlineData("""{"chat_id":0,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"a","url":"shop"}]]}}""", "Bad Request: BUTTON_URL_INVALID")]
    [InlineData("""{"chat_id":0,"text":"x","entities":[{"type":"bold","offset":0,"length":2}]}""", "Bad Request: can't parse entities: entity at 0, 2 does not fit the text")]
    public async Task What_the_real_server_refuses_is_refused_in_its_words(string body, string expected) =>
        Assert.Equal((400, expected), await CallAsync("sendMessage", body.Replace("\"chat_id\":0", $"\"chat_id\":{_user.Key}", StringComparison.Ordinal)));

    [Fact]
    public async Task Texts_are_counted_in_code_points()
    {
        Assert.Equal(200, (await SendAsync(string.Concat(Enumerable.Repeat("😀", 4096)))).Status);
        Assert.Equal((400, "Bad Request: message is too long"), await SendAsync(new string('a', 4097)));
        Assert.Equal((400, "Bad Request: text is too long"), await SendAsync(new string('a', 32769)));
    }

    [Fact]
    public async Task A_message_with_a_reply_keyboard_cannot_be_edited()
    {
        await CallAsync("sendMessage", $$"""{"chat_id":{{_user.Key}},"text":"x","reply_markup":{"remove_keyboard":true} }""");
        var id = _user.FromBot[0].Id;
        Assert.Equal((400, "Bad Request: message can't be edited"), await CallAsync("editMessageText", $$"""{"chat_id":{{_user.Key}},"message_id":{{id}},"text":"y"}"""));
        Assert.Equal((400, "Bad Request: message to edit not found"), await CallAsync("editMessageText", $$"""{"chat_id":{{_user.Key}},"message_id":1,"text":"y"}"""));
    }

    [Fact]
    public async Task A_user_who_blocks_the_bot_is_out_of_reach_until_they_come_back()
    {
        await _user.BlocksAsync();
        Assert.Equal((403, "Forbidden: bot was blocked by the user"), await SendAsync("x"));
        await _user.UnblocksAsync();
        Assert.Equal(200, (await SendAsync("x")).Status);
    }

    [Fact]
    public async Task Wrong_tokens_and_unknown_methods_are_turned_away()
    {
        Assert.Equal((404, "Not Found"), await CallAsync("getMe", "{}", "hello"));
        Assert.Equal((401, "Unauthorized"), await CallAsync("getMe", "{}", "1:revoked"));
        Assert.Equal((404, "Not Found: method not found"), await CallAsync("sendEverything", "{}"));
        Assert.Equal(200, (await CallAsync("GETME", "")).Status);
    }

    [Theory]
    [InlineData("""{"url":"http://shop.example"}""", "Bad Request: bad webhook: HTTPS url must be provided for webhook")]
    [InlineData("""{"url":"https://shop.example:5080"}""", "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")]
    [InlineData("""{"url":"shop"}""", "Bad Request: invalid webhook URL specified")]
    [InlineData("""{"url":"https://shop.example","secret_token":"no spaces"}""", "Bad Request: secret token contains unallowed characters")]
    public async Task Webhooks_telegrams_own_server_would_not_take_are_refused(string body, string expected)
    {
        _telegram.IsOwnServer = false;
        Assert.Equal((400, expected), await CallAsync("setWebhook", body));
    }

    [Fact]
    public async Task An_update_stays_until_a_higher_offset_confirms_it()
    {
        var id = await _user.SendsAsync("one");
        Assert.Contains("one", (await CallAsync("getUpdates", """{"timeout":0}""")).Description, StringComparison.Ordinal);
        Assert.Contains("one", (await CallAsync("getUpdates", $$"""{"timeout":0,"offset":{{id}}}""")).Description, StringComparison.Ordinal);
        Assert.DoesNotContain("one", (await CallAsync("getUpdates", $$"""{"timeout":0,"offset":{{id + 1}}}""")).Description, StringComparison.Ordinal);
        Assert.Equal(0, _telegram.Updates.PendingCount);
    }

    [Fact]
    public async Task Kinds_that_were_not_asked_for_are_not_kept()
    {
        await CallAsync("getUpdates", """{"timeout":0,"allowed_updates":["callback_query"]}""");
        await _user.SendsAsync("unheard");
        Assert.Equal(0, _telegram.Updates.PendingCount);
    }

    private Task<(int Status, string Description)> SendAsync(string text) =>
        CallAsync("sendMessage", JsonSerializer.Serialize(new Dictionary<string, object> { ["chat_id"] = _user.Id, ["text"] = text }));

    /// <returns>The description of a refusal, or the whole answer.</returns>
    private async Task<(int Status, string Description)> CallAsync(string method, string body, string? token = null)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync(new Uri(_telegram.Root, $"/bot{token ?? _telegram.Token}/{method}"), content, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, answer.TryGetProperty("description", out var why) ? why.GetString()! : answer.GetRawText());
    }
}
