using EngageBot.Broadcasts;
using EngageBot.Dialogs.Engine;

namespace EngageBot.Tests.Broadcasts;

/// <summary>What a text may name, and what happens where a recipient has nothing of that name.</summary>
public sealed class BroadcastTextTests
{
    private static readonly RecipientWords _arta = new("Arta", 1250, "Mokka", "7KQMX-3RPTB", new DateOnly(2026, 12, 31));

    [Fact]
    public void A_text_is_filled_in_with_the_recipients_own_words()
    {
        var text = BroadcastText.Of("Dear {name},\n*{shop}* has something for you.\n{points} points wait. Code {voucher}, until {until}.").Fill(_arta, "en");
        Assert.Equal("Dear Arta,\nMokka has something for you.\n1,250 points wait. Code 7KQMX-3RPTB, until 31 December 2026.", text.Plain);
        Assert.Equal([new BoldStretch(11, 5)], text.Bold);
    }

    [Fact]
    public void A_line_that_names_what_a_recipient_does_not_have_is_left_out() =>
        Assert.Equal("Fresh bread at four.", BroadcastText.Of("Dear {name},\nFresh bread at four.").Fill(_arta with { Name = null }, "en").Plain);

    [Theory]
    [InlineData("Dear {name},", "needs a line that stands for everybody")]
    [InlineData("Hello {nmae}!", "there is no {nmae}")]
    [InlineData("Half a {brace", "'{' has no '}' after it")]
    [InlineData("One *asterisk", "'*' has no second '*'")]
    [InlineData("  ", "has words")]
    public void What_is_wrong_with_a_text_is_said_in_one_sentence(string text, string error) => Assert.Contains(error, BroadcastText.ErrorIn(text), StringComparison.Ordinal);

    [Fact]
    public void Whatever_a_recipient_is_called_is_no_markup() =>
        Assert.Equal("*{points}*\nBread.", BroadcastText.Of("{name}\nBread.").Fill(_arta with { Name = "*{points}*" }, "en").Plain);
}
