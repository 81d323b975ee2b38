namespace EngageBot.Dialogs.Pictures;

/// <summary>Gives each layer its horizontal places: as near to the neighbours' as the distances between boxes allow.</summary>
internal static class LayerSpread
{
    private const int Rounds = 40;

    /// <summary>Long lines want to be straight more than boxes want to be centred.</summary>
    private const double LineWeight = 8;

    public static void Spread(List<List<LayoutVertex>> layers, double boxGap, double lineGap)
    {
        foreach (var layer in layers) Settle(layer, [.. layer.Select(_ => 0.0)], boxGap, lineGap);
        for (var round = 0; round < Rounds; round++)
        {
            var both = round >= Rounds - 8;
            foreach (var layer in round % 2 == 0 ? layers : Enumerable.Reverse(layers))
                Settle(layer, [.. layer.Select(v => Wanted(v, both || round % 2 == 0, both || round % 2 == 1))], boxGap, lineGap);
        }
    }

    private static double Wanted(LayoutVertex vertex, bool above, bool below)
    {
        var (sum, weights) = (0.0, 0.0);
        foreach (var neighbour in (above ? vertex.Above : []).Concat(below ? vertex.Below : []))
        {
            var weight = (vertex.Real ? 1 : LineWeight) * (neighbour.Real ? 1 : vertex.Real ? 1 : LineWeight);
            (sum, weights) = (sum + (neighbour.X * weight), weights + weight);
        }
        return weights == 0 ? vertex.X : sum / weights;
    }

    // Least squares under fixed distances: without the distances it is a sequence that may not fall, which pooling neighbours solves exactly.
    private static void Settle(List<LayoutVertex> layer, double[] wanted, double boxGap, double lineGap)
    {
        var offsets = new double[layer.Count];
        for (var place = 1; place < layer.Count; place++)
        {
            var (left, right) = (layer[place - 1], layer[place]);
            offsets[place] = offsets[place - 1] + ((left.Width + right.Width) / 2) + (left.Real && right.Real ? boxGap : lineGap);
        }
        var pools = new Stack<(double Sum, int Count)>();
        for (var place = 0; place < layer.Count; place++)
        {
            var pool = (Sum: wanted[place] - offsets[place], Count: 1);
            while (pools.TryPeek(out var before) && before.Sum / before.Count > pool.Sum / pool.Count)
            {
                pools.Pop();
                pool = (before.Sum + pool.Sum, before.Count + pool.Count);
            }
            pools.Push(pool);
        }
        var at = 0;
        foreach (var (sum, count) in pools.Reverse())
            for (var member = 0; member < count; member++, at++) layer[at].X = (sum / count) + offsets[at];
    }
}
