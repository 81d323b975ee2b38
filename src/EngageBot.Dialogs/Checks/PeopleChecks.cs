using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>D701: from every question a person can be reached.</summary>
internal sealed class PeopleChecks(CheckContext context)
{
    public void Run()
    {
        if (Offered()) return;
        var always = context.Shared.Globals.Any(IsWayToPerson);
        foreach (var ask in context.Dialog.States.OfType<State.Ask>())
        {
            var text = context.Dialog.Slots.GetValueOrDefault(ask.Slot)?.Type.Kind == TypeKind.Text;
            if (always && !(text && ask.Interrupt == Interrupt.Never)) continue;
            context.Findings.Error("D701", ask.At, $"From '{ask.Path}' no way leads to a person.",
                always ? "Let it be interrupted, or lead its retries to a state that calls a person." : "Add a hard command 'human' to _shared/globals.yaml.");
        }
    }

    private bool Offered() => context.Dialog.States.Any(s =>
        s is State.Do { Action.Name: var action } && action.StartsWith("human.", StringComparison.Ordinal) || s is State.Call { Dialog: "human" });

    private static bool IsWayToPerson(GlobalCommand command) => command.Level == CommandLevel.Hard
        && (command.Call == "human" || command.Do?.Name.StartsWith("human.", StringComparison.Ordinal) == true);
}
