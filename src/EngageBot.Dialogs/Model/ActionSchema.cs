using System.Collections.Immutable;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Model;

/// <summary>When an action runs.</summary>
public enum ActionMode
{
    /// <summary>Inside the turn's transaction, under a savepoint; its result continues the same turn.</summary>
    Transaction,
    /// <summary>After the commit; its result comes back as an event.</summary>
    Outbox,
}

/// <summary>What the checker and the engine know of a registered action; read from <c>_shared/actions.schema.json</c>.</summary>
/// <param name="Parameters">Name to type; an optional type may be left out.</param>
/// <param name="Results">What <c>result.*</c> offers.</param>
/// <param name="Errors">The codes <c>error.code</c> may have.</param>
/// <param name="Repeatable">Whether going back over it and doing it again is harmless.</param>
public sealed record ActionSchema(
    string Name,
    ActionMode Mode,
    bool MayFail,
    bool Repeatable,
    ImmutableSortedDictionary<string, DialogType> Parameters,
    ImmutableSortedDictionary<string, DialogType> Results,
    ImmutableArray<string> Errors);

/// <summary>A business event a dialog may wait for or start on; read from <c>events</c> in <c>_shared/actions.schema.json</c>.</summary>
/// <param name="Name">Its dotted name, such as <c>case.resolved</c>.</param>
/// <param name="Data">What <c>event.*</c> offers.</param>
public sealed record EventSchema(string Name, ImmutableSortedDictionary<string, DialogType> Data);
