namespace EngageBot.Dialogs.Pictures;

/// <summary>What machines of other tools call the things that happen to a run.</summary>
internal static class MachineEvents
{
    /// <summary>The event's name; nothing for a way that is taken by itself.</summary>
    public static string? Name(Arrow arrow) => (arrow.Kind, arrow.From) switch
    {
        (ArrowKind.Next, Model.State.Say or Model.State.Route) => null,
        (ArrowKind.Next, Model.State.Do) => "ok",
        (ArrowKind.Next, Model.State.Call) => "returned",
        (ArrowKind.Next, Model.State.Group group) => "done.state." + DialogPictures.Id(group.Path),
        (ArrowKind.Next, _) => "answer",
        (ArrowKind.Skip, _) => "skip",
        (ArrowKind.GiveUp, _) => "give_up",
        (ArrowKind.Failure, _) => "fail",
        (ArrowKind.Silence, _) => "timeout." + DialogPictures.Id(arrow.From!.Path),
        (ArrowKind.Cancel, _) => "cancel",
        _ => arrow.Trigger,
    };

    /// <summary>The state a line leads to: a final that ends the dialog, a history, or itself.</summary>
    public static string? Target(Arrow arrow) => arrow.Line.Go switch
    {
        null => null,
        { History: true } go => History(go.Path, go.Deep),
        { } go => DialogPictures.Id(go.Path),
    };

    /// <summary>The name of a group's history.</summary>
    public static string History(string group, bool deep) => $"{DialogPictures.Id(group)}__{(deep ? "deep" : "shallow")}_history";

    /// <summary>Which histories of a group somebody goes back to.</summary>
    public static IEnumerable<bool> HistoriesOf(Model.Dialog dialog, string group) =>
        Arrow.Of(dialog).Select(a => a.Line.Go).Where(g => g is { History: true } && g.Path == group).Select(g => g!.Deep).Distinct();
}
