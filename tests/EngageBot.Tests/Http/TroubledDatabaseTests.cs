using System.Text;
using System.Text.Json.Nodes;

namespace EngageBot.Tests.Http;

/// <summary>The disk is full or the database locked: each door says so in its own words, and afterwards everything goes on by itself.</summary>
public sealed class TroubledDatabaseTests : IAsyncLifetime
{
    private Doors _doors = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _doors = await Doors.OpenAsync();

    public ValueTask DisposeAsync() => _doors.DisposeAsync();

    [Fact]
    public async Task On_a_full_disk_every_door_says_so_and_once_there_is_room_nothing_is_missing_and_nothing_twice()
    {
        var phone = await _doors.MemberPhoneAsync();
        await _doors.SettledAsync();
        await _doors.LimitPagesAsync(1);
        var (receipts, refused) = await FillAsync(phone);

        Assert.Equal((503, "application/problem+json", "1"), (refused.Status, refused.MediaType, refused.Headers.RetryAfter!.ToString()));
        Assert.Equal("/problems/unavailable", JsonNode.Parse(refused.Text)!["type"]!.ToString());
        var spoken = await _doors.PostAsync(_doors.Activities, Said("full", 30_000));
        Assert.Equal((503, "ServiceUnavailable"), (spoken.Status, JsonNode.Parse(spoken.Text)!["error"]!["code"]!.ToString()));
        var customer = _doors.TelegramApi.User("Besa");
        await customer.SendsAsync(new string('y', 4000));
        await _doors.TelegramApi.WhenDeliveredAsync(1);
        Assert.Equal(503, _doors.TelegramApi.Deliveries[0].Status);

        await _doors.LimitPagesAsync(1_000_000);
        Assert.Equal(201, (await _doors.PostAsync(Doors.Api, Encoding.UTF8.GetBytes(Doors.Purchase($"R-{receipts}", phone)), key: "the-refused-one")).Status);
        Assert.Equal(200, (await _doors.PostAsync(_doors.Activities, Said("full", 30_000))).Status);
        await _doors.TelegramApi.Updates.WhenTakenAsync();
        await _doors.SettledAsync();
        Assert.Equal(receipts + 1, await _doors.Host.CountAsync("SELECT COUNT(*) FROM purchases WHERE receipt LIKE 'R-%'"));
        Assert.Equal(1, await _doors.Host.CountAsync("SELECT COUNT(*) FROM inbox WHERE content LIKE '%yyyy%' AND state = 'Handled'"));
        Assert.Equal(1, await _doors.Host.CountAsync("SELECT COUNT(*) FROM inbox WHERE content LIKE '%full %' AND state = 'Handled'"));
        Assert.Equal(0, await _doors.Host.CountAsync("SELECT COUNT(*) FROM inbox WHERE state IN ('Dead', 'Quarantined')"));
        Assert.Equal(200, (int)(await _doors.Host.Client.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation)).StatusCode);
    }

    [Fact]
    public async Task While_the_database_is_locked_every_door_says_so_and_afterwards_the_same_requests_work()
    {
        var phone = await _doors.MemberPhoneAsync();
        await _doors.SettledAsync();
        await using (_doors.Lock())
        {
            Assert.Equal(503, (await _doors.PostAsync(Doors.Api, Encoding.UTF8.GetBytes(Doors.Purchase("L-1", phone)), key: "locked")).Status);
            Assert.Equal(503, (await _doors.PostAsync(_doors.Activities, Said("locked", 10))).Status);
            Assert.Equal(503, (await _doors.PostAsync("/v3/directline/conversations", "{}")).Status);
            Assert.Equal(503, (await _doors.PostAsync(Doors.Telegram, Doors.Update(4711, "locked"))).Status);
            Assert.Equal(200, (await _doors.PostAsync(Doors.PageToken, "{}")).Status);      // nothing is written for it
        }
        Assert.Equal(201, (await _doors.PostAsync(Doors.Api, Encoding.UTF8.GetBytes(Doors.Purchase("L-1", phone)), key: "locked")).Status);
        Assert.Equal(200, (await _doors.PostAsync(_doors.Activities, Said("locked", 10))).Status);
        Assert.Equal(200, (await _doors.PostAsync(Doors.Telegram, Doors.Update(4711, "locked"))).Status);
        await _doors.SettledAsync();
        Assert.Equal(2, await _doors.Host.CountAsync("SELECT COUNT(*) FROM inbox WHERE content LIKE '%locked%' AND state = 'Handled'"));
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(-86400 * 40)]
    [InlineData(3600 * 5)]
    public async Task A_clock_that_is_set_shuts_nobody_out_and_keeps_the_order_of_a_talk(int seconds)
    {
        var phone = await _doors.MemberPhoneAsync();
        for (var i = 0; i < 3; i++) Assert.Equal(200, (await _doors.PostAsync(_doors.Activities, Said($"before {i}", 10))).Status);
        await _doors.SettledAsync();
        _doors.Clock.Set(TimeSpan.FromSeconds(seconds));
        for (var i = 0; i < 3; i++) Assert.Equal(200, (await _doors.PostAsync(_doors.Activities, Said($"after {i}", 10))).Status);
        Assert.Equal(201, (await _doors.PostAsync(Doors.Api, Doors.Purchase("C-1", phone))).Status);
        await _doors.SettledAsync();

        var set = JsonNode.Parse((await _doors.GetAsync(_doors.Activities)).Text)!;
        var activities = set["activities"]!.AsArray().Select(a => a!).ToList();
        Assert.Equal(activities.Select(a => a["timestamp"]!.ToString()).Order(StringComparer.Ordinal), activities.Select(a => a["timestamp"]!.ToString()));
        Assert.Equal(activities.Count, activities.Select(a => a["timestamp"]!.ToString()).Distinct().Count());
        Assert.Equal(6, activities.Count(a => a["from"]!["role"]!.ToString() == "user"));
        var answered = activities.Where(a => a["replyToId"] is not null).Select(a => a["replyToId"]!.ToString()).Distinct().Count();
        Assert.True(answered >= 1);
        Assert.Equal(0, await _doors.Host.CountAsync("SELECT COUNT(*) FROM inbox WHERE state <> 'Handled'"));
    }

    private static string Said(string words, int length) =>
        $$$"""{"type":"message","text":"{{{words}}} {{{new string('x', length)}}}","channelData":{"clientActivityID":"{{{words}}}"}}""";

    /// <summary>Buys until the disk is full.</summary>
    /// <returns>How many receipts were taken, and the answer to the next.</returns>
    private async Task<(int Taken, DoorAnswer Refused)> FillAsync(string phone)
    {
        for (var n = 0; n < 2000; n++)
        {
            _doors.Clock.Advance(TimeSpan.FromMilliseconds(100));
            var answer = await _doors.PostAsync(Doors.Api, Encoding.UTF8.GetBytes(Doors.Purchase($"R-{n}", phone)), key: $"fill-{n}");
            if (answer.Status != 201) return (n, answer);
        }
        throw new InvalidOperationException("The disk did not become full.");
    }
}
