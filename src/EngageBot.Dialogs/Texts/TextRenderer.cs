using System.Collections.Immutable;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Expressions;

namespace EngageBot.Dialogs.Texts;

/// <summary>What a text needs besides the values it names.</summary>
/// <param name="Zone">The zone in which instants are shown.</param>
/// <param name="Include">Finds another text by its key: first the dialog's, then the shared ones.</param>
/// <param name="Label">The label of a choice's value, by slot and value; <see langword="null"/> where there is none.</param>
public sealed record RenderContext(TimeZoneInfo Zone, Func<string, CatalogueText?> Include, Func<string, string, string?> Label)
{
    /// <summary>Looks in the catalogues in the order given.</summary>
    public static RenderContext For(TimeZoneInfo zone, params ImmutableArray<Catalogue> catalogues) => new(
        zone,
        key => catalogues.Select(c => c.Find(key)).FirstOrDefault(text => text is not null),
        (slot, value) => catalogues.Select(c => c.Option(slot, value)).FirstOrDefault(option => option is not null)?.Label);
}

/// <summary>Words ready to send.</summary>
/// <param name="Missing">Names without a value and keys without a text, each shown as nothing; empty after a clean check.</param>
public sealed record RenderedText(FormattedText Text, ImmutableArray<string> Missing);

/// <summary>Turns catalogue entries into words. Never throws on any value.</summary>
public static class TextRenderer
{
    /// <summary>The words of an entry; lines that vanish leave no trace, blank lines at both ends are cut off.</summary>
    public static RenderedText Render(CatalogueText text, IValueScope scope, RenderContext context)
    {
        ArgumentNullException.ThrowIfNull(text);
        var pass = new RenderPass(context);
        var words = pass.Render(text.Entry, scope, Wording.Of(text.Language), 0) ?? new Words();
        return new(words.Trimmed(), [.. pass.Missing.Distinct()]);
    }

    /// <summary>The plain words of one template, such as a variable of an approved template.</summary>
    public static string RenderPlain(TextTemplate template, string language, IValueScope scope, RenderContext context) =>
        Render(new(new TextEntry.Plain(template), language, template.At), scope, context).Text.Plain;
}
