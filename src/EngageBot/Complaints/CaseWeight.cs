using EngageBot.Businesses;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>How much a new case presses: large customers and repeated complaints begin higher on the ladder.</summary>
internal readonly record struct CaseWeight(CasePriority Priority, int FirstStep)
{
    public static CaseWeight Of(RowSource source, CaseOpening wanted, ServiceRules rules, DateTimeOffset now)
    {
        var steps = (IsRepeated(source, wanted, rules, now) ? 1 : 0) + (IsLarge(source, wanted, rules, now) ? 1 : 0);
        var priority = wanted.Urgent || steps > 1 ? CasePriority.Urgent : steps == 1 || wanted.Kind is CaseKind.Complaint && wanted.After is not null ? CasePriority.High : CasePriority.Normal;
        return new(priority, Math.Min(steps, rules.Ladder.Length - 1));
    }

    private static bool IsRepeated(RowSource source, CaseOpening wanted, ServiceRules rules, DateTimeOffset now) =>
        wanted.Kind is CaseKind.Complaint && source.Query(
            "SELECT COUNT(*) FROM cases WHERE contact_id = @contact AND kind = 'Complaint' AND opened_at >= @since",
            command => command.Set("@contact", wanted.Contact.ToString()).Set("@since", now.AddDays(-rules.RepeatDays)),
            row => row.Read() && row.GetInt64(0) >= rules.RepeatTimes);

    private static bool IsLarge(RowSource source, CaseOpening wanted, ServiceRules rules, DateTimeOffset now) =>
        rules.LargeSpend is { } large && source.Query(
            """
            SELECT COALESCE(SUM(p.amount_minor - COALESCE((SELECT SUM(r.amount_minor) FROM purchase_returns r WHERE r.purchase_id = p.id), 0)), 0), MAX(b.currency)
            FROM businesses b LEFT JOIN purchases p ON p.business_id = b.id AND p.contact_id = @contact AND p.bought_at >= @since WHERE b.id = @business
            """,
            command => command.Set("@contact", wanted.Contact.ToString()).Set("@business", wanted.Business.ToString()).Set("@since", now.AddDays(-365)),
            row => row.Read() && row.TextAt(1) is { } currency && Convert.ToInt64(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture) >= large * MinorUnits.Scale(currency));
}
