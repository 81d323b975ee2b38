using EngageBot.Segments;

namespace EngageBot.Tests.Segments;

public sealed class SegmentExpressionTests : IAsyncLifetime
{
    private SegmentWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await SegmentWorld.OpenAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("purchases.cuont > 3", "column 1: there is no 'purchases.cuont'; did you mean 'purchases.count'.")]
    [InlineData("purchases.cuont.last_90d > 3", "column 1: there is no 'purchases.cuont.last_90d'; did you mean 'purchases.count.last_90d'.")]
    [InlineData("purchases.count > yes", "column 19: there is no 'yes'.")]
    [InlineData("purchases.last_days > 30", "column 1: 'purchases.last_days' may be unset here; use '??' or 'is set'.")]
    [InlineData("purchases.count + 1", "column 17: this is a whole number, not a yes or no.")]
    [InlineData("has(purchases.shops, mian)", "column 22: 'mian' is not one of main, old_town.")]
    [InlineData("level.key is set and level.key == silber", "column 35: 'silber' is not one of bronze, silver, gold.")]
    [InlineData("(customer.member", "column 17: ')' is missing before the end.")]
    [InlineData("hour(now) < 12", "column 6: a segment has no clock; its facts count the days back from today.")]
    [InlineData("points.available * 9000000000 > 1", "column 18: this can become too large a number.")]
    [InlineData("purchases.spent > 0.1234567", "column 19: a number has at most 12 digits before the point and 6 after it.")]
    [InlineData("regulr", "column 1: there is no segment 'regulr'; did you mean 'regular'.")]
    [InlineData("purchases.spent.top_0p", "column 1: there is no 'purchases.spent.top_0p'; did you mean 'purchases.spent.top_1p'.")]
    public async Task What_cannot_be_asked_is_refused_with_a_sentence(string segment, string sentence) => Assert.Equal(sentence, await _world.ErrorAsync(segment));

    [Fact]
    public async Task A_segment_is_bounded_in_length_and_parts()
    {
        Assert.Contains("at most 2000 letters", await _world.ErrorAsync(new string('(', 2_001)), StringComparison.Ordinal);
        Assert.Contains("nested too deeply", await _world.ErrorAsync(new string('(', 200) + "true" + new string(')', 200)), StringComparison.Ordinal);
        Assert.Contains("more than 64 parts", await _world.ErrorAsync(string.Join(" or ", Enumerable.Repeat("customer.member", 40))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("has(purchases.items, 'x'') OR 1=1; DROP TABLE contacts; --')")]
    [InlineData("has(purchases.items, '@business') or has(purchases.categories, '{0}')")]
    public async Task Words_that_a_person_wrote_never_come_into_the_statement(string segment)
    {
        await _world.AddAsync(_world.Buyer(3));
        var (query, _) = await _world.PrepareAsync(segment);
        Assert.DoesNotContain("DROP", query!.Condition, StringComparison.Ordinal);
        Assert.DoesNotContain("{0}", query.Condition, StringComparison.Ordinal);
        Assert.Empty(await _world.MembersAsync(query));
        Assert.Equal(1, await _world.World.CountAsync("contacts"));
    }

    [Fact]
    public async Task Other_businesses_and_people_of_the_future_are_never_among_them()
    {
        var here = _world.Buyer(3);
        await _world.AddAsync(here, new Person { CreatedAt = _world.Now.AddMinutes(1) });
        await using var other = await SegmentWorld.OpenAsync();
        await other.AddAsync(other.Buyer(3));
        Assert.Equal([here.Id], await _world.MembersAsync("true"));
        var foreign = new SegmentQuery(other.Business, _world.Now, "true", "(1 = 1)", new Dictionary<string, object>());
        Assert.Empty(await _world.MembersAsync(foreign));
    }

    [Fact]
    public async Task Every_fact_can_be_asked()
    {
        await _world.AddAsync(_world.Buyer(3));
        foreach (var fact in SegmentFacts.All)
        {
            var name = SegmentFacts.Named(fact.Name, 30, plain: !fact.HasNumber);
            var type = fact.Type(SegmentPlaceOf(_world));
            var segment = type.Kind switch
            {
                EngageBot.Dialogs.Values.TypeKind.Bool => name,
                EngageBot.Dialogs.Values.TypeKind.List or EngageBot.Dialogs.Values.TypeKind.Choices => $"count({name}) >= 0",
                _ => type.Optional ? $"{name} is set or true" : $"{name} == {name}",
            };
            await _world.MembersAsync(segment);
        }
    }

    private static SegmentPlace SegmentPlaceOf(SegmentWorld world) =>
        world.World.Store.ReadAsync(connection => ValueTask.FromResult(SegmentPlace.Read(connection, world.Business, world.Now)), TestContext.Current.CancellationToken).GetAwaiter().GetResult();
}
