using System.Collections.Immutable;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Expressions;

/// <summary>The functions but <c>if</c>, which does not evaluate all its arguments.</summary>
internal static class Functions
{
    private static readonly ImmutableArray<string> Names =
        [.. Enum.GetValues<Function>().Select(function => OperatorNames.Functions.Single(f => f.Value.Function == function).Key)];

    internal static string NameOf(Function function) => Names[(int)function];

    /// <summary>The result, or <see langword="null"/> where the arguments are of the wrong kind.</summary>
    internal static Value? Apply(Function function, List<Value> arguments, IValueScope scope) => (function, arguments[0]) switch
    {
        (Function.Min, _) => Extreme(arguments, -1),
        (Function.Max, _) => Extreme(arguments, +1),
        (Function.Length, Value.Text text) => new Value.Int(text.Content.EnumerateRunes().Count()),
        (Function.Hour, Value.Instant instant) => new Value.Int(Local(instant, scope).Hour),
        (Function.Hour, Value.Time time) => new Value.Int(time.OfDay.Hour),
        (Function.Weekday, Value.Instant instant) => Weekday(Local(instant, scope).DayOfWeek),
        (Function.Weekday, Value.Date date) => Weekday(date.Day.DayOfWeek),
        (Function.Date, Value.Instant instant) => new Value.Date(DateOnly.FromDateTime(Local(instant, scope).DateTime)),
        (Function.Date, Value.Date date) => date,
        (Function.Percent, Value.Int part) when arguments[1] is Value.Int whole => new Value.Int(Operations.Percent(part.Number, whole.Number)),
        (Function.Percent, Value.Money part) when arguments[1] is Value.Money whole && part.Currency == whole.Currency =>
            new Value.Int(Operations.Percent(part.Minor, whole.Minor)),
        (Function.Has, Value.List list) => Has(list, arguments[1]),
        (Function.Count, Value.List list) => new Value.Int(list.Items.Length),
        (Function.InState, Value.Text name) => new Value.Bool(scope.InState(name.Content)),
        _ => null,
    };

    private static Value? Extreme(List<Value> values, int direction)
    {
        var best = values[0];
        if (Operations.Compare(best, best) is null) return null;
        foreach (var value in values.Skip(1))
        {
            if (Operations.Compare(value, best) is not { } order) return null;
            if (Math.Sign(order) == direction) best = value;
        }
        // A fraction anywhere makes the result a fraction, so that its type does not hang on the values.
        return best is Value.Int whole && values.Any(v => v is Value.Decimal) ? new Value.Decimal(whole.Number) : best;
    }

    private static Value.Bool? Has(Value.List list, Value sought)
    {
        var found = false;
        foreach (var item in list.Items)
        {
            if (Operations.Same(item, sought) is not { } same) return null;
            found |= same;
        }
        return new(found);
    }

    // Monday is 1, Sunday 7.
    private static Value.Int Weekday(DayOfWeek day) => new(day == DayOfWeek.Sunday ? 7 : (int)day);

    private static DateTimeOffset Local(Value.Instant instant, IValueScope scope) => TimeZoneInfo.ConvertTime(instant.At, scope.Zone);
}
