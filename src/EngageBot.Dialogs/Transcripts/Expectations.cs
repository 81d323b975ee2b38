using System.Collections.Immutable;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Loading;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>Compares what a line says must follow with what followed. Messages, actions and notices that are not named fail.</summary>
internal sealed class Expectations(Rehearsal rehearsal, Transcript transcript, string language)
{
    private readonly List<TranscriptFailure> _failures = [];

    /// <summary>The transcript is played on another channel than it was written for.</summary>
    public bool Elsewhere { get; init; }

    public ImmutableArray<TranscriptFailure> Failures => [.. _failures];

    public void Fail(TranscriptLine line, string expected, string happened) =>
        _failures.Add(new TranscriptFailure(line.At, LineOf(line), expected, happened) { Step = transcript.Lines.IndexOf(line) + 1 });

    public void Check(TranscriptLine line, Outcome outcome)
    {
        CheckMessages(line, outcome);
        CheckActions(line, outcome);
        CheckNotice(line, outcome);
        if (!Elsewhere && line.Word("as") is { } layout) CheckLayout(line, outcome, layout);
        if (line.Word("template") is { } template && !outcome.Messages.Exists(m => m.Message.Template == template))
            Fail(line, $"template {template}", Describe(outcome));
        if (line.Word("open") is { } open && !IsOpen(open))
            Fail(line, $"open {open}", $"open {string.Join(", ", rehearsal.Chat.Runs.Select(r => $"{r.Dialog}/{r.State}"))}");
        if (line.Word("end") is { } end && rehearsal.Ends.GetValueOrDefault(transcript.Dialog) is var ended && ended != end)
            Fail(line, $"end {end}", ended is null ? "it has not ended" : $"it ended {ended}");
    }

    private void CheckMessages(TranscriptLine line, Outcome outcome)
    {
        var expected = line.Bot;
        var said = WithoutShownAgain(outcome, expected);
        if (!Matches(expected, said)) Fail(line, expected.IsEmpty ? "no message" : $"bot {string.Join(", ", expected)}", Describe(outcome));
        // Words are pinned in the transcript's own language; in the others only the texts' keys count.
        if (language != transcript.Language) return;
        foreach (var words in line.Says)
            if (!said.Any(message => message.Message.Text.Plain.Contains(words, StringComparison.Ordinal)))
                Fail(line, $"says \"{words}\"", Describe(outcome));
    }

    // A stale tap shows the open question again; a transcript need not say so each time.
    private static List<TracedMessage> WithoutShownAgain(Outcome outcome, ImmutableArray<string> expected) =>
        expected.IsEmpty && outcome.Notices.Exists(n => n.Kind is NoticeKind.OldQuestion) && outcome.Messages is [{ Key: var key }]
            && (key.EndsWith(".resume", StringComparison.Ordinal) || key.EndsWith(".ask", StringComparison.Ordinal))
            ? []
            : outcome.Messages;

    private bool Matches(ImmutableArray<string> expected, List<TracedMessage> said)
    {
        if (expected.Length != said.Count) return false;
        for (var index = 0; index < said.Count; index++)
            if (!Names(said[index]).Contains(expected[index])) return false;
        return true;
    }

    private IEnumerable<string> Names(TracedMessage message) =>
        message.Dialog.Length == 0 ? [message.Key, $"shared/{message.Key}", $"_shared/{message.Key}"]
        : message.Dialog == transcript.Dialog ? [message.Key, $"{message.Dialog}/{message.Key}"]
        : [$"{message.Dialog}/{message.Key}"];

    private void CheckActions(TranscriptLine line, Outcome outcome)
    {
        var expected = line.Actions;
        var fits = expected.Length == outcome.Actions.Count;
        for (var index = 0; fits && index < expected.Length; index++)
            fits = expected[index].Name == outcome.Actions[index].Action.Name && Fits(expected[index].Inputs, outcome.Actions[index]);
        if (fits) return;
        var wanted = expected.Select(e => e.Inputs is null ? e.Name : $"{e.Name} {{{string.Join(", ", e.Inputs.Entries.Select(Written))}}}");
        Fail(line, expected.IsEmpty ? "no action" : $"action {string.Join(", ", wanted)}", Describe(outcome));
    }

    private static bool Fits(YamlMap? inputs, Effect.RunAction action)
    {
        foreach (var entry in inputs?.Entries ?? [])
        {
            var wanted = NodeValues.Read(entry.Value, action.Action.Parameters.GetValueOrDefault(entry.Key));
            if (NodeValues.Write(wanted) != NodeValues.Write(action.Input.Fields.GetValueOrDefault(entry.Key))) return false;
        }
        return true;
    }

    private void CheckNotice(TranscriptLine line, Outcome outcome)
    {
        var shown = outcome.Notices.Where(n => n.Kind is not NoticeKind.Accepted).Select(n => NameOf(n.Kind)).ToArray();
        var expected = line.Words("notice");
        if (!shown.SequenceEqual(expected))
            Fail(line, Notices(expected), Notices(shown));
    }

    private static string Notices(IReadOnlyCollection<string> names) => names.Count == 0 ? "no notice" : $"notice {string.Join(", ", names)}";

    private void CheckLayout(TranscriptLine line, Outcome outcome, string layout)
    {
        var last = outcome.Messages.LastOrDefault();
        var shown = last is null ? "nothing" : Layouts.Of(last, rehearsal.Context.Channel);
        if (shown != layout) Fail(line, $"as {layout}", $"as {shown}");
    }

    private bool IsOpen(string open)
    {
        var slash = open.IndexOf('/', StringComparison.Ordinal);
        var (dialog, state) = slash < 0 ? (transcript.Dialog, open) : (open[..slash], open[(slash + 1)..]);
        return rehearsal.Chat.Runs.Any(run => run.Dialog == dialog && run.State == state);
    }

    private static string Describe(Outcome outcome)
    {
        var parts = outcome.Messages.Select(m => $"bot {(m.Dialog.Length == 0 ? "shared" : m.Dialog)}/{m.Key} \"{Shorten(m.Message.Text.Plain)}\"")
            .Concat(outcome.Actions.Select(a => $"action {a.Action.Name} {NodeValues.Write(a.Input)}"))
            .Concat(outcome.Ended.Select(e => $"{e.Dialog} ended {e.Outcome}"));
        return string.Join("; ", parts) is { Length: > 0 } text ? text : "nothing";
    }

    private static string Shorten(string words) => (words.Length <= 60 ? words : words[..59] + "…").Replace('\n', ' ');

    private static string LineOf(TranscriptLine line) => $"{line.Stimulus} {(line.Value is YamlScalar scalar ? scalar.Text : Written(line.Value))}".TrimEnd();

    private static string Written(YamlEntry entry) => $"{entry.Key}: {Written(entry.Value)}";

    private static string Written(YamlNode node) => node switch
    {
        YamlScalar scalar => scalar.Text,
        YamlMap map => $"{{{string.Join(", ", map.Entries.Select(Written))}}}",
        YamlList list => $"[{string.Join(", ", list.Items.Select(Written))}]",
        _ => "",
    };

    public static string NameOf(NoticeKind kind) => kind switch
    {
        NoticeKind.Duplicate => "duplicate",
        NoticeKind.OldQuestion => "old_question",
        NoticeKind.Finished => "finished",
        NoticeKind.Expired => "expired",
        NoticeKind.Invalid => "invalid",
        _ => "accepted",
    };
}
