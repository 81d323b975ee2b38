using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Tests.Engine;
using EngageBot.Dialogs.Transcripts;

namespace EngageBot.Dialogs.Tests.Releases;

/// <summary>A chat in the middle of a transcript: runs stand somewhere, and a release may come.</summary>
/// <param name="Lines">So many lines have been played.</param>
/// <param name="Pending">The last line's actions still wait for their results.</param>
internal sealed record Moment(string Transcript, int Lines, bool Pending, string Standing)
{
    /// <summary>The chat as it was then, made anew.</summary>
    public Rehearsal Replay(DialogSet dialogs)
    {
        var (rehearsal, player, transcript) = Open(dialogs, Transcript);
        for (var index = 0; index < Lines; index++) Play(player, transcript, index, leave: Pending && index == Lines - 1);
        return rehearsal;
    }

    /// <summary>One moment for every way in which the transcripts' chats stand.</summary>
    public static IReadOnlyList<Moment> All(DialogSet dialogs, IEnumerable<string> transcripts)
    {
        var found = new Dictionary<string, Moment>(StringComparer.Ordinal);
        foreach (var path in transcripts)
        {
            var (rehearsal, player, transcript) = Open(dialogs, path);
            for (var index = 0; index < transcript.Lines.Length; index++)
            {
                Play(player, transcript, index, leave: true);
                Note(found, rehearsal, new Moment(path, index + 1, true, ""));
                if (rehearsal.Pending.Count == 0) continue;
                // The same line again, this time with the results it implies.
                (rehearsal, player, transcript) = Open(dialogs, path);
                for (var again = 0; again <= index; again++) Play(player, transcript, again, leave: false);
                Note(found, rehearsal, new Moment(path, index + 1, false, ""));
            }
        }
        return [.. found.Values];
    }

    private static void Note(Dictionary<string, Moment> found, Rehearsal rehearsal, Moment moment)
    {
        if (rehearsal.Chat.Runs.IsEmpty) return;
        var standing = string.Join(" ", rehearsal.Chat.Runs.Select(run =>
            $"{run.Dialog}/{run.State}{(run.Asked ? " asked" : "")}{(run.Pending ? " pending" : "")}{(rehearsal.Chat.Floor.Contains(run.Number) ? "" : " off the floor")}"));
        if (rehearsal.Chat.Held) standing += " held";
        if (rehearsal.Chat.Leaving is not null) standing += " leaving";
        found.TryAdd(standing, moment with { Standing = standing });
    }

    private static (Rehearsal, Player, Transcript) Open(DialogSet dialogs, string path)
    {
        var transcript = TranscriptReader.Read(path).Transcript!;
        var facts = new TranscriptFacts(dialogs.Shared);
        facts.Give(transcript.Given);
        var rehearsal = new Rehearsal(dialogs, facts, TranscriptRunner.ContextFor(ChannelProfile.Telegram, transcript.Language), Talk.Monday);
        return (rehearsal, new Player(rehearsal, facts, transcript), transcript);
    }

    private static void Play(Player player, Transcript transcript, int index, bool leave)
    {
        var next = leave ? _waits : index + 1 < transcript.Lines.Length ? transcript.Lines[index + 1] : null;
        player.Play(transcript.Lines[index], next, new Outcome());
    }

    // Before a line with a result nothing is answered by itself.
    private static readonly TranscriptLine _waits = new("result", new YamlMap([], true, default), new YamlMap([], true, default), default);
}
