using System.Collections.Immutable;

namespace EngageBot.Dialogs.Texts;

/// <summary>Parsed words of a catalogue: literals and placeholders, some of them bold. Values put in are never read for markup.</summary>
public sealed record TextTemplate(string Source, SourcePosition At, ImmutableArray<TextSegment> Segments)
{
    /// <summary>Two templates are equal if the same words stand in the same place.</summary>
    public bool Equals(TextTemplate? other) => other is not null && Source == other.Source && At == other.At;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Source, At);
}

/// <summary>A piece of a <see cref="TextTemplate"/>.</summary>
/// <param name="Bold">Between two asterisks.</param>
/// <param name="Column">Where it starts in the template's source, from 1.</param>
public abstract record TextSegment(bool Bold, int Column)
{
    /// <summary>Words as they are.</summary>
    public sealed record Literal(string Text, bool Bold, int Column) : TextSegment(Bold, Column);

    /// <summary>A value by its dotted name, such as <c>{customer.name}</c> or <c>{points.available|number}</c>.</summary>
    public sealed record Placeholder(string Path, TextFilter Filter, bool Bold, int Column) : TextSegment(Bold, Column);
}

/// <summary>How a placeholder shows its value; a filter that does not suit the value shows it as if there were none.</summary>
public enum TextFilter
{
    /// <summary>As its kind is usually shown.</summary>
    None,
    /// <summary>An amount with its currency.</summary>
    Money,
    /// <summary>A day in words: "5 November 2026"; a day of any year without the year.</summary>
    Date,
    /// <summary>A day in words and a time of day.</summary>
    DateTime,
    /// <summary>A time of day, <c>HH:mm</c>.</summary>
    Time,
    /// <summary>A phone number in groups.</summary>
    Phone,
    /// <summary>A link, as it is.</summary>
    Link,
    /// <summary>A number in groups of three.</summary>
    Number,
    /// <summary>A number with its sign: "+40", "−40".</summary>
    Signed,
    /// <summary>A number of points with the unit's own name: "40 beans".</summary>
    Unit,
    /// <summary>The same with its sign: "+40 beans".</summary>
    Change,
}
