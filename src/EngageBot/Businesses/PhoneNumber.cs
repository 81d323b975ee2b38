using System.Text;

namespace EngageBot.Businesses;

/// <summary>Phone numbers as people write them, made into E.164.</summary>
internal static class PhoneNumber
{
    /// <summary>Reads <c>+355 69 123 45 67</c>, <c>00355…</c> and, where the business has a calling code, <c>069 123 45 67</c>.</summary>
    /// <param name="callingCode">The business's own, without plus; <see langword="null"/> if only international numbers are taken.</param>
    /// <returns>E.164 with its plus, or <see langword="null"/> if it is none.</returns>
    /// <remarks>E.164 (ITU-T, 11/2010): at most 15 digits, none of the country codes begins with 0. Shorter than 8 is nobody's mobile.</remarks>
    public static string? Parse(string? written, string? callingCode)
    {
        if (written is null || written.Length > 40) return null;
        var digits = new StringBuilder(16);
        var plus = false;
        foreach (var sign in written.Trim())
        {
            if (char.IsAsciiDigit(sign)) digits.Append(sign);
            else if (sign == '+' && digits.Length == 0 && !plus) plus = true;
            else if (sign is not (' ' or '\u00A0' or '\u202F' or '-' or '–' or '(' or ')' or '.' or '/')) return null;
        }
        var number = digits.ToString();
        if (!plus)
        {
            if (number.StartsWith("00", StringComparison.Ordinal)) number = number[2..];
            else if (callingCode is not null && number.StartsWith('0')) number = callingCode + number[1..];
            else if (callingCode is null || !number.StartsWith(callingCode, StringComparison.Ordinal)) return null;
        }
        return number.Length is >= 8 and <= 15 && number[0] != '0' ? "+" + number : null;
    }
}
