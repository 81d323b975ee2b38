using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Deeds;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Achievements;

/// <summary>One achievement, as its member sees it.</summary>
/// <param name="EarnedOn">The day of this period's; <see langword="null"/> while it is on the way.</param>
/// <param name="Done">Of the goal, now.</param>
internal sealed record AchievementView(string Key, AchievementRules Rules, DateOnly? EarnedOn, long Done);

/// <summary>Members reach what the shop has set up: once, with what it gives, in the commit of the purchase that does it.</summary>
/// <remarks>A return after which the goal was never reached takes badge and bonus back; they can be earned anew.</remarks>
internal sealed class AchievementBook(Bonuses bonuses) : IPurchaseConsequence
{
    /// <inheritdoc/>
    public async ValueTask PurchasedAsync(WriteScope scope, RecordedPurchase purchase)
    {
        var (business, contact) = (purchase.Purchase.Business, purchase.Purchase.Contact);
        var (_, zone) = RecordPurchase.Home(scope, business);
        var day = LocalDays.DayOf(purchase.Purchase.BoughtAt, zone);
        var standing = Standing(scope, contact).Select(s => (s.Key, s.Period)).ToHashSet();
        var open = RuleBook.All(scope, business, AchievementRules.Kind, purchase.Purchase.BoughtAt)
            .Where(rule => !standing.Contains((rule.Key, Progress.PeriodOf(rule.Rules.Per, day)))).ToList();
        if (open.Count == 0) return;
        var visits = Visits(scope, contact, zone, open.Min(rule => Progress.NeededFrom(rule.Rules, day)));
        foreach (var rule in open)
        {
            // A receipt that came late may complete a later day of its period; what was before the receipt was judged before it.
            var period = Progress.PeriodOf(rule.Rules.Per, day);
            if (Progress.Reached(rule.Rules, visits, period, day) is null) continue;
            if (!Earn(scope, business, contact, rule, period, purchase.Now, out var id)) continue;
            await bonuses.GiveAsync(scope, OrderOf(business, contact, rule, id, purchase.Now) with { Name = rule.Rules.Name });
        }
    }

    /// <inheritdoc/>
    public ValueTask ReturnedAsync(WriteScope scope, RecordedReturn returned)
    {
        var business = returned.Return.Business;
        var standing = Standing(scope, returned.Contact);
        if (standing.Count == 0) return default;
        var (_, zone) = RecordPurchase.Home(scope, business);
        var visits = Visits(scope, returned.Contact, zone, DateOnly.MinValue);    // what was reached may have been reached on any day of its period
        foreach (var (id, key, period, at) in standing)
        {
            // By the rules it was earned under; what was withdrawn since stays with whoever has it.
            if (RuleBook.At(scope, business, AchievementRules.Kind, key, at) is not { } rule || Progress.Reached(rule.Rules, visits, period, DateOnly.MinValue) is not null) continue;
            scope.Command("UPDATE achievements SET taken_at = @now WHERE id = @id").Set("@now", returned.Now).Set("@id", id).ExecuteNonQuery();
            Bonuses.TakeBack(scope, OrderOf(business, returned.Contact, rule, id, returned.Now), "a purchase it was earned by came back");
        }
        return default;
    }

    /// <summary>What a member can reach now, and what they have reached in the running periods.</summary>
    public static ImmutableArray<AchievementView> Of(RowSource source, BusinessId business, ContactId contact, DateTimeOffset now)
    {
        var rules = RuleBook.All(source, business, AchievementRules.Kind, now);
        if (rules.IsEmpty) return [];
        var (_, zone) = RecordPurchase.Home(source, business);
        var today = LocalDays.DayOf(now, zone);
        var visits = Visits(source, contact, zone, rules.Min(rule => Progress.NeededFrom(rule.Rules, today)));
        var earned = Standing(source, contact);
        return [.. rules.Select(rule =>
        {
            var period = Progress.PeriodOf(rule.Rules.Per, today);
            var got = earned.Where(e => e.Key == rule.Key && e.Period == period).Select(e => (DateOnly?)LocalDays.DayOf(e.At, zone)).FirstOrDefault();
            return new AchievementView(rule.Key, rule.Rules, got, Math.Min(Progress.At(rule.Rules, visits, today), rule.Rules.Goal));
        })];
    }

    private static List<(long Id, string Key, string Period, DateTimeOffset At)> Standing(RowSource source, ContactId contact) =>
        source.Rows("SELECT id, key, period, earned_at FROM achievements WHERE contact_id = @contact AND taken_at IS NULL ORDER BY id",
            command => command.Set("@contact", contact.ToString()), row => (row.GetInt64(0), row.GetString(1), row.GetString(2), row.InstantAt(3)));

    private static bool Earn(WriteScope scope, BusinessId business, ContactId contact, RuleInForce<AchievementRules> rule, string period, DateTimeOffset now, out long id)
    {
        var inserted = scope.InsertedId(scope.InsertCommand("""
            INSERT INTO achievements (business_id, contact_id, key, period, rule_version, earned_at)
            VALUES (@business, @contact, @key, @period, @version, @now) ON CONFLICT DO NOTHING
            """)
            .Set("@business", business.ToString()).Set("@contact", contact.ToString()).Set("@key", rule.Key).Set("@period", period)
            .Set("@version", rule.Version).Set("@now", now));
        id = inserted ?? 0;
        return inserted is not null;
    }

    /// <param name="since">What was bought before this day is of no use to whoever asks, and is not read.</param>
    private static List<Visit> Visits(RowSource source, ContactId contact, TimeZoneInfo zone, DateOnly since) =>
        source.Rows(
            """
            SELECT p.bought_at, p.shop_id, p.amount_minor - COALESCE((SELECT SUM(r.amount_minor) FROM purchase_returns r WHERE r.purchase_id = p.id), 0)
            FROM purchases p WHERE p.contact_id = @contact AND p.bought_at >= @since ORDER BY p.bought_at, p.id
            """,
            command => command.Set("@contact", contact.ToString()).Set("@since", since == DateOnly.MinValue ? DateTimeOffset.UnixEpoch : LocalDays.StartOf(since, zone)),
            row => new Visit(LocalDays.DayOf(row.InstantAt(0), zone), new(Guid.Parse(row.GetString(1))), row.GetInt64(2)));

    private static BonusOrder OrderOf(BusinessId business, ContactId contact, RuleInForce<AchievementRules> rule, long id, DateTimeOffset now) =>
        new(business, contact, rule.Rules.Gives, $"achievement:{rule.Key}", $"achievement:{id}", rule.Version, now);
}
