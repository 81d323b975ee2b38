using EngageBot.Businesses;
using EngageBot.Loyalty;
using EngageBot.Storage;

namespace EngageBot.Tests.Loyalty;

public sealed class ClockAndWallsTests : IAsyncLifetime
{
    private LoyaltyWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await LoyaltyWorld.OpenAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_batch_that_cannot_be_settled_holds_up_nobody_elses()
    {
        var members = new List<ContactId>();
        for (var i = 0; i < 250; i++) members.Add(await _world.MemberAsync());
        await _world.WriteAsync(scope =>
        {
            foreach (var member in members)
                new PointsLedger(scope).Post(new(_world.Business, member, 10, TransferReason.Adjustment, $"gift:{member}", _world.Now) { ExpiresAt = _world.Now.AddDays(1) });
            // As a damaged row would be: more in the batch than on the account.
            scope.Command("UPDATE point_accounts SET balance_points = 0 WHERE kind = 'Available' AND contact_id = @c").Set("@c", members[3].ToString()).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        });
        _world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(249, await _world.SweepAsync());
        Assert.Equal(0, await _world.SweepAsync());
    }

    [Fact]
    public async Task Businesses_are_apart()
    {
        var ours = await _world.MemberAsync("+355691234567");
        await _world.GiveAsync(ours, 100, "gift");
        var theirs = await _world.WriteAsync(scope =>
        {
            var other = BusinessSetup.Open(scope, new() { Name = "Next door" }, _world.Now.AddMinutes(1));
            Programmes.Publish(scope, other.Id, LoyaltyWorld.Rules, _world.Now);
            return other.Id;
        });
        await _world.WriteAsync(scope =>
        {
            Assert.Null(MemberLookup.ByPhone(scope, theirs, "+355691234567"));
            Assert.Null(MemberLookup.ById(scope, theirs, ours.Value));
            Assert.IsType<PostOutcome.NotReversible>(new PointsLedger(scope).Reverse(theirs, 1, "not theirs", _world.Now));
            Assert.IsType<JoinOutcome.AlreadyMember>(JoinProgramme.Join(scope, theirs, ours, _world.Now));
            // The same reference and the same phone are free next door.
            var neighbour = new NewMember("+355691234567", "Ana", "sq", null).Add(scope, theirs, _world.Now);
            Assert.IsType<JoinOutcome.Joined>(JoinProgramme.Join(scope, theirs, neighbour, _world.Now));
            Assert.IsType<PostOutcome.Posted>(new PointsLedger(scope).Post(new(theirs, neighbour, 7, TransferReason.Adjustment, "gift", _world.Now)));
            return ValueTask.CompletedTask;
        });
        Assert.Equal(100, (await _world.BalanceAsync(ours)).AvailablePoints);
        Assert.Empty((await _world.VerifyAsync()).Findings);
    }
}
