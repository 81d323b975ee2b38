using System.Text.Json;
using EngageBot.Dialogs.Engine;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>Writes a conversation down as a transcript: each input with what followed.</summary>
internal sealed class Scribe(string dialog, string given)
{
    private readonly List<string> _lines = [];

    public void Note(string stimulus, Outcome outcome)
    {
        var parts = new List<string> { stimulus };
        var texts = outcome.Messages.Select(m => m.Dialog == dialog || m.Dialog.Length == 0 ? m.Key : $"{m.Dialog}/{m.Key}").ToArray();
        if (texts.Length > 0) parts.Add($"bot: {Several(texts)}");
        var actions = outcome.Actions.Select(a => a.Action.Name).ToArray();
        if (actions.Length > 0) parts.Add($"action: {Several(actions)}");
        var notices = outcome.Notices.Where(n => n.Kind is not NoticeKind.Accepted).Select(n => Expectations.NameOf(n.Kind)).ToArray();
        if (notices.Length > 0) parts.Add($"notice: {Several(notices)}");
        if (outcome.Ended.FindLast(e => e.Dialog == dialog) is { } ended) parts.Add($"end: {ended.Outcome}");
        _lines.Add($"- {{{string.Join(", ", parts)}}}");
    }

    /// <summary>The transcript's file.</summary>
    public string Write() => $"transcript: recorded\ndialog: {dialog}\ngiven: {given}\nsteps:\n{string.Join('\n', _lines)}\n";

    /// <summary>Words in quotes that YAML reads back as they were.</summary>
    public static string Quote(string words) => JsonSerializer.Serialize(words, ScribeJson.Default.String);

    private static string Several(string[] names) => names.Length == 1 ? names[0] : $"[{string.Join(", ", names)}]";
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class ScribeJson : System.Text.Json.Serialization.JsonSerializerContext;
