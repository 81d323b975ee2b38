using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>D2: whoever is asked or waited for may be silent, or answer something else.</summary>
internal sealed class WaitingChecks(CheckContext context)
{
    public void Run()
    {
        foreach (var state in context.Dialog.States)
        {
            WithoutTimeout(state);
            WithoutRetries(state);
            ReminderTooLate(state);
            TakesAnything(state);
        }
    }

    private void WithoutTimeout(State state)
    {
        if (state is not (State.Ask or State.Wait) || context.Graph.Enclosing(state).Any(s => s.Timeout is not null)) return;
        context.Findings.Error("D201", state.At, $"'{state.Path}' may wait for ever.", "Give it, or 'defaults', a timeout: {after: 24h, go: state}.");
    }

    private void WithoutRetries(State state)
    {
        if (state is State.Ask { Retries: null })
            context.Findings.Error("D202", state.At, $"'{state.Path}' does not say what happens after wrong answers.",
                "Give it, or 'defaults', retries: {max: 2, go: state}.");
    }

    private void ReminderTooLate(State state)
    {
        if (state.Timeout is not { Remind: { } remind, After: var after } timeout || remind.Working != after.Working || remind.Length < after.Length) return;
        context.Findings.Error("D203", timeout.At, $"The reminder of '{state.Path}' comes when its time is already over.",
            "Make 'remind' shorter than 'after'.");
    }

    private void TakesAnything(State state)
    {
        if (state is not State.Ask { Check: null } ask || !context.Dialog.Slots.TryGetValue(ask.Slot, out var slot)) return;
        if (slot is not { Type.Kind: TypeKind.Text or TypeKind.Code, Min: null, Max: null, Pattern: null, Check: null }) return;
        context.Findings.Warn("D205", state.At, $"'{state.Path}' takes anything for an answer, also a word such as 'menu'.",
            $"Give the slot '{slot.Name}' a min, max, pattern or check.");
    }
}
