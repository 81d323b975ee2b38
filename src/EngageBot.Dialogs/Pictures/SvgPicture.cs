using System.Globalization;
using System.Net;
using System.Text;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Pictures;

/// <summary>A dialog as a drawing that needs no script and no font of its own, light or dark as the reader's screen is.</summary>
internal sealed class SvgPicture(Dialog dialog, StateCaptions captions, IReadOnlyDictionary<string, int> live)
{
    private const double Margin = 24;
    private const double HeadHeight = 92;
    private const double GroupPadding = 18;
    private const double GroupHead = 26;
    private const int LabelLength = 30;

    private readonly StringBuilder _svg = new();
    private readonly Dictionary<string, (LayoutBox Box, string? Scope)> _placed = new(StringComparer.Ordinal);
    private readonly List<(string? Scope, LayoutLine Line, Arrow Arrow, string Label)> _lines = [];

    public string Write()
    {
        var (width, height) = Layout(null);
        var rows = Legend.Write(dialog, out var legendWidth);
        var total = Math.Max(width, legendWidth) + (2 * Margin);
        Head(total, height + HeadHeight + (2 * Margin), rows);
        _svg.Append(Svg($"<g transform=\"translate({Margin + Math.Max(0, (legendWidth - width) / 2)} {Margin + HeadHeight})\">\n"));
        foreach (var state in dialog.States.OfType<State.Group>()) Group(state);
        foreach (var (scope, line, arrow, _) in _lines) Line(scope, line, arrow);
        foreach (var state in dialog.States.Where(s => s is not State.Group)) new SvgNode(_svg, captions, live).Draw(state, dialog, Centre(state.Path));
        foreach (var (scope, line, _, label) in _lines) Label(scope, line, label);
        return _svg.Append("</g>\n</svg>\n").ToString();
    }

    /// <summary>Places what stands in a group, its groups first: to the outside each is one box.</summary>
    private (double Width, double Height) Layout(string? scope)
    {
        var inside = dialog.States.Where(s => s.Parent == scope).ToList();
        var first = scope is null ? dialog.Start : ((State.Group)dialog.Find(scope)!).Start;
        inside = [.. inside.OrderByDescending(s => first == s.Path || first.StartsWith(s.Path + ".", StringComparison.Ordinal))];
        var boxes = inside.Select(Box).ToList();
        var numbers = inside.Index().ToDictionary(s => s.Item.Path, s => s.Index, StringComparer.Ordinal);
        var lines = new List<LayoutLine>();
        foreach (var arrow in Arrow.Of(dialog).Where(Drawn))
        {
            var (from, to) = (numbers.GetValueOrDefault(In(scope, arrow.From!.Path), -1), numbers.GetValueOrDefault(In(scope, arrow.To!), -1));
            if (from < 0 || to < 0 || from == to) continue;
            var label = SvgNode.Short(captions.Of(arrow), LabelLength);
            lines.Add(new LayoutLine(from, to, label.Length == 0 ? 0 : SvgNode.WidthOf(label, SvgNode.Small) + 10, label.Length == 0 ? 0 : 18));
            _lines.Add((scope, lines[^1], arrow, label));
        }
        var side = inside.Index().Where(s => s.Index > 0 && lines.TrueForAll(l => l.From != s.Index && l.To != s.Index)).Select(s => s.Index).ToHashSet();
        var size = Main(boxes, lines, side);
        for (var index = 0; index < inside.Count; index++) _placed[inside[index].Path] = (boxes[index], scope);
        return size;
    }

    // What only silence or /cancel leads to stands in rows below; the way there is written in the boxes.
    private static (double Width, double Height) Main(List<LayoutBox> boxes, List<LayoutLine> lines, HashSet<int> side)
    {
        var main = Enumerable.Range(0, boxes.Count).Where(i => !side.Contains(i)).ToList();
        var places = main.Index().ToDictionary(m => m.Item, m => m.Index);
        var moved = lines.Select(l => new LayoutLine(places[l.From], places[l.To], l.LabelWidth, l.LabelHeight)).ToList();
        var (width, height) = LayeredLayout.Run([.. main.Select(i => boxes[i])], moved);
        foreach (var (line, done) in lines.Zip(moved))
        {
            line.Points.AddRange(done.Points);
            line.Label = done.Label;
        }
        var (x, y, row, most) = (0.0, height + 40, 0.0, Math.Max(width, 640));
        foreach (var box in side.Order().Select(i => boxes[i]))
        {
            if (x > 0 && x + box.Width > most) (x, y, row) = (0, y + row + 20, 0);
            (box.X, box.Y) = (x + (box.Width / 2), y + (box.Height / 2));
            (x, row) = (x + box.Width + 34, Math.Max(row, box.Height));
            width = Math.Max(width, x - 34);
        }
        return (width, side.Count == 0 ? height : y + row);
    }

    private LayoutBox Box(State state)
    {
        if (state is not State.Group)
        {
            var (width, height) = new SvgNode(_svg, captions, live).Size(state, dialog);
            return new(width, height);
        }
        var inner = Layout(state.Path);
        return new(inner.Width + (2 * GroupPadding), inner.Height + GroupHead + (2 * GroupPadding));
    }

    /// <summary>Ways everybody has are words in the box; what the conversation is about is a line.</summary>
    private static bool Drawn(Arrow arrow) =>
        IsTheWait(arrow)
        || (arrow is { From: not null, To: not null, Kind: ArrowKind.Next or ArrowKind.Skip or ArrowKind.Event or ArrowKind.Failure } && arrow.To != arrow.From.Path);

    /// <summary>Where a run waits for somebody else, their silence is part of the plan.</summary>
    internal static bool IsTheWait(Arrow arrow) => arrow is { Kind: ArrowKind.Silence, From: State.Wait, To: not null } && arrow.To != arrow.From.Path;

