using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Segments;

/// <summary>A segment under its name.</summary>
/// <param name="Version">Of the saved one; 0 for one that comes with the program.</param>
internal sealed record NamedSegment(string Key, string When, string? About, int Version)
{
    public bool Ready => Version == 0;
}

/// <summary>Finds segments by name, and says them and expressions as SQL. What others ask first: <see cref="Prepare"/>, or <see cref="Named"/>.</summary>
internal static class SegmentBook
{
    /// <summary>All of a business, its own after those that come with the program.</summary>
    public static ImmutableArray<NamedSegment> All(RowSource source, BusinessId business, DateTimeOffset now) =>
    [
        .. ReadySegments.All.Select(s => new NamedSegment(s.Key, s.When, s.About, 0)),
        .. RuleBook.All(source, business, SegmentRules.Kind, now).Select(r => new NamedSegment(r.Key, r.Rules.When, r.Rules.About, r.Version)),
    ];

    /// <summary>The segment of a name, as it holds now.</summary>
    public static NamedSegment? Named(RowSource source, BusinessId business, string key, DateTimeOffset now) =>
        ReadySegments.Find(key) is { } ready ? new(ready.Key, ready.When, ready.About, 0)
        : RuleBook.At(source, business, SegmentRules.Kind, key, now) is { } saved ? new(key, saved.Rules.When, saved.Rules.About, saved.Version)
        : null;

    /// <summary>Prepares a segment for questions at one instant.</summary>
    /// <param name="segment">The name of a segment, or an expression: a name holds no dot, blank or sign.</param>
    /// <returns>The query, or everything that is wrong.</returns>
    /// <remarks>Cheap but where a segment asks for the top of the buyers: that reads every receipt once, so prepare on a connection that only
    /// reads and use the query for many.</remarks>
    public static (SegmentQuery? Query, ImmutableArray<SegmentError> Errors) Prepare(RowSource source, BusinessId business, string segment, DateTimeOffset now)
    {
        var text = segment;
        if (RuleKinds.IsKey(segment) && segment is not ("true" or "false"))
        {
            if (Named(source, business, segment, now) is not { } named)
                return (null, [new($"there is no segment '{segment}'{Near(source, business, segment, now)}", 1)]);
            text = named.When;
        }
        return SegmentExpression.Compile(text, SegmentPlace.Read(source, business, now));
    }

    private static string Near(RowSource source, BusinessId business, string segment, DateTimeOffset now) =>
        Dialogs.Loading.Nearest.Of(segment, All(source, business, now).Select(s => s.Key)) is { } near ? $"; did you mean '{near}'" : "";
}
