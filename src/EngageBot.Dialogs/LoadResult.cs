using System.Collections.Immutable;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Plays;

namespace EngageBot.Dialogs;

/// <summary>What loading a folder came to.</summary>
/// <param name="Set">The dialogs; absent if any finding is an error.</param>
/// <param name="Findings">Everything found, in the order of files and lines, without the warnings a <c>lint</c> line accepts.</param>
public sealed record LoadResult(DialogSet? Set, ImmutableArray<Finding> Findings)
{
    /// <summary>Every dialog that could be read, also where something in it is wrong.</summary>
    public ImmutableSortedDictionary<string, Dialog> Readable { get; init; } = ImmutableSortedDictionary<string, Dialog>.Empty;

    /// <summary>Every play that could be read.</summary>
    public ImmutableSortedDictionary<string, Play> Plays { get; init; } = ImmutableSortedDictionary<string, Play>.Empty;
}
