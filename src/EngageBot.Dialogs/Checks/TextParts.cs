using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Checks;

/// <summary>Looks through the parts of a text.</summary>
internal static class TextParts
{
    /// <summary>The entry and everything nested in it.</summary>
    public static IEnumerable<TextEntry> All(TextEntry entry)
    {
        yield return entry;
        IEnumerable<TextEntry?> parts = entry switch
        {
            TextEntry.Lines lines => lines.Items.Select(l => l.Entry),
            TextEntry.Plural plural => plural.Forms.Values,
            TextEntry.Select select => select.Cases.Values.Append<TextEntry?>(select.Other),
            TextEntry.Each each => new TextEntry?[] { each.Line, each.None, each.More },
            _ => [],
        };
        foreach (var part in parts.OfType<TextEntry>().SelectMany(All)) yield return part;
    }

    public static IEnumerable<TextTemplate> Templates(TextEntry entry) => All(entry).OfType<TextEntry.Plain>().Select(p => p.Template);

    public static IEnumerable<TextSegment.Placeholder> Placeholders(TextTemplate template) => template.Segments.OfType<TextSegment.Placeholder>();

    /// <summary>The names a text shows or goes by, without those that exist only inside it.</summary>
    public static IEnumerable<string> Names(TextEntry entry) => All(entry).SelectMany(part => part switch
    {
        TextEntry.Plain plain => Placeholders(plain.Template).Select(p => p.Path),
        TextEntry.Plural plural => [plural.Path],
        TextEntry.Select select => [select.Path],
        TextEntry.Each each => each.Skip is null ? [each.Path] : [each.Path, each.Skip],
        TextEntry.Lines lines => lines.Items.Where(l => l.When is not null).SelectMany(l => Walk.Names(l.When!.Root)).Select(n => n.Path),
        _ => [],
    }).Where(n => n != "n" && n != "item" && !n.StartsWith("item.", StringComparison.Ordinal));

    /// <summary>The wallets that numbers with a unit are of: nobody writes them into the text.</summary>
    public static IEnumerable<string> Wallets(TextEntry entry) => All(entry).SelectMany(part => part switch
    {
        TextEntry.Plain plain => Placeholders(plain.Template).Where(p => p.Filter is TextFilter.Unit or TextFilter.Change).Select(p => UnitText.WalletPathOf(p.Path)),
        TextEntry.Plural plural => [UnitText.WalletPathOf(plural.Path)],
        _ => [],
    });

    /// <summary>The words alone, placeholders left out.</summary>
    public static string Words(TextEntry entry) => string.Join('\n', Templates(entry).Select(Words));

    public static string Words(TextTemplate template) => string.Concat(template.Segments.Select(s => s is TextSegment.Literal literal ? literal.Text : " "));
}
