using System.Globalization;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Texts;

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
            case TextEntry.Lines lines:
                return Joined(lines.Items.Where(l => l.When is null || l.When.IsTrue(scope)).Select(l => Render(l.Entry, scope, wording, depth + 1)));
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
        return Render(form, new InnerScope(scope, "n", shown, Wallet(plural.Path, scope)), wording, depth + 1);
    }

    private Words? Each(TextEntry.Each each, IValueScope scope, Wording wording, int depth)
    {
        var items = (Read(each.Path, scope) as Value.List)?.Items ?? [];
        if (each.Skip is { } skip && Read(skip, scope) is Value.Int { Number: > 0 } passed) items = [.. items.Skip((int)Math.Min(passed.Number, items.Length))];
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
        var value = Read(placeholder.Path, scope);
        if (value is null)
        {
            Missing.Add(placeholder.Path);
            return "";
        }
        if (placeholder.Filter is TextFilter.Unit or TextFilter.Change && value is Value.Int whole)
            return InUnit(whole.Number, placeholder, scope, wording);
        var label = value is Value.Text choice ? context.Label(placeholder.Path, choice.Content) : null;
        return label ?? ValueText.Show(value, placeholder.Filter, wording, context.Zone);
    }

    /// <summary>The unit's own name, or the shared words for one that has none.</summary>
    private string InUnit(long number, TextSegment.Placeholder placeholder, IValueScope scope, Wording wording)
    {
        var signed = placeholder.Filter is TextFilter.Change;
        var row = UnitText.RowOf(scope, (Wallet(placeholder.Path, scope) as Value.Text)?.Content);
        if (UnitText.Named(row, number, signed, wording) is { } named) return named;
        var words = context.Include(UnitText.SharedKey(row)) is { } shared
            ? Render(shared.Entry, new InnerScope(scope, "n", new Value.Int(number)), Wording.Of(shared.Language), 0)?.Trimmed().Plain : null;
        return (signed && number > 0 ? "+" : "") + (words ?? wording.Number(number));
    }

    private static Value? Wallet(string path, IValueScope scope) => Read(UnitText.WalletPathOf(path), scope);

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
