using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Checks;

/// <summary>How many questions one run of a dialog may ask at most, each counted once, those of called dialogs too.</summary>
internal sealed class SurveyLength(IReadOnlyDictionary<string, Dialog> all)
{
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);

    public int MostQuestions(Dialog dialog)
    {
        if (_known.TryGetValue(dialog.Name, out var known)) return known;
        _known[dialog.Name] = 0;                                // Dialogs that call each other in a circle are D406.
        var graph = new DialogGraph(dialog);
        var longest = new Dictionary<string, int>(StringComparer.Ordinal);
        var onWay = new HashSet<string>(StringComparer.Ordinal);
        var work = new Stack<(State State, int Edge, int Most)>();
        if (graph.Landing(dialog.Start) is not { } start) return 0;
        work.Push((start, 0, 0));
        while (work.TryPop(out var at))
        {
            var (state, edge, most) = at;
            onWay.Add(state.Path);
            var ways = graph.From(state);
            State? ahead = null;
            for (; edge < ways.Count && ahead is null; edge++)
            {
                if (longest.TryGetValue(ways[edge].To.Path, out var further)) most = Math.Max(most, further);
                // A way back to a question that was asked already asks no more of them.
                else if (!onWay.Contains(ways[edge].To.Path)) ahead = ways[edge].To;
            }
            if (ahead is null)
            {
                longest[state.Path] = most + QuestionsOf(state);
                onWay.Remove(state.Path);
                continue;
            }
            work.Push((state, edge - 1, most));
            work.Push((ahead, 0, 0));
        }
        return _known[dialog.Name] = longest[start.Path];
    }

    private int QuestionsOf(State state) => state switch
    {
        State.Ask => 1,
        State.Call call when all.TryGetValue(call.Dialog, out var called) && called.Purpose == Purpose.Survey => MostQuestions(called),
        _ => 0,
    };
}
