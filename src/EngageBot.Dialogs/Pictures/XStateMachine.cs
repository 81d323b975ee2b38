using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Releases;

namespace EngageBot.Dialogs.Pictures;

/// <summary>The machine as the JSON that <c>createMachine</c> of XState 5 takes; guards and actions are named by our words.</summary>
internal static class XStateMachine
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Dialog dialog)
    {
        var states = Inside(dialog, null);
        var machine = new JsonObject
        {
            ["id"] = dialog.Name,
            ["version"] = $"{dialog.Version}",
            ["initial"] = DialogPictures.Id(dialog.Start),
        };
        if (!dialog.Cancel.IsEmpty)
            machine["on"] = new JsonObject { ["cancel"] = List(dialog.Cancel.Select((line, index) => new Arrow(null, ArrowKind.Cancel, null, line, index > 0))) };
        machine["states"] = states;
        return machine.ToJsonString(Readable) + "\n";
    }

    private static JsonObject Inside(Dialog dialog, string? group)
    {
        var states = new JsonObject();
        foreach (var state in DialogPictures.Inside(dialog, group)) states[DialogPictures.Id(state.Path)] = StateOf(dialog, state);
        return states;
    }

    private static JsonObject StateOf(Dialog dialog, State state)
    {
        var json = new JsonObject { ["id"] = DialogPictures.Id(state.Path), ["description"] = StateWords.Kind(state) };
        if (state is State.Final final)
        {
            json["type"] = "final";
            json["output"] = new JsonObject { ["outcome"] = final.Outcome };
            return json;
        }
        json["entry"] = new JsonArray(new JsonObject { ["type"] = StateWords.Kind(state) });
        Ways(json, state);
        if (state is not State.Group group) return json;
        json["initial"] = DialogPictures.Id(group.Start);
        var inside = Inside(dialog, state.Path);
        foreach (var deep in MachineEvents.HistoriesOf(dialog, state.Path))
            inside[MachineEvents.History(state.Path, deep)] = new JsonObject
            {
                ["id"] = MachineEvents.History(state.Path, deep), ["type"] = "history", ["history"] = deep ? "deep" : "shallow", ["target"] = "#" + DialogPictures.Id(group.Start),
            };
        json["states"] = inside;
        return json;
    }

    private static void Ways(JsonObject json, State state)
    {
        var arrows = Arrow.Of(state).ToList();
        var silence = arrows.Where(a => a.Kind is ArrowKind.Silence).ToList();
        if (silence.Count > 0) json["after"] = new JsonObject { [$"{(long)state.Timeout!.After.Length.TotalMilliseconds}"] = List(silence) };
        var done = arrows.Where(a => a is { Kind: ArrowKind.Next, From: State.Group }).ToList();
        if (done.Count > 0) json["onDone"] = List(done);
        var always = arrows.Where(a => MachineEvents.Name(a) is null).ToList();
        if (always.Count > 0) json["always"] = List(always);
        var on = new JsonObject();
        foreach (var named in arrows.Except(silence).Except(done).Except(always).GroupBy(a => MachineEvents.Name(a)!)) on[named.Key] = List(named);
        if (on.Count > 0) json["on"] = on;
    }

    private static JsonArray List(IEnumerable<Arrow> arrows) => new([.. arrows.Select(Transition)]);

    private static JsonObject Transition(Arrow arrow)
    {
        var json = new JsonObject();
        if (MachineEvents.Target(arrow) is { } target) json["target"] = "#" + target;
        if (arrow.Line.When is { } when) json["guard"] = when.Source;
        if (arrow.Line.Go is { Reenter: true } || arrow.From is not null and not Model.State.Group && arrow.To == arrow.From.Path) json["reenter"] = true;
        var actions = arrow.Line.Set.Select(s => $"{s.Slot} = {s.Value.Source}").Concat(arrow.Line.Say is { } say ? [$"says {say}"] : Array.Empty<string>()).ToList();
        if (actions.Count > 0) json["actions"] = new JsonArray([.. actions.Select(a => new JsonObject { ["type"] = a })]);
        return json;
    }
}
