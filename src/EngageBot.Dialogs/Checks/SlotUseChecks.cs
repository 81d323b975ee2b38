using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Checks;

/// <summary>D304: a slot nobody reads keeps personal data for nothing; one nobody writes is always unset.</summary>
internal sealed class SlotUseChecks(CheckContext context, CallGraph calls, IReadOnlySet<string> readByTexts)
{
    public void Run()
    {
        var (read, written) = (new HashSet<string>(readByTexts, StringComparer.Ordinal), Written());
        foreach (var site in new ExpressionSites(context).All())
            foreach (var name in Walk.Names(site.Expression.Root)) read.Add(name.Path);
        if (context.Dialog.InstanceSlot is { } instance) read.Add(instance);
        foreach (var slot in context.Dialog.Slots.Values)
        {
            if (!written.Contains(slot.Name))
                context.Findings.Warn("D304", slot.At, $"Nothing ever writes the slot '{slot.Name}'.", "Ask for it, set it, or remove it.");
            else if (!read.Contains(slot.Name))
                context.Findings.Warn("D304", slot.At, $"Nothing ever reads the slot '{slot.Name}'.", "Use it, or do not ask for it.");
        }
    }

    /// <summary>The slots that nothing but a customer's answer ever fills.</summary>
    public IReadOnlySet<string> OnlyAsked()
    {
        var dialog = context.Dialog;
        var otherwise = Written(asked: false);
        return dialog.States.OfType<State.Ask>().Select(a => a.Slot).Where(s => !otherwise.Contains(s)).ToHashSet(StringComparer.Ordinal);
    }

    private HashSet<string> Written(bool asked = true)
    {
        var dialog = context.Dialog;
        // What a play or an event brings along is not known here.
        var written = dialog.Starts.Play || dialog.Starts.Event is not null ? dialog.Slots.Keys.ToHashSet() : [.. calls.GivenTo(dialog.Name)];
        written.UnionWith(dialog.Slots.Values.Where(s => s.Start is not null).Select(s => s.Name));
        foreach (var state in dialog.States)
        {
            written.UnionWith(state switch
            {
                State.Ask ask when asked => [ask.Slot],
                State.Do act => act.Action.Save.Keys,
                State.Call call => call.Save.Keys,
                _ => [],
            });
            foreach (var step in state.Enter.Concat(state.Exit))
            {
                if (step.Set is { } assignment) written.Add(assignment.Slot);
                if (step.Do is { } call) written.UnionWith(call.Save.Keys);
            }
        }
        foreach (var (_, _, lines) in CheckContext.LineLists(dialog))
            written.UnionWith(lines.SelectMany(l => l.Set).Select(a => a.Slot));
        return written;
    }
}
