using System.Net.Http.Headers;
using System.Net.Http.Json;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Crash;

/// <summary>What customers and a till do while processes die, and what must hold afterwards.</summary>
internal static class CrashLoad
{
    public static readonly string[] Script = ["/start", "/menu", "/contacts", "/help", "/balance", "/language", "hello?", "/history", "/human", "/cancel", "/menu", "/help"];

    public static void AssertHandledOnce(CrashDb db, FakeUser[] customers, int updates)
    {
        Assert.Equal(0, db.Number("SELECT COUNT(*) FROM inbox WHERE state <> 'Handled'"));
        foreach (var customer in customers)
            Assert.Equal(updates, db.Number($"SELECT COUNT(*) FROM inbox WHERE chat_key = '{customer.Key}' AND external_id NOT LIKE 'timer:%'"));
    }

    /// <summary>Each row reached the customer, in order; at most the one message a chat had in flight at a mishap came twice.</summary>
    public static void AssertSent(CrashDb db, FakeUser[] customers, int repeats)
    {
        Assert.Equal(0, db.Number("SELECT COUNT(*) FROM outbox WHERE state <> 'Sent'"));
        foreach (var customer in customers)
        {
            var written = db.Number($"SELECT COUNT(*) FROM outbox WHERE chat_key = '{customer.Key}'");
            var ids = db.Numbers($"SELECT CAST(external_id AS INTEGER) FROM outbox WHERE chat_key = '{customer.Key}' ORDER BY id");
            Assert.Equal(ids.Order(), ids);
            Assert.InRange(customer.FromBot.Count, written, written + repeats);
        }
    }

    public static void AssertLedger(CrashDb db, int rungUp)
    {
        Assert.Equal(0, db.Number("SELECT SUM(balance_points) FROM point_accounts"));
        Assert.Equal(rungUp, db.Number("SELECT COUNT(*) FROM purchases"));
        Assert.Equal(rungUp, db.Number("SELECT COUNT(*) FROM transfers WHERE reason = 'Purchase'"));
    }

    /// <summary>A till that repeats each receipt, with its idempotency key, until it is answered by one of the nodes.</summary>
    public static async Task<int> RingUpAsync(IReadOnlyList<Uri> addresses, string key, CancellationToken stop, CancellationToken over)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var pauses = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var receipt = 0;
        while (!stop.IsCancellationRequested)
        {
            receipt++;
            for (var tries = 0; !await TryRingUpAsync(client, addresses[(receipt + tries) % addresses.Count], receipt); tries++)
            {
                await pauses.WaitForNextTickAsync(over);
            }
        }
        return receipt;
    }

    private static async Task<bool> TryRingUpAsync(HttpClient client, Uri address, int receipt)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/api/v1/purchases"))
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

    /// <summary>A member and an API key, made by the program's own verbs.</summary>
    public static async Task<string> MakeKeyAsync(string folder, IReadOnlyDictionary<string, string> settings)
    {
        var members = Path.Combine(folder, "members.csv");
        await File.WriteAllTextAsync(members, "phone,name,language\n+355691234567,Arta,sq\n");
        string[] data = ["--data", folder];
        var (code, output) = await BotProcess.RunAsync(folder, settings, ["import", "members", members, .. data]);
        Assert.True(code == 0, output);
        (code, output) = await BotProcess.RunAsync(folder, settings, ["api-key", "create", "--name", "till 1", .. data]);
        Assert.True(code == 0, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Last(l => l.Contains('.', StringComparison.Ordinal) && !l.Contains(' ', StringComparison.Ordinal));
    }
}

