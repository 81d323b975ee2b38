using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Releases;

/// <summary>What a release does to runs that stand in a state of an older version.</summary>
/// <param name="Kind">The outcome in one word.</param>
/// <param name="To">The state they go to, or the outcome they end with.</param>
public sealed record RunFate(FateKind Kind, string? To = null)
{
    /// <summary>The words a shop owner reads: "stay where they are".</summary>
    public string Words => Kind switch
    {
        FateKind.Stays => "stay where they are",
        FateKind.Moves => $"go to '{To}' and are asked there once the customer writes",
        FateKind.Finishes => "finish on their version",
        FateKind.Ends => $"end silently with '{To}'",
        FateKind.Human => "end, and a person is called",
        _ => "end silently, because nothing says where they go",
    };

    /// <summary>Foretells what the engine does at a run's next event.</summary>
    /// <param name="next">The dialog as it will be; absent if it is gone.</param>
    public static RunFate Of(Dialog? next, int version, string state, Dialog? now = null)
    {
        if (next is null) return new(FateKind.Lost);
        if (next.Version == version) return new(FateKind.Stays);
        if (next.FinishOnOld && version < next.Version) return new(FateKind.Finishes);
        var target = next.Follow(version, state);
        if (target.Human) return new(FateKind.Human);
        if (target.EndOutcome is { } outcome) return new(FateKind.Ends, outcome);
        if (target.State is not { } path || next.Find(path) is not { } there || VersionChecks.KindOf(there, next) is not { } kind) return new(FateKind.Lost);
        if (path != state) return new(FateKind.Moves, path);
        // The same name for something else: the checker demands a rule, and without one the answer would be another question's.
        return now?.Find(state) is { } before && VersionChecks.KindOf(before, now) != kind ? new(FateKind.Lost) : new(FateKind.Stays);
    }
}

/// <summary>What a release does to a run, in one word.</summary>
public enum FateKind
{
    /// <summary>It stays where it is; its buttons and timers too.</summary>
    Stays,
    /// <summary>It goes where the map says, without a word.</summary>
    Moves,
    /// <summary>It finishes on its version.</summary>
    Finishes,
    /// <summary>It ends silently.</summary>
    Ends,
    /// <summary>It ends and a person is called.</summary>
    Human,
    /// <summary>Nothing says where it goes: it ends silently.</summary>
    Lost,
}
