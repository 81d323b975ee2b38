using System.Collections.Immutable;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>Lets random customers, clocks and businesses loose on all dialogs, and watches the promises of the engine after every event.</summary>
/// <remarks>No event throws, loops or leaves a question without its timer; floor entries are open runs; the same input gives the same output;
/// a duplicate of a tap, a timer or a result changes nothing; when everybody falls silent every run comes to its end.</remarks>
public static class RandomWalk
{
    /// <summary>More failures are not collected: one is enough to work on.</summary>
    public const int MostFailures = 10;

    private const int ShortestTalk = 5;
    private const int LongestTalk = 50;

    /// <summary>Plays so many conversations; the same seed plays the same ones, and each alone is played again by the seed its failure names.</summary>
    public static RandomWalkReport Run(DialogSet dialogs, int count, int seed)
    {
        ArgumentNullException.ThrowIfNull(dialogs);
        var failures = ImmutableArray.CreateBuilder<string>();
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var trail = new Trail();
        var events = 0;
        for (var number = 0; number < count && failures.Count < MostFailures; number++)
        {
            var random = new Random(Mixed(unchecked(seed + number)));
            var customer = new RandomCustomer(dialogs, random);
            var watch = new Watch(customer.Rehearsal);
            var failure = Talk(customer, watch, random.Next(ShortestTalk, LongestTalk), ref events);
            visited.UnionWith(customer.Rehearsal.Visited);
            trail.Add(customer.Rehearsal.Trail);
            if (failure is not null) failures.Add(
                $"{failure}\n    after {string.Join(" | ", watch.Last)}\n    again: engagebot dialogs simulate --random 1 --seed {unchecked(seed + number)}");
        }
        return new RandomWalkReport(count, events, seed, failures.ToImmutable(), [.. visited]) { Trail = trail };
    }

    private static string? Talk(RandomCustomer customer, Watch watch, int length, ref int events)
    {
        try
        {
            for (var turn = 0; turn < length; turn++)
            {
                var happened = customer.Next();
                events++;
                if (watch.Happen(happened) is { } broken) return broken;
            }
            return watch.FallSilent(customer);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return exception.ToString();
        }
    }

    // Neighbouring seeds begin alike; scattered ones do not. System.HashCode is seeded per process, and a walk must be the same tomorrow.
    private static int Mixed(int seed) => unchecked((int)((uint)seed * 2654435769u ^ (uint)seed >> 15));
}
