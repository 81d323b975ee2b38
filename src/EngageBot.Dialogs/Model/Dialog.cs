using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;

namespace EngageBot.Dialogs.Model;

/// <summary>Which consent, caps and quiet hours a dialog's first message falls under.</summary>
public enum Purpose
{
    /// <summary>Answers and service notices; never stopped by marketing rules.</summary>
    Service,
    /// <summary>Questions of opinion.</summary>
    Survey,
    /// <summary>Offers.</summary>
    Marketing,
}

/// <summary>How many runs of one dialog a chat may have open.</summary>
public enum Instances
{
    /// <summary>Asking again returns to the open run.</summary>
    OneOpen,
    /// <summary>One for each play occasion.</summary>
    OnePerPlay,
    /// <summary>One for each visit.</summary>
    OnePerVisit,
    /// <summary>One for each value of <see cref="Dialog.InstanceSlot"/>.</summary>
    OnePerSlot,
    /// <summary>Any number.</summary>
    Many,
}

/// <summary>Whether another dialog may take the floor in a state.</summary>
public enum Interrupt
{
    /// <summary>It may, and the question is asked again afterwards.</summary>
    Always,
    /// <summary>It may once the customer has said so.</summary>
    Confirm,
    /// <summary>Only stop and human may.</summary>
    Never,
}

/// <summary>One conversation as data: the machine of a <c>dialog.yaml</c>, without its texts.</summary>
public sealed record Dialog
{
    /// <summary>The folder's and the dialog's name.</summary>
    public required string Name { get; init; }
    /// <summary>Raised at each structural change.</summary>
    public required int Version { get; init; }
    /// <summary>Its number in button tokens, from <c>lock.json</c>; never reused.</summary>
    public required int Number { get; init; }
    /// <summary>Selects consent, caps and quiet hours.</summary>
    public required Purpose Purpose { get; init; }
    /// <summary>The first state.</summary>
    public required string Start { get; init; }
    /// <summary>What may start it.</summary>
    public required Starts Starts { get; init; }
    /// <summary>Guard at start; absent means always.</summary>
    public Expression? Allow { get; init; }
    /// <summary>How many may be open at once in one chat.</summary>
    public Instances Instances { get; init; }
    /// <summary>The slot of <see cref="Instances.OnePerSlot"/>.</summary>
    public string? InstanceSlot { get; init; }
    /// <summary>Typed memory of one run.</summary>
    public required ImmutableSortedDictionary<string, Slot> Slots { get; init; }
    /// <summary>Every state by its dotted path (<c>group.inner</c>), in document order.</summary>
    public required ImmutableArray<State> States { get; init; }
    /// <summary>Where <c>/cancel</c> goes when no state answers it; the line's <c>go</c> is a path.</summary>
    public ImmutableArray<Line> Cancel { get; init; } = [];
    /// <summary>Mapping from older versions, by the older version's number.</summary>
    public ImmutableSortedDictionary<int, Migration> Migrate { get; init; } = ImmutableSortedDictionary<int, Migration>.Empty;
    /// <summary>Runs finish on the version they began with (raffle, consent).</summary>
    public bool FinishOnOld { get; init; }
    /// <summary>Accepted warnings: finding code (optionally <c>code state</c>) to reason.</summary>
    public ImmutableSortedDictionary<string, string> Lint { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
    /// <summary>A hash of the structure; texts, notes and lint lines do not count.</summary>
    public string Fingerprint { get; init; } = "";
    /// <summary>Where the file begins.</summary>
    public required SourcePosition At { get; init; }

    /// <summary>Where the maps lead a run that stands in a state of an older version; the same state where none names it.</summary>
    public MigrationTarget Follow(int version, string state)
    {
        var target = new MigrationTarget(state, null, false);
        for (; version < Version && target.State is { } path; version++)
            if (Migrate.TryGetValue(version, out var map) && map.States.TryGetValue(path, out var mapped)) target = mapped;
        return target;
    }

    /// <summary>The state with that path.</summary>
    public State? Find(string path) => States.FirstOrDefault(s => s.Path == path);
}

/// <summary>What may start a dialog.</summary>
/// <param name="Command">The slash command without its slash; its shown name and description stand in the catalogue.</param>
/// <param name="Keywords">The catalogue's <c>words.start</c> start it.</param>
/// <param name="Play">A play may start it.</param>
/// <param name="Call">Another dialog may call it.</param>
/// <param name="Digression">It may interrupt another dialog and give the floor back.</param>
/// <param name="Event">The domain event that starts it, such as <c>visit.completed</c>.</param>
public sealed record Starts(string? Command, bool Keywords, bool Play, bool Call, bool Digression, string? Event);

/// <summary>How states, slots of an older version become those of this one.</summary>
public sealed record Migration(ImmutableSortedDictionary<string, MigrationTarget> States, ImmutableSortedDictionary<string, string> Slots);

/// <summary>Where a run in a removed state goes: a state, a silent end with an outcome, or a person.</summary>
public sealed record MigrationTarget(string? State, string? EndOutcome, bool Human);
