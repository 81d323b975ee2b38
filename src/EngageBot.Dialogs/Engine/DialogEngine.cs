using EngageBot.Dialogs.Engine.Compiled;

namespace EngageBot.Dialogs.Engine;

/// <summary>The interpreter of dialogs: one event in, the chat's next state and its effects out.</summary>
public static class DialogEngine
{
    /// <summary>Advances one chat by one event. Pure: same arguments, same result; no clock, no I/O, no randomness.</summary>
    /// <param name="dialogs">Has passed the checker; nothing is re-checked here. Compiled once, at its first step.</param>
    /// <param name="happened">The result of a <see cref="Model.ActionMode.Transaction"/> action comes back as the next event of the same turn.</param>
    /// <param name="facts">Every fact the reachable states may read, loaded beforehand; each read is recorded.</param>
    /// <param name="now">Counts in whole milliseconds.</param>
    /// <returns>The chat's next state, and the effects in the order in which the host must apply them.</returns>
    public static TurnResult Step(DialogSet dialogs, ChatState chat, ChatEvent happened, ChatContext context, IFacts facts, DateTimeOffset now) =>
        Step(dialogs, chat, happened, context, facts, now, trace: null);

    internal static TurnResult Step(
        DialogSet dialogs, ChatState chat, ChatEvent happened, ChatContext context, IFacts facts, DateTimeOffset now, StepTrace? trace)
    {
        var turn = new Turn(CompiledSet.Of(dialogs), chat, context, facts, now, trace);
        turn.Open();
        turn.Happen(happened);
        turn.Reader.ReadHeldBack();
        turn.Floor.Serve();
        return turn.Finish();
    }
}
