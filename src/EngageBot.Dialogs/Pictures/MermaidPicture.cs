using System.Globalization;
using System.Text;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Pictures;

/// <summary>A Mermaid <c>stateDiagram-v2</c>, for README files and pull requests.</summary>
internal static class MermaidPicture
{
    public static string Write(Dialog dialog, IReadOnlyDictionary<string, int> live)
    {
        var text = new StringBuilder("stateDiagram-v2\n");
        text.Append("    accTitle: ").Append(Safe(dialog.Name)).Append('\n');
        States(text, dialog, live, null, 1);
        text.Append(CultureInfo.InvariantCulture, $"    [*] --> {Name(dialog.Start)}\n");
        foreach (var arrow in Arrow.Of(dialog))
            if (arrow is { From: not null, To: { } to })
                text.Append(CultureInfo.InvariantCulture, $"    {Name(arrow.From.Path)} --> {Name(to)}{(arrow.Words() is { Length: > 0 } words ? $" : {Safe(words)}" : "")}\n");
        foreach (var line in dialog.Cancel)
            if (line.Go is { } go) text.Append(CultureInfo.InvariantCulture, $"    note right of {Name(go.Path)} : /cancel from anywhere\n");
        foreach (var final in dialog.States.OfType<State.Final>()) text.Append(CultureInfo.InvariantCulture, $"    {Name(final.Path)} --> [*]\n");
        return text.ToString();
    }

    private static void States(StringBuilder text, Dialog dialog, IReadOnlyDictionary<string, int> live, string? group, int depth)
    {
        var indent = new string(' ', depth * 4);
        foreach (var state in DialogPictures.Inside(dialog, group))
        {
            var title = Safe($"{DialogPictures.Title(state, live)}: {Releases.StateWords.Kind(state)}");
            if (state is not State.Group { } box)
            {
                text.Append(state is State.Route ? $"{indent}state {Name(state.Path)} <<choice>>\n" : $"{indent}state \"{title}\" as {Name(state.Path)}\n");
                continue;
            }
            text.Append(CultureInfo.InvariantCulture, $"{indent}state \"{Safe(DialogPictures.Title(state, live))}\" as {Name(state.Path)} {{\n");
            text.Append(CultureInfo.InvariantCulture, $"{indent}    [*] --> {Name(box.Start)}\n");
            States(text, dialog, live, state.Path, depth + 1);
            text.Append(CultureInfo.InvariantCulture, $"{indent}}}\n");
        }
    }

    // Words of the diagram's own language ("end", "state") cannot be names in it.
    private static string Name(string path) => "s_" + DialogPictures.Id(path);

    private static string Safe(string words)
    {
        var safe = new StringBuilder();
        foreach (var letter in words)
            if (letter is '"' or '#' or ';' or ':' or '<' or '>' or '{' or '}' or '[' or ']') safe.Append(CultureInfo.InvariantCulture, $"#{(int)letter};");
            else safe.Append(letter is '\n' ? ' ' : letter);
        return safe.ToString();
    }
}
