using System.Globalization;
using System.Text;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Releases;

namespace EngageBot.Dialogs.Pictures;

/// <summary>A Graphviz digraph; groups are clusters.</summary>
internal static class DotPicture
{
    public static string Write(Dialog dialog, IReadOnlyDictionary<string, int> live)
    {
        var text = new StringBuilder($"digraph {Quoted(dialog.Name)} {{\n");
        text.Append("  compound=true;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n");
        text.Append("  __start [shape=point, label=\"\"];\n");
        States(text, dialog, live, null, "  ");
        text.Append(CultureInfo.InvariantCulture, $"  __start -> {Quoted(Leaf(dialog, dialog.Start))};\n");
        foreach (var arrow in Arrow.Of(dialog))
        {
            if (arrow.To is not { } to) continue;
            var from = arrow.From is null ? "__cancel" : Leaf(dialog, arrow.From.Path);
            var attributes = new List<string> { $"label={Quoted(arrow.Words())}" };
            if (arrow.Kind is ArrowKind.Silence or ArrowKind.GiveUp or ArrowKind.Cancel) attributes.Add("style=dashed");
            if (arrow.Kind is ArrowKind.Failure) attributes.Add("color=\"#b3261e\"");
            if (arrow.From is State.Group) attributes.Add($"ltail={Quoted("cluster_" + arrow.From.Path)}");
            if (dialog.Find(to) is State.Group) attributes.Add($"lhead={Quoted("cluster_" + to)}");
            text.Append(CultureInfo.InvariantCulture, $"  {Quoted(from)} -> {Quoted(Leaf(dialog, to))} [{string.Join(", ", attributes)}];\n");
        }
        if (!dialog.Cancel.IsEmpty) text.Append("  __cancel [shape=plaintext, label=\"from anywhere\"];\n");
        return text.Append("}\n").ToString();
    }

    private static void States(StringBuilder text, Dialog dialog, IReadOnlyDictionary<string, int> live, string? group, string indent)
    {
        foreach (var state in DialogPictures.Inside(dialog, group))
        {
            var title = DialogPictures.Title(state, live);
            if (state is State.Group)
            {
                text.Append(CultureInfo.InvariantCulture, $"{indent}subgraph {Quoted("cluster_" + state.Path)} {{\n{indent}  label={Quoted(title)}; style=rounded;\n");
                States(text, dialog, live, state.Path, indent + "  ");
                text.Append(CultureInfo.InvariantCulture, $"{indent}}}\n");
                continue;
            }
            var shape = state switch { State.Route => ", shape=diamond, style=\"\"", State.Final => ", peripheries=2", State.Call => ", shape=component", _ => "" };
            text.Append(CultureInfo.InvariantCulture, $"{indent}{Quoted(state.Path)} [label={Quoted($"{title}\n{StateWords.Kind(state)}")}{shape}];\n");
        }
    }

    /// <summary>Edges need a node: a group is entered at its first state.</summary>
    private static string Leaf(Dialog dialog, string path)
    {
        while (dialog.Find(path) is State.Group group) path = group.Start;
        return path;
    }

    private static string Quoted(string words) =>
        $"\"{words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
