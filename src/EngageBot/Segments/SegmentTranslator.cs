using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Segments;

/// <summary>Says a checked expression as one SQL condition on the contact <c>c</c>; whatever a person wrote travels as a parameter.</summary>
/// <remarks>The same text on every store. Numbers are whole with a known number of digits after the point, so both count alike and nothing is
/// rounded; what could become larger than a whole number can be is refused.</remarks>
internal sealed class SegmentTranslator(SegmentSql sql) : ExpressionTranslator<SqlPart>
{
    /// <summary>Digits after the point of a number somebody writes.</summary>
    private const int MostDigits = 6;

    /// <summary>Just below the largest whole number of 64 bits.</summary>
    private const double MostNumber = 9e18;

    /// <summary>What is refused first, and where.</summary>
    public (string Message, int Column)? Refusal { get; private set; }

    protected override SqlPart Literal(Value value, int column) => value switch
    {
        Value.Bool yes => SqlPart.Condition(yes.Holds ? "(1 = 1)" : "(1 = 0)"),
        Value.Int whole => SqlPart.Number(sql.Literal(whole.Number), Math.Abs((double)whole.Number)),
        Value.Decimal { Number: var number } when number.Scale <= MostDigits && Math.Abs(number) < 1_000_000_000_000m =>
            SqlPart.Number(sql.Literal((long)(number * Power(number.Scale))), (double)Math.Abs(number * Power(number.Scale)), number.Scale),
        Value.Decimal => Refuse($"a number has at most 12 digits before the point and {MostDigits} after it", column),
        Value.Text text => SqlPart.Text(sql.Literal(text.Content)),
        _ => Refuse("the facts of a segment count in days; write the number of days, such as purchases.last_days > 30", column),
    };

    protected override SqlPart Name(string path, bool mayBeWord, int column) =>
        SegmentFacts.Find(path) is var (fact, number) ? fact.ToSql(sql, number)
        : path == "now" ? Refuse("a segment has no clock; its facts count the days back from today", column)
        : SqlPart.Text(sql.Literal(path));

    protected override SqlPart Not(SqlPart operand, int column) => operand.Kind is SqlKind.Refused ? operand : SqlPart.Condition($"(NOT {operand.Sql})");

    protected override SqlPart Binary(Operator sign, SqlPart left, SqlPart right, int column)
    {
        if (left.Kind is SqlKind.Refused || right.Kind is SqlKind.Refused) return SqlPart.Refused;
        switch (sign)
        {
            case Operator.And: return SqlPart.Condition($"({left.Sql} AND {right.Sql})");
            case Operator.Or: return SqlPart.Condition($"({left.Sql} OR {right.Sql})");
            case Operator.Multiply: return Counted($"({left.Sql} * {right.Sql})", left.Most * right.Most, left.Scale + right.Scale, column);
            case Operator.Add or Operator.Subtract:
                var scale = Math.Max(left.Scale, right.Scale);
                var (one, other) = (Scaled(left, scale, column), Scaled(right, scale, column));
                return Counted($"({one.Sql} {(sign is Operator.Add ? "+" : "-")} {other.Sql})", one.Most + other.Most, scale, column);
            default: return Compare(sign, left, right, column);
        }
    }

    protected override SqlPart In(SqlPart item, ImmutableArray<SqlPart> members, bool negated, int column)
    {
        if (item.Kind is SqlKind.Refused || members.Any(m => m.Kind is SqlKind.Refused)) return SqlPart.Refused;
        var all = Aligned([item, .. members], column);
        return SqlPart.Condition($"({all[0].Sql} {(negated ? "NOT IN" : "IN")} ({string.Join(", ", all.Skip(1).Select(m => m.Sql))}))");
    }

    protected override SqlPart IsSet(SqlPart operand, bool negated, int column) => operand.Kind switch
    {
        SqlKind.Refused => operand,
        SqlKind.List => SqlPart.Condition(negated ? "(1 = 0)" : "(1 = 1)"),    // a list is always there, be it empty
        _ => SqlPart.Condition($"({operand.Sql} IS {(negated ? "" : "NOT ")}NULL)"),
    };

