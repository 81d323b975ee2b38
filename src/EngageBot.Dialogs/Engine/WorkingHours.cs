using System.Collections.Immutable;

namespace EngageBot.Dialogs.Engine;

/// <summary>From one time of a weekday to another, counted from that day's local midnight; the end may lie on the next day.</summary>
public readonly record struct WorkingSpan(TimeSpan From, TimeSpan To);

/// <summary>When a shop works, in its own zone: counts the working hours and working days of timers.</summary>
/// <remarks>
/// Working hours are real hours while somebody works: a day on which the clocks change has one more or one less of them. Working days are days on
/// which somebody works: <c>2wd</c> is the same time two such days later, within that day's hours. What begins while nobody works counts from the
/// next opening. Without any hours working time is time of the clock.
/// </remarks>
public sealed class WorkingHours : IWorkingTime
{
    /// <summary>Nobody waits longer than this for a shop to open often enough; a hundred years, as durations.</summary>
    private const int FarthestDays = 36_500;

    private readonly TimeZoneInfo _zone;
    private readonly ImmutableArray<ImmutableArray<WorkingSpan>> _week;
    private readonly Func<DateOnly, ImmutableArray<WorkingSpan>?>? _otherwise;

    /// <param name="week">The spans of each day, Sunday first; they may overlap.</param>
    /// <param name="otherwise">The spans of a day that is not as its weekday, such as none on a holiday; <see langword="null"/> for a usual day.</param>
    public WorkingHours(TimeZoneInfo zone, Func<DayOfWeek, IEnumerable<WorkingSpan>> week, Func<DateOnly, ImmutableArray<WorkingSpan>?>? otherwise = null)
    {
        ArgumentNullException.ThrowIfNull(week);
        _zone = zone;
        _otherwise = otherwise;
        _week = [.. Enum.GetValues<DayOfWeek>().Select(day => week(day).OrderBy(span => span.From).ToImmutableArray())];
    }

    /// <summary>Whose clocks it goes by.</summary>
    public TimeZoneInfo Zone => _zone;

    /// <summary>Nobody has said when somebody works.</summary>
    public bool IsUnsaid => _week.All(day => day.IsEmpty);

    /// <inheritdoc/>
    public DateTimeOffset After(DateTimeOffset from, TimeSpan length)
    {
        if (IsUnsaid || length <= TimeSpan.Zero) return from + length;
        var days = length.Ticks % TimeSpan.TicksPerDay == 0 ? (int)length.TotalDays : 0;
        return (days > 0 ? AfterDays(from, days) : AfterHours(from, length) ?? from + length).ToUniversalTime();
    }

    /// <summary>As <see cref="After"/> for working hours alone, however many.</summary>
    /// <returns><see langword="null"/> if nobody works so long within a hundred years.</returns>
    public DateTimeOffset? AfterWork(DateTimeOffset from, TimeSpan length) =>
        IsUnsaid || length <= TimeSpan.Zero ? from + length : AfterHours(from, length)?.ToUniversalTime();

    /// <summary>Whether somebody works at that instant; always where nobody has said when.</summary>
    public bool IsOpen(DateTimeOffset at) => IsUnsaid || Spans(at).TakeWhile(span => span.Day <= DayOf(at)).Any(span => span.Begins <= at && at < span.Ends);

    /// <summary>When somebody works next; the instant itself if somebody does.</summary>
    /// <returns><see langword="null"/> if nobody will within a year.</returns>
    public DateTimeOffset? NextOpening(DateTimeOffset from)
    {
        if (IsUnsaid) return from;
        var last = DayOf(from).AddDays(SeenDays);
        foreach (var (begins, ends, _) in Spans(from).TakeWhile(span => span.Day <= last))
            if (ends > from) return (begins > from ? begins : from).ToUniversalTime();
        return null;
    }

    /// <summary>So far ahead people look for when somebody is back.</summary>
    private const int SeenDays = 366;

    private DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, _zone).DateTime);

    private DateTimeOffset? AfterHours(DateTimeOffset from, TimeSpan length)
    {
        var (left, reached) = (length, from);
        foreach (var (begins, ends, _) in Spans(from))
        {
            // Spans may overlap: what one has counted another does not count again.
            var start = begins > reached ? begins : reached;
            if (ends <= start) continue;
            if (ends - start >= left) return start + left;
            left -= ends - start;
            reached = ends;
        }
        return null;
    }

    private DateTimeOffset AfterDays(DateTimeOffset from, int days)
    {
        foreach (var (begins, ends, day) in Spans(from))
        {
            if (ends <= from) continue;
            var start = begins > from ? begins : from;
            return SameTime(day, TimeZoneInfo.ConvertTime(start, _zone).DateTime - day.ToDateTime(TimeOnly.MinValue), days);
        }
        return from + TimeSpan.FromDays(days);
    }

    private DateTimeOffset SameTime(DateOnly day, TimeSpan time, int days)
    {
        for (var ahead = 0; days > 0 && ahead < FarthestDays; ahead++)
        {
            day = day.AddDays(1);
            if (!On(day).IsEmpty) days--;
        }
        var spans = On(day);
        if (spans.IsEmpty) return At(day, time);
        var last = spans.Max(span => span.To);
        return At(day, time < spans[0].From ? spans[0].From : time > last ? last : time);
    }

    /// <summary>The spans from the day before that instant on: one of them may still be under way.</summary>
    private IEnumerable<(DateTimeOffset Begins, DateTimeOffset Ends, DateOnly Day)> Spans(DateTimeOffset from)
    {
        var day = DayOf(from).AddDays(-1);
        for (var ahead = 0; ahead < FarthestDays; ahead++, day = day.AddDays(1))
            foreach (var span in On(day)) yield return (At(day, span.From), At(day, span.To), day);
    }

    private ImmutableArray<WorkingSpan> On(DateOnly day) => _otherwise?.Invoke(day) ?? _week[(int)day.DayOfWeek];

    // A time the clocks skip is the first that exists; one that comes twice is the first of the two.
    private DateTimeOffset At(DateOnly day, TimeSpan time)
    {
        var local = day.ToDateTime(TimeOnly.MinValue) + time;
        while (_zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        var offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }
}
