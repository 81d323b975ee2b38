using System.Collections.Immutable;
using EngageBot.Dialogs.Manners;

namespace EngageBot.Dialogs.Loading;

/// <summary>Reads <c>_manners/xx.yaml</c>: what the reading of a draft needs to know of a language (docs/manners.md).</summary>
internal sealed class MannersReader(FindingList findings)
{
    public MannersBook? Read(string language, YamlNode root)
    {
        if (Nodes.Map(root, findings, "The file") is not { } map) return null;
        var reader = new MapReader(map, findings, "Manners");
        var rules = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (reader.Node("rules") is { } node && Nodes.Map(node, findings, "'rules'") is { } all)
            foreach (var entry in all.Entries)
                if (Nodes.Scalar(entry.Value, findings, $"'{entry.Key}'") is { } why) rules[entry.Key] = why.Text;
        var book = new MannersBook(language, rules.ToImmutable(), Words(reader, "alternatives"), Words(reader, "next_step"), Words(reader, "asks"), Words(reader, "pleasantries"), Words(reader, "notes"));
        reader.Finish();
        return book;
    }

    private ImmutableArray<string> Words(MapReader reader, string key) => reader.Node(key) is not { } node ? []
        : [.. Nodes.Items(node).Select(item => Nodes.Scalar(item, findings, $"'{key}'")).OfType<YamlScalar>().Select(word => FoldedText.Of(word.Text).Text).Where(word => word.Length > 0)];
}
