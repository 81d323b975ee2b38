using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Coalitions;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Loyalty.Coalitions;

/// <summary>A partner with its one shop.</summary>
internal sealed record Partner(BusinessId Id, ShopId Shop, string Name)
{
    public Actor Till => new Actor.TillKey(1, Id, Shop, RoleBook.Default.Of(Role.Till));
}

/// <summary>A fitness club, which operates it, a shop for sportswear and one for healthy food: a point a euro, a point is worth three cents.</summary>
internal sealed class CoalitionWorld(LoyaltyWorld world) : IAsyncDisposable
{
    public const string Key = "city";

    public LoyaltyWorld World { get; } = world;
    public ImmutableArray<Partner> Partners { get; private set; } = [];
    public Coalition Coalition { get; private set; } = null!;

    public static async Task<CoalitionWorld> OpenAsync(Func<TestClock, Task<ITestStore>>? database = null)
    {
        var opened = new CoalitionWorld(await LoyaltyWorld.OpenAsync(database: database));
        await opened.World.WriteAsync(scope =>
        {
            opened.Open(scope);
            return ValueTask.CompletedTask;
        });
        return opened;
    }

    public static CoalitionRules Rules(params (Guid Business, string Name, string[] Categories)[] partners) => new(
        ImmutableSortedDictionary<string, string>.Empty.Add("en", "City Club"), "EUR", new(PerMinor: 100, Points: 1), new(ExpiryPolicy.AfterDays, Days: 400),
        new(Points: 1, Minor: 3), [.. partners.Select(p => new CoalitionPartner(p.Business, p.Name, [.. p.Categories]))]);

    public Task<CoalitionSeat> JoinAsync(ContactId contact) =>
        World.WriteAsync(scope => Assert.IsType<CoalitionJoin.Joined>(
            EngageBot.Loyalty.Coalitions.Coalitions.Join(scope, new Actor.System("chat"), contact, Key, "Known in all shops of City Club", "en", World.Now)).Seat);

    public Task<CoalitionOutcome> BuyAsync(CoalitionSeat seat, Partner at, long minor, string receipt) =>
        World.WriteAsync(scope => CoalitionTill.Earn(scope, at.Till, seat, new(at.Id, at.Shop, receipt, minor, "EUR", World.Now), World.Now));

    public Task<CoalitionOutcome> ReturnAsync(Partner at, string receipt, long minor, string returnReceipt) =>
        World.WriteAsync(scope => CoalitionTill.Return(scope, at.Till, new(at.Id, at.Shop, receipt, returnReceipt, minor, "EUR", World.Now), World.Now));

    /// <summary>Spends points at a partner's, as a committed redemption does.</summary>
    public Task<PostOutcome> SpendAsync(CoalitionSeat seat, Partner at, long points, string reference) =>
        World.WriteAsync(scope => new PointsLedger(scope).Redeem(new(seat.Operator, seat.Contact, points, reference, World.Now) { Wallet = Key, Shop = at.Shop }));

    public Task<PostOutcome> UndoAsync(CoalitionSeat seat, long transfer) =>
        World.WriteAsync(scope => new PointsLedger(scope).Reverse(seat.Operator, transfer, "undone", World.Now));

    public Task<Settlement> SettleAsync(DateOnly month) =>
        World.Store.ReadAsync(connection => ValueTask.FromResult(Settlement.Of(connection, Coalition, month)), LoyaltyWorld.Cancellation);

    public Task<long> PointsAsync(CoalitionSeat seat) => World.Store.ReadAsync(
        connection => ValueTask.FromResult(BalanceQuery.Read(connection, seat.Contact, World.Now, Key)!.AvailablePoints), LoyaltyWorld.Cancellation);

    public ValueTask DisposeAsync() => World.DisposeAsync();

    private void Open(WriteScope scope)
    {
        var partners = new List<Partner> { new(World.Business, World.Shop, "Fit Club") };
        foreach (var name in (string[])["Sportswear", "Green Food"])
        {
            var business = BusinessSetup.Open(scope, new() { Name = name }, World.Now);
            Programmes.Publish(scope, business.Id, ProgrammeRules.Default, World.Now);
            partners.Add(new(business.Id, BusinessSetup.Shops(scope, business.Id).Single().Id, name));
        }
        Partners = [.. partners];
        var rules = Rules([.. partners.Select((p, i) => (p.Id.Value, p.Name, (string[])[((string[])["fitness", "clothes", "food"])[i]]))]);
        RuleBook.Publish(scope, World.Business, CoalitionRules.Kind, Key, rules, World.Now, World.Now);
        Coalition = EngageBot.Loyalty.Coalitions.Coalitions.Of(scope, World.Business, World.Now).Single();
    }
}
