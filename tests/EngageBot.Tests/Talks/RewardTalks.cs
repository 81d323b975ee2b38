using EngageBot.Businesses;
using EngageBot.Loyalty.Demo;
using EngageBot.Loyalty.Rewards;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>A member of the demo takes a reward, looks at it and gives it back, in the real program.</summary>
public sealed class RewardTalks : IAsyncLifetime
{
    private EngageHost _host = null!;
    private HouseTalk _talk = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await EngageHost.StartAsync();
        _talk = new HouseTalk(_host);
        await _talk.SaysAsync("/help");
        await _host.Services.GetRequiredService<IStore>().WriteAsync(scope =>
        {
            // The chat becomes that of a demo member with a past.
            scope.Command("UPDATE chats SET contact_id = (SELECT id FROM contacts WHERE phone = @phone) WHERE external_id = 'house-talk'")
                .Set("@phone", DemoPeople.Visitors[0].Phone).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        }, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact, Trait("Row", "S223")]
    public async Task A_reward_is_said_again_before_it_is_taken_then_shown_with_its_code_and_can_be_given_back()
    {
        await _talk.SaysAsync("/rewards");
        Assert.Contains("An espresso: 40 points", _talk.Words, StringComparison.Ordinal);
        var before = await PointsAsync();
        await _talk.TapsAsync("An espresso");
        Assert.Contains("An espresso for 40 points. Is that right?", _talk.Words, StringComparison.Ordinal);
        Assert.Equal(before, await PointsAsync());
        await _talk.TapsAsync("Yes");
        var voucher = await LastAsync();
        Assert.Contains(VoucherCode.Show(voucher.Code), _talk.Words, StringComparison.Ordinal);
        Assert.Equal((before - 40, VoucherState.Issued), (await PointsAsync(), voucher.State));
        await _talk.SaysAsync("/vouchers");
        await _talk.TapsAsync("An espresso");
        Assert.Contains(VoucherCode.Show(voucher.Code), _talk.Words, StringComparison.Ordinal);
        await _talk.TapsAsync("Give it back");
        Assert.Contains("40 points come back", _talk.Words, StringComparison.Ordinal);
        await _talk.TapsAsync("Give it back");
        Assert.Equal((before, VoucherState.Cancelled), (await PointsAsync(), (await LastAsync()).State));
        await _talk.SaysAsync("/vouchers");
        Assert.Contains("/rewards", _talk.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_voucher_that_is_issued_elsewhere_is_told_once_with_its_code()
    {
        var business = _host.Services.GetRequiredService<BusinessDirectory>().Business.Id;
        var now = _host.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var store = _host.Services.GetRequiredService<IStore>();
        var contact = await ContactAsync();
        await store.WriteAsync(async scope => await _host.Services.GetRequiredService<Vouchers>().IssueAsync(scope, business, contact, "next_visit", "o", "raffle:spring", now), TestContext.Current.CancellationToken);
        var occurred = await store.ReadRowsAsync("SELECT content FROM inbox WHERE external_id LIKE 'voucher:%'", _ => { }, row => row.GetString(0), TestContext.Current.CancellationToken);
        await _talk.HappensAsync(EngageBot.Messaging.MessagingJson.ReadInbound(Assert.Single(occurred)));
        Assert.Contains("10 % off the next visit", _talk.Words, StringComparison.Ordinal);
        Assert.Contains(VoucherCode.Show((await LastAsync()).Code), _talk.Words, StringComparison.Ordinal);
    }

    private async Task<long> PointsAsync()
    {
        var contact = await ContactAsync();
        return (await _host.Services.GetRequiredService<IStore>().ReadRowsAsync("SELECT balance_points FROM point_accounts WHERE contact_id = @id AND kind = 'Available' AND wallet = 'points'",
            command => command.Set("@id", contact.ToString()), row => row.GetInt64(0), TestContext.Current.CancellationToken))[0];
    }

    private async Task<ContactId> ContactAsync() =>
        (await _host.Services.GetRequiredService<IStore>().ReadRowsAsync("SELECT contact_id FROM chats WHERE external_id = 'house-talk'", _ => { },
            row => new ContactId(Guid.Parse(row.GetString(0))), TestContext.Current.CancellationToken))[0];

    private async Task<Voucher> LastAsync()
    {
        var store = _host.Services.GetRequiredService<IStore>();
        var business = _host.Services.GetRequiredService<BusinessDirectory>().Business.Id;
        var id = (await store.ReadRowsAsync("SELECT id FROM vouchers", _ => { }, row => new VoucherId(Guid.Parse(row.GetString(0))), TestContext.Current.CancellationToken)).Single();
        return await store.ReadAsync(connection => ValueTask.FromResult(VoucherRows.ById(connection, business, id)!), TestContext.Current.CancellationToken);
    }
}
