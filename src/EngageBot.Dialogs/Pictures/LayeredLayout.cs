namespace EngageBot.Dialogs.Pictures;

/// <summary>A box to be placed; afterwards its centre.</summary>
internal sealed class LayoutBox(double width, double height)
{
    public double Width { get; } = width;

    public double Height { get; } = height;

    public double X { get; set; }

    public double Y { get; set; }
}

/// <summary>A line to be drawn; afterwards the points it passes, from the border of one box to that of the other, and where its label stands.</summary>
internal sealed class LayoutLine(int from, int to, double labelWidth, double labelHeight)
{
    public int From { get; } = from;

    public int To { get; } = to;

    public double LabelWidth { get; } = labelWidth;

    public double LabelHeight { get; } = labelHeight;

    public List<(double X, double Y)> Points { get; } = [];

    public (double X, double Y) Label { get; set; }
}

/// <summary>Places boxes in layers from top to bottom, as Sugiyama's method does: no circles, longest paths, few crossings, straight lines.</summary>
/// <remarks>Boxes stand on even layers; lines have a place on every layer they pass, so that labels on the odd ones never cover anything.</remarks>
internal sealed class LayeredLayout
{
    private const double BoxGap = 34;
    private const double LineGap = 16;
    private const double LayerGap = 17;

    private readonly IReadOnlyList<LayoutBox> _boxes;
    private readonly IReadOnlyList<LayoutLine> _lines;
    private readonly List<LayoutVertex> _vertices = [];
    private readonly List<(LayoutLine Line, bool Reversed, List<LayoutVertex> Path)> _paths = [];

    private LayeredLayout(IReadOnlyList<LayoutBox> boxes, IReadOnlyList<LayoutLine> lines) => (_boxes, _lines) = (boxes, lines);

    /// <summary>Places everything; the first box is where reading begins.</summary>
    /// <returns>The size of the whole; the upper left corner is the origin.</returns>
    public static (double Width, double Height) Run(IReadOnlyList<LayoutBox> boxes, IReadOnlyList<LayoutLine> lines)
    {
        if (boxes.Count == 0) return (0, 0);
        var layout = new LayeredLayout(boxes, lines);
        var layers = layout.Layers();
        LayerOrder.Arrange(layers);
        LayerSpread.Spread(layers, BoxGap, LineGap);
        return layout.Place(layers);
    }

    private List<List<LayoutVertex>> Layers()
    {
        var reversed = Backward();
        var ranks = Ranks(reversed);
        foreach (var box in _boxes) _vertices.Add(new LayoutVertex(box.Width, box.Height, real: true));
        for (var index = 0; index < _boxes.Count; index++) _vertices[index].Layer = ranks[index];
        for (var index = 0; index < _lines.Count; index++)
            if (_lines[index].From != _lines[index].To) Thread(_lines[index], reversed[index]);
        var layers = Enumerable.Range(0, _vertices.Max(v => v.Layer) + 1).Select(_ => new List<LayoutVertex>()).ToList();
        foreach (var vertex in _vertices) layers[vertex.Layer].Add(vertex);
        return layers;
    }

    // A line lies on a place of its own in every layer between its ends.
    private void Thread(LayoutLine line, bool reversed)
    {
        var (top, bottom) = reversed ? (_vertices[line.To], _vertices[line.From]) : (_vertices[line.From], _vertices[line.To]);
        List<LayoutVertex> path = [top];
        var labelled = reversed ? bottom.Layer - 1 : top.Layer + 1;
        for (var layer = top.Layer + 1; layer < bottom.Layer; layer++)
        {
            var bend = layer == labelled ? new LayoutVertex(line.LabelWidth, line.LabelHeight, real: false) : new LayoutVertex(0, 0, real: false);
            bend.Layer = layer;
            _vertices.Add(bend);
            LayoutVertex.Join(path[^1], bend);
            path.Add(bend);
        }
        LayoutVertex.Join(path[^1], bottom);
        path.Add(bottom);
        _paths.Add((line, reversed, path));
    }

    /// <summary>Lines that lead back to a box from which reading came, so that turned round the rest has no circle.</summary>
    private bool[] Backward()
    {
        var backward = new bool[_lines.Count];
        var (open, done) = (new bool[_boxes.Count], new bool[_boxes.Count]);
        var ways = _lines.Index().ToLookup(l => l.Item.From);
        void Visit(int box)
        {
            open[box] = true;
            foreach (var (index, line) in ways[box])
                if (open[line.To]) backward[index] = true;
                else if (!done[line.To]) Visit(line.To);
            (open[box], done[box]) = (false, true);
        }
        for (var box = 0; box < _boxes.Count; box++)
            if (!done[box]) Visit(box);
        return backward;
    }

    private int[] Ranks(bool[] reversed)
    {
        var ways = _lines.Index().Where(l => l.Item.From != l.Item.To)
            .Select(l => reversed[l.Index] ? (From: l.Item.To, To: l.Item.From) : (l.Item.From, l.Item.To)).Distinct().ToList();
        var ranks = new int[_boxes.Count];
        // Each round settles one layer more; there are no circles left.
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var (from, to) in ways)
                if (ranks[to] < ranks[from] + 2) (ranks[to], changed) = (ranks[from] + 2, true);
        }
        // A box nobody leads to stands right above what it leads to, not at the top.
        for (var box = 1; box < _boxes.Count; box++)
            if (ways.TrueForAll(w => w.To != box) && ways.Exists(w => w.From == box)) ranks[box] = ways.Where(w => w.From == box).Min(w => ranks[w.To]) - 2;
        return ranks;
    }

    private (double Width, double Height) Place(List<List<LayoutVertex>> layers)
    {
        var y = 0.0;
        foreach (var layer in layers)
        {
            var height = layer.Max(v => v.Height);
            foreach (var vertex in layer) (vertex.Y, vertex.LayerHeight) = (y + (height / 2), height);
            y += height + LayerGap;
        }
        var left = _vertices.Min(v => v.X - (v.Width / 2));
        foreach (var vertex in _vertices) vertex.X -= left;
        for (var index = 0; index < _boxes.Count; index++) (_boxes[index].X, _boxes[index].Y) = (_vertices[index].X, _vertices[index].Y);
        foreach (var (line, reversed, path) in _paths) Draw(line, reversed, path);
        return (_vertices.Max(v => v.X + (v.Width / 2)), y - LayerGap);
    }

    private static void Draw(LayoutLine line, bool reversed, List<LayoutVertex> path)
    {
        line.Points.Add((path[0].PortBelow(path[1]), path[0].Y + (path[0].Height / 2)));
        // To the next layer of boxes a line without a label is one curve.
        foreach (var bend in path.Count == 3 && line.LabelWidth == 0 ? [] : path.Skip(1).SkipLast(1))
        {
            // Straight down beside the boxes of the layer: a curve would touch them.
            line.Points.Add((bend.X, bend.Y - (bend.LayerHeight / 2)));
            line.Points.Add((bend.X, bend.Y + (bend.LayerHeight / 2)));
        }
        line.Points.Add((path[^1].PortAbove(path[^2]), path[^1].Y - (path[^1].Height / 2)));
        var label = reversed ? path[^2] : path[1];
        line.Label = (label.X, label.Y);
        if (reversed) line.Points.Reverse();
    }
}
