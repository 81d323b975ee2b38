using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;
using FsCheck;
using FsCheck.Fluent;

namespace EngageBot.Dialogs.Tests.Expressions;

public sealed class ExpressionProperties
{
    private static readonly string[] Pieces = ["and", "or", "not", "in", "is", "set", "true", "(", ")", "[", "]", ",", ".", "==", "!=", "<", ">=", "+", "-", "*", "??",
        "&&", "||", "!", "'x'", "'", "1", "2.5", "30m", "4wh", "if(", "min(", "has(", "a", "b.c", "now", "\"", "\ud83d", "😀", "\0", "é", " "];

    [Fact]
    public void The_parser_never_throws_and_says_where_it_stopped() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(Gen.OneOf(ArbMap.Default.GeneratorFor<string>().Select(s => s ?? ""), Gen.Elements(Pieces).ListOf().Select(p => string.Join(' ', p)),
            Gen.Elements(Pieces).ListOf().Select(p => string.Concat(p))).ToArbitrary(), text =>
        {
            var result = ExpressionParser.Parse(text, default);
            Assert.True(result.Expression is null ? result.Error!.Length > 0 && result.Column >= 1 && result.Column <= text.Length + 1 : result.Error is null);
        }));

    [Fact]
    public void Whatever_parses_is_checked_and_evaluated_without_an_exception() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(Gen.Elements(Pieces).ListOf().Select(p => string.Join(' ', p)).ToArbitrary(), text =>
        {
            if (ExpressionParser.Parse(text, default).Expression is not { } expression) return;
            var known = Names();
            Assert.False(expression.Evaluate(known) is { Value: not null, Error: not null });
            Assert.NotNull(TypeChecker.Check(expression, known, null).Names.ToString());
        }));

    [Fact]
    public void A_well_typed_expression_has_a_value() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(4_000),
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), (Action<int>)HasValue));

    private static void HasValue(int seed)
    {
        var random = new Random(seed);
        var kind = Kinds[random.Next(Kinds.Length)];
        var text = Typed(kind, random, 4);
        var parsed = ExpressionParser.Parse(text, default);
        if (parsed.Expression is null)
        {
            Assert.Contains("more than 64 parts", parsed.Error, StringComparison.Ordinal);
            return;
        }
        var known = Names();
        var check = TypeChecker.Check(parsed.Expression, known, kind == TypeKind.Choice ? Colour : new(kind));
        Assert.True(check.Errors.IsEmpty, $"{text}: {string.Join("; ", check.Errors)}");
        var evaluation = parsed.Expression.Evaluate(known);
        Assert.True(evaluation is { Error: null, Value: not null }, $"{text}: {evaluation.Error ?? "nothing"}");
        Assert.Equal(evaluation.Value, parsed.Expression.Evaluate(known).Value);
    }

    private static readonly TypeKind[] Kinds =
        [TypeKind.Bool, TypeKind.Int, TypeKind.Decimal, TypeKind.Money, TypeKind.Text, TypeKind.Choice, TypeKind.Duration, TypeKind.DateTime, TypeKind.Date, TypeKind.Time];

    private static readonly DialogType Colour = new(TypeKind.Choice) { Members = ["red", "green"] };

    // Extreme values on purpose: they are where arithmetic would overflow.
    private static Known Names() => new Known()
        .With("i", TypeKind.Int, new Value.Int(long.MaxValue)).With("j", TypeKind.Int, new Value.Int(long.MinValue)).With("no_int", TypeKind.Int, null, optional: true)
        .With("m", TypeKind.Money, new Value.Money(long.MinValue, "RUB")).With("t", TypeKind.Text, new Value.Text("\ud83d")).With("c", Colour, new Value.Text("green"))
        .With("no_c", Colour with { Optional = true }, null).With("b", TypeKind.Bool, new Value.Bool(true)).With("no_b", TypeKind.Bool, null, optional: true)
        .With("at", TypeKind.DateTime, new Value.Instant(DateTimeOffset.MaxValue)).With("day", TypeKind.Date, new Value.Date(DateOnly.MinValue))
        .With("time", TypeKind.Time, new Value.Time(TimeOnly.MaxValue)).With("cs", TypeKind.Choices, new Value.List([new Value.Text("red")]), false, "red", "green")
        .With("list", new DialogType(TypeKind.List) { Item = new(TypeKind.Int) }, new Value.List([new Value.Int(1)]));

    private static string Typed(TypeKind kind, Random random, int depth)
    {
        string Sub(TypeKind of) => Typed(of, random, depth - 1);
        string Pick(params ImmutableArray<Func<string>> ways) => ways[random.Next(ways.Length)]();
        TypeKind Ordered() => Kinds[random.Next(Kinds.Length)] is var k && k is TypeKind.Bool or TypeKind.Text or TypeKind.Choice ? TypeKind.Int : k;
        if (depth == 0) return Leaf(kind, random);
        if (random.Next(6) == 0) return $"if({Sub(TypeKind.Bool)}, {Sub(kind)}, {Sub(kind)})";
        if (kind is not (TypeKind.Bool or TypeKind.Text or TypeKind.Choice) && random.Next(6) == 0) return $"{(random.Next(2) == 0 ? "min" : "max")}({Sub(kind)}, {Sub(kind)})";
        var sign = random.Next(2) == 0 ? "+" : "-";
        switch (kind)
        {
            case TypeKind.Bool:
                var other = Ordered();
                return Pick(() => $"({Sub(kind)} and {Sub(kind)} or not {Leaf(kind, random)})", () => $"({Sub(other)} {Pick(() => "<", () => ">=", () => "==", () => "!=")} {Sub(other)})",
                    () => $"(no_int is set and no_int > {Sub(TypeKind.Int)})", () => $"(no_b is not set or no_b)", () => $"(c {Pick(() => "==", () => "!=")} {Leaf(TypeKind.Choice, random)})",
                    () => $"({Sub(TypeKind.Int)} not in [{Sub(TypeKind.Int)}, 2])", () => $"({Sub(TypeKind.Text)} == {Sub(TypeKind.Text)})", () => $"has(cs, red)", () => $"has(list, {Sub(TypeKind.Int)})");
            case TypeKind.Int:
                return Pick(() => $"({Sub(kind)} {sign} {Sub(kind)})", () => $"({Sub(kind)} * {Sub(kind)})", () => $"(no_int ?? {Leaf(kind, random)})", () => $"length({Sub(TypeKind.Text)})",
                    () => $"hour({Sub(TypeKind.DateTime)})", () => $"weekday({Sub(TypeKind.Date)})", () => $"percent({Sub(kind)}, {Sub(kind)})", () => $"percent({Sub(TypeKind.Money)}, {Sub(TypeKind.Money)})", () => "count(list)");
            case TypeKind.Decimal: return Pick(() => $"({Sub(kind)} {sign} {Sub(TypeKind.Int)})", () => $"({Sub(kind)} * {Sub(kind)})");
            case TypeKind.Money: return Pick(() => $"({Sub(kind)} {sign} {Sub(kind)})", () => $"({Sub(kind)} * {Sub(TypeKind.Int)})", () => $"({Sub(TypeKind.Decimal)} * {Sub(kind)})");
            case TypeKind.Choice: return Pick(() => $"(no_c ?? {Leaf(kind, random)})", () => Leaf(kind, random));
            case TypeKind.Duration:
                var point = Pick(() => nameof(TypeKind.DateTime), () => nameof(TypeKind.Date), () => nameof(TypeKind.Time));
                return Pick(() => $"({Sub(kind)} {sign} {Sub(kind)})", () => $"({Sub(kind)} * {Sub(TypeKind.Int)})", () => $"({Sub(Enum.Parse<TypeKind>(point))} - {Sub(Enum.Parse<TypeKind>(point))})");
            case TypeKind.Date when random.Next(3) == 0: return $"date({Sub(TypeKind.DateTime)})";
            case TypeKind.DateTime or TypeKind.Date or TypeKind.Time: return $"({Sub(kind)} {sign} {Sub(TypeKind.Duration)})";
            default: return Leaf(kind, random);
        }
    }

    private static string Leaf(TypeKind kind, Random random)
    {
        string[] leaves = kind switch
        {
            TypeKind.Bool => ["true", "false", "b"],
            TypeKind.Int => ["0", "7", "i", "j"],
            TypeKind.Decimal => ["0.5", "79228162514264337593543950335.0", "12345678901234567890.5"],
            TypeKind.Money => ["m"],
            TypeKind.Text => ["'it''s'", "t", "''"],
            TypeKind.Choice => ["red", "'green'", "c"],
            TypeKind.Duration => ["30m", "36500d"],
            TypeKind.DateTime => ["now", "at"],
            TypeKind.Date => ["day"],
            _ => ["time"],
        };
        return leaves[random.Next(leaves.Length)];
    }
}
