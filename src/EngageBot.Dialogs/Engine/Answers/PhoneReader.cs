namespace EngageBot.Dialogs.Engine.Answers;

/// <summary>Reads a phone number as people write it and gives it in E.164: a plus, the country, at most 15 digits.</summary>
internal static class PhoneReader
{
    // A national number is completed only where the shop's zone names one country beyond doubt.
    private static readonly Dictionary<string, (string Country, string Trunk, int Digits)> Zones = new(StringComparer.Ordinal)
    {
        ["Europe/Tirane"] = ("355", "0", 9),
        ["Europe/Skopje"] = ("389", "0", 8),
        ["Europe/Podgorica"] = ("382", "0", 8),
        ["Europe/Moscow"] = ("7", "8", 10),
        ["Europe/Kaliningrad"] = ("7", "8", 10),
        ["Europe/Samara"] = ("7", "8", 10),
        ["Asia/Yekaterinburg"] = ("7", "8", 10),
        ["Asia/Novosibirsk"] = ("7", "8", 10),
        ["Asia/Vladivostok"] = ("7", "8", 10),
    };

    /// <summary>The number in E.164, or <see langword="null"/> if it is none.</summary>
    public static string? Read(string words, TimeZoneInfo zone)
    {
        if (words.Length > 40) return null;
        Span<char> digits = stackalloc char[words.Length];
        var count = 0;
        var international = false;
        foreach (var sign in words.AsSpan().Trim())
        {
            if (char.IsAsciiDigit(sign)) digits[count++] = sign;
            else if (sign == '+' && count == 0 && !international) international = true;
            else if (!char.IsWhiteSpace(sign) && sign is not ('-' or '(' or ')' or '.' or '/' or '\u2011' or '\u2013')) return null;
        }
        ReadOnlySpan<char> number = digits[..count];
        if (!international && number.StartsWith("00"))
        {
            international = true;
            number = number[2..];
        }
        if (international) return IsWorldNumber(number) ? $"+{number}" : null;
        if (!Zones.TryGetValue(zone.Id, out var national)) return null;
        if (number.StartsWith(national.Trunk) && number.Length == national.Digits + national.Trunk.Length)
            return $"+{national.Country}{number[national.Trunk.Length..]}";
        return number.StartsWith(national.Country) && number.Length == national.Digits + national.Country.Length ? $"+{number}" : null;
    }

    private static bool IsWorldNumber(ReadOnlySpan<char> digits) => digits.Length is >= 8 and <= 15 && digits[0] != '0';
}
