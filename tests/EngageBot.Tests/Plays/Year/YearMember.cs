using EngageBot.Storage;

namespace EngageBot.Tests.Plays.Year;

/// <summary>What was so from which moment on; the oracle's own memory of a life, written by hand and never read from the program.</summary>
internal sealed class Story<T>(T first)
{
    private readonly List<(DateTimeOffset From, T What)> _chapters = [(DateTimeOffset.MinValue, first)];

    public T Now => _chapters[^1].What;

    public int Changes => _chapters.Count - 1;

    public void Becomes(T what, DateTimeOffset at)
    {
        if (!EqualityComparer<T>.Default.Equals(what, Now)) _chapters.Add((at, what));
    }

    /// <summary>What was so at a moment.</summary>
    public T At(DateTimeOffset moment) => _chapters.Last(c => c.From <= moment).What;

    /// <summary>Everything that was so at some moment of a span, its ends included.</summary>
    public IEnumerable<T> Between(DateTimeOffset from, DateTimeOffset to) =>
        _chapters.Where((c, i) => c.From <= to && (i + 1 == _chapters.Count || _chapters[i + 1].From >= from)).Select(c => c.What);

    /// <summary>Whether it changed within a span.</summary>
    public bool ChangedBetween(DateTimeOffset from, DateTimeOffset to) => _chapters.Skip(1).Any(c => c.From >= from && c.From <= to);
}

/// <summary>A birthday as it was told, and when.</summary>
internal sealed record ToldBirthday(int Month, int Day, DateTimeOffset? SetAt)
{
    /// <summary>The day of a year on which it is kept: the last of February where there is no 29th.</summary>
    public DateOnly In(int year) => Month == 2 && Day == 29 && !DateTime.IsLeapYear(year) ? new(year, 2, 28) : new(year, Month, Day);

    public override string ToString() => $"{Month:00}-{Day:00}";
}

/// <summary>One simulated member: a life, and what reached them.</summary>
internal sealed class YearMember(ContactId contact, string zone, bool agrees, ToldBirthday? birthday)
{
    public ContactId Contact => contact;

    public Story<string> Zone { get; } = new(zone);

    /// <summary>Whether offers are welcome.</summary>
    public Story<bool> Agrees { get; } = new(agrees);

    /// <summary>A person of the shop has the word.</summary>
    public Story<bool> Held { get; } = new(false);

    /// <summary>When a person of the shop last gave the word back.</summary>
    public Story<DateTimeOffset?> Released { get; } = new(null);

    public Story<DateTimeOffset?> PausedUntil { get; } = new(null);

    public Story<bool> Reachable { get; } = new(true);

    public Story<ToldBirthday?> Birthday { get; } = new(birthday);

    /// <summary>When they bought, whether before the year or in it.</summary>
    public List<DateTimeOffset> Purchases { get; } = [];

    /// <summary>What reached them unasked.</summary>
    public List<(DateTimeOffset At, string Source, string Occasion)> Sends { get; } = [];

    public TimeZoneInfo ZoneAt(DateTimeOffset moment) => TimeZoneInfo.FindSystemTimeZoneById(Zone.At(moment));

    public DateTime Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, ZoneAt(moment)).DateTime;

    /// <summary>The moment of a local time where they live around then.</summary>
    public DateTimeOffset Instant(DateOnly day, int hour)
    {
        var local = day.ToDateTime(new TimeOnly(hour, 0));
        var guess = new DateTimeOffset(local, TimeSpan.Zero);
        return new DateTimeOffset(local, ZoneAt(guess).GetUtcOffset(local)).ToUniversalTime();
    }
}
