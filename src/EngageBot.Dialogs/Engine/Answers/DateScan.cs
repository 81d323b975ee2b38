using System.Globalization;

namespace EngageBot.Dialogs.Engine.Answers;

/// <summary>What the words of a date or time say, before any calendar is asked.</summary>
internal sealed class DateScan
{
    private int? _number;
    private bool _hourNext;
    private bool _daysNext;
    private bool _bareHour;
    private bool _halfPast;
    private string? _half;

    public int? Year { get; private set; }
    public int? Month { get; private set; }
    public int? Day { get; private set; }
    public int? DaysAhead { get; private set; }
    public int? Weekday { get; private set; }
    public int? Hour { get; private set; }
    public int Minute { get; private set; }

    public bool HasDay => Day is not null || Month is not null || DaysAhead is not null || Weekday is not null;

    public TimeOnly? TimeOfDay => Hour is { } hour ? Clock(hour, Minute, _half, _bareHour) : null;

    /// <summary>A number all alone, where only a time is asked for.</summary>
    public TimeOnly? LoneHour => Hour is null && _number is { } hour ? Clock(hour, 0, _half, bare: true) : null;

    /// <summary>The scan, or <see langword="null"/> if some word fits nowhere.</summary>
    public static DateScan? Read(string words)
    {
        if (words.Length > 60) return null;
        var scan = new DateScan();
        foreach (var raw in words.Split([' ', ',', '\t', '\u00a0', '\n', '!', '?'], StringSplitOptions.RemoveEmptyEntries))
            if (!scan.Take(raw.Trim('.', '"', '(', ')'))) return null;
        return scan.Settle() ? scan : null;
    }

    private bool Take(string raw)
    {
        if (raw.Length == 0) return true;
        if (char.IsAsciiDigit(raw[0])) return TakeFigures(raw);
        var word = Folding.Fold(raw);
        if (DateWords.IsMorning(word) && Hour is null && _number is null && !_hourNext && !HasDay) return false;
        if (_number is not null && _daysNext && DateWords.IsDayUnit(word)) return TakeDays();
        if (DateWords.IsMorning(word)) return TakeHalf("am");
        if (DateWords.IsEvening(word) && (Hour is not null || _number is not null || HasDay)) return TakeHalf("pm");
        if (DateWords.IsHourUnit(word) && _number is not null) return TakeHour(_number.Value);
        if (TakeSpelled(word) is { } taken) return taken;
        if (DateWords.IsBeforeHour(word)) return _hourNext = true;
        if (DateWords.IsInDays(word)) return _daysNext = true;
        if (DateWords.Day(word) is { } ahead) return Once(DaysAhead, () => DaysAhead = ahead);
        if (DateWords.Weekday(word) is >= 0 and var weekday) return TakeWeekday(weekday);
        if (DateWords.Month(word) is > 0 and var month) return TakeMonth(month);
        return DateWords.IsNoise(word);
    }

    /// <summary>An hour in letters: "five", "в пять", "полшестого", "pesë e gjysmë"; <see langword="null"/> if the word is none of an hour.</summary>
    private bool? TakeSpelled(string word)
    {
        if (DateWords.IsNoon(word)) return TakeHour(12);
        if (DateWords.IsHalf(word)) return TakeHalfPast();
        if (DateWords.HalfOf(word) is { } half && (_halfPast || word.StartsWith("пол", StringComparison.Ordinal)))
        {
            (_halfPast, Minute) = (false, 30);
            return TakeHour(half);
        }
        // "в час" is one o'clock; "в два часа" has its number.
        if (_hourNext && word == "час") return TakeHour(1);
        return DateWords.Number(word) is { } number ? TakeNumber(number, 2) : null;
    }

    // "five thirty", "pesë e gjysmë" come after the hour, "half past five" before it.
    private bool TakeHalfPast()
    {
        if (_halfPast || Minute != 0) return false;
        if (Hour is null && _number is { } hour && !_daysNext && !TakeHour(hour)) return false;
        if (Hour is not null) Minute = 30;
        else _halfPast = _hourNext = true;
        return true;
    }

    // "в пятницу", "at noon": what follows a preposition need not be an hour.
    private bool TakeWeekday(int weekday)
    {
        _hourNext = false;
        return Once(Weekday, () => Weekday = weekday);
    }

    private bool TakeFigures(string raw)
    {
        var digits = 0;
        while (digits < raw.Length && char.IsAsciiDigit(raw[digits])) digits++;
        if (digits == raw.Length) return TakeNumber(int.Parse(raw.AsSpan(0, Math.Min(digits, 9)), CultureInfo.InvariantCulture), digits);
        var rest = raw[digits..];
        if (digits <= 2 && (char.IsLetter(rest[0]) || rest.StartsWith("-го", StringComparison.Ordinal)))
            return TakeSuffixed(int.Parse(raw.AsSpan(0, digits), CultureInfo.InvariantCulture), Folding.Fold(rest));
        if (raw.Contains(':', StringComparison.Ordinal)) return TakeClock(raw);
        return TakeDotted(raw);
    }

