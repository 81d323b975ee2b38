using System.Text.RegularExpressions;
using EngageBot.Segments;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Segments;

/// <summary>docs/segments.md says what is so.</summary>
public sealed partial class SegmentsPageTests
{
    private static readonly string _page = File.ReadAllText(Path.Combine(Repository.Root, "docs/segments.md"));

    [Fact]
    public void It_names_every_fact_with_its_type_and_sentence()
    {
        foreach (var fact in SegmentFacts.All) Assert.Contains($"| `{fact.Name}` | {FactWords.Of(fact.Type(null))} | {fact.Summary} |", _page, StringComparison.Ordinal);
    }

    [Fact]
    public void It_names_every_ready_segment_as_it_is()
    {
        foreach (var segment in ReadySegments.All) Assert.Contains($"| `{segment.Key}` | `{segment.When}` | {segment.About} |", _page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_example_of_a_segment_can_be_asked()
    {
        var examples = Examples().Matches(_page).Select(m => m.Groups[1].Value).ToList();
        Assert.True(examples.Count >= 5);
        foreach (var example in examples) Assert.Empty(SegmentExpression.Errors(example));
    }

    [GeneratedRegex(@"^\| [a-z][^`|]* \| `([^`]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Examples();
}
