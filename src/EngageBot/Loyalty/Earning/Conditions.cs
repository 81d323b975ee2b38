using System.Globalization;
using EngageBot.Businesses;

namespace EngageBot.Loyalty.Earning;

/// <summary>Whether a rule's condition holds. Items are looked at by whoever counts their money.</summary>
internal static class Conditions
{
    public static bool Hold(RuleCondition when, Receipt receipt, Standing standing, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(receipt.BoughtAt, zone);
        var day = DateOnly.FromDateTime(local.DateTime);
        return (when.Shops is not { } shops || shops.Contains(receipt.Shop))
            && (when.Weekdays is not { } weekdays || weekdays.Contains(local.DayOfWeek))
            && InTime(when, TimeOnly.FromDateTime(local.DateTime))
            && (when.FromDate is not { } from || day >= from)
            && (when.ToDate is not { } to || day <= to)
            && (when.Levels is not { } levels || levels.Any(l => standing.Levels.Contains(l)))
            && receipt.PaidMinor >= (when.MinimumMinor ?? 0)
            && standing.EarlierReceipts + 1 >= (when.FromReceipt ?? 1)
            && (when.Issuer is null || when.Issuer == receipt.Issuer)
            && (when.Member is not { } member || Holds(member, standing, day, zone));
    }

    /// <summary>A time of day as rules write it.</summary>
    public static TimeOnly? Time(string? text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private static bool InTime(RuleCondition when, TimeOnly time)
    {
        var (from, to) = (Time(when.FromTime) ?? TimeOnly.MinValue, Time(when.ToTime));
        if (to is not { } end) return time >= from;
        return from <= end ? time >= from && time < end : time >= from || time < end;
    }

    private static bool Holds(MemberCondition member, Standing standing, DateOnly day, TimeZoneInfo zone)
    {
        var joined = standing.JoinedAt is { } at ? LocalDays.DayOf(at, zone) : (DateOnly?)null;
        return (member.JoinedFrom is not { } from || joined >= from)
            && (member.JoinedUntil is not { } until || joined <= until)
            && (member.MemberDays is not { } days || joined?.AddDays(days) <= day)
            && (member.BirthdayWithinDays is not { } within || IsNear(standing.Birthday, day, within));
    }

    private static bool IsNear(string? birthday, DateOnly day, int within)
    {
        if (birthday is not { Length: 5 } || !int.TryParse(birthday.AsSpan(0, 2), CultureInfo.InvariantCulture, out var month)
            || !int.TryParse(birthday.AsSpan(3, 2), CultureInfo.InvariantCulture, out var date)) return false;
        // Last year's and next year's, too: around New Year they are the near ones.
        return Enumerable.Range(day.Year - 1, 3).Where(year => year is > 0 and < 10_000)
            .Any(year => Math.Abs(new DateOnly(year, month, Math.Min(date, DateTime.DaysInMonth(year, month))).DayNumber - day.DayNumber) <= within);
    }
}
