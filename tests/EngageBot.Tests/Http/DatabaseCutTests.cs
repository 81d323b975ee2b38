using System.Text;
using EngageBot.Tests.Support;
using Npgsql;

namespace EngageBot.Tests.Http;

/// <summary>The wire to PostgreSQL is cut: each door says that it cannot take anything, and once the wire is mended the same requests work.</summary>
public sealed class DatabaseCutTests : IAsyncLifetime
{
    private TcpProxy _wire = null!;
    private Doors _doors = null!;

    public async ValueTask InitializeAsync()
    {
        var place = new NpgsqlConnectionStringBuilder(await PostgresServer.CreateDatabaseAsync());
        _wire = new TcpProxy(place.Port);
        place.Port = _wire.Port;
        _doors = await Doors.OpenAsync("--Database:Provider=postgres", $"--Database:ConnectionString={place.ConnectionString}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_doors is not null) await _doors.DisposeAsync();
        if (_wire is not null) await _wire.DisposeAsync();
    }

    [Fact]
    public async Task While_the_wire_is_cut_every_door_says_so_and_afterwards_nothing_is_missing_and_nothing_twice()
    {
        var phone = await _doors.MemberPhoneAsync();
        await _doors.SettledAsync();
        _wire.Cut();
        var refused = await BuyAsync(phone);
        Assert.Equal((503, "application/problem+json", "1"), (refused.Status, refused.MediaType, refused.Headers.RetryAfter!.ToString()));
        Assert.Equal(503, (await UpdateAsync()).Status);
        Assert.Equal(503, (await SayAsync()).Status);
        Assert.Equal(503, (await _doors.GetAsync("/health/ready")).Status);
        Assert.Equal(200, (await _doors.GetAsync("/health/live")).Status);

        _wire.Mend();
        await SpineUnderTest.PassTimeUntilAsync(_doors.Clock, async () => (await _doors.GetAsync("/health/ready")).Status == 200, TestContext.Current.CancellationToken);
        Assert.Equal((201, 200, 200), ((await BuyAsync(phone)).Status, (await UpdateAsync()).Status, (await SayAsync()).Status));
        await _doors.SettledAsync();
        Assert.Equal(1, await _doors.Host.CountAsync("SELECT COUNT(*) FROM purchases WHERE receipt = 'CUT-1'"));
        Assert.Equal(2, await _doors.Host.CountAsync("SELECT COUNT(*) FROM inbox WHERE content LIKE '%while it was cut%' AND state = 'Handled'"));
        Assert.Equal(0, await _doors.Host.CountAsync("SELECT COUNT(*) FROM inbox WHERE state IN ('Dead', 'Quarantined')"));
    }

    private Task<DoorAnswer> BuyAsync(string phone) => _doors.PostAsync(Doors.Api, Encoding.UTF8.GetBytes(Doors.Purchase("CUT-1", phone)), key: "cut");

    private Task<DoorAnswer> UpdateAsync() => _doors.PostAsync(Doors.Telegram, Doors.Update(4712, "while it was cut"));

    private Task<DoorAnswer> SayAsync() => _doors.PostAsync(_doors.Activities, """
        {"type": "message", "text": "while it was cut", "from": {"id": "dl_visitor"}, "channelData": {"clientActivityID": "cut-1"}}
        """);
}
