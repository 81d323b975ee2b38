using System.Collections.Immutable;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Loading;

/// <summary>The language files of one folder, each read for itself.</summary>
/// <param name="Base">By language.</param>
/// <param name="Informal">What differs where the customer is on first-name terms, by language.</param>
/// <param name="Unreadable">Languages whose file exists but cannot be read.</param>
internal sealed record TextFiles(
    ImmutableSortedDictionary<string, Catalogue> Base, ImmutableSortedDictionary<string, Catalogue> Informal, ImmutableHashSet<string> Unreadable)
{
    /// <summary>Reads <c>xx.yaml</c> and <c>xx.informal.yaml</c>.</summary>
    public static TextFiles Read(IEnumerable<string> files, Func<string, FindingList, YamlNode?> read, FindingList findings)
    {
        var (texts, informal) = (Empty(), Empty());
        var unreadable = ImmutableHashSet<string>.Empty;
        foreach (var file in files.Where(f => f.EndsWith(".yaml", StringComparison.Ordinal)))
        {
            var parts = file.Split('.');
            if (parts[0].Length != 2 || !parts[0].All(char.IsAsciiLetterLower) || !(parts.Length == 2 || parts is [_, "informal", _])) continue;
            if (read(file, findings) is not { } root) unreadable = unreadable.Add(parts[0]);
            else (parts.Length == 2 ? texts : informal)[parts[0]] = CatalogueReader.Read(root, parts[0], findings);
        }
        return new(texts.ToImmutable(), informal.ToImmutable(), unreadable);
    }

    private static ImmutableSortedDictionary<string, Catalogue>.Builder Empty() =>
        ImmutableSortedDictionary.CreateBuilder<string, Catalogue>(StringComparer.Ordinal);
}
