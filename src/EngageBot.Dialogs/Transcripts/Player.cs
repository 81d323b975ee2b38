using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>Turns a transcript's line into events and gives them to the rehearsal.</summary>
internal sealed class Player(Rehearsal rehearsal, TranscriptFacts facts, Transcript transcript)
{
    private const int PagesMost = 10;

    /// <summary>The transcript is played on another channel than it was written for.</summary>
    public bool Elsewhere { get; init; }

    /// <summary>The tokens tapped and results given so far, for delivering them again.</summary>
    public List<ChatEvent> Answers { get; } = [];

    /// <summary>Plays a line; <see langword="null"/> if all is well, else why it cannot be played.</summary>
    /// <param name="next">The line after it: an action whose result a transcript leaves out gets an empty one.</param>
    public string? Play(TranscriptLine line, TranscriptLine? next, Outcome outcome)
    {
        if (line.Map.Find("given")?.Value is YamlMap given)
        {
            facts.Give(given);
            if (given.Find("tone")?.Value is YamlScalar tone) rehearsal.Context = rehearsal.Context with { Informal = tone.Text == "informal" };
        }
        var error = line.Stimulus switch
        {
            "start" => Start(line, outcome),
            "user" => Do(new ChatEvent.Said(Text(line)), outcome),
            "tap" => Tap(line, outcome),
            "later" => Later(line, outcome),
            "event" => Happen(line, outcome),
            "result" => Answer(NodeValues.Record(line.Value as YamlMap ?? Empty, PendingResults()), null, outcome),
            "fails" => Answer(null, (line.Value as YamlMap)?.Find("code")?.Value is YamlScalar code ? code.Text : Text(line), outcome),
            "share" => Share(line, outcome),
            "unreadable" => Do(new ChatEvent.SentUnreadable(Text(line)), outcome),
            "hold" => Do(new ChatEvent.Held(), outcome),
            "release" => Do(new ChatEvent.Released(), outcome),
            _ => $"nobody knows how to play '{line.Stimulus}'",
        };
        if (error is null && next is not { Stimulus: "result" or "fails" }) ImplyResults(outcome);
        return error;
    }

    private static YamlMap Empty { get; } = new([], true, default);

    // An action that cannot fail and returns nothing has only one result; a transcript may leave it out.
    private void ImplyResults(Outcome outcome)
    {
        while (rehearsal.Pending is [{ Action: { MayFail: false, Results.IsEmpty: true } }, ..]) Answer(Runner.NoData, null, outcome);
    }

    private string? Start(TranscriptLine line, Outcome outcome)
    {
        if (!rehearsal.Dialogs.Dialogs.TryGetValue(transcript.Dialog, out var dialog)) return $"there is no dialog '{transcript.Dialog}'";
        if (Text(line) == "command")
            return dialog.Starts.Command is { } command ? Do(new ChatEvent.Said("/" + command), outcome) : "the dialog has no command";
        if (Text(line) == "open") return Do(new ChatEvent.Opened(line.Word("with")), outcome);
        var types = dialog.Slots.ToDictionary(s => s.Key, s => s.Value.Type, StringComparer.Ordinal);
        var with = NodeValues.Record(line.Map.Find("with")?.Value as YamlMap ?? Empty, types);
        return Do(new ChatEvent.Started(dialog.Name, with, line.Word("occasion")), outcome);
    }

    private string? Tap(TranscriptLine line, Outcome outcome)
    {
        var old = (line.Value as YamlMap)?.Find("old")?.Value as YamlScalar;
        var name = old?.Text ?? Text(line);
        var shown = Buttons.Find(rehearsal, name, old: old is not null);
        if (shown is null && Elsewhere && old is null)
        {
            // This channel has no room for the button: it stands on a further page, or is a number to type.
            for (var page = 2; shown is null && page < PagesMost && Buttons.Find(rehearsal, string.Create(CultureInfo.InvariantCulture, $"page {page}"), old: false) is { } more; page++)
            {
                rehearsal.Happen(new ChatEvent.Tapped(more));
                shown = Buttons.Find(rehearsal, name, old: false);
            }
            if (shown is null && rehearsal.Window?.LabelOf(name) is { } label) return Do(new ChatEvent.Said(label), outcome);
            if (shown is null && long.TryParse(name, CultureInfo.InvariantCulture, out _)) return Do(new ChatEvent.Said(name), outcome);
        }
        if (shown is not { } token) return $"no {(old is null ? "open" : "old")} button '{name}' was shown";
        var tapped = new ChatEvent.Tapped(token);
        Answers.Add(tapped);
        return Do(tapped, outcome);
    }

    private string? Later(TranscriptLine line, Outcome outcome)
    {
        if (DurationText.Parse(Text(line), out var error) is not { } duration) return error;
        rehearsal.Later(duration.Length, outcome);
        return null;
    }

    private string? Happen(TranscriptLine line, Outcome outcome)
    {
        var (name, node) = line.Value is YamlMap { Entries: [var first, ..] } ? (first.Key, first.Value) : (Text(line), Empty);
        var types = rehearsal.Dialogs.Shared.Events.GetValueOrDefault(name)?.Data;
        return Do(new ChatEvent.Happened(name, NodeValues.Record(node as YamlMap ?? Empty, types)), outcome);
    }

    private string? Share(TranscriptLine line, Outcome outcome)
    {
        if (line.Value is not YamlMap { Entries: [{ Value: YamlScalar { Text: var text } } first, ..] } map)
            return "say what is shared: contact, photo, file or location";
        switch (first.Key)
        {
            case "contact": return Do(new ChatEvent.SharedContact(text, (map.Find("own")?.Value as YamlScalar)?.Text != "false"), outcome);
            case "photo": return Do(new ChatEvent.SharedPhoto(text, (map.Find("caption")?.Value as YamlScalar)?.Text), outcome);
            case "file": return Do(new ChatEvent.SharedFile(text, null, (map.Find("caption")?.Value as YamlScalar)?.Text), outcome);
            case "location":
                var parts = text.Split(',');
                return parts.Length == 2 && double.TryParse(parts[0], CultureInfo.InvariantCulture, out var latitude)
                    && double.TryParse(parts[1], CultureInfo.InvariantCulture, out var longitude)
                    ? Do(new ChatEvent.SharedLocation(latitude, longitude), outcome)
                    : $"'{text}' is no place";
            default: return $"nobody can share a '{first.Key}'";
        }
    }

    private string? Answer(Value.Record? result, string? code, Outcome outcome)
    {
        if (rehearsal.Pending.Count == 0) return "no action is waiting for a result";
        Answers.Add(Rehearsal.AnswerOf(rehearsal.Pending[0], result, code));
        rehearsal.TryAnswer(result, code, outcome);
        return null;
    }

    private ImmutableSortedDictionary<string, DialogType>? PendingResults() => rehearsal.Pending is [var first, ..] ? first.Action.Results : null;

    private string? Do(ChatEvent happened, Outcome outcome)
    {
        rehearsal.Happen(happened, outcome);
        return null;
    }

    private static string Text(TranscriptLine line) => (line.Value as YamlScalar)?.Text ?? "";
}
