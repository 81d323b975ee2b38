using System.Security.Cryptography;

namespace EngageBot.Loyalty.Rewards;

/// <summary>What a customer shows at the till: nine random symbols and one that checks them, as <c>7KQMX-3RPTB</c>.</summary>
/// <remarks>32 symbols without 0, O, 1 and I: 45 bits. With a million open vouchers one guess in 35 million is somebody's; a till that
/// shows wrong codes is made to wait (<see cref="WrongCodes"/>), so guessing takes years. The last symbol refuses every single mistyped
/// symbol and every swap of neighbours before the database is asked.</remarks>
internal static class VoucherCode
{
    /// <summary>Without the hyphen.</summary>
    public const int Length = 10;

    private const string Symbols = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    /// <summary>A new code, without its hyphen.</summary>
    public static string New()
    {
        var random = RandomNumberGenerator.GetString(Symbols, Length - 1);
        return random + Check(random);
    }

    /// <summary>As it is shown.</summary>
    public static string Show(string code) => $"{code[..5]}-{code[5..]}";

    /// <summary>Reads a code as somebody typed or scanned it: any case, with spaces or hyphens.</summary>
    /// <returns>Without the hyphen, or <see langword="null"/> if it is no code.</returns>
    public static string? Read(string? written)
    {
        if (written is null or { Length: > 40 }) return null;
        var code = string.Concat(written.Where(c => c is not ('-' or ' ' or '\u00A0' or '–'))).ToUpperInvariant();
        return code.Length == Length && code.All(Symbols.Contains) && code[^1] == Check(code[..^1]) ? code : null;
    }

    /// <summary>The sum of the symbols, each multiplied in the field of 32 elements by a power of its generator that tells its place:
    /// one wrong symbol, or two swapped, never give the same.</summary>
    private static char Check(string symbols)
    {
        var sum = 0;
        foreach (var symbol in symbols)
            sum = Double(sum) ^ Symbols.IndexOf(symbol, StringComparison.Ordinal);
        return Symbols[Double(sum)];
    }

    /// <summary>Times x in GF(32), modulo x⁵ + x² + 1.</summary>
    private static int Double(int value)
    {
        value <<= 1;
        return value >= 32 ? value ^ 0b100101 : value;
    }
}
