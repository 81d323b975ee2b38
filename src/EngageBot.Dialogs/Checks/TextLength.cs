using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Texts;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>How long a text may become with the longest values it can show.</summary>
internal sealed class TextLength(Dialog dialog, SharedFiles shared, DialogTexts texts)
{
    /// <summary>Characters of a fact's text: names, addresses and hours stay below.</summary>
    private const int LongestFact = 80;

    /// <summary>Characters of anything that is not text: "28 September 2026, 14:00" is the longest.</summary>
    private const int LongestValue = 24;

    /// <summary>Characters of a number with its unit's name: "100 000 kokrra kafeje".</summary>
    private const int LongestUnit = 26;

    /// <summary>Items of a list without a <c>max</c>.</summary>
    private const int UsualItems = 10;

    /// <summary>A text that includes itself is refused elsewhere.</summary>
    private const int DeepestInclude = 8;

    public int Longest(TextTemplate template) => template.Segments.Sum(Longest);

    public int Longest(TextEntry entry, string language, int depth = 0) => entry switch
    {
        TextEntry.Plain plain => Longest(plain.Template),
        TextEntry.Lines lines => lines.Items.Sum(l => Longest(l.Entry, language, depth) + 1),
        TextEntry.Plural plural => plural.Forms.Values.Select(f => Longest(f, language, depth)).DefaultIfEmpty(0).Max(),
        TextEntry.Select select => select.Cases.Values.Append(select.Other).OfType<TextEntry>().Select(c => Longest(c, language, depth)).DefaultIfEmpty(0).Max(),
        TextEntry.Each each => Math.Max(
            (each.Max ?? UsualItems) * (Longest(each.Line, language, depth) + 1) + (each.More is null ? 0 : Longest(each.More, language, depth)),
            each.None is null ? 0 : Longest(each.None, language, depth)),
        TextEntry.Include included when depth < DeepestInclude && texts.Find(language, included.Name, shared: true) is { } text =>
            Longest(text.Entry, language, depth + 1),
        _ => 0,
    };

    private int Longest(TextSegment segment) => segment switch
    {
        TextSegment.Literal literal => literal.Text.Length,
        TextSegment.Placeholder { Filter: TextFilter.Unit or TextFilter.Change } => LongestUnit,
        TextSegment.Placeholder placeholder => Longest(placeholder.Path),
        _ => 0,
    };

    private int Longest(string path)
    {
        if (dialog.Slots.TryGetValue(path, out var slot))
        {
            if (slot.Type.Kind is TypeKind.Choice) return LongestLabel(slot);
            if (slot.Type.Kind is TypeKind.Choices) return slot.Type.Members.Length * (LongestLabel(slot) + 2);
            if (slot.Type.Kind != TypeKind.Text) return LongestValue;
            return slot.Max is { Root: Node.Literal { Value: Value.Int max } } ? (int)Math.Min(max.Number, 1_000_000) : LongestFact;
        }
        return shared.Facts.TryGetValue(path, out var fact) && fact.Kind != TypeKind.Text ? LongestValue : path == "n" ? 6 : LongestFact;
    }

    private int LongestLabel(Slot slot) => slot.Type.Members
        .SelectMany(member => texts.Own.Values.Select(c => c.Option(slot.Name, member)?.Label.Length ?? 0)).DefaultIfEmpty(LongestValue).Max();
}