    protected override SqlPart Default(SqlPart value, SqlPart otherwise, int column)
    {
        if (value.Kind is SqlKind.List) return value;
        if (value.Kind is SqlKind.Refused || otherwise.Kind is SqlKind.Refused) return SqlPart.Refused;
        var both = Aligned([value, otherwise], column);
        return both[0] with { Sql = $"COALESCE({both[0].Sql}, {both[1].Sql})", Most = Math.Max(both[0].Most, both[1].Most) };
    }

    protected override SqlPart Call(Function function, ImmutableArray<SqlPart> arguments, int column)
    {
        if (arguments.Any(a => a.Kind is SqlKind.Refused)) return SqlPart.Refused;
        switch (function)
        {
            case Function.If:
                var ways = Aligned([arguments[1], arguments[2]], column);
                if (ways[0].Kind is SqlKind.List) return Refuse("'if' chooses between values, not between lists, in a segment", column);
                return ways[0] with { Sql = $"(CASE WHEN {arguments[0].Sql} THEN {ways[0].Sql} ELSE {ways[1].Sql} END)", Most = Math.Max(ways[0].Most, ways[1].Most) };
            case Function.Min or Function.Max:
                var all = Aligned(arguments, column);
                if (all[0].Kind is not SqlKind.Number) return SqlPart.Refused;
                // Not MIN(a, b) of the one engine, nor LEAST of the other.
                var rows = string.Join(" UNION ALL ", all.Select((a, i) => i == 0 ? $"SELECT {a.Sql} AS v" : $"SELECT {a.Sql}"));
                return all[0] with { Sql = $"(SELECT {(function is Function.Min ? "MIN" : "MAX")}(o.v) FROM ({rows}) o)", Most = all.Max(a => a.Most) };
            case Function.Count: return SqlPart.Number(arguments[0].Sql, arguments[0].Most);
            case Function.Has: return SqlPart.Condition($"({string.Format(CultureInfo.InvariantCulture, arguments[0].Has, arguments[1].Sql)})");
            case Function.Percent: return Counted($"COALESCE({arguments[0].Sql} * 100 / NULLIF({arguments[1].Sql}, 0), 0)", arguments[0].Most * 100, 0, column);
            case Function.Length: return SqlPart.Number($"LENGTH({arguments[0].Sql})", ExpressionParser.MostLetters);
            default: return Refuse("hours, weekdays and dates are no facts of a segment; its facts count in days", column);
        }
    }

    private SqlPart Compare(Operator sign, SqlPart left, SqlPart right, int column)
    {
        var both = Aligned([left, right], column);
        return both[0].Kind is SqlKind.Refused ? SqlPart.Refused : SqlPart.Condition($"({both[0].Sql} {Sign(sign)} {both[1].Sql})");
    }

    private static string Sign(Operator sign) => sign switch
    {
        Operator.Equal => "=",
        Operator.NotEqual => "<>",
        Operator.Less => "<",
        Operator.LessOrEqual => "<=",
        Operator.Greater => ">",
        _ => ">=",
    };

    /// <summary>The same parts with the same digits after the point; the first is refused where that cannot be.</summary>
    private ImmutableArray<SqlPart> Aligned(ImmutableArray<SqlPart> parts, int column)
    {
        var scale = parts.Max(p => p.Scale);
        ImmutableArray<SqlPart> aligned = [.. parts.Select(p => Scaled(p, scale, column))];
        return aligned.Any(p => p.Kind is SqlKind.Refused) ? [.. aligned.Select(_ => SqlPart.Refused)] : aligned;
    }

    private SqlPart Scaled(SqlPart part, int scale, int column)
    {
        if (part.Kind is not SqlKind.Number || part.Scale == scale) return part;
        var power = Power(scale - part.Scale);
        return Counted(string.Create(CultureInfo.InvariantCulture, $"({part.Sql} * {power})"), part.Most * (double)power, scale, column);
    }

    private SqlPart Counted(string text, double most, int scale, int column) =>
        most > MostNumber || scale > 2 * MostDigits ? Refuse("this can become too large a number", column) : SqlPart.Number(text, most, scale);

    private SqlPart Refuse(string message, int column)
    {
        Refusal ??= (message, column);
        return SqlPart.Refused;
    }

    private static long Power(int digits)
    {
        var power = 1L;
        for (var i = 0; i < digits; i++) power *= 10;
        return power;
    }
}
