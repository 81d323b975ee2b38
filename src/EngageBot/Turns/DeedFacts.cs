using System.Collections.Immutable;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Achievements;
using EngageBot.Loyalty.Deeds;

namespace EngageBot.Turns;

/// <summary>What members do besides buying, as dialogs may show it.</summary>
internal static class DeedFacts
{
    /// <summary><c>achievements.*</c>: what is reached, and how far the rest is.</summary>
    public static Value.Record Achievements(FactSource source)
    {
        var all = source.Chat.JoinedAt is null ? [] : AchievementBook.Of(source.Scope, source.Page.Business.Id, source.Chat.ContactId, source.Now);
        var (open, currency) = (all.Where(a => a.EarnedOn is null).ToList(), source.Page.Business.Currency);
        return Record(
            ("earned", List(all.Where(a => a.EarnedOn is not null).Select(a => Record(
                ("badge", new Value.Text(a.Rules.Badge)), ("name", Name(a)), ("day", new Value.Date(a.EarnedOn!.Value)))))),
            ("counting", List(open.Where(a => a.Rules.Count is not AchievementCount.Spend).Select(a => Record(
                ("badge", new Value.Text(a.Rules.Badge)), ("name", Name(a)), ("done", new Value.Int(a.Done)), ("goal", new Value.Int(a.Rules.Goal)),
                ("gives", new Value.Int(a.Rules.Gives.Points)))))),
            ("paying", List(open.Where(a => a.Rules.Count is AchievementCount.Spend).Select(a => Record(
                ("badge", new Value.Text(a.Rules.Badge)), ("name", Name(a)), ("done", new Value.Money(a.Done, currency)), ("goal", new Value.Money(a.Rules.Goal, currency)),
                ("gives", new Value.Int(a.Rules.Gives.Points)))))));

        Value.Text Name(AchievementView view) => new(InLanguage.Of(view.Rules.Name, source.Language));
    }

    private static Value.List List(IEnumerable<Value> items) => new([.. items]);

    private static Value.Record Record(params ReadOnlySpan<(string Name, Value Value)> fields)
    {
        var record = ImmutableSortedDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        foreach (var (name, value) in fields) record.Add(name, value);
        return new(record.ToImmutable());
    }
}
