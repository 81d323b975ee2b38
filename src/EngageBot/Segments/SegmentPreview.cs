using System.Collections.Immutable;
using EngageBot.Conversations;
using EngageBot.Storage;

namespace EngageBot.Segments;

/// <summary>Somebody of a segment, as an example.</summary>
/// <param name="Name">As they want to be called.</param>
internal sealed record SegmentExample(Guid MemberId, string? Name);

/// <summary>How many a segment has, and a few of them.</summary>
/// <param name="Expression">What was asked.</param>
/// <param name="Contacts">All that the business has.</param>
/// <param name="Examples">By id; <see langword="null"/> for whoever may not see customers.</param>
internal sealed record SegmentPreview(string Expression, long Members, long Contacts, ImmutableArray<SegmentExample>? Examples)
{
    /// <summary>Examples are at most so many.</summary>
    public const int ExamplesMax = 20;

    /// <param name="examples">0 for none.</param>
    public static SegmentPreview Read(RowSource source, SegmentQuery query, int? examples)
    {
        var contacts = source.Query("SELECT COUNT(*) FROM contacts WHERE business_id = @business", command => command.Set("@business", query.Business.ToString()), row => row.Read() ? row.GetInt64(0) : 0);
        ImmutableArray<SegmentExample>? some = examples is { } n
            ? [.. query.Page(source, null, Math.Clamp(n, 0, ExamplesMax)).Select(contact => new SegmentExample(contact.Value, People.NameOf(source, contact)))]
            : null;
        return new(query.Expression, query.Count(source), contacts, some);
    }
}
