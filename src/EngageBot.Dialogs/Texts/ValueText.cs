using System.Globalization;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Texts;

/// <summary>Shows single values in a language.</summary>
public static class ValueText
{
    /// <summary>The value in words; a filter that does not suit it is passed over.</summary>
    /// <param name="zone">The zone in which instants are shown.</param>
    public static string Show(Value value, TextFilter filter, Wording wording, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(wording);
        return (value, filter) switch
        {
            (Value.Instant at, TextFilter.Date) => wording.Date(DateOnly.FromDateTime(Local(at, zone))),
            (Value.Instant at, TextFilter.Time) => Wording.Time(TimeOnly.FromDateTime(Local(at, zone))),
            (Value.Text text, TextFilter.Date) when DayOfYear(text.Content) is (int month, int day) => wording.DayMonth(month, day),
            (Value.Text text, TextFilter.Phone) => PhoneText.Write(text.Content),
            (Value.Int whole, TextFilter.Signed) => wording.WithSign(whole.Number),
            _ => Plain(value, wording, zone),
        };
    }

    private static string Plain(Value value, Wording wording, TimeZoneInfo zone) => value switch
    {
        Value.Text text => text.Content,
        Value.Int whole => wording.Number(whole.Number),
        Value.Decimal number => wording.Number(number.Number),
        Value.Money money => wording.Money(money),
        Value.Date date => wording.Date(date.Day),
        Value.Time time => Wording.Time(time.OfDay),
        Value.Instant at => wording.DateTime(at.At, zone),
        Value.Duration duration => wording.Duration(duration),
        Value.Bool yes => wording.YesOrNo(yes.Holds),
        Value.List list => wording.List([.. list.Items.Select(item => Plain(item, wording, zone))]),
        _ => "",
    };

    private static DateTime Local(Value.Instant instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant.At, zone).DateTime;

    private static (int Month, int Day)? DayOfYear(string text) =>
        text.Length == 5 && text[2] == '-' && int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var month)
        && int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var day)
        && month is >= 1 and <= 12 && day is >= 1 and <= 31 ? (month, day) : null;
}
