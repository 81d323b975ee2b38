using System.Collections.Immutable;

namespace EngageBot.Dialogs.Machines;

/// <summary>Runs machines to completion, as SCXML does where both have the feature (w3.org/TR/scxml, appendix D).</summary>
public static class Kernel
{
    /// <summary>What a failing action or condition raises.</summary>
    public const string ErrorEvent = "error.execution";

    /// <summary>Enters the initial state and runs until nothing is left to do.</summary>
    /// <param name="raised">Events that wait in the internal queue before the first entry.</param>
    public static MachineStep Start<TAction>(Machine<TAction> machine, IMachineHost<TAction> host, IEnumerable<MachineEvent>? raised = null)
    {
        var run = new Macrostep<TAction>(machine, host, null);
        foreach (var happened in raised ?? []) run.Moment.Raise(happened);
        run.EnterInitial();
        return run.Settle(taken: true);
    }

    /// <summary>Handles one event from outside and runs until nothing is left to do. After the end every event is ignored.</summary>
    public static MachineStep Handle<TAction>(
        Machine<TAction> machine, Configuration configuration, MachineEvent happened, IMachineHost<TAction> host)
    {
        if (configuration.Done) return new(configuration, false, false, null);
        var run = new Macrostep<TAction>(machine, host, configuration);
        return run.Settle(run.TryTake(happened));
    }

    /// <summary>The event descriptors that are listened to where the machine stands, innermost first; conditions may still refuse.</summary>
    public static ImmutableArray<string> PermittedTriggers<TAction>(Machine<TAction> machine, Configuration configuration) => configuration.Done
        ? [] : [.. machine.Path(configuration.Leaf).Reverse().SelectMany(s => machine.States[s].Transitions).SelectMany(t => t.Events).Distinct()];
}
