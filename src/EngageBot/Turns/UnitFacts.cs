using EngageBot.Dialogs.Values;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Coalitions;
using EngageBot.Loyalty.Earning;
using static EngageBot.Turns.FactValues;

namespace EngageBot.Turns;

/// <summary><c>units.*</c>: what the shop calls what it keeps, wallet by wallet; and <c>wallets.*</c>: what the member has besides the first one.</summary>
internal static class UnitFacts
{
    /// <summary>The names, the first programme's before the others; a coalition keeps plain points.</summary>
    public static Value.Record Units(FactSource source) => Record(("items", List(
        Programmes.All(source.Scope, source.Page.Business.Id, source.Now).Where(p => p.Rules.Mode is not ProgrammeMode.Discount)
            .Select(p => Unit(source, p.Key, p.Rules))
            .Concat(Coalitions.Of(source.Scope, source.Page.Business.Id, source.Now).Select(c => Record(("wallet", new Value.Text(c.Key)), ("mode", new Value.Text("points"))))))));

    /// <summary>Other wallets with something in them or on the way.</summary>
    public static Value.Record Wallets(FactSource source) => Record(("others", List(source.Chat.JoinedAt is null ? [] : Others(source))));

    private static IEnumerable<Value> Others(FactSource source)
    {
        foreach (var programme in Programmes.All(source.Scope, source.Page.Business.Id, source.Now))
        {
            if (programme.Key == Programmes.Points || programme.Rules.Mode is ProgrammeMode.Discount) continue;
            if (BalanceQuery.Read(source.Scope, source.Chat.ContactId, source.Now, programme.Key) is not { } balance) continue;
            if (balance.AvailablePoints == 0 && balance.PendingPoints == 0) continue;
            yield return Record(
                ("wallet", new Value.Text(programme.Key)), ("available", new Value.Int(balance.AvailablePoints)), ("pending", new Value.Int(balance.PendingPoints)),
                ("expires", balance.Batches is [{ LastDay: var first }, ..] ? new Value.Date(first) : null));
        }
    }

    private static Value.Record Unit(FactSource source, string wallet, ProgrammeRules rules)
    {
        var (language, name) = NameOf(rules.Unit, source.Language);
        return Record(
            ("wallet", new Value.Text(wallet)), ("mode", new Value.Text(rules.Mode.ToString().ToLowerInvariant())),
            ("currency", rules.Mode is ProgrammeMode.Cashback ? new Value.Text(source.Page.Business.Currency) : null),
            ("language", language is null ? null : new Value.Text(language)), ("one", Text(name?.One)), ("few", Text(name?.Few)), ("many", Text(name?.Many)), ("other", Text(name?.Other)));
    }

    /// <summary>In the customer's language, else in English with its own plurals, as other names are.</summary>
    private static (string?, UnitName?) NameOf(UnitRule? unit, string language) =>
        unit is null ? (null, null) : unit.Names.TryGetValue(language, out var name) ? (language, name) : ("en", unit.Names.GetValueOrDefault("en"));
}