    /// <summary>The state of a group's inside that holds a path.</summary>
    private static string In(string? scope, string path)
    {
        if (scope is not null && !path.StartsWith(scope + ".", StringComparison.Ordinal)) return "";
        var dot = path.IndexOf('.', scope is null ? 0 : scope.Length + 1);
        return dot < 0 ? path : path[..dot];
    }

    private (double X, double Y) Centre(string path)
    {
        var (box, scope) = _placed[path];
        var (x, y) = Origin(scope);
        return (x + box.X, y + box.Y);
    }

    private (double X, double Y) Origin(string? scope)
    {
        if (scope is null) return (0, 0);
        var (x, y) = Centre(scope);
        var box = _placed[scope].Box;
        return (x - (box.Width / 2) + GroupPadding, y - (box.Height / 2) + GroupHead + GroupPadding);
    }

    private void Head(double width, double height, string legend)
    {
        var starts = new List<string>();
        if (dialog.Starts.Command is { } command) starts.Add("/" + command);
        if (dialog.Starts.Keywords) starts.Add("its words");
        if (dialog.Starts.Call) starts.Add("other dialogs");
        if (dialog.Starts.Play) starts.Add("a play");
        if (dialog.Starts.Event is { } happened) starts.Add(happened);
        var cancel = dialog.Cancel.FirstOrDefault()?.Go is { } go ? $" · /cancel leads to {go.Path}" : "";
        var about = $"{dialog.Name}, version {dialog.Version}";
        var summary = $"{dialog.States.Length} states. It starts at {dialog.Start}. " + string.Join(" ", Arrow.Of(dialog).Where(a => a is { From: not null, To: not null })
            .Take(200).Select(a => $"{a.From!.Path} to {a.To}{(a.Words() is { Length: > 0 } words ? $" ({words})" : "")}."));
        _svg.Append(Svg($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:0}\" height=\"{height:0}\" viewBox=\"0 0 {width:0} {height:0}\" role=\"img\" aria-labelledby=\"title desc\">\n"));
        _svg.Append(CultureInfo.InvariantCulture, $"<title id=\"title\">{Safe($"The dialog {about}")}</title>\n<desc id=\"desc\">{Safe(summary)}</desc>\n");
        _svg.Append(SvgStyle.Css);
        _svg.Append(Svg($"<rect class=\"page\" width=\"{width:0}\" height=\"{height:0}\"/>\n"));
        _svg.Append(Svg($"<text class=\"head\" x=\"{Margin}\" y=\"{Margin + 16}\">{Safe(about)}</text>\n"));
        _svg.Append(Svg($"<text class=\"sub\" x=\"{Margin}\" y=\"{Margin + 36}\">{Safe($"Started by {string.Join(", ", starts)}{cancel}")}</text>\n"));
        _svg.Append(Svg($"<g transform=\"translate({Margin} {Margin + 50})\">{legend}</g>\n"));
    }

    private void Group(State state)
    {
        var (x, y) = Centre(state.Path);
        var box = _placed[state.Path].Box;
        _svg.Append(Svg($"<rect class=\"group\" x=\"{x - (box.Width / 2):0.#}\" y=\"{y - (box.Height / 2):0.#}\" width=\"{box.Width:0.#}\" height=\"{box.Height:0.#}\" rx=\"12\"/>"));
        var notes = SvgNode.Notes(state).ToList();
        _svg.Append(Svg($"<text class=\"grouphead\" x=\"{x - (box.Width / 2) + 14:0.#}\" y=\"{y - (box.Height / 2) + 20:0.#}\">{Safe(string.Join(" · ", [state.Name, .. notes]))}</text>\n"));
    }

    private void Line(string? scope, LayoutLine line, Arrow arrow)
    {
        if (line.Points.Count < 2) return;
        var (x, y) = Origin(scope);
        var points = line.Points.Select(p => (X: p.X + x, Y: p.Y + y)).ToList();
        var path = new StringBuilder(Svg($"M{points[0].X:0.#} {points[0].Y:0.#}"));
        for (var index = 1; index < points.Count; index++)
        {
            var (from, to) = (points[index - 1], points[index]);
            var middle = (from.Y + to.Y) / 2;
            path.Append(Math.Abs(from.X - to.X) < 0.5
                ? Svg($" L{to.X:0.#} {to.Y:0.#}")
                : Svg($" C{from.X:0.#} {middle:0.#} {to.X:0.#} {middle:0.#} {to.X:0.#} {to.Y:0.#}"));
        }
        var kind = arrow.Kind switch { ArrowKind.Failure => "fails", ArrowKind.Skip => "skips", _ => "goes" };
        _svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line {kind}\" d=\"{path}\" marker-end=\"url(#{kind})\"><title>{Safe($"{arrow.From!.Path} to {arrow.To}: {captions.Of(arrow)}")}</title></path>\n");
    }

    private void Label(string? scope, LayoutLine line, string label)
    {
        if (label.Length == 0 || line.Points.Count < 2) return;
        var (x, y) = Origin(scope);
        _svg.Append(Svg($"<g class=\"label\"><rect x=\"{x + line.Label.X - (line.LabelWidth / 2):0.#}\" y=\"{y + line.Label.Y - 9:0.#}\" width=\"{line.LabelWidth:0.#}\" height=\"18\" rx=\"4\"/>"));
        _svg.Append(Svg($"<text x=\"{x + line.Label.X:0.#}\" y=\"{y + line.Label.Y + 4:0.#}\">{Safe(label)}</text></g>\n"));
    }

    internal static string Safe(string words) => WebUtility.HtmlEncode(words);

    internal static string Svg(FormattableString markup) => FormattableString.Invariant(markup);
}
