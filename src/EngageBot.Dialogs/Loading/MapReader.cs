using EngageBot.Dialogs.Expressions;

namespace EngageBot.Dialogs.Loading;

/// <summary>Reads a map key by key; whatever nobody asked for at the end is an unknown key, with the nearest known one.</summary>
internal sealed class MapReader
{
    private readonly YamlMap _map;
    private readonly FindingList _findings;
    private readonly string _what;
    private readonly List<string> _known = [];

    /// <param name="what">What the map describes, for messages: "a state".</param>
    public MapReader(YamlMap map, FindingList findings, string what) => (_map, _findings, _what) = (map, findings, what);

    public SourcePosition At => _map.At;

    public YamlEntry? Entry(string key)
    {
        _known.Add(key);
        return _map.Find(key);
    }

    public YamlNode? Node(string key) => Entry(key)?.Value;

    public string? Word(string key) => Scalar(key)?.Text;

    public YamlScalar? Scalar(string key) => Node(key) is { } node ? Nodes.Scalar(node, _findings, $"'{key}'") : null;

    public bool? Bool(string key)
    {
        if (Scalar(key) is not { } scalar) return null;
        if (scalar.Text is "true" or "false") return scalar.Text == "true";
        _findings.Error("D006", scalar.At, $"'{key}' is true or false, not '{scalar.Text}'.", "Write true or false.");
        return null;
    }

    /// <summary>One of the given words; the finding lists them.</summary>
    public string? OneOf(string key, params string[] words)
    {
        if (Scalar(key) is not { } scalar) return null;
        if (words.Contains(scalar.Text)) return scalar.Text;
        _findings.Error("D006", scalar.At, $"'{key}' cannot be '{scalar.Text}'.", Nearest.Suggest(scalar.Text, words));
        return null;
    }

    public int? Int(string key, int least, int most)
    {
        if (Scalar(key) is not { } scalar) return null;
        if (int.TryParse(scalar.Text, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        _findings.Error("D006", scalar.At, $"'{key}' is a whole number, not '{scalar.Text}'.", $"Write a number from {least} to {most}.");
        return null;
    }

    public Values.Value.Duration? Duration(string key)
    {
        if (Scalar(key) is not { } scalar) return null;
        if (DurationText.Parse(scalar.Text, out var error) is { } duration) return duration;
        _findings.Error("D006", scalar.At, $"'{key}' is a length of time: {error}.", "Write 30m, 24h, 3d, or of working time 4wh, 2wd.");
        return null;
    }

    /// <summary>Reports every key that was not asked for.</summary>
    public void Finish()
    {
        foreach (var entry in _map.Entries)
        {
            if (_known.Contains(entry.Key)) continue;
            if (_map.Flow && entry.Value is YamlScalar { IsEmpty: true })
                _findings.Error("D003", entry.KeyAt, $"'{entry.Key}' stands alone: a comma within braces begins a new entry.",
                    "Quote the text that holds the comma.");
            else
                _findings.Error("D001", entry.KeyAt, $"{_what} has no '{entry.Key}'.", Nearest.Suggest(entry.Key, _known));
        }
    }
}
