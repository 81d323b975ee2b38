using System.Globalization;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Earning;
using EngageBot.Storage;
using static EngageBot.Turns.FactValues;

namespace EngageBot.Turns;

/// <summary><c>cards.*</c>: the member's numbered cards and what is taken off at the till.</summary>
internal static class CardFacts
{
    private const int CardsMax = 3;

    /// <summary>The cards that work, and the discount of each programme that gives one.</summary>
    public static Value.Record Read(FactSource source)
    {
        if (source.Chat.JoinedAt is null) return Record(("items", List([])), ("discounts", List([])));
        RowSource rows = source.Scope;
        var numbers = rows.Rows(
            "SELECT number FROM cards WHERE business_id = @business AND contact_id = @contact AND kind <> 'Bearer' AND blocked_at IS NULL ORDER BY issued_at, number LIMIT @limit",
            command => command.Set("@business", source.Page.Business.Id.ToString()).Set("@contact", source.Chat.ContactId.ToString()).Set("@limit", (long)CardsMax),
            row => row.GetString(0));
        return Record(
            ("items", List(numbers.Select(number => Record(("number", Text(number)))))),
            ("discounts", List(Discounts(source))));
    }

    private static IEnumerable<Value> Discounts(FactSource source)
    {
        foreach (var programme in Programmes.All(source.Scope, source.Page.Business.Id, source.Now))
        {
            if (programme.Rules.Mode is not ProgrammeMode.Discount) continue;
            var level = LevelQuery.Read(source.Scope, source.Chat.ContactId, programme.Key, programme.Rules, source.Now, source.Page.Zone);
            var percent = level.Statuses.Select(s => s.Rule.DiscountPercent ?? 0).Append(level.Current?.DiscountPercent ?? 0).Max();
            if (percent > 0)
                yield return Record(("percent", Text(percent.ToString("0.##", CultureInfo.InvariantCulture).Replace(".", source.Language == "en" ? "." : ",", StringComparison.Ordinal))),
                    ("name", Text(level.Current?.NameIn(source.Language))));
        }
    }
}
