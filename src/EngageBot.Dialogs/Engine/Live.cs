using EngageBot.Dialogs.Engine.Compiled;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>A run while a step works on it.</summary>
internal sealed class Live(Run run, CompiledDialog dialog)
{
    public Run Run { get; set; } = run;

    public CompiledDialog Dialog { get; } = dialog;

    public uint Number => Run.Number;

    /// <summary>The innermost state; <see langword="null"/> before the first entry.</summary>
    public State? State => Dialog.Find(Run.State);

    public State.Ask? Question => State as State.Ask;

    /// <summary>Set when a final state was entered; the run ends with its macrostep.</summary>
    public string? Outcome { get; set; }

    /// <summary>The run has ended and is no longer part of the chat.</summary>
    public bool Gone { get; set; }

    public Value? Slot(string name) => Run.Slots.GetValueOrDefault(name);
}
