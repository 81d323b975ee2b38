using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>The facts of a transcript: what stands under <c>given</c>, nested by the dots of the facts' names. What is not given is unset.</summary>
internal sealed class TranscriptFacts(SharedFiles shared) : IFacts, IWorkingTime
{
    private readonly Dictionary<string, Value?> _values = new(StringComparer.Ordinal);

    /// <summary>The hours under <c>working</c>; without them working time is time of the clock.</summary>
    public WorkingHours? Working { get; set; }

    public Value? Read(string path) => _values.GetValueOrDefault(path);

    public DateTimeOffset After(DateTimeOffset from, TimeSpan length) => Working?.After(from, length) ?? from + length;

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
