using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Expressions;

/// <summary>Comparison and arithmetic on values; <see langword="null"/> where the kinds do not go together. Whole numbers, money, times saturate.</summary>
internal static class Operations
{
    /// <summary>Whether two values are equal; lists and records are not comparable.</summary>
    internal static bool? Same(Value left, Value right) => (left, right) switch
    {
        (Value.Text a, Value.Text b) => string.Equals(a.Content, b.Content, StringComparison.Ordinal),
        (Value.Bool a, Value.Bool b) => a.Holds == b.Holds,
        _ => Compare(left, right) is { } order ? order == 0 : null,
    };

    /// <summary>The order of two values, where they have one.</summary>
    internal static int? Compare(Value left, Value right) => (left, right) switch
    {
        (Value.Int a, Value.Int b) => a.Number.CompareTo(b.Number),
        (Value.Int or Value.Decimal, Value.Int or Value.Decimal) => Fraction(left).CompareTo(Fraction(right)),
        (Value.Money a, Value.Money b) when a.Currency == b.Currency => a.Minor.CompareTo(b.Minor),
        (Value.Duration a, Value.Duration b) when a.Working == b.Working => a.Length.CompareTo(b.Length),
        (Value.Time a, Value.Time b) => a.OfDay.CompareTo(b.OfDay),
        (Value.Date a, Value.Date b) => a.Day.CompareTo(b.Day),
        (Value.Instant a, Value.Instant b) => a.At.CompareTo(b.At),
        _ => null,
    };

    /// <summary>The sum, difference or product, where there is one.</summary>
    internal static Value? Compute(Operator op, Value left, Value right) => (op, left, right) switch
    {
        (_, Value.Int a, Value.Int b) => new Value.Int(Whole(op, a.Number, b.Number)),
        (_, Value.Int or Value.Decimal, Value.Int or Value.Decimal) => new Value.Decimal(Fractional(op, Fraction(left), Fraction(right))),
        (Operator.Multiply, Value.Money a, Value.Int b) => new Value.Money(Whole(op, a.Minor, b.Number), a.Currency),
        (Operator.Multiply, Value.Int a, Value.Money b) => new Value.Money(Whole(op, a.Number, b.Minor), b.Currency),
        (Operator.Multiply, Value.Money a, Value.Decimal b) => new Value.Money(Rounded(Fractional(op, a.Minor, b.Number)), a.Currency),
        (Operator.Multiply, Value.Decimal a, Value.Money b) => new Value.Money(Rounded(Fractional(op, a.Number, b.Minor)), b.Currency),
        (Operator.Multiply, Value.Duration { Working: false } a, Value.Int b) => new Value.Duration(new(Whole(op, a.Length.Ticks, b.Number))),
        (Operator.Multiply, Value.Int a, Value.Duration { Working: false } b) => new Value.Duration(new(Whole(op, a.Number, b.Length.Ticks))),
        (Operator.Multiply, _, _) => null,
        (_, Value.Money a, Value.Money b) when a.Currency == b.Currency => new Value.Money(Whole(op, a.Minor, b.Minor), a.Currency),
        (_, Value.Duration { Working: false } a, Value.Duration { Working: false } b) => new Value.Duration(new(Whole(op, a.Length.Ticks, b.Length.Ticks))),
        (_, Value.Instant a, Value.Duration { Working: false } b) => new Value.Instant(Moved(op, a.At, b.Length)),
        (_, Value.Date a, Value.Duration { Working: false } b) => new Value.Date(Moved(op, a.Day, b.Length)),
        (_, Value.Time a, Value.Duration { Working: false } b) => new Value.Time(a.OfDay.Add(new(Whole(op, 0, b.Length.Ticks) % TimeSpan.TicksPerDay))),
        (Operator.Add, Value.Duration { Working: false }, Value.Instant or Value.Date or Value.Time) => Compute(op, right, left),
        (Operator.Subtract, Value.Instant a, Value.Instant b) => new Value.Duration(a.At - b.At),
        (Operator.Subtract, Value.Date a, Value.Date b) => new Value.Duration(TimeSpan.FromDays(a.Day.DayNumber - b.Day.DayNumber)),
        (Operator.Subtract, Value.Time a, Value.Time b) => new Value.Duration(a.OfDay.ToTimeSpan() - b.OfDay.ToTimeSpan()),
        _ => null,
    };

    /// <summary>How a message names a value's kind.</summary>
    internal static string KindOf(Value value) => value switch
    {
        Value.Bool => "a yes or no",
        Value.Int => "a whole number",
        Value.Decimal => "a number",
        Value.Money => "money",
        Value.Text => "text",
        Value.Duration { Working: true } => "working time",
        Value.Duration => "a duration",
        Value.Time => "a time of day",
        Value.Date => "a date",
        Value.Instant => "a date and time",
        Value.List => "a list",
        _ => "a record",
    };

    /// <summary>Percent of a whole, towards zero; 0 of nothing.</summary>
    internal static long Percent(long part, long whole) => whole == 0 ? 0 : Saturated((Int128)part * 100 / whole);

    private static long Whole(Operator op, long left, long right) => Saturated(op switch
    {
        Operator.Add => (Int128)left + right,
        Operator.Subtract => (Int128)left - right,
        _ => (Int128)left * right,
    });

    private static long Saturated(Int128 number) => number > long.MaxValue ? long.MaxValue : number < long.MinValue ? long.MinValue : (long)number;

    private static decimal Fraction(Value value) => value is Value.Int whole ? whole.Number : ((Value.Decimal)value).Number;

    private static decimal Fractional(Operator op, decimal left, decimal right)
    {
        try
        {
            return op switch { Operator.Add => left + right, Operator.Subtract => left - right, _ => left * right };
        }
        catch (OverflowException)
        {
            var negative = op == Operator.Multiply ? left < 0 != right < 0 : left < 0;
            return negative ? decimal.MinValue : decimal.MaxValue;
        }
    }

    // Halves go away from zero, as on a till receipt.
    private static long Rounded(decimal number) =>
        number >= long.MaxValue ? long.MaxValue : number <= long.MinValue ? long.MinValue : (long)Math.Round(number, MidpointRounding.AwayFromZero);

    private static DateTimeOffset Moved(Operator op, DateTimeOffset at, TimeSpan by) =>
        new(Math.Clamp(Whole(op, at.UtcTicks, by.Ticks), 0, DateTime.MaxValue.Ticks), TimeSpan.Zero);

    private static DateOnly Moved(Operator op, DateOnly day, TimeSpan by)
    {
        var ticks = Whole(op, day.DayNumber * TimeSpan.TicksPerDay, by.Ticks);
        var days = ticks / TimeSpan.TicksPerDay - (ticks % TimeSpan.TicksPerDay < 0 ? 1 : 0);
        return DateOnly.FromDayNumber((int)Math.Clamp(days, 0, DateOnly.MaxValue.DayNumber));
    }
}
