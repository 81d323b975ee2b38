using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Model;

/// <summary>One typed field of a run's memory, and what an answer must satisfy to be stored in it.</summary>
public sealed record Slot
{
    /// <summary>Its name in the file.</summary>
    public required string Name { get; init; }
    /// <summary>Its type; never optional here, being set is a matter of flow.</summary>
    public required DialogType Type { get; init; }
    /// <summary>The value it begins with.</summary>
    public Value? Start { get; init; }
    /// <summary>Least number, or least length of a text, as an expression over facts and slots.</summary>
    public Expression? Min { get; init; }
    /// <summary>Greatest number, or greatest length of a text in characters.</summary>
    public Expression? Max { get; init; }
    /// <summary>A pattern the whole text must match (linear time, no look-around).</summary>
    public string? Pattern { get; init; }
    /// <summary>A condition the value must satisfy; the slot's own name stands for the value.</summary>
    public Expression? Check { get; init; }
    /// <summary>A list fact offered as buttons.</summary>
    public string? Suggest { get; init; }
    /// <summary>Masked in logs and erased on request.</summary>
    public bool Private { get; init; }
    /// <summary>Forgotten after this time.</summary>
    public TimeSpan? Keep { get; init; }
    /// <summary>The number of each choice in button tokens, from <c>lock.json</c>; counts from 1, never reused.</summary>
    public ImmutableSortedDictionary<string, int> ChoiceNumbers { get; init; } = ImmutableSortedDictionary<string, int>.Empty;
    /// <summary>Where it is declared.</summary>
    public required SourcePosition At { get; init; }
}
