using System.Globalization;
using EngageBot.Dialogs.Texts;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Tests.Texts;

public sealed class WordingTests
{
    [Theory]
    [InlineData("ru", 5_000_00, "RUB", "5\u00A0000,00\u00A0₽")]
    [InlineData("ru", 500_00, "RUB", "500,00\u00A0₽")]
    [InlineData("sq", 5_000_00, "ALL", "5\u00A0000\u00A0Lekë")]
    [InlineData("sq", 5_000_50, "ALL", "5\u00A0000,50\u00A0Lekë")]
    [InlineData("sq", 12_50, "EUR", "12,50\u00A0€")]
    [InlineData("en", 234_00, "USD", "$234.00")]
    [InlineData("en", 1_234_567_89, "GBP", "£1,234,567.89")]
    [InlineData("en", 5, "EUR", "€0.05")]
    [InlineData("en", 5_000_00, "RUB", "5,000.00\u00A0₽")]
    [InlineData("en", 5_000, "JPY", "5,000\u00A0JPY")]
    [InlineData("en", 5_250, "KWD", "5.250\u00A0KWD")]
    [InlineData("en", -50_00, "USD", "−$50.00")]
    [InlineData("ru", -50_00, "CHF", "−50,00\u00A0CHF")]
    public void Money_is_written_as_the_language_writes_it(string language, long minor, string currency, string written) =>
        Assert.Equal(written, Wording.Of(language).Money(new(minor, currency)));

    [Theory]
    [InlineData("en", "1234567", "1,234,567")]
    [InlineData("ru", "1234567", "1\u00A0234\u00A0567")]
    [InlineData("sq", "1000", "1\u00A0000")]
    [InlineData("en", "999", "999")]
    [InlineData("ru", "1.5", "1,5")]
    [InlineData("en", "-1234.50", "−1,234.50")]
    public void Numbers_are_grouped_by_threes(string language, string number, string written) =>
        Assert.Equal(written, Wording.Of(language).Number(decimal.Parse(number, CultureInfo.InvariantCulture)));

    [Fact]
    public void The_least_and_the_largest_number_are_written_too()
    {
        Assert.Equal("−9,223,372,036,854,775,808", Wording.Of("en").Number(long.MinValue));
        Assert.Equal("−$92,233,720,368,547,758.08", Wording.Of("en").Money(new(long.MinValue, "USD")));
    }

    [Theory]
    [InlineData("en", "5 November 2026", "14 March", "5 November 2026, 17:30")]
    [InlineData("ru", "5 ноября 2026", "14 марта", "5 ноября 2026, 17:30")]
    [InlineData("sq", "5 nëntor 2026", "14 mars", "5 nëntor 2026, 17:30")]
    public void Days_are_written_in_words_and_times_with_24_hours(string language, string date, string dayMonth, string both)
    {
        var wording = Wording.Of(language);
        Assert.Equal(date, wording.Date(new(2026, 11, 5)));
        Assert.Equal(dayMonth, wording.DayMonth(3, 14));
        Assert.Equal(both, wording.DateTime(new(2026, 11, 5, 16, 30, 0, TimeSpan.Zero), TimeZoneInfo.CreateCustomTimeZone("x", TimeSpan.FromHours(1), "x", "x")));
        Assert.Equal("07:05", Wording.Time(new(7, 5)));
    }

    [Theory]
    [InlineData("en", "a, b and c")]
    [InlineData("ru", "a, b и c")]
    [InlineData("sq", "a, b dhe c")]
    public void Things_in_a_row_are_joined(string language, string joined)
    {
        var wording = Wording.Of(language);
        Assert.Equal(joined, wording.List(["a", "b", "c"]));
        Assert.Equal("a", wording.List(["a"]));
        Assert.Equal("", wording.List([]));
    }

    [Theory]
    [InlineData("en", 60 * 24 * 3, false, "3 days")]
    [InlineData("en", 60, false, "1 hour")]
    [InlineData("en", 90, false, "90 minutes")]
    [InlineData("ru", 60 * 24, false, "1 день")]
    [InlineData("ru", 60 * 5, false, "5 часов")]
    [InlineData("ru", 21, false, "21 минута")]
    [InlineData("ru", 60 * 4, true, "4 рабочих часа")]
    [InlineData("sq", 60 * 24 * 2, true, "2 ditë pune")]
    public void Lengths_of_time_are_written_in_their_largest_whole_unit(string language, int minutes, bool working, string written) =>
        Assert.Equal(written, Wording.Of(language).Duration(new Value.Duration(TimeSpan.FromMinutes(minutes), working)));

    [Theory]
    [InlineData("+355691234567", "+355 69 123 4567")]
    [InlineData("+79123456789", "+7 912 345-67-89")]
    [InlineData("+38344123456", "+383 44 123 456")]
    [InlineData("+12025550123", "+1 202 555 0123")]
    [InlineData("+442079460958", "+44 2079 460958")]
    [InlineData("+4915123456789", "+49 151 234 567 89")]
    [InlineData("+35312345678", "+353 123 456 78")]
    [InlineData("not a number", "not a number")]
    [InlineData("+", "+")]
    public void Phone_numbers_are_written_in_groups(string phone, string written) => Assert.Equal(written, PhoneText.Write(phone));
}
