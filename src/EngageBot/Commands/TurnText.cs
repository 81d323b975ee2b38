using System.Globalization;
using System.Text;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Values;
using EngageBot.Turns.Log;

namespace EngageBot.Commands;

/// <summary>A recorded turn as lines a person reads; words of customers and values of theirs only where they are asked for.</summary>
internal static class TurnText
{
    public static string Write(RecordedTurn turn, bool words)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"turn {turn.Row.InboxId}  {turn.Row.At:yyyy-MM-dd HH:mm:ss}  release {turn.Row.Release}\n");
        if (turn.Problem is { } problem) text.Append(CultureInfo.InvariantCulture, $"  {problem}\n");
        foreach (var step in turn.Record?.Steps ?? [])
        {
            text.Append(CultureInfo.InvariantCulture, $"  {Happened(step.Happened, words)}\n");
            if (!step.Reads.IsEmpty) text.Append(CultureInfo.InvariantCulture, $"    read {string.Join(", ", step.Reads.Select(r => $"{r.Path} = {Shown(r.Value, words)}"))}\n");
        }
        if (turn.Replay is not { } replay) return text.ToString();
        foreach (var effect in replay.Effects)
            if (Effects(effect, words) is { } line) text.Append(CultureInfo.InvariantCulture, $"    {line}\n");
        foreach (var (key, said) in replay.Said) text.Append(CultureInfo.InvariantCulture, $"  bot: {key}{(words ? $": {said.ReplaceLineEndings(" ")}" : "")}\n");
        foreach (var run in replay.After.Runs) text.Append(CultureInfo.InvariantCulture, $"    now {run.Dialog} {run.Version} at {run.State}{(run.Wrong > 0 ? $", wrong answers: {run.Wrong}" : "")}\n");
        return text.ToString();
    }

    private static string Happened(ChatEvent happened, bool words) => happened switch
    {
        ChatEvent.Said said => $"customer: {Masked(said.Words, words)}",
        ChatEvent.Tapped => "customer pressed a button",
        ChatEvent.SharedContact => "customer sent a contact card",
        ChatEvent.SharedPhoto => "customer sent a photo",
        ChatEvent.SharedFile => "customer sent a file",
        ChatEvent.SharedLocation => "customer sent a place",
        ChatEvent.SentUnreadable sent => $"customer sent a {sent.Kind}",
        ChatEvent.Opened => "customer opened the chat",
        ChatEvent.Started started => $"{started.Dialog} is started",
        ChatEvent.Happened business => $"event {business.Name}",
        ChatEvent.TimerDue due => $"timer {due.What} of run {due.Run}",
        ChatEvent.ActionSucceeded done => $"done: {string.Join(", ", done.Result.Fields.Select(f => $"{f.Key} = {Shown(f.Value, words)}"))}",
        ChatEvent.ActionFailed failed => $"failed: {failed.Code}",
        ChatEvent.Held => "a person has taken the chat",
        ChatEvent.Released => "the person has handed back",
        _ => happened.GetType().Name,
    };

    private static string? Effects(Effect effect, bool words) => effect switch
    {
        Effect.RunAction run => $"does {run.Action.Name}({string.Join(", ", run.Input.Fields.Select(f => $"{f.Key} = {Shown(f.Value, words)}"))})",
        Effect.SetTimer timer => string.Create(CultureInfo.InvariantCulture, $"timer {timer.What} of run {timer.Run} at {timer.DueAt:yyyy-MM-dd HH:mm}"),
        Effect.Notice { Text.Length: > 0 } notice => $"notice {notice.Kind}",
        Effect.Began began => $"run {began.Run} of {began.Dialog} begins",
        Effect.Ended ended => $"run {ended.Run} of {ended.Dialog} ends: {ended.Outcome}",
        _ => null,
    };

    // Numbers and yes or no say nothing about who somebody is; any text may.
    private static string Shown(Value? value, bool words) => value switch
    {
        null => "unset",
        Value.Bool yes => yes.Holds ? "yes" : "no",
        Value.Int number => number.Number.ToString(CultureInfo.InvariantCulture),
        Value.Text text => Masked(text.Content, words),
        Value.List list => $"{list.Items.Length} items",
        Value.Record => "…",
        _ => words ? value.ToString()! : "…",
    };

    private static string Masked(string content, bool words) =>
        words ? $"“{content.ReplaceLineEndings(" ")}”" : string.Create(CultureInfo.InvariantCulture, $"({content.Length} {(content.Length == 1 ? "character" : "characters")})");
}
