using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Pictures;

/// <summary>The first words a state says, and the labels of its choices, for a reader who knows the shop and not the file.</summary>
internal sealed class StateCaptions(Dialog dialog, DialogSet set, string language)
{
    private readonly Catalogue _own = set.For(dialog.Name, language, informal: false);
    private readonly Catalogue _shared = set.SharedTexts(language, informal: false);

    /// <summary>The words, with placeholders as they are written; nothing for states that say nothing.</summary>
    public string Of(State state) => state switch
    {
        State.Ask => Words($"{state.Path}.ask", $"{state.Name}.ask"),
        State.Say say => Words(say.Text),
        State.Final { Text: { } text } => Words(text),
        State.Do act => act.Action.Name,
        State.Call call => $"→ {call.Dialog}",
        State.Wait wait => $"waits for {wait.Label}",
        _ => "",
    };

    /// <summary>A condition as a reader sees it: the label of the choice it asks for, where it asks for one.</summary>
    public string Of(Arrow arrow)
    {
        var words = arrow.Words();
        if (arrow.Line.When is not { } when || when.Source.Split(" == ") is not [var slot, var member]) return words;
        return _own.Option(slot.Trim(), member.Trim().Trim('\'')) is { } option ? words.Replace(when.Source, $"“{option.Label}”", StringComparison.Ordinal) : words;
    }

    private string Words(params string[] keys) =>
        keys.Select(k => _own.Find(k) ?? _shared.Find(k)).FirstOrDefault(t => t is not null) is { } text ? First(text.Entry).Replace("*", "", StringComparison.Ordinal) : "";

    private string First(TextEntry? entry) => entry switch
    {
        TextEntry.Plain plain => plain.Template.Source.ReplaceLineEndings(" "),
        TextEntry.Lines lines => lines.Items.Select(l => First(l.Entry)).FirstOrDefault(w => w.Length > 0) ?? "",
        TextEntry.Plural plural => First(plural.Forms.Values.LastOrDefault()),
        TextEntry.Select select => First(select.Other ?? select.Cases.Values.FirstOrDefault()),
        TextEntry.Each each => First(each.Line),
        TextEntry.Include include when (_own.Find(include.Name) ?? _shared.Find(include.Name)) is { Entry: not TextEntry.Include } text => First(text.Entry),
        _ => "",
    };
}
