using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;

namespace EngageBot.Dialogs.Texts;

/// <summary>What a key of a catalogue holds; entries nest, so a list may hold plurals and a plural may hold a list.</summary>
public abstract record TextEntry
{
    private TextEntry() { }

    /// <summary>One template.</summary>
    public sealed record Plain(TextTemplate Template) : TextEntry;

    /// <summary>Lines one below the other; an empty one is a blank line, one that vanishes leaves none.</summary>
    public sealed record Lines(ImmutableArray<TextLine> Items) : TextEntry;

    /// <summary>The form that goes with a number, which is <c>{n}</c> inside.</summary>
    /// <param name="Path">The number; of a list, how many items it has.</param>
    public sealed record Plural(string Path, ImmutableSortedDictionary<PluralForm, TextEntry> Forms, SourcePosition At) : TextEntry;

    /// <summary>The text that goes with a choice, a text or a yes or no.</summary>
    /// <param name="Other">For any other value and for none; absent, the text vanishes.</param>
    public sealed record Select(string Path, ImmutableSortedDictionary<string, TextEntry> Cases, TextEntry? Other, SourcePosition At) : TextEntry;

    /// <summary>One line for each item of a list; the item is <c>{item}</c> or <c>{item.field}</c> inside.</summary>
    /// <param name="None">Stands in for an empty list.</param>
    /// <param name="Max">No more items are shown.</param>
    /// <param name="More">Tells of the items left out; <c>{n}</c> is how many.</param>
    public sealed record Each(string Path, TextEntry Line, TextEntry? None, int? Max, TextEntry? More, SourcePosition At) : TextEntry
    {
        /// <summary>A number by its name: so many items are passed over, because they were shown before.</summary>
        public string? Skip { get; init; }
    }

    /// <summary>Another text of the dialog's or the shared catalogue.</summary>
    public sealed record Include(string Name, SourcePosition At) : TextEntry;
}

/// <summary>One line of a text.</summary>
/// <param name="When">The line vanishes where this does not hold; absent means always.</param>
public sealed record TextLine(Expression? When, TextEntry Entry);

/// <summary>The plural forms of the languages we speak, by CLDR's names.</summary>
public enum PluralForm
{
    /// <summary>1 point; 21 балл.</summary>
    One,
    /// <summary>Only of ordinals: 2nd.</summary>
    Two,
    /// <summary>2 балла.</summary>
    Few,
    /// <summary>5 баллов.</summary>
    Many,
    /// <summary>5 points; 1,5 балла.</summary>
    Other,
}
