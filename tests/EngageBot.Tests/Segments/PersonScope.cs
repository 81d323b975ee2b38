using System.Globalization;
using System.Text.RegularExpressions;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty;

namespace EngageBot.Tests.Segments;

/// <summary>What the evaluator reads of a person, computed by plain loops over what the test made up: the other side of the comparison with the database.</summary>
internal sealed partial class PersonScope(Person person, IReadOnlyList<Person> all, DateTimeOffset now, TimeZoneInfo zone, ShopProfile profile) : IValueScope
{
    private readonly TimeSpan _offset = zone.GetUtcOffset(now);

    public DateTimeOffset Now => now;
    public TimeZoneInfo Zone => zone;
    public bool InState(string name) => throw new NotSupportedException();

    private DateOnly Today => Day(now);

    public bool TryRead(string path, out Value? value)
    {
        var match = Numbered().Match(path);
        var days = match.Success && match.Groups[3].Value == "d" ? int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) : (int?)null;
        var name = match.Success ? $"{match.Groups[1].Value}#{match.Groups[3].Value}" : path;
        var receipts = person.Receipts.Where(r => r.Counts && r.At <= now && (days is null || DaysAgo(r.At) <= days)).OrderBy(r => r.At).ToList();
        var (found, read) = name.Replace(".last_#d", "", StringComparison.Ordinal) switch
        {
            "customer.member" => (true, new Value.Bool(person.JoinedAt is not null)),
            "customer.staff" => (true, new Value.Bool(false)),
            "customer.language" => (true, new Value.Text(person.Language ?? "en")),
            "customer.channels" => (true, Texts(person.Chats.Where(c => c.Reachable).Select(c => c.Channel))),
            "customer.has_phone" => (true, new Value.Bool(person.Phone is not null)),
            "customer.has_birthday" => (true, new Value.Bool(person.Birthday is not null)),
            "customer.birthday.within_#d" => (true, new Value.Bool(person.Birthday is { } birthday && Enumerable.Range(0, days!.Value + 1).Any(n => IsBirthday(birthday, Today.AddDays(n))))),
            "customer.joined_days" => (true, person.JoinedAt is { } joined ? Int(DaysAgo(joined)) : null),
            "customer.known_days" => (true, Int(DaysAgo(person.CreatedAt))),
            "customer.held" => (true, new Value.Bool(person.Chats.Any(c => c.Held))),
            "customer.consent.membership" or "customer.consent.marketing" or "customer.consent.surveys" => (true, new Value.Bool(
                person.Consents.Where(c => c.Purpose == path.Split('.')[2]).GroupBy(c => c.Channel).Any(of => of.Last().Granted))),
            "purchases.count" => (true, Int(receipts.Count)),
            "purchases.spent" => (true, Money(receipts.Sum(r => r.NetMinor))),
            "purchases.average" => (true, receipts.Count == 0 ? null : Money(receipts.Sum(r => r.NetMinor) / receipts.Count)),
            "purchases.largest" => (true, receipts.Count == 0 ? null : Money(receipts.Max(r => r.NetMinor))),
            "purchases.spent.top_#p" => (true, new Value.Bool(IsTop(int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))),
            "purchases.first_days" => (true, receipts.Count == 0 ? null : Int(DaysAgo(receipts[0].At))),
            "purchases.last_days" => (true, receipts.Count == 0 ? null : Int(DaysAgo(receipts[^1].At))),
            "purchases.rhythm_days" => (true, TwiceTheMedian() is { } twice ? Int(twice / 2) : null),
            "purchases.lapsed" => (true, new Value.Bool(IsLapsed())),
            "purchases.items" => (true, Texts(receipts.Select(r => r.Sku))),
            "purchases.categories" => (true, Texts(receipts.Select(r => r.Category))),
            "purchases.shops" => (true, Texts(receipts.Select(r => r.Shop))),
            "purchases.last_shop" => (true, receipts.Count == 0 ? null : new Value.Text(receipts[^1].Shop)),
            "points.available" => (true, Int(person.Batches.Sum(b => b.Points))),
            "points.expiring_#d" => (true, Int(person.Batches.Where(b => b.ExpiresAt > now && b.ExpiresAt <= StartOf(Today.AddDays(days!.Value + 1))).Sum(b => b.Points))),
            "level.reached" => (true, Texts(person.Reached)),
            "vouchers.open" or "friends.brought" => (true, Int(0)),
            "review.rating" => (true, person.Reviews.Count == 0 ? null : Int(person.Reviews.MaxBy(r => r.At).Rating)),
            _ => (false, (Value?)null),
        };
        value = read;
        return found;
    }

    private bool IsTop(int percent)
    {
        var spent = all.Select(p => p.Receipts.Where(r => r.At <= now).Sum(r => r.NetMinor)).Where(s => s > 0).OrderDescending().ToList();
        if (spent.Count == 0) return false;
        return person.Receipts.Where(r => r.At <= now).Sum(r => r.NetMinor) >= spent[(int)Math.Ceiling(spent.Count * percent / 100.0) - 1];
    }

    private long? TwiceTheMedian()
    {
        var days = person.Receipts.Where(r => r.Counts && r.At <= now).Select(r => Day(r.At).DayNumber).Distinct().Order().ToList();
        var gaps = days.Zip(days.Skip(1), (a, b) => b - a).Order().ToList();
        return gaps.Count < 2 ? null : gaps.Count % 2 == 1 ? 2 * gaps[gaps.Count / 2] : gaps[gaps.Count / 2 - 1] + gaps[gaps.Count / 2];
    }

    private bool IsLapsed()
    {
        var silence = person.Receipts.Where(r => r.Counts && r.At <= now).Select(r => (long?)DaysAgo(r.At)).Min();
        return silence > profile.QuietDays && silence > (TwiceTheMedian() ?? 2L * profile.Cycle);
    }

    private static bool IsBirthday(string birthday, DateOnly day) =>
        birthday == day.ToString("MM-dd", CultureInfo.InvariantCulture) || birthday == "02-29" && day is { Month: 2, Day: 28 } && !DateTime.IsLeapYear(day.Year);

    private DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime((at + _offset).UtcDateTime);
    private long DaysAgo(DateTimeOffset at) => Today.DayNumber - Day(at).DayNumber;
    private DateTimeOffset StartOf(DateOnly day) => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) - _offset;

    private static Value.Int Int(long number) => new(number);
    private static Value.Decimal Money(long minor) => new(minor / 100m);
    private static Value.List Texts(IEnumerable<string?> items) => new([.. items.OfType<string>().Distinct().Select(i => new Value.Text(i))]);

    [GeneratedRegex(@"^(.+_)(\d{1,4})([dp])\z")]
    private static partial Regex Numbered();
}
