using System.Collections.Immutable;
using EngageBot.Dialogs.Loading;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>A conversation written down: what is given, then one line a turn.</summary>
internal sealed record Transcript(string Name, string Dialog, string Language, YamlMap Given, ImmutableArray<TranscriptLine> Lines, SourcePosition At);

/// <summary>One turn: the stimulus, then what must follow.</summary>
/// <param name="Stimulus">The line's first key.</param>
internal sealed record TranscriptLine(string Stimulus, YamlNode Value, YamlMap Map, SourcePosition At)
{
    public static readonly ImmutableArray<string> Stimuli =
        ["start", "user", "tap", "later", "event", "result", "fails", "share", "unreadable", "hold", "release"];

    public static readonly ImmutableArray<string> Expectations =
        ["bot", "says", "as", "template", "action", "notice", "open", "end", "with", "occasion", "given"];

    /// <summary>The texts expected, in their order.</summary>
    public ImmutableArray<string> Bot => Words("bot");

    public ImmutableArray<string> Says => Words("says");

    public string? Word(string key) => Map.Find(key)?.Value is YamlScalar scalar ? scalar.Text : null;

    public ImmutableArray<string> Words(string key) => Map.Find(key)?.Value switch
    {
        YamlScalar { IsEmpty: false } scalar => [scalar.Text],
        YamlList list => [.. list.Items.OfType<YamlScalar>().Select(item => item.Text)],
        _ => [],
    };

    /// <summary>The actions expected, each with the inputs that must be as written.</summary>
    public ImmutableArray<(string Name, YamlMap? Inputs)> Actions => Map.Find("action")?.Value switch
    {
        YamlList list => [.. list.Items.SelectMany(ActionsOf)],
        { } node => [.. ActionsOf(node)],
        null => [],
    };

    private static IEnumerable<(string, YamlMap?)> ActionsOf(YamlNode node) => node switch
    {
        YamlScalar { IsEmpty: false } scalar => [(scalar.Text, null)],
        YamlMap map => map.Entries.Select(e => (e.Key, e.Value as YamlMap)),
        _ => [],
    };
}
