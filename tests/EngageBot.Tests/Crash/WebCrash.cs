using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Crash;

/// <summary>Visitors of the web chat talk while the process is killed; each repeats a message, with the same bytes, until it is taken.</summary>
/// <remarks>Three kills here; <c>ENGAGEBOT_KILLS=50</c> runs the long series.</remarks>
public abstract class WebCrash
{
    private const string Secret = "the-secret-of-the-shops-own-site";
    private const int Visitors = 8;
    private static readonly int _kills = int.Parse(Environment.GetEnvironmentVariable("ENGAGEBOT_KILLS") ?? "3", CultureInfo.InvariantCulture);
    private const string Complaint = "The cup was cold and late";
    private static readonly string[] _words = ["/complaint", Complaint, "/menu", "/contacts", "/help", "/balance", "/language", "/help"];
    private static readonly string[] _script = [.. Enumerable.Range(0, 2 * _kills).Select(n => _words[n % _words.Length])];
    private readonly Func<string, Task<CrashPlace>> _place;

    private protected WebCrash(Func<string, Task<CrashPlace>> place) => _place = place;

    [Fact]
    public async Task Killed_under_load_the_web_chat_shows_every_word_and_every_answer_exactly_once_and_each_complaint_is_one_case()
    {
        var folder = Directory.CreateTempSubdirectory("engagebot-crash").FullName;
        var (database, db) = await _place(folder);
        var (port, settings) = (FreePort.Next(), new Dictionary<string, string>(database) { ["Channels:WebChat:Secret"] = Secret });
        var bot = await BotProcess.StartAsync(folder, port, settings);
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) };
            var talks = Enumerable.Range(0, Visitors).Select(n => TalkAsync(client, $"visitor-{n}")).ToArray();
            for (var kill = 1; kill <= _kills; kill++)
            {
                await SomeAreHandledAsync(db, kill * Visitors * _script.Length / (_kills + 1));
                await bot.KillAsync();
                bot.Dispose();
                bot = await BotProcess.StartAsync(folder, port, settings);
            }
            var conversations = await Task.WhenAll(talks);
            await db.QuietAsync(Visitors * (_script.Length + 1), "external_id NOT LIKE 'timer:%'");

            Assert.Equal(0, db.Number("SELECT COUNT(*) FROM inbox WHERE state <> 'Handled'"));
            Assert.Equal(0, db.Number("SELECT COUNT(*) FROM outbox WHERE state <> 'Sent'"));
            // Each complaint is one case with its own number, its words and the time that was promised, whenever the process died.
            long complaints = Visitors * _script.Count(words => words == Complaint);
            foreach (var one in (string[])["COUNT(*) FROM cases", "MAX(number) FROM cases", "COUNT(*) FROM case_entries WHERE kind = 'Customer'", "COUNT(*) FROM case_promises WHERE kind = 'FirstReply'"])
                Assert.Equal(complaints, db.Number($"SELECT {one}"));
            foreach (var (conversation, token, user) in conversations)
            {
                var shown = await ShownAsync(client, conversation, token);
                Assert.Equal(_script, shown.Where(a => a.FromUser).Select(a => a.Text));
                Assert.Equal(db.Number($"SELECT COUNT(*) FROM outbox WHERE chat_key = '{user}'"), shown.Count(a => !a.FromUser));
            }
        }
        finally
        {
            bot.Dispose();
        }
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<(string Conversation, string Token, string User)> TalkAsync(HttpClient client, string user)
    {
        var made = await InsistAsync(client, Secret, "/directline/tokens/generate", new { user = new { id = user } });
        var token = made.GetProperty("token").GetString()!;
        var started = await InsistAsync(client, token, "/directline/conversations", new { });
        var conversation = started.GetProperty("conversationId").GetString()!;
        for (var n = 0; n < _script.Length; n++)
            await InsistAsync(client, token, $"/directline/conversations/{conversation}/activities", new
            {
                type = "message", text = _script[n], from = new { id = user }, channelData = new { clientActivityID = $"{user}-{n}" },
            });
        return (conversation, token, user);
    }

    /// <summary>As a client behind a bad line: the same request again until the server answers it.</summary>
    private static async Task<JsonElement> InsistAsync(HttpClient client, string bearer, string path, object body)
    {
        using var tries = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            try
            {
                using var answer = await client.SendAsync(request);
                if (answer.IsSuccessStatusCode) return await answer.Content.ReadFromJsonAsync<JsonElement>();
                if ((int)answer.StatusCode is not (429 or >= 500)) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
            }
            catch (Exception down) when (down is HttpRequestException or TaskCanceledException)
            {
            }
            await tries.WaitForNextTickAsync();
        }
    }

    private static async Task SomeAreHandledAsync(CrashDb db, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await looks.WaitForNextTickAsync(patience.Token))
            if (db.Number("SELECT COUNT(*) FROM inbox WHERE state = 'Handled'") >= count) return;
    }

    /// <summary>The whole talk, page by page as the watermark leads.</summary>
    private static async Task<List<(bool FromUser, string Text)>> ShownAsync(HttpClient client, string conversation, string token)
    {
        var shown = new List<(bool FromUser, string Text)>();
        for (var watermark = ""; ;)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/directline/conversations/{conversation}/activities{watermark}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await client.SendAsync(request);
            var set = await answer.Content.ReadFromJsonAsync<JsonElement>();
            var page = set.GetProperty("activities").EnumerateArray().ToArray();
            if (page.Length == 0) return shown;
            shown.AddRange(page.Where(a => a.GetProperty("type").GetString() == "message").Select(a =>
                (a.GetProperty("from").TryGetProperty("role", out var role) && role.GetString() == "user", a.TryGetProperty("text", out var text) ? text.GetString()! : "")));
            watermark = $"?watermark={set.GetProperty("watermark").GetString()}";
        }
    }
}

/// <summary>On the embedded database.</summary>
public sealed class WebCrashOnSqlite() : WebCrash(CrashPlace.EmbeddedAsync);

/// <summary>On a server.</summary>
public sealed class WebCrashOnPostgres() : WebCrash(CrashPlace.PostgresAsync);
