using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Crash;

/// <summary>A real process is killed under load and started again: every update handled once, every reply sent, points sum to zero.</summary>
/// <remarks>Three kills here; <c>ENGAGEBOT_KILLS=50</c> runs the long series.</remarks>
public abstract class TelegramCrash
{
    private const int Customers = 12;
    private static readonly string[] _script = ["/start", "/menu", "/contacts", "/help", "/balance", "/language", "hello?", "/history", "/human", "/cancel", "/menu", "/help"];
    private static readonly int _kills = int.Parse(Environment.GetEnvironmentVariable("ENGAGEBOT_KILLS") ?? "3", CultureInfo.InvariantCulture);

    protected abstract string Mode { get; }

    [Fact]
    public async Task Killed_under_load_and_started_again_nothing_is_lost_and_nothing_is_doubled_beyond_what_was_in_flight()
    {
        var folder = Directory.CreateTempSubdirectory("engagebot-crash").FullName;
        await using var telegram = await FakeTelegramServer.StartAsync();
        var port = FreePort.Next();
        var settings = new Dictionary<string, string>
        {
            ["Channels:Telegram:Token"] = telegram.Token,
            ["Channels:Telegram:ApiRoot"] = telegram.Root.ToString(),
            ["Channels:Telegram:Mode"] = Mode,
            ["Channels:Telegram:WebhookSecret"] = "a-secret-for-the-webhook",
            ["Channels:Telegram:PublicUrl"] = $"http://127.0.0.1:{port}",
        };
        var key = await MakeKeyAsync(folder);
        var bot = await BotProcess.StartAsync(folder, port, settings);
        using var stop = new CancellationTokenSource();
        using var over = new CancellationTokenSource();
        try
        {
            var till = RingUpAsync(new Uri($"http://127.0.0.1:{port}"), key, stop.Token, over.Token);
            var customers = Enumerable.Range(0, Customers).Select(n => telegram.User($"C{n}")).ToArray();
            var random = new Random(20261121);
            for (var kill = 0; kill < _kills; kill++)
            {
                var calls = telegram.CallCount;
                foreach (var customer in customers)
                    foreach (var words in _script) await customer.SendsAsync(words);
                var moment = calls + random.Next(5, Customers * _script.Length / 2);
                await telegram.WhenAsync(() => telegram.CallCount >= moment, $"call {moment}");
                await bot.KillAsync();
                bot.Dispose();
                bot = await BotProcess.StartAsync(folder, port, settings);
            }
            var db = new CrashDb(folder);
            await db.QuietAsync(customers.Length * _script.Length * _kills, "external_id NOT LIKE 'timer:%' AND chat_key <> ''");
            await stop.CancelAsync();
            var rungUp = await till;
            await bot.KillAsync();
            AssertHandledOnce(db, customers, _script.Length * _kills);
            AssertSent(db, customers);
            AssertLedger(db, rungUp);
            Assert.Empty(telegram.Violations);
        }
        finally
        {
            await over.CancelAsync();
            bot.Dispose();
        }
        Directory.Delete(folder, recursive: true);
    }

    private static void AssertHandledOnce(CrashDb db, FakeUser[] customers, int updates)
    {
        Assert.Equal(0, db.Number("SELECT COUNT(*) FROM inbox WHERE state <> 'Handled'"));
        foreach (var customer in customers)
            Assert.Equal(updates, db.Number($"SELECT COUNT(*) FROM inbox WHERE chat_key = '{customer.Key}' AND external_id NOT LIKE 'timer:%'"));
    }

    /// <summary>Each row reached the customer, in order; at most the one message a chat had in flight at a kill came twice.</summary>
    private static void AssertSent(CrashDb db, FakeUser[] customers)
    {
        Assert.Equal(0, db.Number("SELECT COUNT(*) FROM outbox WHERE state <> 'Sent'"));
        foreach (var customer in customers)
        {
            var written = db.Number($"SELECT COUNT(*) FROM outbox WHERE chat_key = '{customer.Key}'");
            var ids = db.Numbers($"SELECT CAST(external_id AS INTEGER) FROM outbox WHERE chat_key = '{customer.Key}' ORDER BY id");
            Assert.Equal(ids.Order(), ids);
            Assert.InRange(customer.FromBot.Count, written, written + _kills);
        }
    }

    private static void AssertLedger(CrashDb db, int rungUp)
    {
        Assert.Equal(0, db.Number("SELECT SUM(balance_points) FROM point_accounts"));
        Assert.Equal(rungUp, db.Number("SELECT COUNT(*) FROM purchases"));
        Assert.Equal(rungUp, db.Number("SELECT COUNT(*) FROM transfers WHERE reason = 'Purchase'"));
    }

    /// <summary>A till that repeats each receipt, with its idempotency key, until it is answered.</summary>
    private static async Task<int> RingUpAsync(Uri address, string key, CancellationToken stop, CancellationToken over)
    {
        using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var receipt = 0;
        while (!stop.IsCancellationRequested)
        {
            receipt++;
            while (!await TryRingUpAsync(client, receipt))
            {
                over.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
        return receipt;
    }

    private static async Task<bool> TryRingUpAsync(HttpClient client, int receipt)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/purchases")
            {
                Content = JsonContent.Create(new { receipt = $"R-{receipt}", amount = "12.50", currency = "EUR", memberPhone = "+355691234567" }),
            };
            request.Headers.Add("Idempotency-Key", $"till-{receipt}");
            using var answer = await client.SendAsync(request);
            if (!answer.IsSuccessStatusCode && (int)answer.StatusCode < 500 && (int)answer.StatusCode != 429)
                throw new InvalidOperationException($"The till was refused: {await answer.Content.ReadAsStringAsync()}");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception down) when (down is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private static async Task<string> MakeKeyAsync(string folder)
    {
        var members = Path.Combine(folder, "members.csv");
        await File.WriteAllTextAsync(members, "phone,name,language\n+355691234567,Arta,sq\n");
        string[] data = ["--data", folder];
        var (code, output) = await BotProcess.RunAsync(folder, ["import", "members", members, .. data]);
        Assert.True(code == 0, output);
        (code, output) = await BotProcess.RunAsync(folder, ["api-key", "create", "--name", "till 1", .. data]);
        Assert.True(code == 0, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Last(l => l.Contains('.', StringComparison.Ordinal) && !l.Contains(' ', StringComparison.Ordinal));
    }
}

public sealed class TelegramCrashByWebhook : TelegramCrash
{
    protected override string Mode => "webhook";
}

public sealed class TelegramCrashByPolling : TelegramCrash
{
    protected override string Mode => "polling";
}
