using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Segments;

/// <summary>The names of facts for the type checker, at a business or, where rules are read without one, anywhere.</summary>
internal sealed class SegmentScope(SegmentPlace? place) : ITypeScope
{
    private long _number = 30;

    /// <summary>With the number that was asked for last, so that a suggestion differs from what was written in its typing error alone.</summary>
    public IEnumerable<string> Names => SegmentFacts.All.Select(f => SegmentFacts.Named(f.Name, Math.Clamp(_number, f.NumberMin, f.NumberMax), plain: !f.HasNumber));

    public DialogType? TypeOf(string path)
    {
        if (SegmentFacts.Find(path) is var (fact, _)) return fact.Type(place);
        _number = SegmentFacts.NumberIn(path) ?? 30;
        return null;
    }
}
