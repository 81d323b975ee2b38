using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

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

/// <summary>Words being put together, with their bold stretches.</summary>
internal sealed class Words
{
    private readonly StringBuilder _plain = new();
    private readonly List<BoldStretch> _bold = [];

    internal void Add(string text, bool bold)
    {
        if (bold && text.Length > 0)
        {
            if (_bold.Count > 0 && _bold[^1] is var last && last.Start + last.Length == _plain.Length) _bold[^1] = new(last.Start, last.Length + text.Length);
            else _bold.Add(new(_plain.Length, text.Length));
        }
        _plain.Append(text);
    }

    internal void Add(Words other)
    {
        _bold.AddRange(other._bold.Select(b => new BoldStretch(b.Start + _plain.Length, b.Length)));
        _plain.Append(other._plain);
    }

    internal FormattedText Trimmed()
    {
        var all = _plain.ToString();
        var start = all.Length - all.TrimStart().Length;
        var plain = all.Trim();
        var bold = _bold.Select(b => (Start: Math.Max(b.Start - start, 0), End: Math.Min(b.Start + b.Length - start, plain.Length)))
            .Where(b => b.End > b.Start).Select(b => new BoldStretch(b.Start, b.End - b.Start));
        return new(plain, [.. bold]);
    }
}

/// <summary>Names a text adds to those around it: <c>n</c>, <c>item</c>.</summary>
internal sealed class InnerScope(IValueScope around, string name, Value value) : IValueScope
{
    public DateTimeOffset Now => around.Now;

    public TimeZoneInfo Zone => around.Zone;

    public bool ReadsBareWords => around.ReadsBareWords;

    public bool InState(string state) => around.InState(state);

    public bool TryRead(string path, out Value? found)
    {
        found = value;
        if (path == name) return true;
        if (!path.StartsWith(name, StringComparison.Ordinal) || path[name.Length] != '.') return around.TryRead(path, out found);
        foreach (var field in path[(name.Length + 1)..].Split('.')) found = (found as Value.Record)?.Fields.GetValueOrDefault(field);
        return true;
    }
}

/// <summary>One rendering; an entry that vanishes is null.</summary>
internal sealed class RenderPass(RenderContext context)
{
    // The checker refuses circles; this keeps an unchecked one from the stack's end.
    private const int Deepest = 32;

    internal List<string> Missing { get; } = [];

    internal Words? Render(TextEntry entry, IValueScope scope, Wording wording, int depth)
    {
        if (depth > Deepest) return null;
        switch (entry)
        {
            case TextEntry.Plain plain: return Template(plain.Template, scope, wording);
            case TextEntry.Lines lines: return Joined(lines.Items.Where(l => l.When is null || l.When.IsTrue(scope)).Select(l => Render(l.Entry, scope, wording, depth + 1)));
            case TextEntry.Plural plural: return Plural(plural, scope, wording, depth);
            case TextEntry.Select select:
                var chosen = Read(select.Path, scope) is { } value && select.Cases.TryGetValue(CaseOf(value), out var found) ? found : select.Other;
                return chosen is null ? null : Render(chosen, scope, wording, depth + 1);
            case TextEntry.Each each: return Each(each, scope, wording, depth);
            case TextEntry.Include include:
                if (context.Include(include.Name) is { } included) return Render(included.Entry, scope, Wording.Of(included.Language), depth + 1);
                Missing.Add(include.Name);
                return null;
            default: return null;
        }
    }

    private static Words? Joined(IEnumerable<Words?> parts)
    {
        Words? all = null;
        foreach (var part in parts.OfType<Words>())
        {
            if (all is null) all = new();
            else all.Add("\n", false);
            all.Add(part);
        }
        return all;
    }

    private Words? Plural(TextEntry.Plural plural, IValueScope scope, Wording wording, int depth)
    {
        var count = Read(plural.Path, scope) switch
        {
            Value.Int whole => whole.Number,
            Value.Decimal number => number.Number,
            Value.List list => list.Items.Length,
            _ => (decimal?)null,
        };
        if (count is not { } n)
        {
            Missing.Add(plural.Path);
            return null;
        }
        var wanted = PluralRules.Of(wording.Language, n);
        var form = plural.Forms.GetValueOrDefault(wanted) ?? plural.Forms.GetValueOrDefault(PluralForm.Other) ?? plural.Forms.Values.LastOrDefault();
        if (form is null) return null;
        Value shown = n.Scale == 0 && n is >= long.MinValue and <= long.MaxValue ? new Value.Int((long)n) : new Value.Decimal(n);
        return Render(form, new InnerScope(scope, "n", shown), wording, depth + 1);
    }

    private Words? Each(TextEntry.Each each, IValueScope scope, Wording wording, int depth)
    {
        var items = (Read(each.Path, scope) as Value.List)?.Items ?? [];
        if (items.IsEmpty) return each.None is null ? null : Render(each.None, scope, wording, depth + 1);
        var shown = Math.Min(items.Length, each.Max ?? items.Length);
        var lines = items.Take(shown).Select(item => Render(each.Line, new InnerScope(scope, "item", item), wording, depth + 1));
        if (shown < items.Length && each.More is { } more)
            lines = lines.Append(Render(more, new InnerScope(scope, "n", new Value.Int(items.Length - shown)), wording, depth + 1));
        return Joined(lines);
    }

    private Words Template(TextTemplate template, IValueScope scope, Wording wording)
    {
        var words = new Words();
        foreach (var segment in template.Segments)
        {
            if (segment is TextSegment.Literal literal) words.Add(literal.Text, literal.Bold);
            else if (segment is TextSegment.Placeholder placeholder) words.Add(Shown(placeholder, scope, wording), placeholder.Bold);
        }
        return words;
    }

    private string Shown(TextSegment.Placeholder placeholder, IValueScope scope, Wording wording)
    {
        if (Read(placeholder.Path, scope) is { } value)
            return value is Value.Text choice && context.Label(placeholder.Path, choice.Content) is { } label ? label : ValueText.Show(value, placeholder.Filter, wording, context.Zone);
        Missing.Add(placeholder.Path);
        return "";
    }

    private static Value? Read(string path, IValueScope scope)
    {
        if (scope.TryRead(path, out var value)) return value;
        return path == "now" ? new Value.Instant(scope.Now) : null;
    }

    private static string CaseOf(Value value) => value switch
    {
        Value.Text text => text.Content,
        Value.Bool yes => yes.Holds ? "true" : "false",
        Value.Int whole => whole.Number.ToString(CultureInfo.InvariantCulture),
        _ => "",
    };
}
