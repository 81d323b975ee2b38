using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Tests.Texts;

public sealed class TextTemplateTests
{
    [Fact]
    public void A_text_is_cut_into_literals_and_placeholders_some_of_them_bold()
    {
        var template = TextTemplateParser.Parse("You have *{points.available|number} points*, {name}!", new("en.yaml", 1, 1)).Template;
        Assert.Equal([
            new TextSegment.Literal("You have ", false, 1),
            new TextSegment.Placeholder("points.available", TextFilter.Number, true, 11),
            new TextSegment.Literal(" points", true, 36),
            new TextSegment.Literal(", ", false, 44),
            new TextSegment.Placeholder("name", TextFilter.None, false, 46),
            new TextSegment.Literal("!", false, 52)], template!.Segments);
    }

    [Theory]
    [InlineData("5 ** 3 {{x}}", "5 * 3 {x}")]
    [InlineData("", "")]
    [InlineData("a\nb", "a\nb")]
    public void Doubled_signs_stand_for_themselves(string source, string literal) =>
        Assert.Equal(literal, string.Concat(TextTemplateParser.Parse(source, default).Template!.Segments.Cast<TextSegment.Literal>().Select(s => s.Text)));

    [Theory]
    [InlineData("a {b", 3, "'{' has no '}' after it; write {{ for a brace")]
    [InlineData("a } b", 3, "'}' has no '{' before it; write }} for a brace")]
    [InlineData("a *b", 3, "'*' has no second '*'; write ** for an asterisk")]
    [InlineData("a {}", 3, "'{}' names nothing")]
    [InlineData("a {b c}", 3, "'b c' is not a name")]
    [InlineData("a {b.}", 3, "'b.' is not a name")]
    [InlineData("a {b|c|d}", 3, "a placeholder has at most one filter")]
    [InlineData("a {b|upper}", 3, "there is no filter 'upper'; there are change, date, datetime, link, money, number, phone, signed, time, unit")]
    public void An_error_says_what_and_where(string source, int column, string error)
    {
        var result = TextTemplateParser.Parse(source, default);
        Assert.Null(result.Template);
        Assert.Equal((column, error), (result.Column, result.Error));
    }
}
