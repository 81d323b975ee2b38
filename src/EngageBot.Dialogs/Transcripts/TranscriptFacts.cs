using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>The facts of a transcript: what stands under <c>given</c>, nested by the dots of the facts' names. What is not given is unset.</summary>
internal sealed class TranscriptFacts(SharedFiles shared) : IFacts
{
    private readonly Dictionary<string, Value?> _values = new(StringComparer.Ordinal);

    public Value? Read(string path) => _values.GetValueOrDefault(path);

    /// <summary>Takes over every declared fact that the map holds; later lines of a transcript change single ones.</summary>
    public void Give(YamlMap given)
    {
        foreach (var (path, type) in shared.Facts)
            if (Find(given, path) is { } node) _values[path] = NodeValues.Read(node, type);
    }

    public void Set(string path, Value? value) => _values[path] = value;

    private static YamlNode? Find(YamlMap map, string path)
    {
        if (map.Find(path) is { } whole) return whole.Value;
        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = path.IndexOf('.', dot + 1))
            if (map.Find(path[..dot])?.Value is YamlMap inner && Find(inner, path[(dot + 1)..]) is { } found) return found;
        return null;
    }
}
