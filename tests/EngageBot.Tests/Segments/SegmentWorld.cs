using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty;
using EngageBot.Segments;
using EngageBot.Storage;
using EngageBot.Tests.Loyalty;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Segments;

/// <summary>A business with two shops whose people a test makes up, and questions to its segments.</summary>
internal sealed class SegmentWorld : IAsyncDisposable
{
    private readonly Dictionary<string, ShopId> _shops = [];

    private SegmentWorld(LoyaltyWorld world) => World = world;

    public LoyaltyWorld World { get; }
    public List<Person> People { get; } = [];
    public DateTimeOffset Now => World.Now;
    public BusinessId Business => World.Business;

    public static async Task<SegmentWorld> OpenAsync(Func<TestClock, Task<ITestStore>>? database = null, ProgrammeRules? rules = null)
    {
        var world = new SegmentWorld(await LoyaltyWorld.OpenAsync(rules ?? LoyaltyWorld.Rules with { Tiers = LoyaltyWorld.ThreeTiers }, database: database));
        world._shops["main"] = world.World.Shop;
        world._shops["old_town"] = ShopId.New(world.Now);
        await world.World.WriteAsync(scope =>
        {
            scope.Command("INSERT INTO shops (id, business_id, code, name, address, opening_hours) SELECT @id, business_id, 'old_town', 'Old town', address, opening_hours FROM shops WHERE id = @main")
                .Set("@id", world._shops["old_town"].ToString()).Set("@main", world.World.Shop.ToString()).ExecuteNonQuery();
            foreach (var channel in (string[])["telegram", "web"])
                scope.Command("INSERT INTO channel_accounts (business_id, channel, name) SELECT @business, @channel, 'main' WHERE NOT EXISTS (SELECT 1 FROM channel_accounts WHERE business_id = @business AND channel = @channel)")
                    .Set("@business", world.Business.ToString()).Set("@channel", channel).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        });
        return world;
    }

    public Task AddAsync(params Person[] people)
    {
        People.AddRange(people);
        return World.WriteAsync(scope =>
        {
            foreach (var person in people) person.Insert(scope, Business, _shops);
            return ValueTask.CompletedTask;
        });
    }

    public Task PublishAsync(ShopProfile profile) =>
        World.WriteAsync(scope => RuleBook.Publish(scope, Business, ShopProfile.Kind, ShopProfile.Key, profile, Now, Now));

    /// <summary>Somebody who bought so many days ago, each time for 10.00.</summary>
    public Person Buyer(params int[] daysAgo) => new() { CreatedAt = Now.AddDays(-1000), JoinedAt = Now.AddDays(-1000), Receipts = [.. daysAgo.Select(n => new Receipt(Now.AddDays(-n), 10_00))] };

    public Task<(SegmentQuery? Query, ImmutableArray<SegmentError> Errors)> PrepareAsync(string segment) =>
        World.Store.ReadAsync(connection => ValueTask.FromResult(SegmentBook.Prepare(connection, Business, segment, Now)), LoyaltyWorld.Cancellation);

    /// <summary>Whom a segment has.</summary>
    public async Task<HashSet<ContactId>> MembersAsync(string segment)
    {
        var (query, errors) = await PrepareAsync(segment);
        Assert.True(query is not null, $"{segment}: {string.Join(' ', errors)}");
        return await MembersAsync(query);
    }

    public Task<HashSet<ContactId>> MembersAsync(SegmentQuery query) =>
        World.Store.ReadAsync(connection => ValueTask.FromResult(query.Page(connection, null, 100_000).ToHashSet()), LoyaltyWorld.Cancellation);

    public async Task<bool> HasAsync(string segment, Person person) => (await MembersAsync(segment)).Contains(person.Id);

    public async Task<string> ErrorAsync(string segment)
    {
        var (query, errors) = await PrepareAsync(segment);
        Assert.Null(query);
        return string.Join(' ', errors);
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
