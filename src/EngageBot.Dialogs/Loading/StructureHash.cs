using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace EngageBot.Dialogs.Loading;

/// <summary>A fingerprint of a dialog's structure: the same for another layout, quoting or order of keys, another for anything that changes what runs do.</summary>
internal static class StructureHash
{
    /// <summary>Remarks, and what is about versions rather than of one.</summary>
    private static readonly ImmutableHashSet<string> NotStructure = ["lint", "note", "version", "migrate", "purpose"];

    /// <summary>Where the order of the entries means something.</summary>
    private static readonly ImmutableHashSet<string> Ordered = ["states", "events", "set"];

    public static string Of(YamlMap dialog)
    {
        var text = new StringBuilder();
        Write(text, dialog, ordered: false, topOrState: true);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))[..12]);
    }

    private static void Write(StringBuilder text, YamlNode node, bool ordered, bool topOrState)
    {
        switch (node)
        {
            case YamlScalar scalar:
                text.Append(scalar.Text.Length).Append(':').Append(scalar.Text);
                break;
            case YamlList list:
                text.Append('[');
                foreach (var item in list.Items) Write(text, item, false, false);
                text.Append(']');
                break;
            case YamlMap map:
                WriteMap(text, map, ordered, topOrState);
                break;
        }
    }

    private static void WriteMap(StringBuilder text, YamlMap map, bool ordered, bool topOrState)
    {
        text.Append('{');
        foreach (var entry in ordered ? (IEnumerable<YamlEntry>)map.Entries : map.Entries.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            if (topOrState && NotStructure.Contains(entry.Key)) continue;
            text.Append(entry.Key.Length).Append(':').Append(entry.Key).Append('=');
            var states = topOrState && entry.Key == "states" && entry.Value is YamlMap;
            if (states) WriteStates(text, (YamlMap)entry.Value);
            else Write(text, entry.Value, Ordered.Contains(entry.Key), false);
        }
        text.Append('}');
    }

    private static void WriteStates(StringBuilder text, YamlMap states)
    {
        text.Append('(');
        foreach (var state in states.Entries)
        {
            text.Append(state.Key.Length).Append(':').Append(state.Key).Append('=');
            Write(text, state.Value, false, topOrState: true);
        }
        text.Append(')');
    }
}
