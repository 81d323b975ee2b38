using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Achievements;
using EngageBot.Loyalty.Deeds;
using EngageBot.Loyalty.Raffles;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Surprises;

/// <summary>Picks by chance, within the budget, at most once a quarter for a person; nothing tells of it beforehand.</summary>
internal sealed class SurpriseBook(Bonuses bonuses)
{
    /// <summary>Holds every round that is due today.</summary>
    /// <returns>How many people were given something.</returns>
    public async ValueTask<int> HoldAsync(WriteScope scope, BusinessId business, DateTimeOffset now)
    {
        PointsLedger.Lock(scope, business);
        var (_, zone) = RecordPurchase.Home(scope, business);
        var local = TimeZoneInfo.ConvertTime(now, zone);
        var given = 0;
        foreach (var rule in RuleBook.All(scope, business, SurpriseRules.Kind, now))
            if (local.Hour >= rule.Rules.AtHour) given += await HoldAsync(scope, business, rule, DateOnly.FromDateTime(local.DateTime), zone, now);
        return given;
    }

    /// <summary>Looks at a round again: who could have been picked then, and who the seed picks of them.</summary>
    /// <returns>What does not agree; empty if all of it does.</returns>
    public static IReadOnlyList<string> Audit(RowSource source, BusinessId business, long round)
    {
        var rows = source.Rows("SELECT key, rule_version, seed, eligible_hash, held_at, day FROM surprise_rounds WHERE id = @id AND business_id = @business",
            command => command.Set("@id", round).Set("@business", business.ToString()),
            row => (Key: row.GetString(0), Version: (int)row.GetInt64(1), Seed: row.GetString(2), Hash: row.GetString(3), At: row.InstantAt(4), Day: row.GetString(5)));
        if (rows.Count == 0) return [$"There is no round {round}."];
        var held = rows[0];
        if (RuleBook.Of(source, business, SurpriseRules.Kind, held.Key, held.Version) is not { } rule) return ["Its rules are gone."];
        var eligible = Eligible(source, business, rule.Rules, Quarter(held.Day), held.At, round);
        if (HashOf(eligible) != held.Hash) return ["The people who could be picked are not those of then: somebody left, joined under an earlier date, or rows were changed."];
        var picked = source.Rows("SELECT contact_id FROM surprises WHERE round_id = @round ORDER BY contact_id", command => command.Set("@round", round), row => row.GetString(0));
        var again = Pick(held.Seed, eligible, picked.Count).Select(c => c.ToString()).Order(StringComparer.Ordinal);
        return again.SequenceEqual(picked.Order(StringComparer.Ordinal)) ? [] : ["Others were picked than the seed picks."];
    }

    private async ValueTask<int> HoldAsync(WriteScope scope, BusinessId business, RuleInForce<SurpriseRules> rule, DateOnly today, TimeZoneInfo zone, DateTimeOffset now)
    {
        var day = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (IsHeld(scope, business, rule.Key, day)) return 0;
        var eligible = Eligible(scope, business, rule.Rules, Quarter(day), now, long.MaxValue);
        var seed = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var round = scope.InsertedId(scope.InsertCommand("""
            INSERT INTO surprise_rounds (business_id, key, day, rule_version, seed, eligible_people, eligible_hash, held_at)
            VALUES (@business, @key, @day, @version, @seed, @people, @hash, @now)
            """)
            .Set("@business", business.ToString()).Set("@key", rule.Key).Set("@day", day).Set("@version", rule.Version).Set("@seed", seed)
            .Set("@people", (long)eligible.Count).Set("@hash", HashOf(eligible)).Set("@now", now))!.Value;
        var month = LocalDays.StartOf(new(today.Year, today.Month, 1), zone);
        var left = rule.Rules.BudgetPoints - Spent(scope, business, rule.Key, month);
        var picks = (int)Math.Min(rule.Rules.PicksPerDay, Math.Max(0, left / rule.Rules.Gives.Points));
        var picked = Pick(seed, eligible, picks);
        foreach (var contact in picked)
        {
            scope.Command("INSERT INTO surprises (business_id, round_id, contact_id, quarter, points, given_at) VALUES (@business, @round, @contact, @quarter, @points, @now)")
                .Set("@business", business.ToString()).Set("@round", round).Set("@contact", contact.ToString()).Set("@quarter", Quarter(day))
                .Set("@points", rule.Rules.Gives.Points).Set("@now", now).ExecuteNonQuery();
            await bonuses.GiveAsync(scope, new(business, contact, rule.Rules.Gives, $"surprise:{rule.Key}", $"surprise:{round}:{contact}", rule.Version, now)
            {
                Name = rule.Rules.Name,
            });
        }
        return picked.Count;
    }

    private static bool IsHeld(RowSource source, BusinessId business, string key, string day) =>
        source.Query("SELECT 1 FROM surprise_rounds WHERE business_id = @business AND key = @key AND day = @day",
            command => command.Set("@business", business.ToString()).Set("@key", key).Set("@day", day), row => row.Read());

    /// <summary>Members who bought often enough by then and had no present in the quarter before that round.</summary>
    private static List<ContactId> Eligible(RowSource source, BusinessId business, SurpriseRules rules, string quarter, DateTimeOffset at, long before) =>
        source.Rows("""
            SELECT c.id FROM contacts c JOIN purchases p ON p.contact_id = c.id AND p.bought_at > @since AND p.recorded_at <= @at
            WHERE c.business_id = @business AND c.joined_at <= @at
              AND NOT EXISTS (SELECT 1 FROM surprises s WHERE s.contact_id = c.id AND s.quarter = @quarter AND s.round_id < @before)
            GROUP BY c.id HAVING COUNT(*) >= @purchases
            """,
            command => command.Set("@business", business.ToString()).Set("@since", at.AddDays(-rules.WithinDays)).Set("@at", at).Set("@quarter", quarter)
                .Set("@before", before).Set("@purchases", (long)rules.MinPurchases),
            row => new ContactId(Guid.Parse(row.GetString(0)))).OrderBy(c => c.ToString(), StringComparer.Ordinal).ToList();

    private static List<ContactId> Pick(string seed, List<ContactId> eligible, int count) =>
        [.. DrawAlgorithm.Winners(Convert.FromHexString(seed), eligible.Select((_, i) => new DrawEntry(i + 1, i + 1)), count).Select(e => eligible[(int)e.Number - 1])];

    private static string HashOf(List<ContactId> people) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(people.Select(p => $"{p}\n")))));

    private static long Spent(RowSource source, BusinessId business, string key, DateTimeOffset since) =>
        source.Query("SELECT COALESCE(SUM(s.points), 0) FROM surprises s JOIN surprise_rounds r ON r.id = s.round_id WHERE s.business_id = @business AND s.given_at >= @since AND r.key = @key",
            command => command.Set("@business", business.ToString()).Set("@since", since).Set("@key", key), row => row.Read() ? row.GetInt64(0) : 0);

    private static string Quarter(string day) => Progress.PeriodOf(AchievementPeriod.Quarter, DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture));
}
