using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Releases;

namespace EngageBot.Dialogs.Pictures;

/// <summary>The machine as W3C SCXML, to be looked at and simulated elsewhere; texts, slots and channels stay behind.</summary>
/// <remarks>Conditions are words of ours: they hold if the list <c>holds</c> has them, and the event <c>holds</c> sets the list.</remarks>
internal static class ScxmlMachine
{
    private static readonly XNamespace Ns = "http://www.w3.org/2005/07/scxml";

    public static string Write(Dialog dialog)
    {
        // One state around all: its transitions are the dialog's own. A dialog that begins with its end never stands in it.
        var ended = dialog.Find(dialog.Start) is State.Final;
        var root = ended ? null : new XElement(Ns + "state", new XAttribute("id", "__dialog"), new XAttribute("initial", DialogPictures.Id(dialog.Start)),
            new XElement(Ns + "transition", new XAttribute("event", "holds"),
                new XElement(Ns + "assign", new XAttribute("location", "holds"), new XAttribute("expr", "_event.data"))),
            dialog.Cancel.Select((line, index) => Transition(new Arrow(null, ArrowKind.Cancel, null, line, index > 0))),
            DialogPictures.Inside(dialog, null).Where(s => s is not State.Final).Select(s => StateOf(dialog, s)));
        var scxml = new XElement(Ns + "scxml",
            new XAttribute("version", "1.0"), new XAttribute("datamodel", "ecmascript"), new XAttribute("name", dialog.Name), new XAttribute("initial", ended ? DialogPictures.Id(dialog.Start) : "__dialog"),
            new XElement(Ns + "datamodel", new XElement(Ns + "data", new XAttribute("id", "holds"), new XAttribute("expr", "[]"))),
            root, DialogPictures.Inside(dialog, null).OfType<State.Final>().Select(s => StateOf(dialog, s)));
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" })) scxml.WriteTo(writer);
        return text.Append('\n').ToString();
    }

    private static XElement StateOf(Dialog dialog, State state)
    {
        var id = DialogPictures.Id(state.Path);
        var entry = new XElement(Ns + "onentry", Log(state));
        var silence = state.Timeout is { } timeout ? $"timeout.{id}" : null;
        if (state.Timeout is { } after)
            entry.Add(new XElement(Ns + "send", new XAttribute("event", silence!), new XAttribute("id", silence!),
                new XAttribute("delay", string.Create(CultureInfo.InvariantCulture, $"{(long)after.After.Length.TotalSeconds}s"))));
        if (state is State.Final final)
            return new XElement(Ns + "final", new XAttribute("id", id), entry, new XElement(Ns + "donedata",
                new XElement(Ns + "param", new XAttribute("name", "outcome"), new XAttribute("expr", Text(final.Outcome)))));
        return new XElement(Ns + "state",
            new XAttribute("id", id),
            state is State.Group group ? new XAttribute("initial", DialogPictures.Id(group.Start)) : null,
            entry,
            silence is null ? null : new XElement(Ns + "onexit", new XElement(Ns + "cancel", new XAttribute("sendid", silence))),
            Arrow.Of(state).Select(Transition),
            state is State.Group box ? MachineEvents.HistoriesOf(dialog, state.Path).Select(deep => History(box, deep)) : null,
            DialogPictures.Inside(dialog, state.Path).Select(s => StateOf(dialog, s)));
    }

    private static XElement History(State.Group group, bool deep) => new(Ns + "history",
        new XAttribute("id", MachineEvents.History(group.Path, deep)), new XAttribute("type", deep ? "deep" : "shallow"),
        new XElement(Ns + "transition", new XAttribute("target", DialogPictures.Id(group.Start))));

    private static XElement Transition(Arrow arrow) => new(Ns + "transition",
        MachineEvents.Name(arrow) is { } name ? new XAttribute("event", name) : null,
        arrow.Line.When is { } when ? new XAttribute("cond", $"holds.indexOf({Text(when.Source)}) >= 0") : null,
        MachineEvents.Target(arrow) is { } target ? new XAttribute("target", target) : null,
        arrow is { From: State.Group, Line.Go.Reenter: false } ? new XAttribute("type", "internal") : null,
        arrow.Line.Set.Select(s => new XElement(Ns + "log", new XAttribute("label", "set"), new XAttribute("expr", Text($"{s.Slot} = {s.Value.Source}")))),
        arrow.Line.Say is { } say ? new XElement(Ns + "log", new XAttribute("label", "say"), new XAttribute("expr", Text(say))) : null);

    private static XElement Log(State state) =>
        new(Ns + "log", new XAttribute("label", state.Path), new XAttribute("expr", Text(StateWords.Kind(state))));

    private static string Text(string words) => $"'{words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
