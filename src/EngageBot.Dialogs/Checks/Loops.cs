using System.Collections.Immutable;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Checks;

/// <summary>Finds the circles of a graph (Tarjan's strongly connected components, without recursion).</summary>
internal static class Loops
{
    /// <summary>Each circle once, its states in the graph's order.</summary>
    public static IEnumerable<ImmutableArray<State>> Find(ImmutableArray<State> states, Func<State, IEnumerable<State>> next)
    {
        var index = states.Select((s, i) => (s.Path, i)).ToDictionary(p => p.Path, p => p.i, StringComparer.Ordinal);
        var edges = states.Select(s => next(s).Select(t => index[t.Path]).Distinct().ToArray()).ToArray();
        foreach (var component in Components(edges))
        {
            if (component.Count > 1 || edges[component[0]].Contains(component[0]))
                yield return [.. component.Order().Select(i => states[i])];
        }
    }

    private static List<List<int>> Components(int[][] edges)
    {
        var (order, low, onStack) = (new int[edges.Length], new int[edges.Length], new bool[edges.Length]);
        var (found, path, work, counter) = (new List<List<int>>(), new Stack<int>(), new Stack<(int Node, int Edge)>(), 0);
        for (var root = 0; root < edges.Length; root++)
        {
            if (order[root] != 0) continue;
            work.Push((root, 0));
            while (work.TryPop(out var at))
            {
                var (node, edge) = at;
                if (edge == 0)
                {
                    order[node] = low[node] = ++counter;
                    path.Push(node);
                    onStack[node] = true;
                }
                else
                {
                    low[node] = Math.Min(low[node], low[edges[node][edge - 1]]);
                }
                while (edge < edges[node].Length && order[edges[node][edge]] != 0)
                {
                    if (onStack[edges[node][edge]]) low[node] = Math.Min(low[node], order[edges[node][edge]]);
                    edge++;
                }
                if (edge < edges[node].Length)
                {
                    work.Push((node, edge + 1));
                    work.Push((edges[node][edge], 0));
                }
                else if (low[node] == order[node])
                {
                    found.Add(Take(node));
                }
            }
        }
        return found;

        List<int> Take(int root)
        {
            var component = new List<int>();
            int node;
            do
            {
                node = path.Pop();
                onStack[node] = false;
                component.Add(node);
            }
            while (node != root);
            return component;
        }
    }
}
