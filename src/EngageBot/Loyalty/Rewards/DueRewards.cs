using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>Somebody who is to get a reward on a day.</summary>
/// <param name="Occasion">For <see cref="VoucherOrder"/>: whoever has had it on this occasion is not due.</param>
internal sealed record DueReward(string Reward, ContactId Contact, string Occasion);

/// <summary>Who is due what a day of the year brings: birthdays, anniversaries, holidays. A play decides whether, when and with which words.</summary>
internal static class DueRewards
{
    /// <summary>Older than any shop's books.</summary>
    private const int MostYears = 100;

    /// <summary>Everybody due at an instant, at most <paramref name="limit"/>; those who have had it are not.</summary>
    public static ImmutableArray<DueReward> List(RowSource source, BusinessId business, DateTimeOffset now, int limit = 1000)
    {
        var due = new List<DueReward>();
        foreach (var offer in RewardOffer.All(source, business, now))
        {
            var today = LocalDays.DayOf(now, offer.Zone);
            if (offer.Rules.From > today || offer.Rules.To < today || due.Count >= limit) continue;
            var left = limit - due.Count;
            due.AddRange(offer.Rules.Issue switch
            {
                { On: IssueOn.Birthday } issue => Birthdays(source, offer, issue, today, left),
                { On: IssueOn.Anniversary } issue => Anniversaries(source, offer, issue, today, now, left),
                { On: IssueOn.Holiday } issue => Holidays(source, offer, issue, today, left),
                _ => [],
            });
        }
        return [.. due];
    }

    /// <summary>Members whose birthday is in the days ahead; after a stop also those whose birthday was yesterday or the day before.</summary>
    private static IEnumerable<DueReward> Birthdays(RowSource source, RewardOffer offer, RewardIssue issue, DateOnly today, int limit)
    {
        const int late = 2;
        for (var days = -late; days <= issue.LeadDays; days++)
        {
            var day = today.AddDays(days);
            var written = day.ToString("MM-dd", CultureInfo.InvariantCulture);
            // Who was born on 29 February has the 28th in other years.
            var leap = written == "02-28" && !DateTime.IsLeapYear(day.Year) ? "02-29" : written;
            foreach (var contact in source.Rows(
                """
                SELECT c.id FROM contacts c WHERE c.business_id = @business AND c.joined_at IS NOT NULL AND c.birthday IN (@day, @leap)
                  AND NOT EXISTS (SELECT 1 FROM vouchers v WHERE v.contact_id = c.id AND v.reward = @reward AND v.occasion = @occasion) ORDER BY c.id LIMIT @limit
                """,
                command => command.Set("@business", offer.Business.ToString()).Set("@day", written).Set("@leap", leap).Set("@reward", offer.Key)
                    .Set("@occasion", $"birthday:{day.Year}").Set("@limit", limit), ContactAt))
                yield return new(offer.Key, contact, $"birthday:{day.Year}");
        }
    }

    /// <summary>Members whose first purchase is longer ago than the years named, to the day, and who still buy.</summary>
    /// <remarks>One statement a cycle, and each of its questions is a look into an index: no purchase is read that does not decide.</remarks>
    private static IEnumerable<DueReward> Anniversaries(RowSource source, RewardOffer offer, RewardIssue issue, DateOnly today, DateTimeOffset now, int limit)
    {
        for (var cycle = 0; limit > 0; cycle++)
        {
            var years = issue.Years + (cycle * issue.EveryYears);
            if (years > MostYears) yield break;
            // The anniversary itself is not "more than a year"; a later cycle begins where this one ends.
            var upTo = LocalDays.StartOf(FirstNotOver(today, years), offer.Zone);
            var from = issue.EveryYears == 0 ? DateTimeOffset.UnixEpoch : LocalDays.StartOf(FirstNotOver(today, years + issue.EveryYears), offer.Zone);
            var occasion = string.Create(CultureInfo.InvariantCulture, $"anniversary:{cycle}");
            foreach (var contact in source.Rows(
                """
                SELECT c.id FROM contacts c WHERE c.business_id = @business AND c.joined_at IS NOT NULL
                  AND EXISTS (SELECT 1 FROM purchases p WHERE p.contact_id = c.id AND p.bought_at >= @from AND p.bought_at < @upTo)
                  AND NOT EXISTS (SELECT 1 FROM purchases p WHERE p.contact_id = c.id AND p.bought_at < @from)
                  AND EXISTS (SELECT 1 FROM purchases p WHERE p.contact_id = c.id AND p.bought_at >= @active)
                  AND NOT EXISTS (SELECT 1 FROM vouchers v WHERE v.contact_id = c.id AND v.reward = @reward AND v.occasion = @occasion) ORDER BY c.id LIMIT @limit
                """,
                command => command.Set("@business", offer.Business.ToString()).Set("@from", from).Set("@upTo", upTo).Set("@active", now.AddDays(-issue.ActiveDays))
                    .Set("@reward", offer.Key).Set("@occasion", occasion).Set("@limit", limit), ContactAt))
            {
                limit--;
                yield return new(offer.Key, contact, occasion);
            }
            if (issue.EveryYears == 0) yield break;
        }
    }

    /// <summary>The first day whose anniversary after so many years is not over yet; whoever first bought before it is due. The 29th of February has the 28th in other years.</summary>
    private static DateOnly FirstNotOver(DateOnly today, int years) =>
        today.AddYears(-years) is var day && day.AddYears(years) < today ? day.AddDays(1) : day;

    private static IEnumerable<DueReward> Holidays(RowSource source, RewardOffer offer, RewardIssue issue, DateOnly today, int limit)
    {
        var day = VoucherSpan.Next(issue.Day!, today);
        if (day.AddDays(-issue.LeadDays) > today) return [];
        var occasion = $"holiday:{day.Year}";
        return source.Rows(
            """
            SELECT c.id FROM contacts c WHERE c.business_id = @business AND c.joined_at IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM vouchers v WHERE v.contact_id = c.id AND v.reward = @reward AND v.occasion = @occasion) ORDER BY c.id LIMIT @limit
            """,
            command => command.Set("@business", offer.Business.ToString()).Set("@reward", offer.Key).Set("@occasion", occasion).Set("@limit", limit), ContactAt)
            .Select(contact => new DueReward(offer.Key, contact, occasion));
    }

    private static ContactId ContactAt(System.Data.Common.DbDataReader row) => new(Guid.Parse(row.GetString(0)));
}
