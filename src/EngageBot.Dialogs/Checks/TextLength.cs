using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Texts;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>How long a text may become with the longest values it can show.</summary>
internal sealed class TextLength(Dialog dialog, SharedFiles shared)
{
    /// <summary>Characters of a fact's text: names, addresses and hours stay below.</summary>
    private const int LongestFact = 80;

    /// <summary>Characters of anything that is not text: "28 September 2026, 14:00" is the longest.</summary>
    private const int LongestValue = 24;

    /// <summary>Items of a list without a <c>max</c>.</summary>
    private const int UsualItems = 10;

    public int Longest(TextEntry entry) => entry switch
    {
        TextEntry.Plain plain => plain.Template.Segments.Sum(Longest),
        TextEntry.Lines lines => lines.Items.Sum(l => Longest(l.Entry) + 1),
        TextEntry.Plural plural => plural.Forms.Values.Select(Longest).DefaultIfEmpty(0).Max(),
        TextEntry.Select select => select.Cases.Values.Append(select.Other).OfType<TextEntry>().Select(Longest).DefaultIfEmpty(0).Max(),
        TextEntry.Each each => Math.Max(
            (each.Max ?? UsualItems) * (Longest(each.Line) + 1) + (each.More is null ? 0 : Longest(each.More)), each.None is null ? 0 : Longest(each.None)),
        _ => 0,
    };

    private int Longest(TextSegment segment) => segment switch
    {
        TextSegment.Literal literal => literal.Text.Length,
        TextSegment.Placeholder placeholder => Longest(placeholder.Path),
        _ => 0,
    };

    private int Longest(string path)
    {
        if (dialog.Slots.TryGetValue(path, out var slot))
        {
            if (slot.Type.Kind != TypeKind.Text) return LongestValue;
            return slot.Max is { Root: Node.Literal { Value: Value.Int max } } ? (int)Math.Min(max.Number, 1_000_000) : LongestFact;
        }
        return shared.Facts.TryGetValue(path, out var fact) && fact.Kind != TypeKind.Text ? LongestValue : path == "n" ? 6 : LongestFact;
    }
}
