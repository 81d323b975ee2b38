using System.Globalization;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine.Answers;

/// <summary>Reads whole numbers and sums of money as people type them.</summary>
internal static class NumberReader
{
    private static readonly Dictionary<string, string> Currencies = new(StringComparer.Ordinal)
    {
        ["€"] = "EUR", ["eur"] = "EUR", ["euro"] = "EUR", ["euros"] = "EUR", ["евро"] = "EUR",
        ["all"] = "ALL", ["lek"] = "ALL", ["leke"] = "ALL", ["l"] = "ALL", ["лек"] = "ALL", ["лека"] = "ALL", ["леков"] = "ALL",
        ["$"] = "USD", ["usd"] = "USD", ["dollars"] = "USD", ["dollar"] = "USD", ["доллар"] = "USD", ["долларов"] = "USD",
        ["₽"] = "RUB", ["rub"] = "RUB", ["руб"] = "RUB", ["рубль"] = "RUB", ["рубля"] = "RUB", ["рублей"] = "RUB",
        ["£"] = "GBP", ["gbp"] = "GBP", ["mkd"] = "MKD", ["den"] = "MKD", ["chf"] = "CHF",
    };

    /// <summary>A whole number: "10", " 1 000 ", "7.".</summary>
    public static long? Whole(string words)
    {
        Span<char> digits = stackalloc char[20];
        var count = 0;
        foreach (var sign in words.AsSpan().Trim().TrimEnd(['.', '!', ',']))
        {
            if (char.IsAsciiDigit(sign) || (count == 0 && sign == '-'))
            {
                if (count == digits.Length) return null;
                digits[count++] = sign;
            }
            else if (sign is not (' ' or '\u00a0' or '\u202f') || count == 0)
            {
                return null;
            }
        }
        return long.TryParse(digits[..count], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>A sum: "12.50", "12,5 €", "1 200 lek"; a bare number is in the given currency.</summary>
    public static Value.Money? Money(string words, string currency)
    {
        if (words.Length > 40) return null;
        Span<char> figures = stackalloc char[words.Length];
        Span<char> letters = stackalloc char[words.Length];
        var (figureCount, letterCount) = (0, 0);
        foreach (var sign in words.AsSpan().Trim().TrimEnd('.'))
        {
            if (char.IsAsciiDigit(sign) || sign is ',' or '.' or '-') figures[figureCount++] = sign;
            else if (!char.IsWhiteSpace(sign)) letters[letterCount++] = sign;
        }
        if (letterCount > 0 && !Currencies.TryGetValue(Folding.Fold(new string(letters[..letterCount])), out currency!)) return null;
        return Minor(figures[..figureCount]) is { } minor ? new Value.Money(minor, currency) : null;
    }

    // One or two digits after the last dot or comma are cents; three are a thousands group.
    private static long? Minor(ReadOnlySpan<char> figures)
    {
        var cut = figures.LastIndexOfAny(',', '.');
        var cents = cut >= 0 && figures.Length - cut - 1 is 1 or 2 ? figures[(cut + 1)..] : [];
        Span<char> digits = stackalloc char[figures.Length + 2];
        var count = 0;
        foreach (var sign in cents.IsEmpty ? figures : figures[..cut])
            if (sign is not (',' or '.')) digits[count++] = sign;
        if (count == 0) return null;
        for (var place = 0; place < 2; place++) digits[count++] = place < cents.Length ? cents[place] : '0';
        return long.TryParse(digits[..count], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var minor) ? minor : null;
    }
}
