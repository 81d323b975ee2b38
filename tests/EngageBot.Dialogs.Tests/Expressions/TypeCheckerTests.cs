using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Tests.Expressions;

public sealed class TypeCheckerTests
{
    private static readonly DialogType Bool = new(TypeKind.Bool);
    private static readonly DialogType Priority = new(TypeKind.Choice) { Members = ["high", "normal"] };

    private readonly Known _known = new Known()
        .With("points", TypeKind.Int, null)
        .With("maybe", TypeKind.Int, null, optional: true)
        .With("note", TypeKind.Text, null, optional: true)
        .With("verdict", TypeKind.Choice, null, false, "solved", "not_solved")
        .With("reason", TypeKind.Choice, null, true, "price", "far")
        .With("price", TypeKind.Money, null)
        .With("wishes", TypeKind.Choices, null, false, "call", "mail")
        .With("customer.tier", TypeKind.Choice, null, false, "gold", "silver")
        .With("customer.last_visit", TypeKind.DateTime, null);

    [Theory]
    [InlineData("verdict == solvd", 12, "'solvd' is not one of solved, not_solved")]
    [InlineData("solvd == verdict", 1, "'solvd' is not one of solved, not_solved")]
    [InlineData("verdict == 'solvd'", 12, "'solvd' is not one of solved, not_solved")]
    [InlineData("'solvd' == verdict", 1, "'solvd' is not one of solved, not_solved")]
    [InlineData("verdict in [solved, open]", 21, "'open' is not one of solved, not_solved")]
    [InlineData("has(wishes, letter)", 13, "'letter' is not one of call, mail")]
    [InlineData("pionts > 1", 1, "there is no 'pionts'; did you mean 'points'")]
    [InlineData("customer.teir == gold", 1, "there is no 'customer.teir'; did you mean 'customer.tier'")]
    [InlineData("points", 1, "this is a whole number, not a yes or no")]
    [InlineData("points and true", 1, "this is a whole number, not a yes or no")]
    [InlineData("points == 'a'", 8, "a whole number cannot be compared with text")]
    [InlineData("verdict < solved", 9, "one of solved, not_solved has no order")]
    [InlineData("price + points > price", 7, "'+' does not go with money and a whole number")]
    [InlineData("maybe > 1", 1, "'maybe' may be unset here; use '??' or 'is set'")]
    [InlineData("maybe is set or maybe > 1", 17, "'maybe' may be unset here; use '??' or 'is set'")]
    [InlineData("if(maybe is set, 1, maybe) > 0", 1, "this may be unset here; use '??' or 'is set'")]
    [InlineData("now - customer.last_visit > 2wd", 29, "working time (wh, wd) cannot be compared or added")]
    [InlineData("in_state('a')", 1, "'in_state' is for machine files")]
    [InlineData("customer.tier == verdict", 15, "one of gold, silver cannot be compared with one of solved, not_solved")]
    public void An_error_says_what_and_where(string text, int column, string message)
    {
        var error = Assert.Single(_known.Check(text, Bool).Errors);
        Assert.Equal((column, message), (error.Column, error.Message));
    }

    [Theory]
    [InlineData("verdict == solved and solved == verdict")]
    [InlineData("maybe is set and maybe > 1")]
    [InlineData("maybe is not set or maybe > 1")]
    [InlineData("not (maybe is not set) and maybe > 1")]
    [InlineData("not (maybe is not set or note is not set) and maybe > 1 and length(note) > 2")]
    [InlineData("if(maybe is set, maybe, 0) > 1")]
    [InlineData("(maybe ?? 0) > 1 and maybe ?? points ?? 0 > 1")]
    [InlineData("(reason ?? far) == 'price'")]
    [InlineData("now - customer.last_visit > 45d and hour(now) >= 9 and weekday(now) != 7")]
    [InlineData("price * 2 >= price + price * 0.5 and percent(price, price) == 100")]
    [InlineData("has(wishes, call) and count(wishes) > 1")]
    public void It_is_well_typed(string text) => Assert.Empty(_known.Check(text, Bool).Errors);

    [Fact]
    public void A_bare_word_is_a_member_of_the_choice_that_is_wanted()
    {
        Assert.Empty(_known.Check("if(customer.tier == gold, high, normal)", Priority).Errors);
        Assert.Empty(_known.Check("high", Priority).Errors);
        Assert.Equal("'urgent' is not one of high, normal", Assert.Single(_known.Check("urgent", Priority).Errors).Message);
    }

    [Fact]
    public void A_word_that_is_also_a_name_must_be_quoted()
    {
        Assert.Contains("write it in single quotes", Assert.Single(_known.Check("reason is set and reason == price").Errors).Message, StringComparison.Ordinal);
        Assert.Empty(_known.Check("reason is set and reason == 'price'").Errors);
    }

    [Fact]
    public void An_optional_value_goes_where_an_optional_one_is_wanted()
    {
        Assert.Empty(_known.Check("note", new(TypeKind.Text, Optional: true)).Errors);
        Assert.Equal(TypeErrorKind.MayBeUnset, Assert.Single(_known.Check("note", new(TypeKind.Text)).Errors).Kind);
        Assert.Empty(_known.Check("note ?? ''", new(TypeKind.Text)).Errors);
    }

    [Fact]
    public void Names_read_are_listed_without_bare_words() =>
        Assert.Equal(["verdict", "maybe", "now"], _known.Check("verdict == solved and maybe is set and now > now").Names);

    [Fact]
    public void It_tells_what_is_set_after_a_condition()
    {
        Assert.Equal(["maybe", "note"], TypeChecker.SetWhenTrue(Known.Parse("maybe is set and note is set")).Order());
        Assert.Equal(["note"], TypeChecker.SetWhenFalse(Known.Parse("note is not set or points > 3")));
        Assert.Empty(TypeChecker.SetWhenTrue(Known.Parse("note is set or maybe is set")));
    }

    [Fact]
    public void Working_time_may_stand_alone_where_a_duration_is_wanted() => Assert.Empty(_known.Check("4wh", new(TypeKind.Duration)).Errors);
}
