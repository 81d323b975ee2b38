using EngageBot.Dialogs.Loading;

namespace EngageBot.Dialogs.Releases;

/// <summary>Which texts differ between two folders: they are no structure and go live at once.</summary>
public static class TextDiff
{
    /// <summary>Text keys that were added, changed or removed, by file, such as <c>complaint/en.yaml</c>.</summary>
    /// <param name="dialog">Only this folder; absent: all, <c>_shared</c> too.</param>
    public static IReadOnlyList<(string File, IReadOnlyList<string> Keys)> Between(DialogFiles old, DialogFiles next, string? dialog)
    {
        var changed = new List<(string, IReadOnlyList<string>)>();
        foreach (var folder in old.Folders.Union(next.Folders).Where(f => dialog is null || f == dialog).Order(StringComparer.Ordinal))
            foreach (var file in old.In(folder).Union(next.In(folder)).Where(f => f != "dialog.yaml").Order(StringComparer.Ordinal))
            {
                var (before, after) = (old.Text($"{folder}/{file}", out _) ?? "", next.Text($"{folder}/{file}", out _) ?? "");
                if (before == after) continue;
                var (left, right) = (Flat(before), Flat(after));
                var keys = left.Keys.Union(right.Keys).Where(k => left.GetValueOrDefault(k) != right.GetValueOrDefault(k)).Order(StringComparer.Ordinal).ToList();
                if (keys.Count > 0) changed.Add(($"{folder}/{file}", keys));
            }
        return changed;
    }

    private static Dictionary<string, string> Flat(string yaml)
    {
        var flat = new Dictionary<string, string>(StringComparer.Ordinal);
        if (yaml.Length > 0 && YamlReader.Read("", yaml, new()) is { } root) Add(flat, "", root);
        return flat;
    }

    private static void Add(Dictionary<string, string> flat, string path, YamlNode node)
    {
        switch (node)
        {
            case YamlScalar scalar:
                flat[path] = scalar.Text;
                break;
            case YamlList list:
                // A text of several lines is one text.
                flat[path] = string.Join('\n', list.Items.Select(i => i is YamlScalar line ? line.Text : Written(i)));
                break;
            case YamlMap map:
                foreach (var entry in map.Entries) Add(flat, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}", entry.Value);
                break;
        }
    }

    private static string Written(YamlNode node)
    {
        var inner = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(inner, "", node);
        return string.Join('\n', inner.Select(i => $"{i.Key}: {i.Value}"));
    }
}
