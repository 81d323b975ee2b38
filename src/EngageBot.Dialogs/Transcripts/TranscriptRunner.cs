using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Enumeration;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Loading;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>Plays transcripts: conversations written down beside the dialogs they test.</summary>
/// <remarks>
/// A line is a turn: first what happens (<c>start user tap later event result fails share unreadable hold release</c>), then what must follow
/// (<c>bot says as template action notice open end</c>). <c>bot</c> names texts, of another dialog as <c>dialog/key</c>; messages and actions that are
/// not named fail. <c>says</c> pins words in the transcript's own language only. <c>{tap: {old: x}}</c> presses the newest button of that name that
/// answers no open question. <c>given</c> on a line changes single facts. A <c>result</c> or <c>fails</c> line answers the oldest pending action in
/// either mode; an action that can neither fail nor return anything is answered by itself where the next line does not say. After a stale tap the
/// open question may be shown again without being named.
/// </remarks>
public static class TranscriptRunner
{
    private static readonly ConcurrentDictionary<string, DialogSet?> Second = new(StringComparer.Ordinal);

    // Rehearsals need a key and a chat; nothing real is signed with them.
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    /// <summary>The zone of transcripts that name none: that of the examples.</summary>
    private const string UsualZone = "Europe/Tirane";

    /// <summary>Plays a transcript in a language, plain or under a hazard.</summary>
    /// <param name="language">Absent: the transcript's own.</param>
    /// <param name="channel">Absent: the one the transcript names. Another one may lay buttons out otherwise: pages are turned and numbers typed for it, and <c>as</c> is passed over.</param>
    /// <param name="window">What keeps free words back while the customer is silent. A button that a template has no room for is typed.</param>
    public static TranscriptReport Run(DialogSet dialogs, string path, string? language = null, Hazard hazard = Hazard.None, ChannelProfile? channel = null, TranscriptWindow? window = null)
    {
        ArgumentNullException.ThrowIfNull(dialogs);
        var (transcript, findings) = TranscriptReader.Read(path);
        if (transcript is null || !findings.IsEmpty)
        {
            var failures = findings.Select(f => new TranscriptFailure(f.At, Path.GetFileName(path), f.Fix, f.Message));
            return new TranscriptReport(path, transcript?.Name ?? Path.GetFileName(path), transcript?.Dialog ?? "", language ?? "", hazard, [.. failures], []);
        }
        var spoken = language ?? transcript.Language;
        var facts = new TranscriptFacts(dialogs.Shared);
        facts.Give(transcript.Given);
        var context = ContextOf(transcript, spoken);
        if (channel is not null) context = context with { Channel = channel };
        if (transcript.Given.Find("working")?.Value is { } working) facts.Working = GivenHours.Read(working, context.Zone);
        var rehearsal = new Rehearsal(dialogs, facts, context, NowOf(transcript)) { Window = window };
        var failed = Play(transcript, spoken, hazard, rehearsal, facts, () => Reloaded(dialogs, path, rehearsal.Dialogs), channel is not null);
        return new TranscriptReport(path, transcript.Name, transcript.Dialog, spoken, hazard, failed, [.. rehearsal.Visited]) 
        {
            Trail = rehearsal.Trail,
            Shown = [.. rehearsal.Shown.Select(shown => shown.Message)],
            End = string.Join("; ", rehearsal.Ends.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key} ended {e.Value}")
                .Concat(rehearsal.Chat.Runs.Select(run => $"{run.Dialog} at {run.State} with {string.Join(", ", run.Slots.Select(s => $"{s.Key} {s.Value}"))}"))),
        };
    }

    /// <summary>The transcripts below a folder, in the order of their names.</summary>
    public static ImmutableArray<string> Find(string directory) =>
        [.. Directory.EnumerateFiles(directory, "*.transcript.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>Those of a dialog, or those whose <c>dialog/file</c> fits a pattern with <c>*</c>; without either all.</summary>
    public static ImmutableArray<string> Find(string directory, string? filter)
    {
        if (filter is null) return Find(directory);
        ArgumentNullException.ThrowIfNull(directory);
        var dialog = Path.Combine(directory, filter);
        if (!filter.Contains('*', StringComparison.Ordinal) && Directory.Exists(dialog)) return Find(dialog);
        return [.. Find(directory).Where(path => FileSystemName.MatchesSimpleExpression(filter, NameOf(path), ignoreCase: false)
            || NameOf(path).StartsWith(filter + ".", StringComparison.Ordinal))];
    }

    // <dialog>/tests/<name>.transcript.yaml is "dialog/name.transcript.yaml".
    private static string NameOf(string path) =>
        $"{Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(path)))}/{Path.GetFileName(path)}";

    internal static ChatContext ContextFor(ChannelProfile channel, string language, string zone = UsualZone) =>
        new(1, channel, language, language, false, TimeZoneInfo.FindSystemTimeZoneById(zone), Key);

    private static ImmutableArray<TranscriptFailure> Play(
        Transcript transcript, string language, Hazard hazard, Rehearsal rehearsal, TranscriptFacts facts, Func<DialogSet?> reload, bool elsewhere)
    {
        var player = new Player(rehearsal, facts, transcript) { Elsewhere = elsewhere };
        var expectations = new Expectations(rehearsal, transcript, language) { Elsewhere = elsewhere };
        var hazards = new Hazards(hazard, rehearsal, player, reload);
        for (var index = 0; index < transcript.Lines.Length; index++)
        {
            var line = transcript.Lines[index];
            if (hazards.Before(line) is { } before) expectations.Fail(line, "nothing of it counts", before);
            var outcome = new Outcome();
            if (player.Play(line, index + 1 < transcript.Lines.Length ? transcript.Lines[index + 1] : null, outcome) is { } error)
            {
                expectations.Fail(line, "a line that can be played", error);
                break;
            }
            expectations.Check(line, outcome);
            if (hazards.After() is { } after) expectations.Fail(line, "nothing of it counts", after);
        }
        return expectations.Failures;
    }

    private static ChatContext ContextOf(Transcript transcript, string language)
    {
        var channel = Word(transcript, "channel") switch
        {
            "whatsapp" => ChannelProfile.WhatsApp,
            "web" => ChannelProfile.Web,
            _ => ChannelProfile.Telegram,
        };
        var context = ContextFor(channel, language, Word(transcript, "zone") ?? UsualZone);
        return context with { Informal = Word(transcript, "informal") == "true" || Word(transcript, "tone") == "informal" };
    }

    private static DateTimeOffset NowOf(Transcript transcript) =>
        DateTimeOffset.TryParse(Word(transcript, "now"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var now)
            ? now
            : new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static string? Word(Transcript transcript, string key) => (transcript.Given.Find(key)?.Value as YamlScalar)?.Text;

    // The folder three levels up is the dialogs' root: <root>/<dialog>/tests/<name>.transcript.yaml.
    private static DialogSet? Reloaded(DialogSet first, string path, DialogSet current)
    {
        if (!ReferenceEquals(current, first)) return first;
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path) ?? ".", "..", ".."));
        return Second.GetOrAdd(root, static r => Directory.Exists(Path.Combine(r, "_shared")) ? DialogSet.Load(r).Set : null);
    }
}
