using EngageBot.Dialogs.Expressions;
using EngageBot.Loyalty;
using EngageBot.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace EngageBot.Tests.Segments;

/// <summary>What the database answers for everybody at once is what the dialogs' evaluator answers for each person alone; on every store.</summary>
public abstract class SegmentProperties
{
    private protected abstract Task<ITestStore> OpenAsync(TestClock clock);

    [Fact]
    public async Task A_segment_has_exactly_those_for_whom_its_expression_holds()
    {
        await using var world = await SegmentWorld.OpenAsync(OpenAsync);
        var people = new Random(20_261_122);
        await world.AddAsync([.. Enumerable.Range(0, 60).Select(_ => RandomSegments.Person(people, world.Now))]);
        var (asked, some) = (0, 0);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var text = RandomSegments.Condition(new(seed), 3);
            if (ExpressionParser.Parse(text, default).Expression is not { } expression) return;    // more than 64 parts
            var (query, errors) = world.PrepareAsync(text).GetAwaiter().GetResult();
            if (query is null)
            {
                Assert.All(errors, e => Assert.Contains("too large a number", e.Message, StringComparison.Ordinal));
                return;
            }
            var expected = world.People.Where(person => Holds(expression, person, world)).Select(p => p.Id).ToHashSet();
            var found = world.MembersAsync(query).GetAwaiter().GetResult();
            Assert.True(expected.SetEquals(found), $"{text}\n{query.Condition}\nexpected {expected.Count}, found {found.Count}");
            asked++;
            if (expected.Count > 0 && expected.Count < world.People.Count) some++;
        }));
        Assert.True(asked > 200 && some > asked / 4, $"{asked} segments were asked, {some} of them parted the people: too few to mean anything");
    }

    private static bool Holds(Expression expression, Person person, SegmentWorld world)
    {
        var evaluation = expression.Evaluate(new PersonScope(person, world.People, world.Now, world.World.Zone, ShopProfile.Unsaid));
        Assert.Null(evaluation.Error);
        return evaluation.Value is EngageBot.Dialogs.Values.Value.Bool { Holds: true };
    }
}

public sealed class SegmentPropertiesOnSqlite : SegmentProperties
{
    private protected override Task<ITestStore> OpenAsync(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

public sealed class SegmentPropertiesOnPostgres : SegmentProperties
{
    private protected override async Task<ITestStore> OpenAsync(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
