using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Releases;

/// <summary>What a state does, said in short lines under short headings: what two versions are compared by and what a picture shows.</summary>
internal static class StateWords
{
    /// <summary>The state's kind and object: <c>asks place</c>, <c>does case.open</c>.</summary>
    public static string Kind(State state) => state switch
    {
        State.Ask ask => $"asks {ask.Slot}",
        State.Say say => $"says {say.Text}",
        State.Do act => $"does {act.Action.Name}",
        State.Wait wait => $"waits for {wait.Label}",
        State.Route => "decides",
        State.Call call => $"calls {call.Dialog}",
        State.Final final => $"ends: {final.Outcome}",
        State.Group => "group",
        _ => "",
    };

    /// <summary>Everything that runs feel of a state, by heading; equal texts mean equal behaviour.</summary>
    public static SortedDictionary<string, string> Of(State state)
    {
        var words = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["it"] = Kind(state) };
        void Put(string heading, string text)
        {
            if (text.Length > 0) words[heading] = text;
        }
        Put("leads to", Lines(state.Next));
        Put("on entering", Steps(state.Enter));
        Put("on leaving", Steps(state.Exit));
        Put("interrupt", state.Interrupt is Interrupt.Always ? "" : state.Interrupt.ToString().ToLowerInvariant());
        foreach (var happened in state.Events) Put($"on {happened.Event}", happened.Lines.IsEmpty ? "nothing" : Lines(happened.Lines));
        if (state.Timeout is { } timeout)
            Put("silence", $"{(timeout.Remind is { } remind ? $"reminder after {DurationText.Write(remind)}, " : "")}after {DurationText.Write(timeout.After)} {Lines(timeout.Go)}");
        foreach (var (heading, text) in Own(state)) Put(heading, text);
        return words;
    }

    /// <summary>The lines of a way, in their order.</summary>
    public static string Lines(ImmutableArray<Line> lines) => string.Join("; ", lines.Select(Line));

    /// <summary>Where a line leads, as a person would write it.</summary>
    public static string Target(Target? go) => go switch
    {
        null => "stay",
        { History: true } => $"back into '{go.Path}'",
        _ => $"'{go.Path}'",
    };

    private static IEnumerable<(string Heading, string Text)> Own(State state)
    {
        switch (state)
        {
            case State.Ask ask:
                yield return ("choices", ask.Choices is { } choices ? string.Join(", ", choices) : "");
                yield return ("skip", Lines(ask.Skip));
                yield return ("check", ask.Check?.Source ?? "");
                yield return ("wrong answers", ask.Retries is { } retries ? $"after {retries.Max} more tries {Lines(retries.Go)}" : "");
                yield return ("can be changed for", ask.ChangeUntil is { } until ? DurationText.Write(new(until)) : "");
                yield return ("template", Templates(ask));
                yield return ("floor", ask.WhenIdle ? "when idle" : "");
                yield return ("back", ask.Back ? "" : "no");
                yield return ("with", Attached(ask.Attach));
                break;
            case State.Say say:
                yield return ("template", Templates(say));
                yield return ("with", Attached(say.Attach));
                break;
            case State.Do act:
                yield return ("gives", Values(act.Action.With));
                yield return ("keeps", Values(act.Action.Save));
                yield return ("on failure", Lines(act.Fail));
                break;
            case State.Call call:
                yield return ("gives", Values(call.With));
                yield return ("keeps", Values(call.Save));
                yield return ("returns", call.UntilEnd ? "at its end only" : "");
                break;
            case State.Final final:
                yield return ("says", final.Text ?? "");
                yield return ("template", Templates(final));
                yield return ("with", Attached(final.Attach));
                break;
            case State.Group group:
                yield return ("begins with", group.Start);
                break;
        }
    }

    private static string Templates(State state) => string.Join(", ", state.Template.Select(t => $"{t.Key} {t.Value}"));

    private static string Line(Line line) => string.Concat(
        line.When is { } when ? $"if {when.Source}: " : "",
        string.Concat(line.Set.Select(s => $"{s.Slot} = {s.Value.Source}, ")),
        line.Say is { } say ? $"say {say}, " : "",
        line.With.IsEmpty ? "" : $"with {Values(line.With)}, ",
        "to ", Target(line.Go), line.Go is { Reenter: true } ? " anew" : "");

    private static string Steps(ImmutableArray<Step> steps) => string.Join("; ", steps.Select(step =>
        step.Set is { } set ? $"{set.Slot} = {set.Value.Source}" : step.Do is { } act ? $"{act.Name} {Values(act.With)}".TrimEnd() : "").Where(s => s.Length > 0));

    private static string Values(ImmutableSortedDictionary<string, Expression> values) => string.Join(", ", values.Select(v => $"{v.Key}: {v.Value.Source}"));

    private static string Attached(Attachment? attach) =>
        attach is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{attach.Kind} {attach.Value.Source}{(attach.Label is { } label ? $" ({label})" : "")}");
}
