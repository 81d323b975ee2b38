using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Tests.Expressions;

public sealed class EvaluationTests
{
    private readonly Known _known = new Known()
        .With("n", TypeKind.Int, new Value.Int(2))
        .With("nothing", TypeKind.Int, null, optional: true)
        .With("name", TypeKind.Text, new Value.Text("Zoë 😀"))
        .With("verdict", TypeKind.Choice, new Value.Text("solved"), false, "solved", "not_solved")
        .With("bill", TypeKind.Money, new Value.Money(250_00, "RUB"))
        .With("cents", TypeKind.Money, new Value.Money(1_00, "EUR"))
        .With("ids", new DialogType(TypeKind.List) { Item = new(TypeKind.Int) }, new Value.List([new Value.Int(1), new Value.Int(2)]))
        .With("visit", TypeKind.DateTime, new Value.Instant(new(2026, 3, 1, 23, 30, 0, TimeSpan.Zero)));

    [Theory]
    [InlineData("1 + 2 * 3 == 7")]
    [InlineData("(1 + 2) * 3 == 9")]
    [InlineData("10 - 2 - 3 == 5")]
    [InlineData("nothing ?? 4 * 2 == 8")]
    [InlineData("nothing ?? nothing ?? 1 == 1")]
    [InlineData("not false and true")]
    [InlineData("!false && true || false")]
    [InlineData("true or nothing == 1")]
    [InlineData("not (false and nothing == 1)")]
    [InlineData("n in [1, 2, 3] and n not in [4]")]
    [InlineData("nothing is not set and n is set")]
    [InlineData("verdict == solved and verdict != not_solved")]
    [InlineData("verdict in [solved, not_solved]")]
    [InlineData("name == 'Zoë 😀' and length(name) == 5")]
    [InlineData("'it''s' != 'its'")]
    [InlineData("1.5 < 2 and 2 == 2.0 and 0.5 + n == 2.5")]
    [InlineData("if(n > 1, 'a', 'b') == 'a'")]
    [InlineData("min(3, 1, 2) == 1 and max(3, 1.5) == 3")]
    [InlineData("percent(1, 3) == 33 and percent(5, 0) == 0")]
    [InlineData("bill + bill * 2 == bill * 3 and percent(bill, bill * 4) == 25")]
    [InlineData("has(ids, 2) and not has(ids, 3) and count(ids) == 2")]
    [InlineData("now - visit < 24h and now + 30m > now and 90m == 30m * 3")]
    [InlineData("weekday(now) == 1 and hour(visit) == 0 and date(visit) == date(now)")]
    [InlineData("date(now) + 3d - date(now) == 72h")]
    [InlineData("date(now) - 1h == date(now) - 1d")]
    [InlineData("in_state('here') and not in_state('there')")]
    public void It_holds(string text)
    {
        var evaluation = _known.Evaluate(text);
        Assert.Null(evaluation.Error);
        Assert.Equal(new Value.Bool(true), evaluation.Value);
    }

    [Theory]
    [InlineData("nothing + 1", "'+' reads an unset value")]
    [InlineData("nothing == 1", "'==' reads an unset value")]
    [InlineData("nothing and true", "'and' reads an unset value")]
    [InlineData("points.total > 1", "there is no 'points.total'")]
    [InlineData("n and true", "'and' needs a yes or no")]
    [InlineData("n == 'a'", "'==' does not go with a whole number and text")]
    [InlineData("name < 'b'", "'<' does not go with text and text")]
    [InlineData("not n", "'not' needs a yes or no")]
    [InlineData("bill + cents", "'+' mixes RUB and EUR")]
    [InlineData("now + 4wh", "'+' does not go with a date and time and working time")]
    [InlineData("hour(n)", "'hour' does not go with a whole number")]
    [InlineData("if(n, 1, 2)", "'if' needs a yes or no")]
    [InlineData("n in [1, 'a']", "'in' does not go with a whole number and text")]
    public void What_cannot_be_computed_is_an_error_and_no_exception(string text, string error)
    {
        var evaluation = _known.Evaluate(text);
        Assert.Null(evaluation.Value);
        Assert.Equal(error, evaluation.Error);
        Assert.False(Known.Parse(text).IsTrue(_known));
    }

    [Fact]
    public void An_unset_name_is_nothing_and_no_error() => Assert.Equal(default, _known.Evaluate("nothing"));

    [Fact]
    public void Without_choices_an_undeclared_word_is_an_error()
    {
        var machine = new Known { ReadsBareWords = false };
        Assert.Equal("there is no 'solved'", machine.Evaluate("solved").Error);
        Assert.Equal("there is no 'solved'", machine.Evaluate("solved is set").Error);
        Assert.Equal("there is no 'solved'", machine.Evaluate("solved ?? 1").Error);
    }

    [Theory]
    [InlineData("9223372036854775807 + 1", long.MaxValue)]
    [InlineData("0 - 9223372036854775807 - 5", long.MinValue)]
    [InlineData("9223372036854775807 * (0 - 3)", long.MinValue)]
    [InlineData("4611686018427387904 * 4", long.MaxValue)]
    public void Whole_numbers_saturate(string text, long expected) => Assert.Equal(new Value.Int(expected), _known.Evaluate(text).Value);

    [Theory]
    [InlineData("bill * 0.015", 375)]
    [InlineData("cents * 0.005", 1)]
    [InlineData("(cents - cents * 2) * 0.005", -1)]
    public void Money_times_a_fraction_rounds_halves_away_from_zero(string text, long minor) =>
        Assert.Equal(minor, Assert.IsType<Value.Money>(_known.Evaluate(text).Value).Minor);

    [Fact]
    public void Instants_and_days_stop_at_the_ends_of_the_calendar()
    {
        Assert.Equal(DateTimeOffset.MaxValue.UtcTicks, Assert.IsType<Value.Instant>(_known.Evaluate("now + 36500d * 1000").Value).At.UtcTicks);
        Assert.Equal(new Value.Date(DateOnly.MinValue), _known.Evaluate("date(now) - 36500d * 1000").Value);
    }
}
