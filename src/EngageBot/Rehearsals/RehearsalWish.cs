using System.Collections.Immutable;

namespace EngageBot.Rehearsals;

/// <summary>What is to be rehearsed. Every number has an end.</summary>
/// <param name="From">The first day, in the business's zone.</param>
/// <param name="Members">So many invented members in an empty shop; absent: the members of the copy.</param>
/// <param name="Zones">Where invented members live, by turns.</param>
/// <param name="Plays">Switched on for the rehearsal, besides those that are on.</param>
/// <param name="OptOutPercent">So many of a hundred members say stop within a year.</param>
/// <param name="Seed">The same seed plays the same year.</param>
internal sealed record RehearsalWish(DateOnly From, int Days, int? Members, ImmutableArray<string> Zones, ImmutableArray<string> Plays, int OptOutPercent, int Seed)
{
    public const int DaysMax = 400;
    public const int MembersMax = 5_000;
    private const int ZonesMax = 8;

    /// <summary>What is wrong with it, in words for whoever typed it.</summary>
    public IEnumerable<string> Errors()
    {
        if (Days is < 1 or > DaysMax) yield return $"--days is between 1 and {DaysMax}.";
        if (Members is < 1 or > MembersMax) yield return $"--members is between 1 and {MembersMax}.";
        if (From.Year is < 2020 or > 2099) yield return "--from is a day such as 2027-01-01, between 2020 and 2099.";
        if (OptOutPercent is < 0 or > 100) yield return "--opt-outs is between 0 and 100 of a hundred members a year.";
        if (Zones.Length > ZonesMax) yield return $"--zones are at most {ZonesMax}.";
        foreach (var zone in Zones)
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)) yield return $"--zones: '{zone}' is no time zone; they are called like Europe/Tirane.";
        if (!Zones.IsEmpty && Members is null) yield return "--zones goes with --members: real members live where they live.";
    }
}
