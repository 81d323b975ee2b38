using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Texts;

/// <summary>Numbers, money, days and lists in a language's own writing. Own code: the result is the same whatever culture data the machine has.</summary>
public sealed class Wording
{
    private const char NoBreak = '\u00A0';
    private const char Minus = '\u2212';

    private static readonly Wording English = new("en")
    {
        _group = ",", _point = ".", _and = "and", _yes = "yes", _no = "no",
        _months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
        _units = [("minute", "minutes", "minutes", "minutes"), ("hour", "hours", "hours", "hours"), ("day", "days", "days", "days"),
            ("working hour", "working hours", "working hours", "working hours"), ("working day", "working days", "working days", "working days")],
    };

    // Months after a number stand in the genitive.
    private static readonly Wording Russian = new("ru")
    {
        _group = "\u00A0", _point = ",", _and = "и", _yes = "да", _no = "нет",
        _months = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"],
        _units = [("минута", "минуты", "минут", "минуты"), ("час", "часа", "часов", "часа"), ("день", "дня", "дней", "дня"),
            ("рабочий час", "рабочих часа", "рабочих часов", "рабочего часа"),
            ("рабочий день", "рабочих дня", "рабочих дней", "рабочего дня")],
    };

    private static readonly Wording Albanian = new("sq")
    {
        _group = "\u00A0", _point = ",", _and = "dhe", _yes = "po", _no = "jo",
        _months = ["janar", "shkurt", "mars", "prill", "maj", "qershor", "korrik", "gusht", "shtator", "tetor", "nëntor", "dhjetor"],
        _units = [("minutë", "minuta", "minuta", "minuta"), ("orë", "orë", "orë", "orë"), ("ditë", "ditë", "ditë", "ditë"),
            ("orë pune", "orë pune", "orë pune", "orë pune"), ("ditë pune", "ditë pune", "ditë pune", "ditë pune")],
    };

    private string _group = "", _point = "", _and = "", _yes = "", _no = "";
    private ImmutableArray<string> _months = [];
    private ImmutableArray<(string One, string Few, string Many, string Other)> _units = [];

    private Wording(string language) => Language = language;

    /// <summary>ISO 639-1.</summary>
    public string Language { get; }

    /// <summary>The writing of a language; of one we do not speak, English.</summary>
    public static Wording Of(string language) => language switch { "ru" => Russian, "sq" => Albanian, _ => English };

    /// <summary>A whole number in groups of three: 5,000 or 5 000.</summary>
    public string Number(long number) => Signed(number < 0, Grouped(Digits(number)));

    /// <summary>A number with its fraction as it is written: 1.5 or 1,5.</summary>
    public string Number(decimal number)
    {
        var digits = Math.Abs(number).ToString(CultureInfo.InvariantCulture).Split('.');
        return Signed(number < 0, digits.Length == 1 ? Grouped(digits[0]) : Grouped(digits[0]) + _point + digits[1]);
    }

    /// <summary>A number with its sign; nought has none.</summary>
    public string WithSign(long number) => (number > 0 ? "+" : "") + Number(number);

    /// <summary>An amount: $234.00, 5 000,00 ₽, 5 000 Lekë. A lek shows no fraction where there is none: nobody pays in qindarka.</summary>
    public string Money(Value.Money money)
    {
        var places = MinorDigits(money.Currency);
        var digits = Digits(money.Minor).PadLeft(places + 1, '0');
        var (whole, fraction) = (digits[..^places], digits[^places..]);
        if (money.Currency == "ALL" && fraction == "00") fraction = "";
        var number = fraction.Length == 0 ? Grouped(whole) : Grouped(whole) + _point + fraction;
        var symbol = money.Currency switch { "RUB" => "₽", "EUR" => "€", "USD" => "$", "ALL" => "Lekë", "GBP" => "£", var code => code };
        return Signed(money.Minor < 0, Language == "en" && symbol is ("€" or "$" or "£") ? symbol + number : $"{number}{NoBreak}{symbol}");
    }

    /// <summary>A day in words: 5 November 2026.</summary>
    public string Date(DateOnly day) => $"{DayMonth(day.Month, day.Day)} {day.Year.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>A day of any year: 14 March.</summary>
    public string DayMonth(int month, int day) => $"{day.ToString(CultureInfo.InvariantCulture)} {_months[month - 1]}";

    /// <summary>A time of day, <c>HH:mm</c>.</summary>
    public static string Time(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A day in words and a time of day, in a zone.</summary>
    public string DateTime(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return $"{Date(DateOnly.FromDateTime(local.DateTime))}, {Time(TimeOnly.FromDateTime(local.DateTime))}";
    }

    /// <summary>A length of time in its largest whole unit: 3 days, 90 minutes, 2 working days.</summary>
    public string Duration(Value.Duration duration)
    {
        var minutes = (long)duration.Length.TotalMinutes;
        var (unit, number) = minutes switch
        {
            _ when duration.Working => minutes % (24 * 60) == 0 ? (4, minutes / (24 * 60)) : (3, minutes / 60),
            not 0 when minutes % (24 * 60) == 0 => (2, minutes / (24 * 60)),
            not 0 when minutes % 60 == 0 => (1, minutes / 60),
            _ => (0, minutes),
        };
        var (one, few, many, other) = _units[unit];
        return $"{Number(number)} " + PluralRules.Of(Language, number) switch { PluralForm.One => one, PluralForm.Few => few, PluralForm.Many => many, _ => other };
    }

    /// <summary>Things in a row: a, b and c.</summary>
    public string List(IReadOnlyList<string> items) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ => $"{string.Join(", ", items.Take(items.Count - 1))} {_and} {items[^1]}",
    };

    /// <summary>Yes or no.</summary>
    public string YesOrNo(bool yes) => yes ? _yes : _no;

    /// <summary>How many digits a currency has after the point (ISO 4217).</summary>
    public static int MinorDigits(string currency) => currency switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        _ => 2,
    };

    private static string Signed(bool negative, string text) => negative ? Minus + text : text;

    // Not Math.Abs: the least long has no positive twin.
    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture).TrimStart('-');

    private string Grouped(string digits)
    {
        for (var at = digits.Length - 3; at > 0; at -= 3) digits = digits.Insert(at, _group);
        return digits;
    }
}
