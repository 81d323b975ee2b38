using EngageBot.Loyalty.Raffles;
using FsCheck;
using FsCheck.Fluent;

namespace EngageBot.Tests.Loyalty.Deeds;

/// <summary>The draw as docs/deeds.md describes it, for whoever writes it anew.</summary>
[Trait("Row", "S15")]
public sealed class DrawAlgorithmTests
{
    // Computed by another program from the description alone.
    [Fact]
    public void The_documented_example_comes_out()
    {
        byte[] seed = [.. Enumerable.Range(0, 32).Select(n => (byte)n)];
        DrawEntry[] entries = [new(1, 1), new(2, 2), new(3, 1), new(5, 3), new(8, 4), new(9, 4), new(10, 5)];
        Assert.Equal("630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd", DrawAlgorithm.CommitmentOf(seed));
        Assert.Equal("d6fdc2c29e745d3b960d51f4b1bb177edfccace77ef41b692a6736240496f222", DrawAlgorithm.HashOf(entries));
        Assert.Equal([2, 9, 10], DrawAlgorithm.Winners(seed, entries, 3).Select(e => e.Number));
    }

    [Fact]
    public void No_holder_wins_twice_and_everybody_wins_where_there_are_prizes_for_all() =>
        Prop.ForAll<byte, byte, byte>((first, tickets, holders) =>
        {
            var people = (holders % 7) + 1;
            var entries = Enumerable.Range(1, (tickets % 40) + people).Select(n => new DrawEntry(n, (n % people) + 1)).ToList();
            byte[] seed = [first, .. Enumerable.Repeat((byte)7, 31)];
            var won = DrawAlgorithm.Winners(seed, entries, people);
            return won.Length == people && won.Select(w => w.Holder).Distinct().Count() == people
                && DrawAlgorithm.Winners(seed, entries.AsEnumerable().Reverse(), people).SequenceEqual(won);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_ticket_has_the_same_chance()
    {
        var entries = Enumerable.Range(1, 5).Select(n => new DrawEntry(n, n)).ToList();
        var wins = new int[6];
        for (var n = 0; n < 5_000; n++) wins[DrawAlgorithm.Winners(BitConverter.GetBytes(n), entries, 1)[0].Number]++;
        // A thousand each, give or take four and a half standard deviations.
        Assert.All(wins.Skip(1), count => Assert.InRange(count, 870, 1_130));
    }
}
