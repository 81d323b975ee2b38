using EngageBot.Dialogs.Values;

namespace EngageBot.Segments;

/// <summary>Something a segment can ask of a contact; docs/segments.md lists them all.</summary>
/// <param name="Name">With <c>#</c> in the place of a number: <c>purchases.count.last_#d</c>.</param>
/// <param name="Type">At a business; without one whatever any could have.</param>
/// <param name="ToSql">The fact of the contact <c>c</c>; the number is 0 where the name has none.</param>
internal sealed record SegmentFact(string Name, Func<SegmentPlace?, DialogType> Type, string Summary, Func<SegmentSql, long, SqlPart> ToSql)
{
    /// <summary>The largest number in its name.</summary>
    public long NumberMax => Name.EndsWith("#p", StringComparison.Ordinal) ? 100 : 3_660;

    /// <summary>The least one: today is 0 days ago, and nobody is among the first 0 percent.</summary>
    public long NumberMin => Name.EndsWith("#p", StringComparison.Ordinal) ? 1 : 0;

    public bool HasNumber => Name.Contains('#', StringComparison.Ordinal);
}
