using System.Globalization;
using EngageBot.Businesses;

namespace EngageBot.Loyalty.Rewards;

/// <summary>When a voucher is good, and when its owner is told that it is about to end. Pure.</summary>
/// <param name="From">The first instant.</param>
/// <param name="Until">The first instant at which it is over.</param>
internal readonly record struct VoucherSpan(DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>How often the owner is told before the end.</summary>
    public const int Notices = 2;

    /// <summary>Messages about an end come at that local hour, where the voucher lives long enough.</summary>
    private const int NoticeHour = 10;

    /// <param name="birthday"><c>MM-DD</c>; needed where the reward is about it.</param>
    /// <returns><see langword="null"/> if it would be over before it began, or there is no birthday.</returns>
    public static VoucherSpan? Of(RewardRules rules, string? birthday, DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = LocalDays.DayOf(now, zone);
        var from = now;
        DateOnly last;
        if (rules.Valid.Birthday is { } around)
        {
            if (birthday is null) return null;
            var day = Next(birthday, today.AddDays(-around));
            if (day.AddDays(-around) > today) from = LocalDays.StartOf(day.AddDays(-around), zone);
            last = day.AddDays(around);
        }
        else last = rules.Valid switch
        {
            { Months: { } months } => today.AddMonths(months).AddDays(-1),
            { Until: { } until } => until,
            _ => today.AddDays(rules.Valid.Days ?? 0),
        };
        if (rules is { Purpose: not null, To: { } end } && end < last) last = end;
        var over = EarnRules.EndOf(last, zone);
        return over > from ? new(from, over) : null;
    }

    /// <summary>When the owner is told for the how manyeth time, counted from 0: a week and a day before the end, or, of a short life, at a half and
    /// three quarters of it; by day where that is possible.</summary>
    /// <returns><see langword="null"/> if they were told often enough.</returns>
    public DateTimeOffset? NoticeAt(int told, TimeZoneInfo zone)
    {
        if (told >= Notices) return null;
        var life = Until - From;
        var (longest, share) = told == 0 ? (TimeSpan.FromDays(7), life / 2) : (TimeSpan.FromDays(1), life / 4);
        var at = Until - (share < longest ? share : longest);
        var byDay = LocalDays.At(LocalDays.DayOf(at, zone).ToDateTime(new TimeOnly(NoticeHour, 0)), zone);
        return byDay > From && byDay < Until ? byDay : at;
    }

    /// <summary>The last day on which it is good, as customers are told.</summary>
    public DateOnly LastDay(TimeZoneInfo zone) => EarnRules.LastDay(Until, zone);

    /// <summary>The first birthday from a day on; who was born on 29 February has it on the 28th in other years.</summary>
    public static DateOnly Next(string birthday, DateOnly from)
    {
        var (month, day) = (int.Parse(birthday.AsSpan(0, 2), CultureInfo.InvariantCulture), int.Parse(birthday.AsSpan(3, 2), CultureInfo.InvariantCulture));
        var candidate = In(from.Year);
        return candidate >= from ? candidate : In(from.Year + 1);

        DateOnly In(int year) => new(year, month, Math.Min(day, DateTime.DaysInMonth(year, month)));
    }
}