    private bool TakeNumber(int number, int digits)
    {
        if (digits == 4) return Month is not null && Day is not null ? Once(Year, () => Year = number) : TakeYearLate(number);
        if (digits > 2) return false;
        if (_hourNext && !_daysNext) return TakeHour(number);
        if (_daysNext) return Once(_number, () => _number = number);
        if (Month is not null && Day is null) return Once(Day, () => Day = number);
        if (HasDay && Hour is null && _number is null) return TakeHour(number);
        return Once(_number, () => _number = number);
    }

    private bool TakeYearLate(int number)
    {
        if (_number is not { } day || Month is null) return false;
        (Day, _number) = (day, null);
        return Once(Year, () => Year = number);
    }

    private bool TakeSuffixed(int number, string suffix)
    {
        if (DateWords.IsMorning(suffix)) return TakeHour(number) && TakeHalf("am");
        if (suffix == "pm") return TakeHour(number) && TakeHalf("pm");
        if (DateWords.IsHourUnit(suffix)) return TakeHour(number);
        return suffix is "th" or "st" or "nd" or "rd" or "го" && TakeNumber(number, 2);
    }

    private bool TakeHour(int hour)
    {
        if (Hour is not null) return false;
        (_number, _hourNext, _bareHour, Hour) = (null, false, true, hour);
        if (_halfPast) (_halfPast, Minute) = (false, 30);
        return true;
    }

    private bool TakeHalf(string half)
    {
        if (_half is not null || (Hour is null && _number is null && !HasDay)) return false;
        _half = half;
        // "tomorrow evening at seven" says the half of the day first.
        return Hour is not null || _number is not { } hour || TakeHour(hour);
    }

    private bool TakeDays()
    {
        (DaysAhead, _number, _daysNext) = (_number, null, false);
        return true;
    }

    private bool TakeMonth(int month)
    {
        if (Month is not null) return false;
        Month = month;
        if (_number is { } day) (Day, _number) = (day, null);
        return true;
    }

    private bool TakeClock(string raw)
    {
        var lower = raw.ToLowerInvariant();
        var half = lower.EndsWith("pm", StringComparison.Ordinal) ? "pm" : lower.EndsWith("am", StringComparison.Ordinal) ? "am" : null;
        var parts = (half is null ? lower : lower[..^2]).Split('T', 't');
        if (parts.Length == 2 && !TakeDotted(parts[0])) return false;
        var clock = parts[^1].Split(':');
        if (clock.Length is < 2 or > 3 || Hour is not null || !Number(clock[0], out var hour) || !Number(clock[1], out var minute)) return false;
        (Hour, Minute, _bareHour, _hourNext) = (hour, minute, false, false);
        _half = half ?? _half;
        return true;
    }

    private bool TakeDotted(string raw)
    {
        var parts = raw.Split('.', '/', '-');
        if (parts.Length is < 2 or > 3) return false;
        Span<int> numbers = stackalloc int[3];
        for (var index = 0; index < parts.Length; index++)
            if (!Number(parts[index], out numbers[index])) return false;
        if (parts.Length == 3 && parts[0].Length == 4) return TakeDate(numbers[0], numbers[1], numbers[2]);
        if (parts.Length == 3) return TakeDate(numbers[2] < 100 ? numbers[2] + 2000 : numbers[2], numbers[1], numbers[0]);
        var isTime = HasDay || _hourNext || numbers[1] is 0 or > 12;
        if (!isTime) return TakeDate(null, numbers[1], numbers[0]);
        if (Hour is not null || raw.Contains('/', StringComparison.Ordinal)) return false;
        (Hour, Minute, _bareHour, _hourNext) = (numbers[0], numbers[1], false, false);
        return parts[1].Length == 2;
    }

    private bool TakeDate(int? year, int month, int day)
    {
        if (HasDay) return false;
        (Year, Month, Day, _hourNext) = (year, month, day, false);
        return true;
    }

    // "5" after "tomorrow" is an hour, "14" before "March" was a day; a number nobody claimed may still be a lone hour.
    private bool Settle()
    {
        if (_hourNext || _daysNext || _halfPast) return false;
        if (Month is not null && Day is null) return false;
        if (DaysAhead is not null && (Month is not null || Weekday is not null)) return false;
        if (Weekday is not null && Month is not null) Weekday = null;
        if (_number is { } hour && HasDay) return TakeHour(hour);
        if (_half is not null && Hour is null) return false;
        return HasDay || Hour is not null || _number is not null;
    }

    private static TimeOnly? Clock(int hour, int minute, string? half, bool bare)
    {
        if (half is not null && hour is < 1 or > 12) half = hour is > 12 and < 24 && half == "pm" ? null : "wrong";
        if (half == "wrong") return null;
        if (half == "am") hour %= 12;
        else if (half == "pm") hour = hour % 12 + 12;
        else if (bare && hour is >= 1 and <= 7) hour += 12;
        return hour is >= 0 and < 24 && minute is >= 0 and < 60 ? new TimeOnly(hour, minute) : null;
    }

    private static bool Number(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && text.Length <= 4;

    private static bool Once(int? already, Action take)
    {
        if (already is not null) return false;
        take();
        return true;
    }
}
