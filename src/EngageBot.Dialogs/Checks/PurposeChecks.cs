using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Checks;

/// <summary>D704 and D706: a promotion says how to end promotions, and a survey is short.</summary>
internal sealed class PurposeChecks(CheckContext context, TextFiles shared, YamlMap root, SurveyLength lengths)
{
    private const string Stop = "stop";
    private const int MostQuestions = 7;

    private SourcePosition At => root.Find("purpose")?.Value.At ?? context.Dialog.At;

    public void Run()
    {
        if (context.Dialog.Purpose == Purpose.Marketing) FirstMessageStops();
        if (context.Dialog.Purpose == Purpose.Survey && lengths.MostQuestions(context.Dialog) is > MostQuestions and var asked)
            context.Findings.Warn("D706", At, $"This survey may ask {asked} questions; after {MostQuestions} most people have left.",
                "Keep the ones whose answers change what you do.");
    }

    // The engine puts the button there, unless the question offers it itself; it can only do so with words for it, and not under what another dialog says.
    private void FirstMessageStops()
    {
        var (speaking, calls) = First();
        foreach (var call in calls)
            context.Findings.Error("D704", call.DialogAt, $"The first words of this promotion are those of '{call.Dialog}', which put no stop button there.",
                "Say or ask something here before calling.");
        if (speaking.Count > 0 && speaking.All(OffersStop)) return;
        if (!context.Shared.Globals.Any(g => g is { Name: Stop, Level: CommandLevel.Hard }))
        {
            context.Findings.Error("D704", At, "The first message of a promotion needs a stop button, and there is no hard command 'stop'.",
                "Add stop: {level: hard, do: consent.withdraw, with: {scope: marketing}, say: stopped} to _shared/globals.yaml.");
            return;
        }
        foreach (var (language, catalogue) in shared.Base)
            if (catalogue.Commands.GetValueOrDefault(Stop)?.Description is null)
                context.Findings.Error("D704", At, $"The stop button of a promotion's first message has no words in '{language}'.",
                    $"Write words.stop: {{command: {{name: stop, description: …}}}} in _shared/{language}.yaml.");
    }

    private bool OffersStop(State state) => state is State.Ask ask
        && (ask.Choices ?? context.Dialog.Slots.GetValueOrDefault(ask.Slot)?.Type.Members ?? []).Contains(Stop);

    /// <summary>The states whose words may be the first, and the calls that come before any.</summary>
    private (List<State> Speaking, List<State.Call> Calls) First()
    {
        var (speaking, calls) = (new List<State>(), new List<State.Call>());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<State>();
        if (context.Graph.Landing(context.Dialog.Start) is { } start) open.Push(start);
        while (open.TryPop(out var state))
        {
            if (!seen.Add(state.Path)) continue;
            if (state is State.Call call) calls.Add(call);
            else if (state is State.Ask or State.Say or State.Final { Text: not null }) speaking.Add(state);
            else
                foreach (var edge in context.Graph.From(state))
                    if (edge.Line.Say is null) open.Push(edge.To);
                    else speaking.Add(state);
        }
        return (speaking, calls);
    }
}
