using EngageBot.Businesses;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Imports;

/// <summary>Which sign a file writes before the cents. <c>5,000</c> is five thousand in one file and five in another, so the file itself is asked.</summary>
internal static class DecimalSign
{
    /// <summary>Looks at amounts until one leaves no doubt: <c>12,50</c>, <c>1.234,5</c>, <c>1,234,567</c>.</summary>
    /// <returns><c>.</c> or <c>,</c>; <see langword="null"/> if no amount tells.</returns>
    /// <exception cref="CsvFileException">Both are used.</exception>
    public static char? Of(IEnumerable<string> amounts)
    {
        char? sign = null;
        foreach (var amount in amounts)
        {
            if (Evidence(amount) is not { } found) continue;
            if (sign is { } other && other != found)
                throw new CsvFileException("Some amounts have a decimal point, others a decimal comma; write all of them the same way.");
            sign = found;
        }
        return sign;
    }

    /// <summary>Reads an amount by the file's sign; the other one may stand between thousands, and so may spaces.</summary>
    /// <param name="sign"><see langword="null"/> if the file does not tell: then no amount with one sign and three digits after it is taken.</param>
    public static (long? Minor, string? Reason) Parse(string written, char? sign, string currency)
    {
        var amount = Compact(written);
        if (sign is null && amount.AsSpan().IndexOfAny('.', ',') is >= 0 and var at && amount.Length - at == 4)
            return (null, $"amount \"{Shown(written)}\" can be thousands or a fraction; write {amount.Remove(at, 1)} or {amount.Remove(at, 1)}.00.");
        var point = sign ?? '.';
        var group = point == '.' ? ',' : '.';
        var cut = amount.LastIndexOf(point);
        var (whole, fraction) = cut < 0 ? (amount, "") : (amount[..cut], amount[(cut + 1)..]);
        if (whole.Contains(group, StringComparison.Ordinal))
        {
            var groups = whole.Split(group);
            if (groups[0].Length is 0 or > 3 || groups.Skip(1).Any(g => g.Length != 3)) return (null, Wrong(written, currency));
            whole = string.Concat(groups);
        }
        var minor = MinorUnits.Parse(fraction.Length == 0 ? whole : $"{whole}.{fraction}", currency);
        return (minor, minor is null ? Wrong(written, currency) : null);
    }

    private static char? Evidence(string written)
    {
        var amount = Compact(written);
        var (points, commas) = (amount.Count(c => c == '.'), amount.Count(c => c == ','));
        if (points > 0 && commas > 0) return amount.LastIndexOf('.') > amount.LastIndexOf(',') ? '.' : ',';
        if (points > 1) return ',';
        if (commas > 1) return '.';
        var at = amount.AsSpan().IndexOfAny('.', ',');
        return at >= 0 && amount.Length - at - 1 != 3 ? amount[at] : null;
    }

    private static string Compact(string amount) => string.Concat(amount.Where(c => c is not (' ' or '\u00A0' or '\u202F' or '\'')));

    private static string Wrong(string written, string currency) => $"amount \"{Shown(written)}\" is no amount of {currency} above zero.";

    private static string Shown(string written) => WholeText.Shorten(written, 30);
}
