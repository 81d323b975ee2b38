using System.Collections.Immutable;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Loading;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>What a simulated chat begins with.</summary>
/// <param name="Dialog">The dialog to start; absent: the chat is opened as a new customer opens it.</param>
/// <param name="Language">ISO 639-1.</param>
/// <param name="Given">Facts as a transcript's <c>given</c> holds them, in YAML; may be absent.</param>
/// <param name="Record">Where the conversation is saved as a transcript; absent: nowhere.</param>
/// <param name="Now">The instant at which the clock of the simulation starts.</param>
public sealed record SimulatorOptions(string? Dialog, ChannelProfile Channel, string Language, string? Given, string? Record, DateTimeOffset Now);

/// <summary>A chat in the terminal: the customer's words go in line by line, the bot's come out; time, results and events are played by hand.</summary>
/// <remarks>
/// A line is what the customer types. <c>#2</c> presses the second button of the last message. A line that begins with a colon is stage direction:
/// <c>:later 4h</c>, <c>:result {id: C-17}</c>, <c>:fails slot_taken</c>, <c>:event case.resolved {text: Refunded}</c>, <c>:given {customer: {tier: gold}}</c>,
/// <c>:contact +355691234567</c>, <c>:photo</c>, <c>:sticker</c>, <c>:hold</c>, <c>:release</c>, <c>:state</c>, <c>:quit</c>.
/// </remarks>
public sealed class Simulator
{
    private readonly TextReader _input;
    private readonly TextWriter _output;
    private readonly SimulatorOptions _options;
    private readonly TranscriptFacts _facts;
    private readonly Rehearsal _rehearsal;
    private readonly Scribe _scribe;

    /// <summary>Makes a simulated chat.</summary>
    public Simulator(DialogSet dialogs, SimulatorOptions options, TextReader input, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(dialogs);
        ArgumentNullException.ThrowIfNull(options);
        (_input, _output, _options) = (input, output, options);
        _facts = new TranscriptFacts(dialogs.Shared);
        if (Map(options.Given) is { } given) _facts.Give(given);
        _rehearsal = new Rehearsal(dialogs, _facts, TranscriptRunner.ContextFor(options.Channel, options.Language), options.Now);
        var when = options.Now.ToString("yyyy-MM-dd'T'HH:mmzzz", System.Globalization.CultureInfo.InvariantCulture);
        _scribe = new Scribe(options.Dialog ?? "welcome", $"{{now: \"{when}\", channel: {options.Channel.Name}, lang: {options.Language}}}");
    }

    /// <summary>Talks until the input ends.</summary>
    public void Run()
    {
        Begin();
        while (_input.ReadLine() is { } line && line.Trim() != ":quit")
        {
            if (line.Trim().Length == 0) continue;
            var outcome = new Outcome();
            if (Play(line.Trim(), outcome) is { } error) _output.WriteLine($"  ! {error}");
            Show(outcome);
        }
        if (_options.Record is { } path) File.WriteAllText(path, _scribe.Write());
    }

    private void Begin()
    {
        var outcome = new Outcome();
        if (_options.Dialog is null)
        {
            _rehearsal.Happen(new ChatEvent.Opened(null), outcome);
            _scribe.Note("start: open", outcome);
        }
        else
        {
            _rehearsal.Happen(new ChatEvent.Started(_options.Dialog, Runner.NoData, null), outcome);
            _scribe.Note("start: play", outcome);
        }
        ImplyResults(outcome);
        Show(outcome);
    }

    private string? Play(string line, Outcome outcome)
    {
        if (line.StartsWith('#')) return Press(line[1..], outcome);
        if (!line.StartsWith(':')) return Happen(new ChatEvent.Said(line), $"user: {Scribe.Quote(line)}", outcome);
        var gap = line.IndexOf(' ', StringComparison.Ordinal);
        var (word, rest) = gap < 0 ? (line[1..], "") : (line[1..gap], line[(gap + 1)..].Trim());
        switch (word)
        {
            case "later": return Later(rest, outcome);
            case "result": return Answer(Map(rest), null, outcome);
            case "fails": return Answer(null, rest, outcome);
            case "event": return Event(rest, outcome);
            case "given" when Map(rest) is { } given:
                _facts.Give(given);
                return null;
            case "contact": return Happen(new ChatEvent.SharedContact(rest, Own: true), $"share: {{contact: \"{rest}\"}}", outcome);
            case "photo": return Happen(new ChatEvent.SharedPhoto("photo", null), "share: {photo: photo}", outcome);
            case "sticker": return Happen(new ChatEvent.SentUnreadable("sticker"), "unreadable: sticker", outcome);
            case "hold": return Happen(new ChatEvent.Held(), "hold: person", outcome);
            case "release": return Happen(new ChatEvent.Released(), "release: person", outcome);
            case "state":
                _output.WriteLine(_rehearsal.Chat.ToJson());
                return null;
            default: return $"nobody knows ':{word}'";
        }
    }

