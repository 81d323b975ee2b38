using EngageBot.Businesses;

namespace EngageBot.Tests.Businesses;

public sealed class ValuesTests
{
    [Theory]
    [InlineData("+355 69 123 45 67", null, "+355691234567")]
    [InlineData("00355-69-123-4567", null, "+355691234567")]
    [InlineData("(069) 123.45.67", "355", "+355691234567")]
    [InlineData("355691234567", "355", "+355691234567")]
    [InlineData("069 123 45 67", null, null)]
    [InlineData("+1 (212) 555-0123", "355", "+12125550123")]
    [InlineData("+12", null, null)]
    [InlineData("+1234567890123456", null, null)]
    [InlineData("+355 69 CALL ME", null, null)]
    [InlineData("+0355691234567", null, null)]
    [InlineData("69+1234567", "355", null)]
    [InlineData("", "355", null)]
    public void Phone_numbers_are_read_as_people_write_them(string written, string? callingCode, string? number) =>
        Assert.Equal(number, PhoneNumber.Parse(written, callingCode));

    [Theory]
    [InlineData("12.50", "EUR", 1250L)]
    [InlineData("12.5", "EUR", 1250L)]
    [InlineData("12", "EUR", 1200L)]
    [InlineData("12.505", "EUR", null)]
    [InlineData("12.505", "KWD", 12505L)]
    [InlineData("12.5", "JPY", null)]
    [InlineData("1250", "JPY", 1250L)]
    [InlineData("0", "EUR", null)]
    [InlineData("-1", "EUR", null)]
    [InlineData("1,250", "EUR", null)]
    [InlineData("1e3", "EUR", null)]
    [InlineData(" 1", "EUR", null)]
    [InlineData("10000000000.01", "EUR", null)]
    public void Amounts_are_exact_or_nothing(string written, string currency, long? minor) => Assert.Equal(minor, MinorUnits.Parse(written, currency));

    [Theory]
    [InlineData(1250, "EUR", "12.50")]
    [InlineData(1250, "JPY", "1250")]
    [InlineData(1250, "KWD", "1.250")]
    public void Amounts_are_written_with_the_currencys_digits(long minor, string currency, string written) => Assert.Equal(written, MinorUnits.Format(minor, currency));

    [Fact]
    public void A_day_begins_at_its_first_instant_even_where_clocks_change_at_midnight()
    {
        var beirut = TimeZoneInfo.FindSystemTimeZoneById("Asia/Beirut");
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.FromHours(3)), LocalDays.StartOf(new(2026, 3, 29), beirut));
        var tirana = TimeZoneInfo.FindSystemTimeZoneById("Europe/Tirane");
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 2, 30, 0, TimeSpan.FromHours(2)), LocalDays.At(new(2026, 10, 25, 2, 30, 0), tirana));
        Assert.Equal(new DateOnly(2026, 3, 3), LocalDays.DayOf(new(2026, 3, 2, 23, 30, 0, TimeSpan.Zero), tirana));
    }
}
