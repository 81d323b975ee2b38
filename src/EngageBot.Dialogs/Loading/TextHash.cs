using System.Security.Cryptography;
using System.Text;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Loading;

/// <summary>Fingerprints of texts, by which a translation that was left behind is noticed.</summary>
internal static class TextHash
{
    /// <summary>Every text and label of a catalogue by its key, with its fingerprint.</summary>
    public static IEnumerable<(string Key, string Hash, SourcePosition At)> Of(Catalogue catalogue)
    {
        foreach (var (key, text) in catalogue.Texts) yield return (key, Of(string.Join('\n', TextParts.All(text.Entry).Select(Part))), text.At);
        foreach (var (slot, values) in catalogue.Options)
            foreach (var (value, option) in values)
                yield return ($"{slot}.options.{value}", Of($"{option.Label}\n{option.Narrow}"), option.At);
    }

    /// <summary>By key, then by language.</summary>
    public static SortedDictionary<string, SortedDictionary<string, string>> Of(TextFiles texts)
    {
        var all = new SortedDictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (language, catalogue) in texts.Base)
            foreach (var (key, hash, _) in Of(catalogue))
            {
                if (!all.TryGetValue(key, out var languages)) all[key] = languages = new(StringComparer.Ordinal);
                languages[language] = hash;
            }
        return all;
    }

    private static string Part(TextEntry part) => part switch
    {
        TextEntry.Plain plain => plain.Template.Source,
        TextEntry.Plural plural => $"plural {plural.Path} {string.Join(' ', plural.Forms.Keys)}",
        TextEntry.Select select => $"select {select.Path} {string.Join(' ', select.Cases.Keys)}",
        TextEntry.Each each => each.Skip is null ? $"each {each.Path} {each.Max}" : $"each {each.Path} {each.Max} skip {each.Skip}",
        TextEntry.Include include => $"include {include.Name}",
        TextEntry.Lines lines => "lines " + string.Join(';', lines.Items.Select(l => l.When?.Source)),
        _ => "",
    };

    private static string Of(string words) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(words))[..6]);
}
