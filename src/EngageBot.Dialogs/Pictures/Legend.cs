using System.Text;
using EngageBot.Dialogs.Model;
using static EngageBot.Dialogs.Pictures.SvgPicture;

namespace EngageBot.Dialogs.Pictures;

/// <summary>The kinds of state a drawing has, each with its colour, and what the lines mean.</summary>
internal static class Legend
{
    public static string Write(Dialog dialog, out double width)
    {
        var text = new StringBuilder();
        width = 0;
        foreach (var (style, word) in dialog.States.Where(s => s is not State.Group).Select(SvgNode.Kind).Distinct())
        {
            text.Append(Svg($"<g class=\"state {style}\"><rect class=\"box\" x=\"{width:0.#}\" y=\"0\" width=\"14\" height=\"14\" rx=\"3\"/>"));
            text.Append(Svg($"<text class=\"key\" x=\"{width + 20:0.#}\" y=\"11\">{word.ToLowerInvariant()}</text></g>"));
            width += 34 + SvgNode.WidthOf(word.ToLowerInvariant(), SvgNode.Small);
        }
        foreach (var (kind, word) in Ways(dialog))
        {
            text.Append(Svg($"<path class=\"line {kind}\" d=\"M{width:0.#} 7 h22\"/><text class=\"key\" x=\"{width + 28:0.#}\" y=\"11\">{word}</text>"));
            width += 44 + SvgNode.WidthOf(word, SvgNode.Small);
        }
        return text.ToString();
    }

    private static IEnumerable<(string Kind, string Word)> Ways(Dialog dialog)
    {
        var arrows = Arrow.Of(dialog).Select(a => a.Kind).ToHashSet();
        if (arrows.Contains(ArrowKind.Skip)) yield return ("skips", "skipped");
        if (arrows.Contains(ArrowKind.Failure)) yield return ("fails", "failed");
    }
}
