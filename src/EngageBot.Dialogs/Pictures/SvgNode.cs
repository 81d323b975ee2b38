using System.Text;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;
using static EngageBot.Dialogs.Pictures.SvgPicture;

namespace EngageBot.Dialogs.Pictures;

/// <summary>One state as a box: its kind, its name, its first words, and what silence and wrong answers lead to.</summary>
internal sealed class SvgNode(StringBuilder svg, StateCaptions captions, IReadOnlyDictionary<string, int> live)
{
    public const double Small = 11.5;

    private const double Title = 13.5;
    private const double Widest = 292;
    private const double Narrowest = 92;
    private const double LineHeight = 16;
    private const int CaptionLength = 38;
    private const int CaptionLines = 2;
    private const double Padding = 12;

    /// <summary>An estimate: no font is known before the picture is shown, so it is a wide one.</summary>
    public static double WidthOf(string words, double size) => words.Sum(c => c is 'i' or 'l' or 'j' or '.' or ',' or '\'' or ' ' ? 0.36 : c > 0x2E7F ? 1.05 : char.IsUpper(c) || c is 'm' or 'w' or 'щ' or 'ш' or 'ж' or 'ю' or '—' ? 0.78 : 0.585) * size;

    public static string Short(string words, int length) => words.Length <= length ? words : words[..(length - 1)].TrimEnd() + "…";

    /// <summary>What everybody meets everywhere, as words: silence, wrong answers, a cancel of its own, events that lead nowhere.</summary>
    public static IEnumerable<string> Notes(State state)
    {
        foreach (var arrow in Arrow.Of(state))
        {
            if (IsTheWait(arrow)) continue;
            if (arrow.Kind is ArrowKind.Silence) yield return $"silent for {DurationText.Write(state.Timeout!.After)} → {arrow.To ?? "stays"}";
            else if (arrow.Kind is ArrowKind.GiveUp && state is State.Ask { Retries: { } retries }) yield return $"{(retries.Max == 0 ? "a wrong answer" : $"{retries.Max + 1} wrong answers")} → {arrow.To ?? "stays"}";
            else if (arrow.Kind is ArrowKind.Cancel) yield return $"/cancel → {arrow.To ?? "stays"}";
            else if (arrow.To is null || arrow.To == state.Path) yield return $"{Short(arrow.Words(), CaptionLength - 8)} → stays";
        }
    }

    public (double Width, double Height) Size(State state, Dialog dialog)
    {
        var lines = Lines(state);
        var widest = Math.Max(WidthOf(Name(state), Title) * 1.06 + (Badge(state) is null ? 0 : 26) + 8, lines.Count == 0 ? 0 : lines.Max(l => WidthOf(l.Words, Small)));
        return (Math.Clamp(widest + (2 * Padding) + 6, Narrowest, Widest), (state is State.Route ? 30 : 46) + (lines.Count * LineHeight));
    }

    public void Draw(State state, Dialog dialog, (double X, double Y) at)
    {
        var (width, height) = Size(state, dialog);
        var (left, top) = (at.X - (width / 2), at.Y - (height / 2));
        var (kind, word) = Kind(state);
        svg.Append(Svg($"<g class=\"state {kind}\"><title>{Safe(Whole(state))}</title>"));
        svg.Append(Svg($"<rect class=\"box\" x=\"{left:0.#}\" y=\"{top:0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\" rx=\"{(state is State.Final or State.Route ? 15 : 8)}\"/>"));
        if (state is not State.Final and not State.Route)
            svg.Append(Svg($"<rect class=\"bar\" x=\"{left:0.#}\" y=\"{top + 8:0.#}\" width=\"4\" height=\"{height - 16:0.#}\" rx=\"2\"/>"));
        if (dialog.Start == state.Path) svg.Append(Svg($"<path class=\"start\" d=\"M{at.X - 7:0.#} {top - 13:0.#} h14 l-7 10 z\"/>"));
        var y = top + 20;
        if (state is not State.Route)
        {
            svg.Append(Svg($"<text class=\"kind\" x=\"{left + Padding:0.#}\" y=\"{top + 16:0.#}\">{Safe(word)}</text>"));
            y = top + 33;
        }
        svg.Append(Svg($"<text class=\"name\" x=\"{left + Padding:0.#}\" y=\"{y:0.#}\">{Safe(Name(state))}</text>"));
        foreach (var (words, quiet) in Lines(state))
        {
            y += LineHeight;
            svg.Append(Svg($"<text class=\"{(quiet ? "note" : "says")}\" x=\"{left + Padding:0.#}\" y=\"{y:0.#}\">{Safe(words)}</text>"));
        }
        if (Badge(state) is { } count)
        {
            svg.Append(Svg($"<circle class=\"badge\" cx=\"{left + width - 14:0.#}\" cy=\"{top + 14:0.#}\" r=\"11\"/>"));
            svg.Append(Svg($"<text class=\"count\" x=\"{left + width - 14:0.#}\" y=\"{top + 18:0.#}\">{count}</text>"));
        }
        svg.Append("</g>\n");
    }

    /// <summary>The kind as a style and as a word.</summary>
    public static (string Style, string Word) Kind(State state) => state switch
    {
        State.Ask => ("ask", "ASKS"),
        State.Say => ("say", "SAYS"),
        State.Do => ("do", "DOES"),
        State.Wait => ("wait", "WAITS"),
        State.Call => ("call", "CALLS"),
        State.Final => ("final", "ENDS"),
        _ => ("route", "DECIDES"),
    };

    private static string Name(State state) => Short(state is State.Final final && final.Outcome != state.Name ? $"{state.Name} ({final.Outcome})" : state.Name, 30).Replace('_', ' ');

    private int? Badge(State state) => live.TryGetValue(state.Path, out var count) ? count : null;

    private string Whole(State state) => string.Join(". ", ((string[])[$"{state.Path}: {Releases.StateWords.Kind(state)}", captions.Of(state), .. Notes(state)]).Where(w => w.Length > 0))
        + (Badge(state) is { } count ? $". Live runs: {count}" : "");

    private List<(string Words, bool Quiet)> Lines(State state)
    {
        var lines = Wrapped(captions.Of(state)).Select(l => (l, false)).ToList();
        lines.AddRange(Notes(state).Take(4).Select(n => (Short(n, CaptionLength), true)));
        return lines;
    }

    private static IEnumerable<string> Wrapped(string words)
    {
        for (var line = 1; words.Length > 0; line++)
        {
            if (words.Length <= CaptionLength || line == CaptionLines)
            {
                yield return Short(words, CaptionLength);
                yield break;
            }
            var space = words.LastIndexOf(' ', CaptionLength);
            var end = space > 0 ? space : CaptionLength;
            yield return words[..end];
            words = words[end..].TrimStart();
        }
    }
}
