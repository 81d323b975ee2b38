using System.Collections.Immutable;

namespace EngageBot.Dialogs.Texts;

/// <summary>Which plural form a number takes in English, Russian and Albanian (CLDR plurals.json and ordinals.json, version 45).</summary>
public static class PluralRules
{
    /// <summary>The form of a cardinal; the decimal's own scale counts as visible fraction digits, so 1.0 is not 1 in English.</summary>
    public static PluralForm Of(string language, decimal number)
    {
        var n = Math.Abs(number);
        var fraction = n.Scale > 0;
        return language switch
        {
            "ru" => fraction ? PluralForm.Other : Russian(n),
            "sq" => n == 1 ? PluralForm.One : PluralForm.Other,
            _ => n == 1 && !fraction ? PluralForm.One : PluralForm.Other,
        };
    }

    /// <summary>The form of an ordinal: 1st, 2nd.</summary>
    public static PluralForm Ordinal(string language, long number)
    {
        var (ten, hundred) = (Math.Abs(number % 10), Math.Abs(number % 100));
        return language switch
        {
            "en" when hundred is >= 11 and <= 13 => PluralForm.Other,
            "en" => ten switch { 1 => PluralForm.One, 2 => PluralForm.Two, 3 => PluralForm.Few, _ => PluralForm.Other },
            "sq" when number is 1 or -1 => PluralForm.One,
            "sq" when ten == 4 && hundred != 14 => PluralForm.Many,
            _ => PluralForm.Other,
        };
    }

    /// <summary>The forms a text must have in a language.</summary>
    public static ImmutableArray<PluralForm> Needed(string language) => language == "ru"
        ? [PluralForm.One, PluralForm.Few, PluralForm.Many, PluralForm.Other] : [PluralForm.One, PluralForm.Other];

    private static PluralForm Russian(decimal n)
    {
        var (ten, hundred) = ((int)(n % 10), (int)(n % 100));
        if (ten == 1 && hundred != 11) return PluralForm.One;
        return ten is >= 2 and <= 4 && hundred is < 12 or > 14 ? PluralForm.Few : PluralForm.Many;
    }
}