    private string? Press(string number, Outcome outcome)
    {
        var shown = _rehearsal.Shown.LastOrDefault(m => !m.Message.Buttons.IsEmpty);
        if (shown is null || !int.TryParse(number, out var index) || index < 1 || index > shown.Message.Buttons.Length) return "there is no such button";
        return Happen(new ChatEvent.Tapped(shown.Message.Buttons[index - 1].Token), $"tap: {Scribe.Quote(shown.Buttons[index - 1])}", outcome);
    }

    private string? Later(string length, Outcome outcome)
    {
        if (DurationText.Parse(length, out var error) is not { } duration) return error;
        _rehearsal.Later(duration.Length, outcome);
        ImplyResults(outcome);
        _scribe.Note($"later: {length}", outcome);
        return null;
    }

    private string? Event(string words, Outcome outcome)
    {
        var gap = words.IndexOf(' ', StringComparison.Ordinal);
        var name = gap < 0 ? words : words[..gap];
        var data = gap < 0 ? null : Map(words[gap..]);
        var types = _rehearsal.Dialogs.Shared.Events.GetValueOrDefault(name)?.Data;
        var record = data is null ? Runner.NoData : NodeValues.Record(data, types);
        return Happen(new ChatEvent.Happened(name, record), $"event: {{{name}: {(gap < 0 ? "{}" : words[gap..].Trim())}}}", outcome);
    }

    private string? Answer(YamlMap? result, string? code, Outcome outcome)
    {
        if (_rehearsal.Pending is not [var action, ..]) return "no action is waiting for a result";
        var record = code is null ? NodeValues.Record(result ?? new YamlMap([], true, default), action.Action.Results) : null;
        _rehearsal.TryAnswer(record, code, outcome);
        ImplyResults(outcome);
        _scribe.Note(code is null ? $"result: {NodeValues.Write(record)}" : $"fails: {{code: {code}}}", outcome);
        return null;
    }

    private string? Happen(ChatEvent happened, string stimulus, Outcome outcome)
    {
        _rehearsal.Happen(happened, outcome);
        ImplyResults(outcome);
        _scribe.Note(stimulus, outcome);
        return null;
    }

    // What can neither fail nor return anything is not worth a question to whoever plays the business.
    private void ImplyResults(Outcome outcome)
    {
        while (_rehearsal.Pending is [{ Action: { MayFail: false, Results.IsEmpty: true } }, ..]) _rehearsal.TryAnswer(Runner.NoData, null, outcome);
    }

    private void Show(Outcome outcome)
    {
        foreach (var notice in outcome.Notices)
            if (notice.Text.Length > 0) _output.WriteLine($"  ({notice.Text})");
        foreach (var message in outcome.Messages)
        {
            foreach (var line in message.Message.Text.Plain.Split('\n')) _output.WriteLine($"bot> {line}");
            for (var index = 0; index < message.Message.Buttons.Length; index++) _output.WriteLine($"     #{index + 1} {message.Message.Buttons[index].Label}");
        }
        foreach (var action in outcome.Actions) _output.WriteLine($"  * {action.Action.Name} {NodeValues.Write(action.Input)}");
        foreach (var action in _rehearsal.Pending) _output.WriteLine($"  ? {action.Action.Name} waits: {Answers(action)}");
        foreach (var ended in outcome.Ended) _output.WriteLine($"  . {ended.Dialog} ended {ended.Outcome}");
    }

    private static string Answers(Effect.RunAction action)
    {
        var results = string.Join(", ", action.Action.Results.Keys.Select(name => $"{name}: …"));
        ImmutableArray<string> codes = action.Action.Errors is [] ? ["code"] : action.Action.Errors;
        return $":result {{{results}}}{(action.Action.MayFail ? $" or :fails {string.Join("|", codes)}" : "")}";
    }

    private static YamlMap? Map(string? yaml) =>
        string.IsNullOrWhiteSpace(yaml) ? null : YamlReader.Read("input", yaml, new FindingList()) as YamlMap;
}
