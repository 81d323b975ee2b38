namespace EngageBot.Dialogs.Pictures;

/// <summary>Orders each layer so that few lines cross: by the mean place of the neighbours, up and down in turn, and the best order is kept.</summary>
internal static class LayerOrder
{
    private const int Sweeps = 24;

    public static void Arrange(List<List<LayoutVertex>> layers)
    {
        var best = layers.Select(l => l.ToList()).ToList();
        var fewest = Crossings(layers);
        for (var sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            var down = sweep % 2 == 0;
            foreach (var layer in down ? layers.Skip(1) : layers.SkipLast(1).Reverse())
            {
                var places = Places(layers[layer[0].Layer + (down ? -1 : 1)]);
                var wanted = layer.Index().ToDictionary(v => v.Item, v => Mean(down ? v.Item.Above : v.Item.Below, places, v.Index));
                // A stable sort: neighbours that want the same place keep their order.
                var ordered = layer.OrderBy(v => wanted[v]).ToList();
                layer.Clear();
                layer.AddRange(ordered);
            }
            var crossings = Crossings(layers);
            if (crossings >= fewest) continue;
            (fewest, best) = (crossings, layers.Select(l => l.ToList()).ToList());
        }
        for (var layer = 0; layer < layers.Count; layer++) layers[layer] = best[layer];
    }

    private static int Crossings(List<List<LayoutVertex>> layers)
    {
        var crossings = 0;
        for (var layer = 0; layer + 1 < layers.Count; layer++)
        {
            var below = Places(layers[layer + 1]);
            var ends = layers[layer].SelectMany((v, place) => v.Below.Select(b => (From: place, To: below[b]))).ToList();
            for (var one = 0; one < ends.Count; one++)
                for (var other = one + 1; other < ends.Count; other++)
                    if ((ends[one].From - ends[other].From) * (ends[one].To - ends[other].To) < 0) crossings++;
        }
        return crossings;
    }

    private static Dictionary<LayoutVertex, int> Places(List<LayoutVertex> layer) => layer.Index().ToDictionary(v => v.Item, v => v.Index);

    private static double Mean(List<LayoutVertex> neighbours, Dictionary<LayoutVertex, int> places, int otherwise) =>
        neighbours.Count == 0 ? otherwise : neighbours.Average(n => places[n]);
}
