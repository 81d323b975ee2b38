using System.Collections.Immutable;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>What one step leaves behind.</summary>
/// <param name="Chat">The chat's next state.</param>
/// <param name="Effects">What the host must do, in this order.</param>
/// <param name="Reads">Every fact read, for the turn log.</param>
/// <param name="Consumed">Something read the event: false only for words nobody understood or that need no answer.</param>
public sealed record TurnResult(ChatState Chat, ImmutableArray<Effect> Effects, ImmutableArray<FactRead> Reads, bool Consumed);

/// <summary>A fact a step has read.</summary>
public readonly record struct FactRead(string Path, Value? Value);
