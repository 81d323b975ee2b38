using System.Collections.Frozen;
using System.Globalization;

namespace EngageBot.Businesses;

/// <summary>How many digits a currency has after its decimal sign, and amounts written with it.</summary>
internal static class MinorUnits
{
    /// <summary>The largest amount of a single receipt, in minor units: ten thousand million.</summary>
    public const long LargestAmount = 1_000_000_000_000;

    // ISO 4217 list one, read 2026-11: every currency in use that has other than two.
    private static readonly FrozenDictionary<string, int> Exceptions = new Dictionary<string, int>
    {
        ["BIF"] = 0, ["CLP"] = 0, ["DJF"] = 0, ["GNF"] = 0, ["ISK"] = 0, ["JPY"] = 0, ["KMF"] = 0, ["KRW"] = 0, ["PYG"] = 0, ["RWF"] = 0,
        ["UGX"] = 0, ["VND"] = 0, ["VUV"] = 0, ["XAF"] = 0, ["XOF"] = 0, ["XPF"] = 0,
        ["BHD"] = 3, ["IQD"] = 3, ["JOD"] = 3, ["KWD"] = 3, ["LYD"] = 3, ["OMR"] = 3, ["TND"] = 3,
    }.ToFrozenDictionary();

    public static int DigitsOf(string currency) => Exceptions.GetValueOrDefault(currency, 2);

    /// <summary>Three upper-case letters.</summary>
    public static bool IsCurrency(string? code) => code is { Length: 3 } && code.All(char.IsAsciiLetterUpper);

    /// <summary>Reads an amount with a decimal point and no grouping, such as <c>12.50</c>; nothing is rounded.</summary>
    /// <returns>Minor units, or <see langword="null"/> if it is no positive amount of this currency.</returns>
    public static long? Parse(string? written, string currency)
    {
        if (written is null or { Length: > 20 }) return null;
        if (!decimal.TryParse(written, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)) return null;
        if (amount.Scale > DigitsOf(currency)) return null;
        var minor = amount * Scale(currency);
        return minor is > 0 and <= LargestAmount ? (long)minor : null;
    }

    /// <summary>The amount with a decimal point, as the API writes it.</summary>
    public static string Format(long minor, string currency) =>
        (minor / Scale(currency)).ToString("F" + DigitsOf(currency).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>How many minor units one whole unit has.</summary>
    public static decimal Scale(string currency) => DigitsOf(currency) switch { 0 => 1m, 3 => 1000m, _ => 100m };
}
