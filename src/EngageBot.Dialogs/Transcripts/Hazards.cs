using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>Does to a conversation what life does: taps twice, digresses, presses old buttons, delivers late. Nothing of it may change the conversation.</summary>
internal sealed class Hazards(Hazard hazard, Rehearsal rehearsal, Player player, Func<DialogSet?> reload)
{
    private const string Help = "help";

    private int _answersBefore;

    /// <summary>Before a line is played.</summary>
    /// <returns>What it changed that must not change, or <see langword="null"/>.</returns>
    public string? Before(TranscriptLine line)
    {
        _answersBefore = player.Answers.Count;
        return hazard switch
        {
            Hazard.Digression when line.Stimulus is "user" or "tap" or "share" => Digress(),
            Hazard.OldButtons => PressOld(),
            Hazard.Late => DeliverLate(),
            Hazard.Reload => Reload(),
            _ => null,
        };
    }

    /// <summary>After a line was played.</summary>
    public string? After() => hazard is Hazard.Twice
        ? Unchanged(player.Answers.Skip(_answersBefore).ToArray(), "arrived twice")
        : null;

    private string? Reload()
    {
        if (reload() is { } again) rehearsal.Dialogs = again;
        return null;
    }

    private string? DeliverLate()
    {
        var late = rehearsal.EverSet.Where(due => !rehearsal.Timers.ContainsKey((due.Run, due.Epoch, due.What))).Distinct().ToArray<ChatEvent>();
        var results = player.Answers.Where(answer => answer is ChatEvent.ActionSucceeded or ChatEvent.ActionFailed).ToArray();
        return Unchanged([.. late, .. results], "was delivered again");
    }

    private string? PressOld() =>
        Unchanged([.. Buttons.Old(rehearsal).Where(token => !MayStillChange(token)).Select(token => new ChatEvent.Tapped(token))], "was pressed late");

    private string? Digress()
    {
        var top = rehearsal.Chat.Floor.IsEmpty ? null : rehearsal.Chat.Find(rehearsal.Chat.Floor[^1]);
        if (top is null || rehearsal.Dialogs.Dialogs[top.Dialog].Find(top.State) is not State.Ask || rehearsal.Chat.Leaving is not null) return null;
        var before = Fingerprint();
        var outcome = rehearsal.Happen(new ChatEvent.Said("/" + Help));
        if (rehearsal.Chat.Leaving is not null && Buttons.Find(rehearsal, "yes", old: false) is { } yes) rehearsal.Happen(new ChatEvent.Tapped(yes), outcome);
        return outcome.Actions.Count == 0 && Fingerprint() == before ? null : $"a digression changed the conversation: {before} became {Fingerprint()}";
    }

    private string? Unchanged(IReadOnlyList<ChatEvent> events, string what)
    {
        foreach (var happened in events)
        {
            var before = Fingerprint();
            var outcome = rehearsal.Happen(happened);
            if (outcome.Actions.Count > 0 || outcome.Began.Count > 0 || outcome.Ended.Count > 0 || Fingerprint() != before)
                return $"{happened.GetType().Name} {what} and changed the conversation: {before} became {Fingerprint()}";
        }
        return null;
    }

    // Inside "change_until" another choice of an answered question is no stale tap but a change of mind.
    private bool MayStillChange(string token)
    {
        if (Buttons.Read(rehearsal, token) is not { } read || rehearsal.Chat.Find(read.Run) is not { } run) return false;
        var index = Trails.IndexOf(run.Trail, read.Epoch);
        return index >= 0 && rehearsal.Dialogs.Dialogs[run.Dialog].Find(run.Trail[index].State) is State.Ask { ChangeUntil: not null };
    }

    // What a customer's conversation is, without counters of messages sent.
    private string Fingerprint() => string.Join("; ", rehearsal.Chat.Runs.Select(run =>
        $"{run.Number} {run.Dialog}/{run.State}@{run.Epoch} wrong {run.Wrong} {NodeValues.Write(new Values.Value.Record(run.Slots))}"));
}
