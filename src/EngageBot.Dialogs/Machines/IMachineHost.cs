using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Machines;

/// <summary>What runs a machine's conditions and actions.</summary>
public interface IMachineHost<TAction>
{
    /// <summary>Whether a condition holds.</summary>
    /// <returns><see langword="null"/> if it cannot be evaluated: that counts as no, and the kernel raises <c>error.execution</c>.</returns>
    bool? Holds(Expression condition, Moment moment);

    /// <summary>Executes one action.</summary>
    /// <returns><see langword="false"/> if it failed: the rest of its block is skipped, and the kernel raises <c>error.execution</c>.</returns>
    bool Execute(TAction action, Moment moment);

    /// <summary>A state is active from now on; its entry blocks come next.</summary>
    void Entered(int state);

    /// <summary>A state is no longer active; its exit blocks are done.</summary>
    void Exited(int state);

    /// <summary>The data of a final state that was just entered, for <c>done.state.&lt;parent&gt;</c> or the machine's output.</summary>
    Value.Record? DoneData(int final, Moment moment);
}

/// <summary>What a condition or an action may know and do while a machine runs.</summary>
public sealed class Moment
{
    internal Queue<MachineEvent> Raised { get; } = [];

    /// <summary>The event that is being handled, or that was handled last; <see langword="null"/> until the first.</summary>
    public MachineEvent? Event { get; internal set; }

    /// <summary>Puts an event in the internal queue: it is handled before anything from outside.</summary>
    public void Raise(MachineEvent happened) => Raised.Enqueue(happened);
}
