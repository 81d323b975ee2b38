using System.Collections.Immutable;
using EngageBot.Dialogs.Recognition;

namespace EngageBot.Dialogs.Tests.Recognition;

/// <summary>How a phrase of the data is listened for.</summary>
public sealed class PhraseTests
{
    private static readonly Dictionary<string, ImmutableArray<string>> _sets = new() { ["person"] = ["human", "operator*"] };

    private static bool Hears(string phrase, string words)
    {
        var read = Phrase.Parse(phrase, _sets, out var wrong);
        Assert.Null(wrong);
        return Utterance.Read(words).Sentences.Any(sentence => read!.IsIn(sentence.AsSpan()));
    }

    [Theory]
    [InlineData("want .. <person>", "I WANT an Operator!", true)]
    [InlineData("want .. <person>", "I want coffee. The operator is nice", false)]
    [InlineData("want .. <person>", "I want a humna", true)]
    [InlineData("^ stop $", "stop", true)]
    [InlineData("^ stop $", "STOOOOP!!!", true)]
    [InlineData("^ stop $", "a stop", false)]
    [InlineData("=than", "thank", false)]
    [InlineData("complain*", "complaining", true)]
    [InlineData("+_ street", "Human street", true)]
    [InlineData("+_ street", "my street", false)]
    [InlineData("no|not? human", "human", true)]
    [InlineData("fuck", "f*ck this", true)]
    [InlineData("человек", "чeловeк", true)]
    public void A_phrase_is_heard_where_it_is_said(string phrase, string words, bool heard) => Assert.Equal(heard, Hears(phrase, words));

    [Theory]
    [InlineData("She said \"I want a human\" and left", false)]
    [InlineData("> I want a human\nhow do you mean that", false)]
    [InlineData("\"I want a human\"", true)]
    [InlineData("I want a \"human\"", true)]
    public void What_somebody_else_said_is_not_the_customers_wish(string words, bool heard) => Assert.Equal(heard, Hears("want a human", words));

    [Theory]
    [InlineData("..", "needs a word")]
    [InlineData("<nobody> here", "no set of words named <nobody>")]
    [InlineData("one-two", "is no word")]
    public void A_phrase_that_cannot_be_listened_for_says_why(string phrase, string why)
    {
        Assert.Null(Phrase.Parse(phrase, _sets, out var wrong));
        Assert.Contains(why, wrong, StringComparison.Ordinal);
    }
}
