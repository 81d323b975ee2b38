namespace EngageBot.Dialogs.Pictures;

/// <summary>A box, or the place of a line, on one layer.</summary>
internal sealed class LayoutVertex(double width, double height, bool real)
{
    /// <summary>How much of a box's side lines may use.</summary>
    private const double PortShare = 0.6;

    public double Width { get; } = width;

    public double Height { get; } = height;

    /// <summary>A box, not the place of a line.</summary>
    public bool Real { get; } = real;

    public int Layer { get; set; }

    /// <summary>The height of the highest box beside it.</summary>
    public double LayerHeight { get; set; }

    public double X { get; set; }

    public double Y { get; set; }

    public List<LayoutVertex> Above { get; } = [];

    public List<LayoutVertex> Below { get; } = [];

    public static void Join(LayoutVertex above, LayoutVertex below)
    {
        above.Below.Add(below);
        below.Above.Add(above);
    }

    /// <summary>Where a line to a neighbour leaves the lower side: in the order of the neighbours, so that lines do not cross at once.</summary>
    public double PortBelow(LayoutVertex neighbour) => Port(Below, neighbour);

    /// <summary>Where a line from a neighbour comes in at the upper side.</summary>
    public double PortAbove(LayoutVertex neighbour) => Port(Above, neighbour);

    private double Port(List<LayoutVertex> neighbours, LayoutVertex neighbour)
    {
        if (neighbours.Count < 2) return X;
        var place = neighbours.OrderBy(v => v.X).ToList().IndexOf(neighbour);
        return X + (((place + 0.5) / neighbours.Count) - 0.5) * Width * PortShare;
    }
}
