using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Tests.Expressions;

public sealed class ParserTests
{
    [Theory]
    [InlineData("", 1, "an expression is missing")]
    [InlineData("1 +", 4, "something is missing at the end")]
    [InlineData("a = 1", 3, "write == to compare")]
    [InlineData("a == \"x\"", 6, "text is written in single quotes")]
    [InlineData("a / 2", 3, "there is no division; percent(a, b) tells how many percent a is of b")]
    [InlineData("a == b == c", 8, "'==' does not belong here")]
    [InlineData("-1", 1, "there are no negative numbers; write 0 - n")]
    [InlineData("'abc", 1, "the quoted text has no end")]
    [InlineData("a is b", 6, "after 'is' comes 'set' or 'not set'")]
    [InlineData("a not [1]", 7, "after 'not' comes 'in [...]' here")]
    [InlineData("a in (1)", 6, "after 'in' comes a list in [ ]")]
    [InlineData("a in []", 7, "']' does not belong here")]
    [InlineData("(1", 3, "')' is missing before the end")]
    [InlineData("f(1)", 1, "there is no function 'f'; there are if, min, max, length, hour, weekday, date, percent, has, count")]
    [InlineData("if(true, 1)", 1, "'if' takes 3 arguments, not 2")]
    [InlineData("5x", 1, "'5x' is not a duration: write 30m, 24h, 3d, 4wh or 2wd")]
    [InlineData("30wh", 1, "'30wh': 24 and more working hours are written in working days (wd)")]
    [InlineData("99999999999999999999", 1, "99999999999999999999 is too large a number")]
    [InlineData("a.", 3, "after '.' comes a name")]
    [InlineData("1 2", 3, "'2' does not belong here")]
    public void An_error_says_what_and_where(string text, int column, string error)
    {
        var result = ExpressionParser.Parse(text, new("test", 1, 1));
        Assert.Null(result.Expression);
        Assert.Equal((column, error), (result.Column, result.Error));
    }

    [Fact]
    public void Sixty_four_parts_are_accepted_and_no_more()
    {
        Assert.NotNull(ExpressionParser.Parse(string.Join("+", Enumerable.Repeat("1", 32)), default).Expression);
        Assert.Contains("more than 64 parts", ExpressionParser.Parse(string.Join("+", Enumerable.Repeat("1", 33)), default).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Brackets_without_end_do_not_exhaust_the_stack()
    {
        Assert.NotNull(ExpressionParser.Parse(new string('(', 3_000), default).Error);
        Assert.NotNull(ExpressionParser.Parse(new string('!', 3_000), default).Error);
        Assert.NotNull(ExpressionParser.Parse(new string('(', 5_000_000), default).Error);
    }

    [Theory]
    [InlineData("30m", "30m")]
    [InlineData("120m", "2h")]
    [InlineData("72h", "3d")]
    [InlineData("4wh", "4wh")]
    [InlineData("2wd", "2wd")]
    [InlineData("0m", "0m")]
    public void A_duration_is_written_in_its_shortest_form(string text, string written) =>
        Assert.Equal(written, DurationText.Write(Assert.IsType<Value.Duration>(Known.Parse(text).Evaluate(new Known()).Value)));
}
