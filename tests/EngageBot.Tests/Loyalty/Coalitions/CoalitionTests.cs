using EngageBot.Loyalty;
using EngageBot.Loyalty.Coalitions;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Loyalty.Coalitions;

/// <summary>One card in the shops of several businesses, and who owes whom for it.</summary>
public class CoalitionTests : IAsyncLifetime
{
    private protected virtual Func<TestClock, Task<ITestStore>>? Database => null;

    private static readonly DateOnly March = new(2026, 3, 1);
    private CoalitionWorld _club = null!;
    private CoalitionSeat _ana = null!;

    private Partner Fitness => _club.Partners[0];
    private Partner Clothes => _club.Partners[1];
    private Partner Food => _club.Partners[2];

    public async ValueTask InitializeAsync()
    {
        _club = await CoalitionWorld.OpenAsync(Database);
        _ana = await _club.JoinAsync(await _club.World.MemberAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty((await _club.World.VerifyAsync()).Findings);
        await _club.DisposeAsync();
    }

    [Fact]
    [Trait("Row", "S28")]
    public async Task Points_of_one_shop_are_spent_in_another_and_the_one_that_gave_them_pays()
    {
        await _club.BuyAsync(_ana, Fitness, 10_000, "F-1");
        await _club.BuyAsync(_ana, Clothes, 5_000, "C-1");
        await _club.SpendAsync(_ana, Food, 120, "spent");
        var month = await _club.SettleAsync(March);
        Assert.Equal([new(Fitness.Id, Food.Id, 100, 300), new(Clothes.Id, Food.Id, 20, 60)], month.Lines.AsEnumerable());
        Assert.Equal((360, -300, -60), (month.NetMinor(Food.Id), month.NetMinor(Fitness.Id), month.NetMinor(Clothes.Id)));
        Assert.Equal("""
            month,coalition,issuer,redeemer,points,amount,currency
            2026-03,city,"Fit Club","Green Food",100,3.00,EUR
            2026-03,city,"Sportswear","Green Food",20,0.60,EUR

            """.ReplaceLineEndings("\n"), month.ToCsv());
    }

    [Fact]
    [Trait("Row", "S28")]
    public async Task Each_transfer_knows_the_shop_that_earned_and_the_shop_that_redeemed()
    {
        await _club.BuyAsync(_ana, Clothes, 5_000, "C-1");
        await _club.SpendAsync(_ana, Food, 20, "spent");
        var shops = await _club.World.Store.ReadRowsAsync("SELECT reason, shop_id FROM transfers WHERE shop_id IS NOT NULL ORDER BY id", _ => { },
            row => (row.GetString(0), row.GetString(1)), LoyaltyWorld.Cancellation);
        Assert.Equal([("Purchase", Clothes.Shop.ToString()), ("Redemption", Food.Shop.ToString())], shops);
    }

    [Fact]
    public async Task What_was_undone_is_not_owed_and_a_month_once_settled_stays()
    {
        await _club.BuyAsync(_ana, Fitness, 10_000, "F-1");
        var spent = Assert.IsType<PostOutcome.Posted>(await _club.SpendAsync(_ana, Food, 50, "spent"));
        var march = await _club.SettleAsync(March);
        _club.World.Clock.Advance(TimeSpan.FromDays(31));
        await _club.UndoAsync(_ana, spent.TransferId);
        Assert.Equal(march.Lines.AsEnumerable(), (await _club.SettleAsync(March)).Lines);
        Assert.Equal([new(Fitness.Id, Food.Id, -50, -150)], (await _club.SettleAsync(March.AddMonths(1))).Lines.AsEnumerable());
        Assert.Equal(100, await _club.PointsAsync(_ana));
    }

    [Fact]
    public async Task A_receipt_earns_once_and_its_return_takes_it_back_in_proportion()
    {
        Assert.Equal(100, Points(await _club.BuyAsync(_ana, Clothes, 10_000, "C-1")));
        Assert.True(Assert.IsType<CoalitionOutcome.Recorded>(await _club.BuyAsync(_ana, Clothes, 10_000, "C-1")).Again);
        Assert.IsType<CoalitionOutcome.ReceiptDiffers>(await _club.BuyAsync(_ana, Clothes, 9_000, "C-1"));
        Assert.Equal(33, Points(await _club.ReturnAsync(Clothes, "C-1", 3_333, "R-1")));
        Assert.True(Assert.IsType<CoalitionOutcome.Recorded>(await _club.ReturnAsync(Clothes, "C-1", 3_333, "R-1")).Again);
        Assert.Equal(new CoalitionOutcome.TooLarge(6_667), await _club.ReturnAsync(Clothes, "C-1", 6_668, "R-2"));
        Assert.Equal(67, Points(await _club.ReturnAsync(Clothes, "C-1", 6_667, "R-3")));
        Assert.Equal(0, await _club.PointsAsync(_ana));
    }

    [Fact]
    public async Task A_partners_own_member_earns_there_and_in_the_coalition_and_loses_both_with_the_goods()
    {
        var world = _club.World;
        var purchases = new RecordPurchase(new(new(world.Store, new(), new(), world.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<EngageBot.Messaging.Inbox>.Instance)), [new CoalitionByPurchase()]);
        var returns = new RecordReturn([new CoalitionByPurchase()]);
        await world.Store.WriteAsync(scope => purchases.RecordAsync(scope, world.Till, new(world.Business, world.Shop, "A-1", _ana.Contact, 2_000, "EUR", world.Now), world.Now), LoyaltyWorld.Cancellation);
        Assert.Equal((20, 20), ((await world.BalanceAsync(_ana.Contact)).AvailablePoints, await _club.PointsAsync(_ana)));
        await world.Store.WriteAsync(scope => returns.RecordAsync(scope, world.Till, new(world.Business, world.Shop, "A-1", "R-1", 1_000, "EUR", world.Now), world.Now), LoyaltyWorld.Cancellation);
        Assert.Equal((10, 10), ((await world.BalanceAsync(_ana.Contact)).AvailablePoints, await _club.PointsAsync(_ana)));
    }

    [Fact]
    [Trait("Row", "S29")]
    public void Partners_that_compete_are_refused_with_the_conflict_named()
    {
        var rules = CoalitionWorld.Rules((Fitness.Id.Value, "Fit Club", ["fitness"]), (Clothes.Id.Value, "Sportswear", ["clothes", "fitness"]), (Food.Id.Value, "Green Food", ["food"]));
        var error = Assert.Single(CoalitionRules.Kind.Check(CoalitionRules.Kind.ToJson(rules)));
        Assert.Equal("partners[1].categories[1]", error.Path);
        Assert.Contains("Fit Club and Sportswear compete in fitness", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_known_to_a_partner_before_they_said_yes_or_after_they_left()
    {
        var ben = await _club.World.MemberAsync();
        Assert.Null(await SeatAsync(Food, ben));
        var seat = await _club.JoinAsync(ben);
        Assert.Equal(seat.Id, (await SeatAsync(Food, ben))!.Id);
        await _club.World.WriteAsync(scope => EngageBot.Loyalty.Coalitions.Coalitions.Leave(scope, ben, CoalitionWorld.Key, _club.World.Now));
        Assert.Null(await SeatAsync(Food, ben));
        Assert.Equal(seat.Id, (await _club.JoinAsync(ben)).Id);
    }

    [Fact]
    public async Task Nothing_but_the_coalitions_points_crosses_from_one_business_to_another()
    {
        var phone = "+355691234567";
        var home = await _club.World.MemberAsync(phone);
        var seat = await _club.JoinAsync(home);
        await _club.World.GiveAsync(home, 500, "own points");
        await _club.BuyAsync(seat, Food, 1_000, "G-1");
        await _club.World.Store.ReadAsync(connection =>
        {
            RowSource source = connection;
            // The partner cannot find the person by anything it might guess, nor is there a row about them that is the partner's.
            Assert.Null(MemberLookup.ById(source, Food.Id, home.Value));
            Assert.Null(MemberLookup.ById(source, Food.Id, seat.Id));
            Assert.Null(MemberLookup.ByPhone(source, Food.Id, phone));
            Assert.Null(EngageBot.Loyalty.Coalitions.Coalitions.SeatById(source, BusinessId.New(_club.World.Now), seat.Id, _club.World.Now));
            foreach (var table in (string[])["contacts", "purchases", "transfers", "point_accounts", "chats", "consents"])
                Assert.Equal(0, source.Query($"SELECT COUNT(*) FROM {table} WHERE business_id = @business", command => command.Set("@business", Food.Id.ToString()), row => row.Read() ? row.GetInt64(0) : -1));
            return ValueTask.FromResult(true);
        }, LoyaltyWorld.Cancellation);
        Assert.Equal((500, 10), ((await _club.World.BalanceAsync(home)).AvailablePoints, await _club.PointsAsync(seat)));
    }

    [Fact]
    public async Task A_business_outside_cannot_spend_for_anybody() =>
        Assert.Empty(await _club.World.Store.ReadAsync(connection => ValueTask.FromResult(EngageBot.Loyalty.Coalitions.Coalitions.Of(connection, BusinessId.New(_club.World.Now), _club.World.Now)), LoyaltyWorld.Cancellation));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait("Row", "S28")]
    public async Task Whatever_happens_in_a_month_what_is_owed_and_what_is_due_is_the_same_to_the_cent(int seed)
    {
        var random = new Random(seed);
        var seats = new List<CoalitionSeat> { _ana, await _club.JoinAsync(await _club.World.MemberAsync()), await _club.JoinAsync(await _club.World.MemberAsync()) };
        var (spent, worth) = (new List<(CoalitionSeat, long, long)>(), 0L);
        for (var n = 0; n < 120; n++)
        {
            var (seat, at) = (seats[random.Next(3)], _club.Partners[random.Next(3)]);
            switch (random.Next(5))
            {
                case 0 or 1:
                    await _club.BuyAsync(seat, at, random.Next(1, 50_000), $"{seed}-{n}");
                    break;
                case 2:
                    var points = random.Next(1, 200);
                    if (await _club.SpendAsync(seat, at, points, $"{seed}-{n}") is PostOutcome.Posted posted)
                    {
                        spent.Add((seat, posted.TransferId, points));
                        worth += points * 3;
                    }
                    break;
                case 3 when spent.Count > 0:
                    var (owner, transfer, back) = spent[random.Next(spent.Count)];
                    if (await _club.UndoAsync(owner, transfer) is PostOutcome.Posted) worth -= back * 3;
                    break;
                default:
                    await _club.ReturnAsync(at, $"{seed}-{random.Next(n + 1)}", random.Next(1, 20_000), $"R-{seed}-{n}");
                    break;
            }
        }
        var month = await _club.SettleAsync(March);
        Assert.Equal(0, _club.Partners.Sum(p => month.NetMinor(p.Id)));
        Assert.Equal(worth, month.Lines.Sum(line => line.Minor));
        Assert.All(month.Payments, payment => Assert.True(payment.Minor > 0));
    }

    private Task<CoalitionSeat?> SeatAsync(Partner partner, ContactId contact) => _club.World.Store.ReadAsync(
        connection => ValueTask.FromResult(EngageBot.Loyalty.Coalitions.Coalitions.SeatOf(connection, partner.Id, contact, _club.World.Now)), LoyaltyWorld.Cancellation);

    private static long Points(CoalitionOutcome outcome) => Assert.IsType<CoalitionOutcome.Recorded>(outcome).Points;
}

public sealed class CoalitionTestsOnPostgres : CoalitionTests
{
    private protected override Func<TestClock, Task<ITestStore>> Database => async clock => await TempPostgres.OpenAsync(clock);
}
