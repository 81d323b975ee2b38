using System.Globalization;
using System.Text;
using EngageBot.Storage;
using static EngageBot.Pages.StaffHtml;

namespace EngageBot.Pages;

/// <summary>One bar of a plot, in parts one upon the other.</summary>
/// <param name="Label">What it stands for.</param>
/// <param name="Parts">How much of each part; the classes of the style sheet colour them in their order.</param>
internal sealed record Bar(string Label, params IReadOnlyList<double> Parts);

/// <summary>One point of a trend.</summary>
/// <param name="Margin">Half of the interval that holds the truth; absent where nobody can tell.</param>
internal sealed record TrendPoint(string Label, double Value, double? Margin, long N);

/// <summary>Plots without script. Beside each stands a table that says the same: a picture is never the only way to a number.</summary>
internal static class Plot
{
    private const int Row = 26;
    private const int Names = 190;
    private const int Width = 640;
    private const int Tall = 220;
    private const int Left = 46;
    private const int Foot = 30;
    private const int LongestLabel = 25;

    /// <summary>Bars from left to right, each as long as its sum.</summary>
    /// <param name="title">What a screen reader says of it.</param>
    public static string Bars(string title, IReadOnlyList<Bar> bars)
    {
        var most = Math.Max(1, bars.Count == 0 ? 1 : bars.Max(b => b.Parts.Sum()));
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<svg class=\"plot\" viewBox=\"0 0 {Width} {bars.Count * Row + 4}\" role=\"img\" aria-label=\"{E(title)}\">");
        for (var i = 0; i < bars.Count; i++)
        {
            var (x, y) = ((double)Names, i * Row + 4);
            html.Append(CultureInfo.InvariantCulture, $"<text class=\"name\" x=\"{Names - 8}\" y=\"{y + 15}\" text-anchor=\"end\">{E(Short(bars[i].Label))}</text>");
            for (var part = 0; part < bars[i].Parts.Count; part++)
            {
                var length = bars[i].Parts[part] / most * (Width - Names - 60);
                if (length <= 0) continue;
                html.Append(CultureInfo.InvariantCulture, $"<rect class=\"part{part}\" x=\"{x:0.#}\" y=\"{y}\" width=\"{length:0.#}\" height=\"{Row - 8}\"/>");
                x += length;
            }
            html.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + 6:0.#}\" y=\"{y + 15}\">{bars[i].Parts.Sum():0.##}</text>");
        }
        return html.Append("</svg>").ToString();
    }

    /// <summary>Points from week to week, each with its margin.</summary>
    /// <param name="least">The lower end of the scale.</param>
    /// <param name="most">The upper end.</param>
    public static string Trend(string title, IReadOnlyList<TrendPoint> points, double least, double most)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<svg class=\"plot\" viewBox=\"0 0 {Width} {Tall}\" role=\"img\" aria-label=\"{E(title)}\">");
        foreach (var mark in (double[])[least, (least + most) / 2, most])
            html.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - 10}\" y1=\"{Y(mark):0.#}\" y2=\"{Y(mark):0.#}\"/><text x=\"{Left - 6}\" y=\"{Y(mark) + 4:0.#}\" text-anchor=\"end\">{mark:0.#}</text>");
        var path = string.Join(' ', points.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"{X(i):0.#},{Y(p.Value):0.#}")));
        html.Append(CultureInfo.InvariantCulture, $"<polyline class=\"trend\" points=\"{path}\"/>");
        var each = Math.Max(1, (points.Count + 7) / 8);
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            if (point.Margin is { } margin)
                html.Append(CultureInfo.InvariantCulture, $"<line class=\"margin\" x1=\"{X(i):0.#}\" x2=\"{X(i):0.#}\" y1=\"{Y(Math.Min(most, point.Value + margin)):0.#}\" y2=\"{Y(Math.Max(least, point.Value - margin)):0.#}\"/>");
            html.Append(CultureInfo.InvariantCulture, $"<circle class=\"point\" cx=\"{X(i):0.#}\" cy=\"{Y(point.Value):0.#}\" r=\"4\"/>");
            if (i % each == 0) html.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(i):0.#}\" y=\"{Tall - 8}\" text-anchor=\"middle\">{E(point.Label)}</text>");
        }
        return html.Append("</svg>").ToString();

        double X(int i) => points.Count == 1 ? (Left + Width) / 2.0 : Left + 30 + i * (Width - Left - 80.0) / (points.Count - 1);
        double Y(double value) => 10 + (most - value) / (most - least) * (Tall - Foot - 20);
    }

    private static string Short(string label) => WholeText.Shorten(label, LongestLabel);
}
