using System.Globalization;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Tests.Texts;

public sealed class PluralRulesTests
{
    // The samples of CLDR 45, plurals.json and ordinals.json; "~" is a range.
    [Theory]
    [InlineData("en", PluralForm.One, "1")]
    [InlineData("en", PluralForm.Other, "0 2~16 100 1000 10000 100000 1000000 0.0~1.5 10.0 100.0 1000.0 10000.0 100000.0 1000000.0")]
    [InlineData("ru", PluralForm.One, "1 21 31 41 51 61 71 81 101 1001")]
    [InlineData("ru", PluralForm.Few, "2~4 22~24 32~34 42~44 52~54 62 102 1002")]
    [InlineData("ru", PluralForm.Many, "0 5~19 100 1000 10000 100000 1000000 11 111 112 114 1011")]
    [InlineData("ru", PluralForm.Other, "0.0~1.5 10.0 100.0 1000.0 10000.0 100000.0 1000000.0 2.5")]
    [InlineData("sq", PluralForm.One, "1 1.0 1.00 1.000 1.0000")]
    [InlineData("sq", PluralForm.Other, "0 2~16 100 1000 10000 100000 1000000 21 0.0~0.9 1.1~1.6 10.0 100.0 1000.0")]
    public void Cardinals_take_the_form_that_CLDR_gives_them(string language, PluralForm form, string samples) =>
        Assert.All(Samples(samples), number => Assert.Equal(form, PluralRules.Of(language, number)));

    [Theory]
    [InlineData("en", PluralForm.One, "1 21 31 41 51 61 71 81 101 1001")]
    [InlineData("en", PluralForm.Two, "2 22 32 42 52 62 72 82 102 1002")]
    [InlineData("en", PluralForm.Few, "3 23 33 43 53 63 73 83 103 1003")]
    [InlineData("en", PluralForm.Other, "0 4~18 100 1000 10000 111 112 113")]
    [InlineData("ru", PluralForm.Other, "0~15 100 1000 10000")]
    [InlineData("sq", PluralForm.One, "1")]
    [InlineData("sq", PluralForm.Many, "4 24 34 44 54 64 74 84 104 1004")]
    [InlineData("sq", PluralForm.Other, "0 2 3 5~17 100 1000 10000 14 114")]
    public void Ordinals_take_the_form_that_CLDR_gives_them(string language, PluralForm form, string samples) =>
        Assert.All(Samples(samples), number => Assert.Equal(form, PluralRules.Ordinal(language, (long)number)));

    [Fact]
    public void Negative_numbers_take_the_form_of_their_size() => Assert.Equal(PluralForm.Few, PluralRules.Of("ru", -3));

    private static IEnumerable<decimal> Samples(string samples)
    {
        foreach (var sample in samples.Split(' '))
        {
            var ends = sample.Split('~');
            var number = decimal.Parse(ends[0], CultureInfo.InvariantCulture);
            var step = ends[0].Contains('.', StringComparison.Ordinal) ? 0.1m : 1m;
            yield return number;
            while (ends.Length == 2 && number < decimal.Parse(ends[1], CultureInfo.InvariantCulture)) yield return number += step;
        }
    }
}
